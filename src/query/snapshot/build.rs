//! Making snapshots: from nothing, or from the one before and what changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;

use crate::catalog::{Film, FilmId, Moment, Tag, TagKind};
use crate::query::search::{Document, SearchIndex, Standing};

use super::{Base, Entry, Setup, Snapshot, TagTable, Timed};

/// Collects what the next snapshot will hold.
#[derive(Debug)]
pub struct SnapshotBuilder {
    setup: Arc<Setup>,
    tags: Arc<TagTable>,
    entries: BTreeMap<FilmId, Arc<Entry>>,
    /// The index of the snapshot that this began with, and the films put since.
    indexed: Option<(Arc<SearchIndex>, BTreeSet<FilmId>)>,
}

impl SnapshotBuilder {
    /// Starts from an empty catalogue.
    pub fn new(setup: Arc<Setup>) -> Self {
        Self { setup, tags: Arc::default(), entries: BTreeMap::new(), indexed: None }
    }

    /// Starts from what a snapshot holds.
    pub fn from_snapshot(snapshot: &Snapshot) -> Self {
        let base = &snapshot.base;
        Self {
            setup: Arc::clone(&base.setup),
            tags: Arc::clone(&base.tags),
            entries: base.entries.iter().map(|entry| (entry.id, Arc::clone(entry))).collect(),
            indexed: base.search.clone().map(|search| (search, BTreeSet::new())),
        }
    }

    /// Replaces all tags. Films put before keep the bytes of the tags they were rendered with.
    pub fn set_tags(&mut self, tags: Vec<Tag>) {
        self.tags = Arc::new(TagTable::new(tags, &*self.setup.render));
    }

    /// Adds a film, or replaces the one with its id. Its tags must be [set](Self::set_tags) before.
    pub fn put(&mut self, film: &Film) {
        if let Some((_, changed)) = &mut self.indexed {
            changed.insert(film.id);
        }
        self.entries.insert(film.id, Arc::new(Entry::new(film, &self.tags, &self.setup)));
    }

    /// Takes a film out.
    pub fn remove(&mut self, id: FilmId) {
        self.entries.remove(&id);
    }

    /// Makes the snapshot of this generation, ready for the moment.
    pub fn build(self, generation: i64, at: Moment) -> Snapshot {
        let entries: Vec<Arc<Entry>> = self.entries.into_values().collect();
        let (setup, tags, indexed) = (self.setup, self.tags, self.indexed);
        let (mut base, search) = thread::scope(|scope| {
            let indexing = scope.spawn(|| index(&entries, &tags, indexed));
            let base = Base::new(setup, generation, Arc::clone(&tags), entries.clone());
            (base, indexing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        base.search = search;
        let base = Arc::new(base);
        let timed = Arc::new(Timed::new(&base, at));
        Snapshot { base, timed }
    }
}

/// The most films that may live beside the bulk of a search index before it is built anew.
const MAX_EDITED: usize = 2_000;

/// Indexes the films for search: anew, or only those put since the index was made. `None` where it cannot be made.
fn index(
    entries: &[Arc<Entry>],
    tags: &TagTable,
    indexed: Option<(Arc<SearchIndex>, BTreeSet<FilmId>)>,
) -> Option<Arc<SearchIndex>> {
    let standings =
        entries.iter().map(|entry| Standing { id: entry.id.get(), popularity: entry.popularity.unwrap_or_default() });
    let few = indexed.filter(|(search, changed)| search.edited() + changed.len() <= MAX_EDITED);
    let wanted: Vec<&Entry> = match &few {
        Some((_, changed)) => {
            entries.iter().map(|entry| &**entry).filter(|entry| changed.contains(&entry.id)).collect()
        }
        None => entries.iter().map(|entry| &**entry).collect(),
    };
    let people: Vec<Vec<&str>> = wanted.iter().map(|entry| people(entry, tags)).collect();
    let documents = wanted.iter().zip(&people).map(|(entry, people)| Document {
        id: entry.id.get(),
        title: entry.title.as_str(),
        original_title: entry.original_title.as_ref().map(|title| title.as_str()),
        people,
    });
    let made = match &few {
        Some((search, _)) => search.updated(documents, standings),
        None => SearchIndex::build(documents, standings),
    };
    made.map(Arc::new).inspect_err(|fault| log::error!("nothing will be found by phrase: {fault}")).ok()
}

fn people<'a>(entry: &Entry, tags: &'a TagTable) -> Vec<&'a str> {
    let tags = entry.tags.iter().filter_map(|tag| tags.get(*tag));
    let people = tags.filter(|(tag, _)| matches!(tag.kind, TagKind::Director | TagKind::Actor));
    people.map(|(tag, _)| tag.title.as_str()).collect()
}
