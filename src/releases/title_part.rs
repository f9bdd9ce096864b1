//! One part of a name between slashes: a title, others in brackets, a season.

use std::ops::Range;

use super::name_titles::NameTitles;
use super::numbering::Numbering;
use super::words::NameWords;
use crate::language::folded::fold;
use crate::language::letters::Alphabet;

/// What parts a title from another name of the same work.
const ALIASES: [&str; 3] = [" aka ", " a.k.a. ", " a.k.a "];
/// What may part a title from the same in another alphabet.
const DASHES: [&str; 3] = [" - ", " – ", " — "];

/// A part of a name.
#[derive(Debug)]
pub(super) struct TitlePart<'a> {
    pub(super) words: &'a NameWords<'a>,
    pub(super) numbering: &'a Numbering,
    /// The words of the year.
    pub(super) year: Option<Range<usize>>,
    /// Where it begins and ends, in bytes.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether the name has no other part.
    pub(super) is_only: bool,
    /// Whether its last brackets may hold the director: a description in square brackets follows.
    pub(super) has_people: bool,
}

/// The texts of a part.
#[derive(Debug, Default)]
struct PartTexts<'a> {
    /// All outside brackets.
    base: String,
    /// What stands in brackets and is a title.
    others: Vec<&'a str>,
    /// Both, as they stand.
    whole: String,
}

impl TitlePart<'_> {
    /// Adds the titles of the part to those found.
    pub(super) fn read(&self, found: &mut NameTitles) {
        let groups = self.groups();
        let to = self.first_number(&groups);
        let texts = self.texts(groups, to);
        push_aliases(&texts.base, found);
        if !texts.others.is_empty() {
            texts.others.into_iter().for_each(|other| push_others(other, found));
            found.push(&texts.whole);
        }
        if found.titles.is_empty() && to < self.to {
            self.push_behind(found);
        }
    }

    /// Parts what stands in brackets from the rest, up to a byte.
    fn texts(&self, groups: Vec<Range<usize>>, to: usize) -> PartTexts<'_> {
        let name = self.words.name;
        let mut texts = PartTexts::default();
        let mut from = self.from;
        for group in groups.into_iter().filter(|group| group.start < to) {
            let before = &name[from..group.start];
            let inner = &name[group.start + 1..group.end - 1];
            texts.base.push_str(before);
            texts.whole.push_str(before);
            from = group.end;
            let leads = texts.base.trim().is_empty() && !self.is_said(&group);
            if !leads && !self.is_title(&group, inner) {
                texts.base.push(' ');
                continue;
            }
            texts.whole.push_str(&name[group.clone()]);
            if leads {
                // «(500) Days of Summer».
                texts.base.push_str(&name[group]);
            } else {
                texts.others.push(inner);
            }
            let mut after = name[from..].chars();
            if matches!(after.next(), Some('.' | '-')) && after.next() != Some(' ') {
                // «Title (Other).PAL.DVD»: what follows is no title.
                return texts;
            }
        }
        if let Some(rest) = name.get(from..to) {
            texts.base.push_str(rest);
            texts.whole.push_str(rest);
        }
        texts
    }

    /// Adds what stands behind the number that a name begins with («01 - Tari Tari», «Второй сезон сериала …»), and the two
    /// together.
    fn push_behind(&self, found: &mut NameTitles) {
        let name = self.words.name;
        let marks = || self.numbering.marks.iter().filter_map(|mark| self.words.word(mark.end.checked_sub(1)?));
        let Some(number) = marks().find(|word| word.start >= self.from) else { return };
        let next = self.numbering.marks.iter().filter_map(|mark| Some(self.words.word(mark.start)?.start));
        let to = next
            .filter(|start| *start >= number.end)
            .min()
            .unwrap_or(self.to)
            .clamp(number.end, self.to.max(number.end));
        let bracket = name[number.end..to].find('(').map_or(to, |at| number.end + at);
        found.push(&name[number.end..bracket]);
        if !found.titles.is_empty() {
            found.push(&name[self.from..bracket]);
        }
    }

    /// Returns the round brackets of the part, the outer ones.
    fn groups(&self) -> Vec<Range<usize>> {
        let mut groups = Vec::new();
        let mut depth = 0_u32;
        let mut start = self.from;
        for (offset, c) in self.words.name[self.from..self.to].char_indices() {
            let at = self.from + offset;
            match c {
                '(' | '[' => {
                    if depth == 0 {
                        start = at;
                    }
                    depth += 1;
                }
                ')' | ']' if depth > 0 => {
                    depth -= 1;
                    if depth == 0 {
                        groups.push(start..at + 1);
                    }
                }
                _ => {}
            }
        }
        groups
    }

    /// Returns where the first season or episode outside brackets begins; the end of the part without one.
    fn first_number(&self, groups: &[Range<usize>]) -> usize {
        let starts = self.numbering.marks.iter().filter_map(|mark| Some(self.words.word(mark.start)?.start));
        let mut outside =
            starts.filter(|at| (self.from..self.to).contains(at) && !groups.iter().any(|group| group.contains(at)));
        outside.next().unwrap_or(self.to)
    }

    /// Tells whether brackets hold a season, an episode or the year.
    fn is_said(&self, group: &Range<usize>) -> bool {
        let says = |mark: &Range<usize>| self.words.word(mark.start).is_some_and(|word| group.contains(&word.start));
        self.numbering.marks.iter().any(says) || self.year.as_ref().is_some_and(says)
    }

    /// Tells whether what stands in brackets is a title.
    fn is_title(&self, group: &Range<usize>, inner: &str) -> bool {
        let begins = inner.trim_start().chars().next();
        let has_letter = inner.chars().any(char::is_alphabetic);
        let is_name = has_letter
            && begins.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '«' | '"' | '.' | '…'));
        let is_round = self.words.name[group.start..].starts_with('(');
        is_round && !self.is_said(group) && is_name && !has_date(inner) && !self.has_people(group, inner)
    }

    /// Tells whether what stands in brackets is who made it.
    fn has_people(&self, group: &Range<usize>, inner: &str) -> bool {
        // Behind them there may be the number of episodes («12/12»).
        let after = &self.words.name[group.end.min(self.to)..self.to];
        let is_last = self.has_people && !after.contains('(') && !after.chars().any(char::is_alphabetic);
        let rest = &self.words.name[self.from..group.start];
        // Directors are written in Russian, or in both alphabets; a name in Latin letters alone beside a Russian title may be
        // the original one.
        let alphabet = |text: &str| Alphabet::of(&fold(text));
        let may_be_original = alphabet(inner) == Alphabet::Latin && alphabet(rest) == Alphabet::Cyrillic;
        is_last && !(may_be_original && self.is_only)
    }
}

