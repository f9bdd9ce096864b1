//! Folded titles, one after another in memory, and which of them have all pieces of a query.

use std::iter;

use memchr::memmem::Finder;

use crate::language::folded::fold;
use crate::number::{to_index, to_u32};

/// Ends every title. Pieces have no white space, so none reaches over it.
const END: char = '\n';

/// Titles, folded, each with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextArena {
    text: String,
    /// Where the end of each title is.
    ends: Vec<u32>,
}

/// What of a title is looked for: texts without white space, folded, each to be found in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pieces(Vec<String>);

impl Pieces {
    /// Folds texts and splits them at their white space; `None`: they have nothing else.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let split = |text: &str| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let mut pieces: Vec<String> = texts.into_iter().flat_map(split).collect();
        // The longest is found in the fewest titles.
        pieces.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        pieces.dedup();
        (!pieces.is_empty()).then_some(Self(pieces))
    }

    /// Returns them, the longest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl TextArena {
    /// Adds a title, whose place is the number of those before it.
    pub fn push(&mut self, title: &str) {
        self.push_folded(&fold(title));
    }

    /// Adds a title of another arena.
    pub fn push_from(&mut self, other: &Self, place: usize) {
        self.push_folded(other.title(place));
    }

    fn push_folded(&mut self, folded: &str) {
        // A title of several lines: a piece has no white space, whichever it is.
        self.text.extend(folded.chars().map(|c| if c == END { ' ' } else { c }));
        self.ends.push(to_u32(self.text.len()));
        self.text.push(END);
    }

    /// Returns how many titles there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns a title as it was folded.
    pub fn title(&self, place: usize) -> &str {
        &self.text[self.start(place)..self.end(place)]
    }

    /// Finds the titles that have all pieces, by place.
    pub fn find<'a>(&'a self, pieces: &'a Pieces) -> impl Iterator<Item = usize> + 'a {
        let mut finders = pieces.iter().map(|piece| Finder::new(piece.as_bytes()));
        let first = finders.next();
        let others: Vec<Finder<'_>> = finders.collect();
        let mut place = 0;
        iter::from_fn(move || {
            let first = first.as_ref()?;
            while place < self.len() {
                let from = self.start(place);
                let found = from + first.find(&self.text.as_bytes()[from..])?;
                let at = self.place_of(found, place);
                place = at + 1;
                if others.iter().all(|piece| piece.find(self.title(at).as_bytes()).is_some()) {
                    return Some(at);
                }
            }
            None
        })
    }

    /// Finds the title that a byte belongs to, which is no earlier than the one at `place`.
    fn place_of(&self, byte: usize, place: usize) -> usize {
        let is_before = |end: &u32| to_index(*end) < byte;
        // What is looked for is often near: first the next titles, in ever larger steps.
        let (mut low, mut step) = (place, 1);
        while self.ends.get(low + step - 1).is_some_and(is_before) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.len());
        low + self.ends[low..high].partition_point(is_before)
    }

    fn start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |before| self.end(before) + END.len_utf8())
    }

    fn end(&self, place: usize) -> usize {
        to_index(self.ends[place])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arena(titles: &[&str]) -> TextArena {
        let mut arena = TextArena::default();
        titles.iter().for_each(|title| arena.push(title));
        arena
    }

    fn found(arena: &TextArena, query: &str) -> Vec<usize> {
        let pieces = Pieces::new([query]).unwrap();
        arena.find(&pieces).collect()
    }

    #[test]
    fn every_piece_is_looked_for_as_it_stands() {
        let arena = arena(&["Брат.2.2000", "100% \"Волк\" AND_NEAR(", "ЁЛКИ\nпалки", ""]);
        for (query, expected) in [
            ("бРАТ", vec![0]),
            ("2", vec![0]),
            ("%", vec![1]),
            ("_", vec![1]),
            ("AND near( \"", vec![1]),
            ("елки палки", vec![2]),
            ("лки\tп", vec![2]),
            ("2000 брат", vec![0]),
            ("братан", vec![]),
        ] {
            assert_eq!(found(&arena, query), expected, "{query}");
        }
        assert_eq!(Pieces::new([" \n\u{a0}"]), None);
    }

    proptest! {
        #[test]
        fn the_scan_finds_what_one_look_at_each_title_finds(
            titles in proptest::collection::vec("[аб \n]{0,6}", 0..40),
            query in "[аб]{1,2}( [аб]{1,3})?",
        ) {
            let arena = arena(&titles.iter().map(String::as_str).collect::<Vec<_>>());
            let plain: Vec<usize> = (0..titles.len())
                .filter(|at| query.split(' ').all(|piece| titles[*at].contains(piece)))
                .collect();
            prop_assert_eq!(found(&arena, &query), plain);
        }
    }
}
