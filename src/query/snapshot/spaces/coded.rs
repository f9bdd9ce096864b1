//! Values that have codes in the order of every key.

use crate::query::snapshot::entry::FilmEntry;

/// A value that has codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) enum Coded {
    /// The year it came out.
    Year,
    /// When editors changed it last.
    Updated,
}

impl Coded {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Year, Self::Updated];

    /// Returns the value of a film.
    pub(in crate::query) fn value(self, entry: &FilmEntry) -> Option<i64> {
        match self {
            Self::Year => entry.year.map(i64::from),
            Self::Updated => Some(entry.updated.0),
        }
    }

    /// Returns the place among both.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Year => 0,
            Self::Updated => 1,
        }
    }
}
