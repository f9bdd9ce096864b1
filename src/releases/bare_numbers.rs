//! Episodes as bare numbers, as anime and older recordings have them: «[Group] Title - 05 [1080p]», «[Group] Title 679
//! [VOSTFR]», «[Group] 01 - Title», «Title.307.HDTV».

use super::number_lists::{list_at, list_before, spaced_range};
use super::numbering::Numbering;
use super::words::{NameWord, NameWords};

/// The greatest number of such an episode.
const MAX_EPISODE: u32 = 1_899;
/// Recordings of broadcasts, whose names wrote seasons and episodes as one number.
const RECORDINGS: [&str; 5] = ["hdtv", "pdtv", "dsr", "sdtv", "dvb"];
/// Lines of a picture.
const LINES: [u32; 5] = [360, 480, 576, 720, 1_080];
/// Words that number films.
const FILMS: [&str; 3] = ["movie", "film", "movies"];
/// What stands before such a number.
const DASHES: [&str; 4] = [" - ", " – ", ".-.", " -"];

/// Reads such an episode, if nothing else says one. `filed` is the first word about the file; a name with a year is that of
/// a film, unless it begins with the tag of a group.
pub(super) fn read(words: &NameWords<'_>, filed: usize, has_year: bool, found: &mut Numbering) {
    let is_tagged = words.is_tagged();
    if !found.marks.is_empty() {
        return;
    }
    if has_year && !is_tagged {
        return read_packed(words, filed, found);
    }
    let last = filed.min(words.words.len());
    let is_dashed = (1..=last).rev().any(|at| read_dashed(words, at, filed, found));
    if is_dashed || (is_tagged && read_tagged(words, filed, found)) {
        return;
    }
    read_packed(words, filed, found);
}

/// Reads a number between a dash and what is not the title any more.
fn read_dashed(words: &NameWords<'_>, at: usize, filed: usize, found: &mut Numbering) -> bool {
    let Some((numbers, start)) = numbers_before(words, at + 1) else { return false };
    let is_film = FILMS.contains(&words.folded_before(start));
    let is_episode = start > 0 && !is_film && DASHES.contains(&words.gap(start)) && ends(words, at + 1, filed);
    if is_episode {
        found.add(&[], &numbers, start..at + 1);
    }
    is_episode
}

/// Reads the number before the brackets at the end of a name that begins with the tag of a group, or right behind the tag.
fn read_tagged(words: &NameWords<'_>, filed: usize, found: &mut Numbering) -> bool {
    let is_out = |at: &usize| !words.is_bracketed(*at);
    let is_long = |at: usize| words.word(at).is_some_and(|word| word.end - word.start > 1);
    let Some(first) = (0..words.words.len()).find(is_out) else { return false };
    if let Some(list) = list_at(words, first).filter(|list| is_long(first) && words.gap(list.end) == " - ") {
        found.add(&[], &list.numbers, list.start..list.end);
        return true;
    }
    let last = (first + 1..words.words.len().min(filed)).rev().find(is_out).filter(|at| is_long(*at));
    let Some(end) = last.map(|at| at + 1).filter(|end| ends(words, *end, filed)) else { return false };
    let Some((numbers, start)) = numbers_before(words, end).filter(|(_, start)| *start > first) else { return false };
    // A number of a title has no zero before it («Mob Psycho 100»), unless the name is that of a file.
    let is_padded = words.word(start).is_some_and(|word| words.name[word.start..].starts_with('0'));
    if !is_padded && !is_one(words) && numbers.len() == 1 {
        return false;
    }
    found.add(&[], &numbers, start..end);
    true
}

/// Returns the numbers that end before a word, and the first word of them: «05», «07v2», «01-64».
fn numbers_before(words: &NameWords<'_>, end: usize) -> Option<(Vec<u32>, usize)> {
    let at = end.checked_sub(1)?;
    let half = at.checked_sub(1).filter(|_| words.gap(at) == "." && words.word(at).is_some_and(is_half));
    if let Some(whole) = half.and_then(|before| Some((vec![words.word(before)?.number?], before))) {
        return Some(whole);
    }
    // «01 - 12 [»
    if let Some(range) = at.checked_sub(1).and_then(|before| spaced_range(words, before)) {
        return Some((range, at - 1));
    }
    let list = list_before(words, end).map(|list| (list.numbers, list.start));
    let versioned = || Some((vec![version(&words.word(at)?.code)?], at));
    list.or_else(versioned).filter(|(numbers, _)| numbers.iter().all(|number| *number <= MAX_EPISODE))
}

/// Reads the season and the episode that the name of a file begins or ends with («2-06. Девичья сила», «3.001.Щербет»,
/// «Доктор Хаус 03-20.mkv»).
pub(super) fn read_file(words: &NameWords<'_>, found: &mut Numbering) {
    if !found.marks.is_empty() || !words.is_file() {
        return;
    }
    let length = |at: usize| words.word(at).map_or(0, |word| word.end - word.start);
    let number = |at: usize| words.word(at).and_then(|word| word.number);
    let is_padded = words.word(1).is_some_and(|word| words.name[word.start..].starts_with('0')) && length(1) > 1;
    let begins =
        length(0) <= 2 && is_padded && matches!(words.gap(1), "-" | ".") && words.gap(2).starts_with(['.', ' ']);
    let last = words.words.len().saturating_sub(2);
    let ends = last > 1 && length(last) == 2 && length(last - 1) <= 2 && words.gap(last) == "-";
    let at = if begins {
        0
    } else if ends {
        last - 1
    } else {
        return;
    };
    if let (Some(season), Some(episode)) = (number(at), number(at + 1)) {
        found.add(&[season], &[episode], at..at + 2);
    }
}

