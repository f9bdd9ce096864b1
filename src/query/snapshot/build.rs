//! Making snapshots: from nothing, or from the one before and what changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;

use crate::catalog::{Film, FilmId, Moment, Tag};
use crate::query::search::{Document, IndexBuilder, SearchIndex, Standing};

use super::popularity::popularity;
use super::{Base, Entry, Setup, Snapshot, TagNo, TagTable, Timed, ViewCounts};

/// Collects what the next snapshot will hold.
#[derive(Debug)]
pub struct SnapshotBuilder {
    setup: Arc<Setup>,
    tags: Arc<TagTable>,
    entries: BTreeMap<FilmId, Arc<Entry>>,
    views: Arc<ViewCounts>,
    indexing: Indexing,
}

impl SnapshotBuilder {
    /// Starts from an empty catalogue.
    pub fn new(setup: Arc<Setup>) -> Self {
        let indexing = Indexing::Growing(Box::default());
        Self { setup, tags: Arc::default(), entries: BTreeMap::new(), views: Arc::default(), indexing }
    }

    /// Starts from what a snapshot holds.
    pub fn from_snapshot(snapshot: &Snapshot) -> Self {
        let base = &snapshot.base;
        Self {
            setup: Arc::clone(&base.setup),
            tags: Arc::clone(&base.tags),
            entries: base.entries.iter().map(|entry| (entry.id, Arc::clone(entry))).collect(),
            views: Arc::clone(&base.views),
            indexing: match &base.search {
                Some(search) => Indexing::Following(Arc::clone(search), BTreeSet::new()),
                None => Indexing::Anew,
            },
        }
    }

    /// Replaces all tags; films go on to bear those whose ids stay.
    pub fn set_tags(&mut self, tags: Vec<Tag>) {
        let next = self.tags.next(tags, &*self.setup.render);
        self.indexing.rename(&self.tags, &next, self.entries.values().map(|entry| &**entry));
        self.tags = Arc::new(next);
    }

    /// Adds a film, or replaces the one with its id. Its tags must be [set](Self::set_tags) before.
    pub fn put(&mut self, film: &Film) {
        let entry = Arc::new(Entry::new(film, &self.tags, &self.setup));
        let replaced = self.entries.insert(film.id, Arc::clone(&entry));
        self.indexing.put(&entry, &self.tags, replaced.is_some());
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
        let entries: Vec<Arc<Entry>> = self.entries.into_values().collect();
        let (setup, tags, views, indexing) = (self.setup, self.tags, self.views, self.indexing);
        let popularity = |entry: &Entry| popularity(entry, &views, at);
        let (mut base, search) = thread::scope(|scope| {
            let finishing = scope.spawn(|| indexing.finish(&entries, &tags, &popularity));
            let base = Base::new(setup, generation, Arc::clone(&tags), entries.clone(), (Arc::clone(&views), at));
            (base, finishing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        base.search = search;
        let base = Arc::new(base);
        let timed = Arc::new(Timed::new(&base, at));
        Snapshot { base, timed }
    }
}

/// The most films that may live beside the bulk of a search index before it is built anew.
const MAX_EDITED: usize = 2_000;

/// How the search index of the next snapshot comes about.
#[derive(Debug)]
enum Indexing {
    /// Anew, film by film as they come.
    Growing(Box<IndexBuilder>),
    /// From the index of the snapshot before, and the films put since.
    Following(Arc<SearchIndex>, BTreeSet<FilmId>),
    /// Anew, from all films once they are there.
    Anew,
}

impl Indexing {
    /// Takes note of films whose people have other names now.
    fn rename<'a>(&mut self, from: &TagTable, to: &TagTable, films: impl Iterator<Item = &'a Entry>) {
        let renamed = |tag: &TagNo| from.person(*tag) != to.person(*tag);
        let numbers = (0..from.given()).map(TagNo::at);
        let renamed: Vec<bool> = numbers.map(|tag| renamed(&tag)).collect();
        if !renamed.contains(&true) {
            return;
        }
        let mut renamed = films.filter(|film| film.tags.iter().any(|tag| renamed[tag.index()])).map(|film| film.id);
        match self {
            Self::Following(_, changed) => changed.extend(renamed),
            Self::Growing(_) if renamed.next().is_some() => *self = Self::Anew,
            Self::Growing(_) | Self::Anew => {}
        }
    }

    /// Takes note of a film; `replaces` tells whether it came before.
    fn put(&mut self, entry: &Entry, tags: &TagTable, replaces: bool) {
        match self {
            Self::Growing(_) if replaces => *self = Self::Anew,
            Self::Growing(index) => index.add(&document(entry, &people(entry, tags))),
            Self::Following(_, changed) => {
                changed.insert(entry.id);
            }
            Self::Anew => {}
        }
    }

    /// Makes the index; `None` where it cannot be made.
    fn finish(
        self,
        entries: &[Arc<Entry>],
        tags: &TagTable,
        popularity: &(dyn Fn(&Entry) -> Option<f64> + Sync),
    ) -> Option<Arc<SearchIndex>> {
        let standings = entries
            .iter()
            .map(|entry| Standing { id: entry.id.get(), popularity: popularity(entry).unwrap_or_default() });
        let of = |wanted: &dyn Fn(&Entry) -> bool| -> Vec<(&Entry, Vec<&str>)> {
            let wanted = entries.iter().map(|entry| &**entry).filter(|entry| wanted(entry));
            wanted.map(|entry| (entry, people(entry, tags))).collect()
        };
        let made = match self {
            Self::Growing(index) => index.finish(standings),
            Self::Following(index, changed) if index.edited() + changed.len() <= MAX_EDITED => {
                let films = of(&|entry| changed.contains(&entry.id));
                index.updated(films.iter().map(|(entry, people)| document(entry, people)), standings)
            }
            Self::Following(..) | Self::Anew => {
                let films = of(&|_| true);
                SearchIndex::build(films.iter().map(|(entry, people)| document(entry, people)), standings)
            }
        };
        made.map(Arc::new).inspect_err(|fault| log::error!("nothing will be found by phrase: {fault}")).ok()
    }
}

fn document<'a>(entry: &'a Entry, people: &'a [&'a str]) -> Document<'a> {
    let original_title = entry.original_title.as_ref().map(|title| title.as_str());
    Document { id: entry.id.get(), title: entry.title.as_str(), original_title, people }
}

fn people<'a>(entry: &Entry, tags: &'a TagTable) -> Vec<&'a str> {
    entry.tags.iter().filter_map(|tag| tags.person(*tag)).collect()
}
