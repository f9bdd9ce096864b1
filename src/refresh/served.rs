//! What is served: a snapshot, and what is made from it once for all who ask.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::catalog::{AccessSetId, Moment};
use crate::filmsfile::{FilmsFile, FilmsFiles};
use crate::query::census::Census;
use crate::query::snapshot::{Snapshot, Together};

use super::tags_documents::TagsDocuments;

/// The number of what was made last.
static LAST: AtomicU64 = AtomicU64::new(0);

/// Everything that answers are made from, swapped whole.
#[derive(Debug)]
pub struct Served {
    /// Tells it from all others of this process: each has a greater number than those before it.
    pub number: u64,
    /// The catalogue.
    pub snapshot: Snapshot,
    /// The files of `/getfilmsfile/`, right for as long as the snapshot is ready; made when somebody first asks.
    files: OnceLock<FilmsFiles>,
    /// Those that were made before, to go on with where they are the same.
    earlier: Option<FilmsFiles>,
    /// Those made last for a moment that the snapshot is not ready for.
    stopgap: Mutex<Option<(Moment, FilmsFiles)>>,
    /// What hides films, counted when somebody first asks.
    census: OnceLock<Option<Census>>,
    /// The large answers of `/tags/`.
    pub tags: Arc<TagsDocuments>,
    /// When the catalogue was read: at the start, or when an edit was followed. What the clock publishes is no edit: the
    /// moment would tell of films that not everybody may see.
    pub read: Moment,
}

impl Served {
    /// Makes what goes with a snapshot at the moment.
    pub fn new(snapshot: Snapshot, at: Moment) -> Self {
        let tags = Arc::new(TagsDocuments::new(snapshot.tags()));
        Self {
            number: next_number(),
            files: OnceLock::new(),
            earlier: None,
            stopgap: Mutex::default(),
            census: OnceLock::new(),
            tags,
            read: at,
            snapshot,
        }
    }

    /// Makes what goes with the next snapshot; documents that stay the same are taken over.
    pub fn next(&self, snapshot: Snapshot, at: Moment) -> Self {
        let tags = if snapshot.has_tags_of(&self.snapshot) {
            Arc::clone(&self.tags)
        } else {
            Arc::new(TagsDocuments::new(snapshot.tags()))
        };
        let read = if snapshot.generation() == self.snapshot.generation() { self.read } else { at };
        let earlier = self.files.get().or(self.earlier.as_ref()).cloned();
        let (number, stopgap, census) = (next_number(), Mutex::default(), OnceLock::new());
        Self { number, files: OnceLock::new(), earlier, stopgap, census, tags, read, snapshot }
    }

    /// Takes what is known of viewers in common, which no document depends on.
    pub(super) fn with_together(&self, together: Arc<Together>) -> Self {
        Self {
            number: next_number(),
            snapshot: self.snapshot.clone().with_together(together),
            files: self.files.clone(),
            earlier: self.earlier.clone(),
            stopgap: Mutex::default(),
            census: self.census.clone(),
            tags: Arc::clone(&self.tags),
            read: self.read,
        }
    }

    /// Counts films by what hides them from the usual client; see [`Snapshot::census`]. The first call looks at every film.
    pub fn census(&self, now: Moment) -> Option<Census> {
        *self.census.get_or_init(|| self.snapshot.census(now))
    }

    /// Tells whether the files are made already that are right at the moment.
    pub fn has_films_files(&self, at: Moment) -> bool {
        self.snapshot.holds(at) && self.files.get().is_some()
    }

    /// Returns the file for a client of these groups, as it is at the moment. Where it is not made yet, that looks at every film.
    ///
    /// Between something coming due, or the clock being set back, and the next snapshot the file is made here: once a
    /// second, however many ask.
    pub fn films_file(&self, groups: AccessSetId, at: Moment) -> Option<FilmsFile> {
        if self.snapshot.holds(at) {
            let make = || {
                let made = FilmsFiles::new(&self.snapshot, at);
                self.earlier.iter().fold(made, FilmsFiles::keeping)
            };
            return self.files.get_or_init(make).of(groups).cloned();
        }
        let mut stopgap = self.stopgap.lock().unwrap_or_else(PoisonError::into_inner);
        let made = stopgap.take().filter(|(made, _)| *made == at);
        let (_, files) = stopgap.insert(made.unwrap_or_else(|| (at, FilmsFiles::new(&self.snapshot, at))));
        files.of(groups).cloned()
    }
}

fn next_number() -> u64 {
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
