//! Folded titles, sorted in parts before they are written: rows in no order would each be written to another page.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::catalog::ImdbId;
use crate::language::title_key::title_key;
use crate::store::{ImdbEdit, StoreError};

/// How many are sorted and written at once.
const PART: usize = 500_000;
/// The most bytes of one, with which it fits into an index.
const MAX_BYTES: usize = 2_000;

/// A title of IMDb, with the number of its id.
#[derive(Clone, Copy)]
pub(super) struct NumberedTitle<'a> {
    pub(super) id: &'a ImdbId,
    pub(super) number: u64,
    pub(super) text: &'a str,
}

/// The folded titles that are known, and those that are still to be written.
#[derive(Default)]
pub(super) struct FoldedTitles {
    /// Hashes of the titles of `title.basics`, each with the number of its id.
    basics: HashSet<u64, FixedState>,
    /// The same of the other titles that came last, which are of one id: all of them would not fit into memory.
    akas: (u64, Vec<u64>),
    part: Vec<(String, ImdbId)>,
}

impl FoldedTitles {
    /// Adds a title of `title.basics`.
    pub(super) fn put_title(&mut self, title: NumberedTitle<'_>, edit: &mut ImdbEdit<'_>) -> Result<(), StoreError> {
        let Some((folded, hash)) = fold(title) else { return Ok(()) };
        if self.basics.insert(hash) { self.put(folded, title.id, edit) } else { Ok(()) }
    }

    /// Adds another title; tells whether it is more than another way to write one of `title.basics`, or of those before
    /// it with the same id.
    pub(super) fn put_aka(&mut self, title: NumberedTitle<'_>, edit: &mut ImdbEdit<'_>) -> Result<bool, StoreError> {
        let Some((folded, hash)) = fold(title) else { return Ok(true) };
        let (number, akas) = &mut self.akas;
        if *number != title.number {
            *number = title.number;
            akas.clear();
        }
        if self.basics.contains(&hash) || akas.contains(&hash) {
            return Ok(false);
        }
        akas.push(hash);
        self.put(folded, title.id, edit).map(|()| true)
    }

    fn put(&mut self, folded: String, id: &ImdbId, edit: &mut ImdbEdit<'_>) -> Result<(), StoreError> {
        self.part.push((folded, id.clone()));
        if self.part.len() == PART { self.write(edit) } else { Ok(()) }
    }

    /// Writes those that are left.
    pub(super) fn write(&mut self, edit: &mut ImdbEdit<'_>) -> Result<(), StoreError> {
        self.part.sort_unstable();
        edit.put_folded(&self.part)?;
        self.part.clear();
        Ok(())
    }
}

/// Folds a title and hashes it with the number of its id; `None`: nothing is left, or more than an index takes.
fn fold(title: NumberedTitle<'_>) -> Option<(String, u64)> {
    let folded = title_key(title.text);
    let fits = !folded.is_empty() && folded.len() <= MAX_BYTES;
    let hash = FixedState::default().hash_one((title.number, folded.as_str()));
    fits.then_some((folded, hash))
}
