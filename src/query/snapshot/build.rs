//! Making snapshots: from nothing, or from the one before and what changed since.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Film, FilmId, Moment, Tag};

use super::{Base, Entry, Setup, Snapshot, TagTable, Timed, ViewCounts};

/// Collects what the next snapshot will hold.
#[derive(Debug)]
pub struct SnapshotBuilder {
    setup: Arc<Setup>,
    tags: Arc<TagTable>,
    entries: BTreeMap<FilmId, Arc<Entry>>,
    views: Arc<ViewCounts>,
}

impl SnapshotBuilder {
    /// Starts from an empty catalogue.
    pub fn new(setup: Arc<Setup>) -> Self {
        Self { setup, tags: Arc::default(), entries: BTreeMap::new(), views: Arc::default() }
    }

    /// Starts from what a snapshot holds.
    pub fn from_snapshot(snapshot: &Snapshot) -> Self {
        let base = &snapshot.base;
        Self {
            setup: Arc::clone(&base.setup),
            tags: Arc::clone(&base.tags),
            entries: base.entries.iter().map(|entry| (entry.id, Arc::clone(entry))).collect(),
            views: Arc::clone(&base.views),
        }
    }

    /// Replaces all tags. Films put before keep the bytes of the tags they were rendered with.
    pub fn set_tags(&mut self, tags: Vec<Tag>) {
        self.tags = Arc::new(TagTable::new(tags, &*self.setup.render));
    }

    /// Adds a film, or replaces the one with its id. Its tags must be [set](Self::set_tags) before.
    pub fn put(&mut self, film: &Film) {
        self.entries.insert(film.id, Arc::new(Entry::new(film, &self.tags, &self.setup)));
    }

    /// Takes a film out.
    pub fn remove(&mut self, id: FilmId) {
        self.entries.remove(&id);
    }

    /// Replaces how often films were viewed, of which popularity is made.
    pub fn set_views(&mut self, views: Arc<ViewCounts>) {
        self.views = views;
    }

    /// Makes the snapshot of this generation, ready for the moment.
    pub fn build(self, generation: i64, at: Moment) -> Snapshot {
        let entries = self.entries.into_values().collect();
        let base = Arc::new(Base::new(self.setup, generation, self.tags, entries, (self.views, at)));
        let timed = Arc::new(Timed::new(&base, at));
        Snapshot { base, timed }
    }
}
