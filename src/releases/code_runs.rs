//! Codes of seasons and episodes one after another: «S01E01-E08», «S01-S03», «S02 - 05», «01-09x01-172».

use super::codes::{self, EpisodeCode};
use super::number_lists::{MAX_NUMBERS, NumberList, list_at, spaced_range};
use super::numbering::{Numbering, is_dash};
use super::words::NameWords;

/// The greatest step from a season to the next one of a list.
const MAX_SEASON: u32 = 99;
/// The greatest number that may be an episode where only a dash says so.
const MAX_DASHED_EPISODE: u32 = 999;

/// Reads all codes of a name.
///
/// `filed` is the first word about the file: behind it, a season alone after a dash is somebody's sign («H264-S78»).
pub(super) fn read(words: &NameWords<'_>, filed: usize, found: &mut Numbering) {
    let mut at = 0;
    while at < words.words.len() {
        let is_sign = |code: &EpisodeCode| code.episodes.is_empty() && at > filed && words.gap(at) == "-";
        at = match code(words, at).filter(|code| may_stand(words, at, code) && !is_sign(code)) {
            Some(code) => read_run(words, at, code, found),
            None => at + 1,
        };
    }
}

fn code(words: &NameWords<'_>, at: usize) -> Option<EpisodeCode> {
    codes::read(&words.word(at)?.code)
}

/// Reads an episode with its sign, of one digit too, which is a code after others, though not alone.
fn signed(words: &NameWords<'_>, at: usize) -> Option<EpisodeCode> {
    let word = words.word(at).filter(|word| word.code.starts_with(['e', 'x']))?;
    codes::read(&format!("s1{}", word.code))
        .filter(|code| !code.episodes.iter().any(|episode| codes::CODECS.contains(episode)))
        .map(|code| EpisodeCode { season: None, ..code })
        .filter(|code| !code.episodes.is_empty())
}

/// Tells whether a code is one where it stands: the first word of a name may be its title («10x10», «S1»).
fn may_stand(words: &NameWords<'_>, at: usize, code: &EpisodeCode) -> bool {
    let is_signed = words.word(at).is_some_and(|word| !word.code.starts_with(|c: char| c.is_ascii_digit()));
    // One digit by one digit is many things.
    let is_short = words.word(at).is_some_and(|word| word.code.len() < 4) && !is_signed;
    if is_short && !words.gap(at).trim_end().ends_with(['-', '[', '(']) {
        return false;
    }
    let is_followed = !code.episodes.is_empty() || signed(words, 1).is_some();
    at > 0 || (is_followed && (is_signed || words.gap(1).starts_with(" - ")))
}

/// Reads a code and what goes on it; returns the next word.
fn read_run(words: &NameWords<'_>, at: usize, code: EpisodeCode, found: &mut Numbering) -> usize {
    let mut start = at;
    let mut seasons: Vec<u32> = code.season.into_iter().collect();
    let mut episodes = code.episodes;
    let mut end = at + 1;
    if episodes.is_empty() {
        end = more_seasons(words, end, &mut seasons);
        end = first_episode(words, end, &mut episodes);
    } else if let Some(first) = season_before(words, at, &seasons) {
        seasons = (first..=seasons[0]).collect();
        start = at - 1;
    }
    end = more_episodes(words, end, &seasons, &mut episodes);
    found.add(&seasons, &episodes, start..end);
    end
}

/// Returns the first season of «01-09x01-172», at the word of the last one.
fn season_before(words: &NameWords<'_>, at: usize, seasons: &[u32]) -> Option<u32> {
    let first = words.before(at).filter(|_| words.gap(at) == "-")?.number?;
    seasons.first().filter(|last| first < **last && **last - first <= MAX_SEASON).map(|_| first)
}

/// Reads the seasons that follow one: «S01-S03», «S01-03», «S01, S02», «S01+S02».
fn more_seasons(words: &NameWords<'_>, mut at: usize, seasons: &mut Vec<u32>) -> usize {
    while let (Some(word), Some(&last)) = (words.word(at), seasons.last()) {
        let gap = words.gap(at);
        let coded = code(words, at).filter(|code| code.episodes.is_empty()).and_then(|code| code.season);
        // «S2-07» is an episode, «S01-03» are seasons.
        let is_episode = word.end - word.start == 2 && words.before(at).is_some_and(|season| season.code.len() == 2);
        let bare = || word.number.filter(|_| !is_episode && !word.is_ordinal && is_dash(gap) && !gap.contains(' '));
        let Some(next) = coded.or_else(bare).filter(|next| *next > last && *next <= MAX_SEASON) else { break };
        match gap.trim() {
            gap if is_dash(gap) => seasons.extend(last + 1..=next),
            "" | "." | "," | "+" | "&" | "/" => seasons.push(next),
            _ => break,
        }
        at += 1;
    }
    at
}

/// Reads the first episode after a season: «S01 E02», «S01.EP02», «S02 - 05».
fn first_episode(words: &NameWords<'_>, at: usize, episodes: &mut Vec<u32>) -> usize {
    if let Some(list) = enclosed(words, at) {
        episodes.extend(list.numbers);
        return list.end;
    }
    let Some(next) = next_episodes(words, at) else { return at };
    episodes.extend(next);
    at + 1
}

