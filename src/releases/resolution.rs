//! The resolution of a picture, as names say it.

use super::words::NameWords;

/// Lines of a picture, of those that are written beside other letters («HD1080p», «BDRip720p»).
const LINES: [u32; 7] = [360, 480, 576, 720, 1_080, 1_440, 2_160];
/// Words for the largest picture, where nothing says its lines.
const LARGEST: [&str; 3] = ["4k", "uhd", "ultrahd"];
const LARGEST_LINES: &str = "2160p";
/// Words for 1080 lines.
const FULL: [&str; 2] = ["fullhd", "fhd"];

/// What a name says of the picture, and the word that says so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ResolutionMark {
    /// Lines and `p`, or `i` where they are interlaced.
    pub(super) resolution: String,
    pub(super) at: usize,
}

/// Reads the resolution that a name says most clearly: in lines, then as a size, then as «4K».
pub(super) fn read(words: &NameWords<'_>) -> Option<ResolutionMark> {
    let first = |read: &dyn Fn(usize) -> Option<String>| {
        let found = (0..words.words.len()).find_map(|at| Some((at, read(at)?)));
        found.map(|(at, resolution)| ResolutionMark { resolution, at })
    };
    first(&|at| lines(&words.word(at)?.code))
        .or_else(|| first(&|at| size(words, at)))
        .or_else(|| first(&|at| bracketed(words, at)))
        .or_else(|| first(&|at| named(words, at)))
}

/// Reads «1080p», «1080i», «720p50», «HD1080p», «BDRip720p», «BD1080».
fn lines(code: &str) -> Option<String> {
    let begin = code.find(|c: char| c.is_ascii_digit())?;
    let (letters, rest) = code.split_at(begin);
    let (digits, sign) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    let lines: u32 = Some(digits).filter(|digits| digits.len() <= 5)?.parse().ok()?;
    // «10800p» and «21600p» are slips.
    let lines = if LINES.contains(&(lines / 10)) && lines.is_multiple_of(10) { lines / 10 } else { lines };
    let is_known = LINES.contains(&lines);
    let is_glued =
        matches!(letters, "hd" | "bd" | "m" | "fhd" | "uhd") || letters.ends_with("rip") || letters == "hevc";
    let rate = sign.get(1..).filter(|rate| rate.len() <= 3 && rate.bytes().all(|byte| byte.is_ascii_digit()));
    let sign = match (sign.chars().next(), rate) {
        (Some('i'), Some(_)) => 'i',
        (Some('p'), Some(_)) => 'p',
        // Cyrillic «р», transliterated.
        (Some('r'), Some("")) if is_known => 'p',
        (None, _) if is_known && is_glued && letters != "m" => 'p',
        _ => return None,
    };
    let may_be = if letters.is_empty() { (200..=4_320).contains(&lines) } else { is_known && is_glued };
    may_be.then(|| format!("{lines}{sign}"))
}

/// Reads «1920x1080», «1280 x 720».
fn size(words: &NameWords<'_>, at: usize) -> Option<String> {
    let code = &words.word(at)?.code;
    let (width, height) = match code.split_once('x') {
        Some((width, height)) => (width.parse().ok()?, height.trim_end_matches('p').parse().ok()?),
        None if matches!(words.folded(at + 1), "x" | "х") => (words.word(at)?.number?, words.word(at + 2)?.number?),
        None if matches!(words.gap(at + 1).trim(), "*" | "×") => {
            (words.word(at)?.number?, words.word(at + 1)?.number?)
        }
        None => return None,
    };
    if !(320..=8_192).contains(&width) || !(200..=4_608).contains(&height) {
        return None;
    }
    // A wide picture has lost lines, a narrow one columns: whichever says more.
    let lines = match (width, height) {
        (3_600.., _) | (_, 1_600..) => 2_160,
        (2_400.., _) | (_, 1_200..) => 1_440,
        (1_800.., _) | (_, 1_000..) => 1_080,
        (1_200.., _) | (_, 650..) => 720,
        (_, 481..) => height.max(576),
        _ => height,
    };
    Some(format!("{lines}p"))
}

/// Reads «[1080]».
fn bracketed(words: &NameWords<'_>, at: usize) -> Option<String> {
    let lines = words.word(at)?.number.filter(|lines| LINES.contains(lines))?;
    let is_bracketed = words.gap(at).ends_with(['[', '(']) && words.gap(at + 1).starts_with([']', ')']);
    is_bracketed.then(|| format!("{lines}p"))
}

/// Reads «4K», «UHD», «Full HD».
fn named(words: &NameWords<'_>, at: usize) -> Option<String> {
    let word = words.word(at)?;
    if at > 0 && (LARGEST.contains(&word.folded.as_str()) || word.code == LARGEST[0]) {
        return Some(LARGEST_LINES.to_owned());
    }
    let is_full = FULL.contains(&word.folded.as_str()) || (word.folded == "full" && words.folded(at + 1) == "hd");
    is_full.then(|| "1080p".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_most_is_read() {
        for (name, expected) in [
            ("Movie 1080p", Some("1080p")),
            ("Фильм 1080р", Some("1080p")),
            ("Футбол HDTV 1080i", Some("1080i")),
            ("Матч 720p50 WEBRip", Some("720p")),
            ("Movie 21600p", Some("2160p")),
            ("Movie.BDRip1080p", Some("1080p")),
            ("Movie HD720", Some("720p")),
            ("film-webrip-720r", Some("720p")),
            ("Movie 4K remaster 1080p", Some("1080p")),
            ("Movie (1920x800)", Some("1080p")),
            ("Movie 1280 х 536", Some("720p")),
            ("Movie 720x576", Some("576p")),
            ("Movie 1440x1080", Some("1080p")),
            ("Movie 720x400", Some("400p")),
            ("Movie [1080]", Some("1080p")),
            ("Фильм 4К", Some("2160p")),
            ("Movie UHD BDRemux", Some("2160p")),
            ("Movie Full HD", Some("1080p")),
            ("300 2006 DVDRip", None),
            ("1080", None),
            ("4K", None),
            ("Movie 192 kbps", None),
            ("Movie x264 1x264", None),
        ] {
            let read = read(&NameWords::of(name)).map(|mark| mark.resolution);
            assert_eq!(read.as_deref(), expected, "{name}");
        }
    }
}
