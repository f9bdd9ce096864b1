//! Which seasons and episodes a name says, and where it says so.

use std::ops::Range;

/// Seasons and episodes of a release.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Numbering {
    /// In order, each once.
    pub(super) seasons: Vec<u32>,
    /// In order, each once.
    pub(super) episodes: Vec<u32>,
    /// The words that say so.
    pub(super) marks: Vec<Range<usize>>,
}

impl Numbering {
    /// Tells whether a word says a season or an episode already.
    pub(super) fn is_marked(&self, at: usize) -> bool {
        self.marks.iter().any(|mark| mark.contains(&at))
    }

    /// Returns the words from the first to before the last that say something; nothing before `last` where none does.
    pub(super) fn span(&self, last: usize) -> Range<usize> {
        let start = self.marks.iter().map(|mark| mark.start).min();
        let end = self.marks.iter().map(|mark| mark.end).max();
        start.zip(end).map_or(last..last, |(start, end)| start..end)
    }

    /// Adds what words say. Seasons, or episodes, that are known already stay as they are: what is read first is said most
    /// clearly.
    pub(super) fn add(&mut self, seasons: &[u32], episodes: &[u32], mark: Range<usize>) {
        for (known, said) in [(&mut self.seasons, seasons), (&mut self.episodes, episodes)] {
            if known.is_empty() {
                known.extend(said);
                known.sort_unstable();
                known.dedup();
            }
        }
        self.marks.push(mark);
    }
}

/// Tells whether the text between two numbers makes a range of them.
pub(super) fn is_dash(gap: &str) -> bool {
    matches!(gap.trim(), "-" | "--" | "–" | "—" | "~" | "÷")
}