/// Reads «(1-12)» and «(01 - 12)».
fn enclosed(words: &NameWords<'_>, at: usize) -> Option<NumberList> {
    let list = list_at(words, at).filter(|_| words.gap(at).trim() == "(")?;
    let range = spaced_range(words, at).filter(|_| list.is_single);
    let list = range.map_or(list, |numbers| NumberList { numbers, start: at, end: at + 2, is_single: false });
    Some(list).filter(|list| !list.is_single && words.gap(list.end).starts_with(')'))
}

/// Returns the episodes that a word says behind a season.
fn next_episodes(words: &NameWords<'_>, at: usize) -> Option<Vec<u32>> {
    let word = words.word(at)?;
    let gap = words.gap(at);
    if let Some(code) = signed(words, at).filter(|_| matches!(gap.trim(), "" | "." | "-" | "–" | ",")) {
        return Some(code.episodes);
    }
    let is_pair = word.end - word.start == 2;
    let is_close = gap == "-" && is_pair && words.before(at).is_some_and(|season| season.code.len() == 2);
    if is_close || matches!(gap, " - " | " – " | ".-.") {
        let episodes = codes::read(&format!("s1e{}", word.code))?.episodes;
        return Some(episodes).filter(|episodes| episodes.iter().all(|episode| *episode <= MAX_DASHED_EPISODE));
    }
    let is_next = is_pair && !word.is_ordinal && matches!(gap, "." | " ");
    word.number.filter(|_| is_next).map(|episode| vec![episode])
}

/// Reads the episodes that follow one: «E01-E08», «E01-08», «E01+E02», «1x01-1x08», «01-79,81-94».
fn more_episodes(words: &NameWords<'_>, mut at: usize, seasons: &[u32], episodes: &mut Vec<u32>) -> usize {
    while let (Some(word), Some(&last)) = (words.word(at), episodes.last()) {
        let gap = words.gap(at);
        let same_season = |code: &EpisodeCode| code.season.is_none_or(|season| Some(&season) == seasons.last());
        let coded = signed(words, at).or_else(|| code(words, at)).filter(same_season);
        let coded = coded.and_then(|code| code.episodes.last().copied());
        // «E03-10.000.metres»
        let is_thousand = words.gap(at + 1) == "." && words.folded(at + 1) == "000";
        let bare = word.number.filter(|number| {
            !is_thousand && !word.is_ordinal && !gap.contains(' ') && !(1_900..2_100).contains(number)
        });
        let Some(next) = coded.or(bare).filter(|next| *next > last) else { break };
        if is_dash(gap) && (last..next).len() <= MAX_NUMBERS {
            episodes.extend(last + 1..=next);
        } else if matches!(gap.trim(), "+" | "&" | ",") || (coded.is_some() && matches!(gap, "" | " " | ".")) {
            episodes.push(next);
        } else {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::file_words;
    use super::*;

    fn said(name: &str) -> (Vec<u32>, Vec<u32>) {
        let mut found = Numbering::default();
        let words = NameWords::of(name);
        read(&words, file_words::first(&words, None), &mut found);
        (found.seasons, found.episodes)
    }

    #[test]
    fn codes_are_read_as_far_as_they_go_on() {
        for (name, seasons, episodes) in [
            ("Show.S01E02.720p", vec![1], vec![2]),
            ("Show S01E01-E08", vec![1], (1..=8).collect()),
            ("Show.S01E01-08.2019", vec![1], (1..=8).collect()),
            ("Show S01E01E02-E03", vec![1], vec![1, 2, 3]),
            ("Show S01E01+E03", vec![1], vec![1, 3]),
            ("Show.S6.E1-E2", vec![6], vec![1, 2]),
            ("Show S01 E05", vec![1], vec![5]),
            ("Show.s01.05.avi", vec![1], vec![5]),
            ("Show S2 - 05 (1080p)", vec![2], vec![5]),
            ("Show S2 - 05v2", vec![2], vec![5]),
            ("Show.S01-S03", vec![1, 2, 3], vec![]),
            ("Show [S01-03]", vec![1, 2, 3], vec![]),
            ("Show S01,S02+S04", vec![1, 2, 4], vec![]),
            ("Show S07D1", vec![7], vec![]),
            ("Звёзды [02х04]", vec![2], vec![4]),
            ("Звёзды [01x01-08 из 08]", vec![1], (1..=8).collect()),
            ("Звёзды [06x01-03,05-06 из 9]", vec![6], vec![1, 2, 3, 5, 6]),
            ("Звёзды [01-03x01-30]", vec![1, 2, 3], (1..=30).collect()),
            ("Show - 2x9-2x10 - Served", vec![2], vec![9, 10]),
            ("Series-S07E12-31st_Century", vec![7], vec![12]),
            ("Show.S06.Ep5.X265", vec![6], vec![5]),
            ("Show S01 1080p", vec![1], vec![]),
            ("Show [S2-07]", vec![2], vec![7]),
            ("Show (S4-24)", vec![4], vec![24]),
            ("Show S07D1-3&5", vec![7], vec![]),
            ("Show S01--S03", vec![1, 2, 3], vec![]),
            ("Show S01 (01 - 03)", vec![1], vec![1, 2, 3]),
            ("S01 - E03 - Pilot", vec![1], vec![3]),
            ("Astrid.S04E03-10.000.metres", vec![4], vec![3]),
            ("Movie.1080p.H264-S78", vec![], vec![]),
            ("Show 2x2", vec![], vec![]),
            ("10x10 (2018)", vec![], vec![]),
            ("Movie 1920x1080 x264", vec![], vec![]),
        ] {
            assert_eq!(said(name), (seasons, episodes), "{name}");
        }
    }
}