/// Tells whether a text has a day and a month: «28.11».
fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(3).any(|window| window[1] == b'.' && window[0].is_ascii_digit() && window[2].is_ascii_digit())
}

/// Adds a title, and each of those that it is made of: «Один aka Другой», «Русский - Original».
fn push_aliases(text: &str, found: &mut NameTitles) {
    let folded = text.to_ascii_lowercase();
    if let Some(alias) = ALIASES.iter().find(|alias| folded.contains(**alias)) {
        let mut from = 0;
        for (at, _) in folded.match_indices(alias) {
            found.push(&text[from..at]);
            from = at + alias.len();
        }
        return found.push(&text[from..]);
    }
    found.push(text);
    let parted = DASHES.iter().find_map(|dash| text.split_once(dash));
    if let Some((before, after)) = parted {
        let alphabets = [before, after].map(|text| Alphabet::of(&fold(text)));
        if alphabets == [Alphabet::Cyrillic, Alphabet::Latin] || alphabets == [Alphabet::Latin, Alphabet::Cyrillic] {
            found.push(before);
            found.push(after);
        }
    }
}

/// Adds what stands in brackets: a title, or several between commas.
fn push_others(text: &str, found: &mut NameTitles) {
    let parts: Vec<&str> = text.split([',', '/']).map(str::trim).collect();
    let is_title = |part: &&str| part.starts_with(char::is_uppercase) && part.contains(' ');
    found.push(text);
    if parts.len() > 1 && parts.iter().all(is_title) {
        parts.into_iter().for_each(|part| found.push(part));
    }
}
