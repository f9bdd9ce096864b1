//! The titles of a name: «Русское / Original (Другое) [2013, …]».

use super::file_words;
use super::name_titles::NameTitles;
use super::numbering::Numbering;
use super::title_part::TitlePart;
use super::words::NameWords;
use super::years::{YearMark, YearPlace};
use crate::language::letters::Alphabet;

/// What parts the titles of a name.
const SEPARATORS: [char; 3] = ['/', '|', '\\'];

/// What ends the titles of a name.
#[derive(Debug)]
pub(super) struct TitleEnds<'a> {
    pub(super) numbering: &'a Numbering,
    pub(super) year: Option<&'a YearMark>,
    /// The first word about the file.
    pub(super) filed: usize,
}

/// Reads the titles of a name.
pub(super) fn read(words: &NameWords<'_>, ends: &TitleEnds<'_>) -> NameTitles {
    let name = words.name;
    let start = start(words, ends);
    let end = end(words, ends, start);
    let is_described = name[end..].trim_start().starts_with('[');
    let mut found = NameTitles::default();
    let parts = parts(name, start, end);
    let last = parts.len().saturating_sub(1);
    for (at, (from, to)) in parts.into_iter().enumerate() {
        let year = ends.year.map(|year| year.words.clone());
        TitlePart {
            words,
            numbering: ends.numbering,
            year,
            from,
            to,
            is_only: last == 0,
            has_people: is_described && at == last,
        }
        .read(&mut found);
    }
    push_shorter(words, ends, &mut found);
    found
}

/// Adds the only title without the words before the year that may be about the file («Alien DC 1979»).
fn push_shorter(words: &NameWords<'_>, ends: &TitleEnds<'_>, found: &mut NameTitles) {
    let Some(year) = ends.year.filter(|year| year.words.start < ends.filed && found.titles.len() == 1) else { return };
    let first = file_words::uncertain_before(words, year.words.start);
    if first < year.words.start {
        let end = words.word(first).map_or(0, |word| word.start);
        found.push(&words.name[after_tags(words.name).min(end)..end]);
    }
}

/// Returns the byte after the tags in square brackets, or the year in brackets, that a name begins with.
pub(super) fn after_tags(name: &str) -> usize {
    let mut start = 0;
    loop {
        let rest = name[start..].trim_start();
        let close = match rest.chars().next() {
            Some('[') => ']',
            Some('【') => '】',
            _ => return name.len() - rest.len(),
        };
        let Some(closed) = rest.find(close) else { return name.len() - rest.len() };
        start = name.len() - rest.len() + closed + close.len_utf8();
    }
}

fn start(words: &NameWords<'_>, ends: &TitleEnds<'_>) -> usize {
    let leading = ends.year.filter(|year| year.words.start == 0 && year.place == YearPlace::Brackets);
    let after = leading.and_then(|year| {
        words.name[words.gap_start(year.words.end)..]
            .find([')', ']'])
            .map(|closed| words.gap_start(year.words.end) + closed + 1)
    });
    after.unwrap_or_else(|| after_tags(words.name))
}

/// Returns the byte before which all titles are.
fn end(words: &NameWords<'_>, ends: &TitleEnds<'_>, start: usize) -> usize {
    let name = words.name;
    let mut end = words.word(ends.filed).map_or(name.len(), |word| word.start);
    end = end.min(description(name, start));
    if let Some(year) = ends.year.filter(|year| !goes_on(words, ends, year)) {
        let at = words.word(year.words.start).map_or(name.len(), |word| word.start);
        let opened = name[..at].rfind(['(', '[']).filter(|_| words.is_bracketed(year.words.start));
        let at = opened.unwrap_or(at);
        if at > start {
            end = end.min(at);
        }
    }
    end.max(start)
}

/// Returns the byte of the first square bracket behind which no title follows («Ice Age [Trilogy] / …» goes on); the end of
/// the name without any.
fn description(name: &str, start: usize) -> usize {
    let mut from = start;
    while let Some(bracket) = name[from..].find(['[', '【']) {
        let at = from + bracket;
        let Some(closed) = name[at..].find([']', '】']) else { return at };
        let after = name[at + closed..].trim_start_matches([']', '】', ' ']);
        let is_title = after.trim_start_matches(SEPARATORS).trim_start().starts_with(char::is_uppercase);
        if !after.starts_with(SEPARATORS) || !is_title || at == start {
            return at;
        }
        from = name.len() - after.len();
    }
    name.len()
}

/// Tells whether titles go on behind a year: «Black Clover (2017) | Чёрный клевер».
fn goes_on(words: &NameWords<'_>, ends: &TitleEnds<'_>, year: &YearMark) -> bool {
    let next = year.words.end;
    let gap = words.gap(next).trim();
    let is_parted = gap.len() > 1 && gap.starts_with(')') && gap.ends_with(SEPARATORS);
    let is_title = words.word(next).is_some_and(|word| word.is_capital && word.folded.chars().count() > 3);
    year.place == YearPlace::Brackets && is_parted && is_title && next < ends.filed && !ends.numbering.is_marked(next)
}

/// Cuts a part of a name at what parts titles, outside round brackets.
fn parts(name: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut depth = 0_u32;
    let mut from = start;
    for (offset, c) in name[start..end].char_indices() {
        let at = start + offset;
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && SEPARATORS.contains(&c) && is_parting(name, (from, at, end)) => {
                parts.push((from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push((from, end));
    parts
}

/// Tells whether a sign parts titles where it stands: it has a space beside it, or different alphabets.
fn is_parting(name: &str, (from, at, end): (usize, usize, usize)) -> bool {
    let (before, after) = (&name[from..at], &name[at + 1..end]);
    if name[at..].starts_with('|') || before.ends_with(' ') || after.starts_with(' ') {
        return true;
    }
    let next = after.split(['/', '|', '\\', '(']).next().unwrap_or(after);
    let alphabets = [before, next].map(|text| Alphabet::of(&text.to_lowercase()));
    alphabets.contains(&Alphabet::Cyrillic) && alphabets.contains(&Alphabet::Latin)
}
