//! What is served: a snapshot, and the files made from it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::catalog::{AccessSetId, Moment};
use crate::filmsfile::{FilmsFile, FilmsFiles};
use crate::query::snapshot::{Snapshot, Together};

/// Everything that answers are made from, swapped whole.
#[derive(Debug)]
pub struct Served {
    /// The catalogue.
    pub snapshot: Snapshot,
    /// The files of `/getfilmsfile/`, right for as long as the snapshot is ready.
    files: FilmsFiles,
    /// Those made last for a moment that the snapshot is not ready for.
    stopgap: Mutex<Option<(Moment, FilmsFiles)>>,
}

impl Served {
    /// Makes the files that go with a snapshot at the moment.
    pub fn new(snapshot: Snapshot, at: Moment) -> Self {
        Self { files: FilmsFiles::new(&snapshot, at), snapshot, stopgap: Mutex::default() }
    }

    /// Takes what is known of viewers in common, which no file depends on.
    pub(super) fn with_together(&self, together: Arc<Together>) -> Self {
        let snapshot = self.snapshot.clone().with_together(together);
        Self { snapshot, files: self.files.clone(), stopgap: Mutex::default() }
    }

    /// Returns the file for a client of these groups, as it is at the moment.
    ///
    /// Between something coming due, or the clock being set back, and the next snapshot the file is made here: once a
    /// second, however many ask.
    pub fn films_file(&self, groups: AccessSetId, at: Moment) -> Option<FilmsFile> {
        if self.snapshot.holds(at) {
            return self.files.of(groups).cloned();
        }
        let mut stopgap = self.stopgap.lock().unwrap_or_else(PoisonError::into_inner);
        let made = stopgap.take().filter(|(made, _)| *made == at);
        let (_, files) = stopgap.insert(made.unwrap_or_else(|| (at, FilmsFiles::new(&self.snapshot, at))));
        files.of(groups).cloned()
    }
}