/// Tells whether a word is the end of a number and a half («12.5», «12.5v2»): an episode between two.
fn is_half(word: &NameWord) -> bool {
    word.code == "5" || word.code.starts_with("5v")
}

/// Tells whether the title does not go on at a word.
fn ends(words: &NameWords<'_>, at: usize, filed: usize) -> bool {
    let gap = words.gap(at);
    at >= words.words.len().min(filed) || gap.trim_start().starts_with(['[', '(', '【']) || gap == " - "
}

/// Tells whether a name is that of one episode: of a file, with a checksum, or with a word for subtitles.
fn is_one(words: &NameWords<'_>) -> bool {
    let is_checksum = |word: &NameWord| {
        word.folded.len() == 8 && word.folded.bytes().all(|byte| byte.is_ascii_hexdigit()) && !word.code.is_empty()
    };
    words.is_file() || words.words.iter().any(|word| is_checksum(word) || word.folded == "vostfr")
}

/// Reads «307», season and episode in one, before a recording.
fn read_packed(words: &NameWords<'_>, filed: usize, found: &mut Numbering) {
    let is_recorded = words.words.iter().skip(filed).any(|word| RECORDINGS.contains(&word.folded.as_str()));
    let number = filed.checked_sub(1).filter(|at| *at > 0).and_then(|at| words.word(at)?.number);
    let (Some(number), true) = (number, is_recorded) else { return };
    let (season, episode) = (number / 100, number % 100);
    // Years and lines of a picture are no such numbers.
    let is_other = number >= 1_900 || LINES.contains(&number);
    if season > 0 && episode > 0 && !is_other {
        found.add(&[season], &[episode], filed - 1..filed);
    }
}

/// Reads «07v2».
fn version(code: &str) -> Option<u32> {
    let (number, version) = code.split_once('v')?;
    let is_version = version.len() == 1 && version.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| is_version && number.len() <= 4)
}

#[cfg(test)]
mod tests {
    use super::super::file_words;
    use super::*;

    fn said(name: &str) -> (Vec<u32>, Vec<u32>) {
        let words = NameWords::of(name);
        let mut found = Numbering::default();
        read(&words, file_words::first(&words, None), name.contains("(20"), &mut found);
        (found.seasons, found.episodes)
    }

    #[test]
    fn names_of_files_begin_or_end_with_their_numbers() {
        for (name, seasons, episodes) in [
            ("2-06. Девичья сила.mkv", vec![2], vec![6]),
            ("3.001.Кизиловый щербет.WEBRip.mkv", vec![3], vec![1]),
            ("Доктор Хаус 03-20.mkv", vec![3], vec![20]),
            ("08 Планета обезьян.mkv", vec![], vec![]),
            ("Доктор Хаус 03-20", vec![], vec![]),
        ] {
            let mut found = Numbering::default();
            read_file(&NameWords::of(name), &mut found);
            assert_eq!((found.seasons, found.episodes), (seasons, episodes), "{name}");
        }
    }

    #[test]
    fn bare_numbers_are_episodes_where_nothing_else_can_be() {
        for (name, seasons, episodes) in [
            ("[Group] Show - 05 [HEVC]", vec![], vec![5]),
            ("[Group] Show - 05v2 [HEVC]", vec![], vec![5]),
            ("Show - 500 [480].mp4", vec![], vec![500]),
            ("[Group].Show.-.06.[HEVC]", vec![], vec![6]),
            ("[Group] Show - 01-03 [HEVC]", vec![], vec![1, 2, 3]),
            ("[Group] Show - 11 - 511 Kinderheim [HEVC]", vec![], vec![11]),
            ("[Group]One Piece 679 [VOSTFR]", vec![], vec![679]),
            ("[Group] Show 08 [HEVC]", vec![], vec![8]),
            ("[Group] Show 01 - 03 [HEVC]", vec![], vec![1, 2, 3]),
            ("[Group] Show 87 [4D102B7C].mkv", vec![], vec![87]),
            ("[Group] Mob Psycho 100 [HEVC]", vec![], vec![]),
            ("[Group] White Album 2 - 06 [HEVC]", vec![], vec![6]),
            ("[Group] Show - 12.5v2 [HEVC]", vec![], vec![12]),
            ("Dragon Ball Z Movie - 09 - Bojack", vec![], vec![]),
            ("[Group] Show 091-093 [HEVC]", vec![], vec![91, 92, 93]),
            ("[Group] 01 - Tari Tari [HEVC]", vec![], vec![1]),
            ("Show.307.HDTV.XviD", vec![3], vec![7]),
            ("Show.2012.HDTV.XviD", vec![], vec![]),
            ("Rocky - 2 (2010)", vec![], vec![]),
            ("[Group] Movie 2 [HEVC]", vec![], vec![]),
            ("Apollo 13", vec![], vec![]),
        ] {
            assert_eq!(said(name), (seasons, episodes), "{name}");
        }
    }
}
