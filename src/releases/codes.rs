//! Seasons and episodes as codes: «S01E02», «S01-S03», «2x05», «E12».

/// What one word says as a code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct EpisodeCode {
    pub(super) season: Option<u32>,
    pub(super) episodes: Vec<u32>,
}

/// Shapes of a picture, which are written as seasons and episodes are.
const SHAPES: [&str; 3] = ["16x9", "4x3", "21x9"];
/// Codecs whose numbers may follow an `x` that stands for "by" elsewhere.
pub(super) const CODECS: [u32; 2] = [264, 265];

/// Reads a word of small letters and digits; `None`: it is no such code.
pub(super) fn read(code: &str) -> Option<EpisodeCode> {
    season_code(code).or_else(|| product_code(code)).or_else(|| episode_code(code))
}

/// Reads «s01», «s01e02», «s01e02e03», «s01ep02», «s01x02».
fn season_code(code: &str) -> Option<EpisodeCode> {
    let (season, rest) = digits(code.strip_prefix('s')?, 4)?;
    let length = code.len() - 1 - rest.len();
    // «S07D1»: a disc of a season.
    let is_disc =
        rest.strip_prefix('d').is_some_and(|disc| !disc.is_empty() && disc.bytes().all(|byte| byte.is_ascii_digit()));
    let episodes = if is_disc { Vec::new() } else { episodes(rest)? };
    // Years are seasons only where an episode follows; three digits are none.
    let is_season = length <= 2 || (!episodes.is_empty() && (length == 3 || (1_900..2_100).contains(&season)));
    is_season.then_some(EpisodeCode { season: Some(season), episodes })
}

/// Reads «2x05» and «1x01x02».
fn product_code(code: &str) -> Option<EpisodeCode> {
    let (season, rest) = digits(code, 2)?;
    if !rest.starts_with('x') || SHAPES.contains(&code) {
        return None;
    }
    let episodes = episodes(rest)?;
    let is_episode = !episodes.is_empty() && !CODECS.contains(&episodes[0]);
    is_episode.then_some(EpisodeCode { season: Some(season), episodes })
}

/// Reads «e05», «ep5», «e05v2».
fn episode_code(code: &str) -> Option<EpisodeCode> {
    let is_long = code.starts_with("ep") || code.len() > 2;
    let episodes = episodes(code).filter(|episodes| is_long && !episodes.is_empty() && !code.starts_with('x'))?;
    Some(EpisodeCode { season: None, episodes })
}

/// Reads what follows a season: episodes, each after its sign, and the version of the file; `None`: something else.
fn episodes(mut rest: &str) -> Option<Vec<u32>> {
    let mut episodes = Vec::new();
    while !rest.is_empty() {
        if !episodes.is_empty() && is_version(rest) {
            break;
        }
        let signed = ["ep", "e", "x"].iter().find_map(|sign| rest.strip_prefix(sign))?;
        let (episode, after) = digits(signed, 4)?;
        episodes.push(episode);
        rest = after;
    }
    Some(episodes)
}

/// Tells whether the rest of a word is a version or a part: «v2», «a».
fn is_version(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b'a'..=b'c'] | [b'v', b'0'..=b'9'])
}

/// Reads the number that a text begins with, of so many digits at most.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    if number.len() > most {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_form_are_read() {
        for (code, season, episodes) in [
            ("s01", Some(1), vec![]),
            ("s1", Some(1), vec![]),
            ("s01e02", Some(1), vec![2]),
            ("s01e02e03", Some(1), vec![2, 3]),
            ("s1ep12", Some(1), vec![12]),
            ("s02e05v2", Some(2), vec![5]),
            ("s2024e05", Some(2024), vec![5]),
            ("s07d1", Some(7), vec![]),
            ("s00e01", Some(0), vec![1]),
            ("2x05", Some(2), vec![5]),
            ("01x01x02", Some(1), vec![1, 2]),
            ("10x100", Some(10), vec![100]),
            ("e05", None, vec![5]),
            ("ep5", None, vec![5]),
            ("e1085", None, vec![1085]),
        ] {
            assert_eq!(read(code), Some(EpisodeCode { season, episodes }), "{code}");
        }
    }

    #[test]
    fn other_words_are_no_codes() {
        for code in [
            "",
            "s",
            "sp",
            "s720p",
            "s2024",
            "s100",
            "e5",
            "16x9",
            "x264",
            "1x264",
            "1920x1080",
            "720x400",
            "1080p",
            "s01e",
            "se7en",
            "s01e99999",
            "7",
            "x05",
            "s1m0ne",
        ] {
            assert_eq!(read(code), None, "{code}");
        }
    }
}
