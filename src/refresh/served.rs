//! What is served: a snapshot, and the files made from it.

use std::sync::Arc;

use crate::catalog::Moment;
use crate::filmsfile::FilmsFiles;
use crate::query::snapshot::{Snapshot, Together};

/// Everything that answers are made from, swapped whole.
#[derive(Debug)]
pub struct Served {
    /// The catalogue.
    pub snapshot: Snapshot,
    /// The files of `/getfilmsfile/`.
    pub files: FilmsFiles,
}

impl Served {
    /// Makes the files that go with a snapshot at the moment.
    pub fn new(snapshot: Snapshot, at: Moment) -> Self {
        Self { files: FilmsFiles::new(&snapshot, at), snapshot }
    }

    /// Takes what is known of viewers in common, which no file depends on.
    pub(super) fn with_together(&self, together: Arc<Together>) -> Self {
        Self { snapshot: self.snapshot.clone().with_together(together), files: self.files.clone() }
    }
}
