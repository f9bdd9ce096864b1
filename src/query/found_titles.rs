//! Titles of films known elsewhere, by their pieces: those with the most votes first.

use std::cmp::Reverse;

use crate::catalog::ImdbId;

use super::text_arena::{Pieces, TextArena};

/// Titles of a film: the one most people know, and the one in the original language.
const TITLES: usize = 2;

/// Titles of films known elsewhere, in memory.
#[derive(Clone, Debug, Default)]
pub struct KnownTitles {
    ids: TextArena,
    titles: TextArena,
    /// How many voted; 0: nobody is known to have.
    votes: Vec<u32>,
}

impl KnownTitles {
    /// Adds a film; films come in the order of their ids.
    pub fn push(&mut self, id: &ImdbId, titles: [&str; TITLES], votes: Option<u32>) {
        self.ids.push(id.as_str());
        titles.into_iter().for_each(|title| self.titles.push(title));
        self.votes.push(votes.unwrap_or(0));
    }

    /// Returns how many films there are.
    pub fn len(&self) -> usize {
        self.votes.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.votes.is_empty()
    }

    /// Finds the films with all pieces in one of their titles, and returns the ids of the first ones: those with the most
    /// votes first, then by id.
    pub fn find(&self, pieces: &Pieces, limit: usize) -> Vec<ImdbId> {
        let mut found: Vec<usize> = self.titles.find(pieces).map(|title| title / TITLES).collect();
        found.dedup();
        let order = |place: &usize| (Reverse(self.votes[*place]), *place);
        if limit < found.len() {
            found.select_nth_unstable_by_key(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by_key(order);
        found.into_iter().filter_map(|place| ImdbId::parse(self.ids.title(place))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_with_the_most_votes_come_first_then_by_id() {
        let mut known = KnownTitles::default();
        let films = [
            ("tt0000001", "Jaws", Some(5)),
            ("tt0000002", "Saw", None),
            ("tt0000003", "Saw II", Some(9)),
            ("tt0000004", "Jigsaw", Some(5)),
        ];
        for (id, title, votes) in films {
            known.push(&ImdbId::parse(id).unwrap(), [title, "Пила"], votes);
        }
        let found = |query: &str, limit| {
            known.find(&Pieces::new([query]).unwrap(), limit).iter().map(ImdbId::to_string).collect::<Vec<_>>()
        };
        assert_eq!(found("AW", 9), ["tt0000003", "tt0000001", "tt0000004", "tt0000002"]);
        assert_eq!(found("пила", 2), ["tt0000003", "tt0000001"]);
        assert_eq!(found("ws", 9), ["tt0000001"]);
        assert!(found("zz", 9).is_empty());
    }
}
