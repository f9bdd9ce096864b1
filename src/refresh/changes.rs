//! Reading the catalogue, or what changed of it, into a snapshot's builder.
//!
//! A whole catalogue is read by as many threads as there are cores, each of which makes what the snapshot keeps of the films
//! that it has read; one more puts them together in the order of their ids, and indexes them for search.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use crate::catalog::{Film, Tag};
use crate::query::snapshot::{FilmMaker, MadeFilms, SnapshotBuilder};
use crate::store::{Generation, Loaded, SharedSink, Sink, Store, StoreError};

/// How many batches of films may wait to be put together.
const AHEAD: usize = 4;

/// What was read.
pub(super) struct ReadChanges {
    /// What it made of the builder that it was given; films that were removed are still in it.
    pub(super) builder: SnapshotBuilder,
    /// Films read.
    pub(super) written: usize,
    /// What the store says besides.
    pub(super) load: Loaded,
}

/// Reads what was written since, or everything, into the builder.
pub(super) fn read(
    store: &Store,
    since: Option<Generation>,
    builder: SnapshotBuilder,
) -> Result<ReadChanges, StoreError> {
    match since {
        Some(since) => {
            let mut changes = ChangesSink { builder, written: 0 };
            let load = store.load(Some(since), &mut changes)?;
            Ok(ReadChanges { builder: changes.builder, written: changes.written, load })
        }
        None => read_whole(store, builder),
    }
}

/// Takes what was written one film after another.
struct ChangesSink {
    builder: SnapshotBuilder,
    written: usize,
}

impl Sink for ChangesSink {
    fn tags(&mut self, tags: Vec<Tag>) {
        self.builder.set_tags(tags);
    }

    fn films(&mut self, films: Vec<Film>) {
        self.written += films.len();
        films.iter().for_each(|film| self.builder.put(film));
    }
}

fn read_whole(store: &Store, builder: SnapshotBuilder) -> Result<ReadChanges, StoreError> {
    let (builder, (sender, receiver)) = (Mutex::new(builder), sync_channel(AHEAD));
    let (written, generation) = thread::scope(|scope| {
        let taking = scope.spawn(|| take(&builder, receiver));
        let load = store.load_whole(&WholeSink { builder: &builder, maker: OnceLock::new(), made: sender });
        let written = taking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        load.map(|generation| (written, generation))
    })?;
    let builder = builder.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(ReadChanges { builder, written, load: Loaded { generation, removed: Vec::new() } })
}

/// Films that were made, with the place of their batch among all.
type NumberedBatch = (usize, MadeFilms);

/// Takes batches in their order, in whichever they come, until no more do; returns the number of films.
fn take(builder: &Mutex<SnapshotBuilder>, batches: Receiver<NumberedBatch>) -> usize {
    let (mut waiting, mut next, mut films) = (BTreeMap::new(), 0, 0);
    for (number, made) in batches {
        waiting.insert(number, made);
        while let Some(made) = waiting.remove(&next) {
            films += made.len();
            locked(builder).take(made);
            next += 1;
        }
    }
    films
}

fn locked(builder: &Mutex<SnapshotBuilder>) -> MutexGuard<'_, SnapshotBuilder> {
    builder.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes films on the thread that has read them, and hands them over.
struct WholeSink<'a> {
    builder: &'a Mutex<SnapshotBuilder>,
    /// Known once the tags are.
    maker: OnceLock<FilmMaker>,
    made: SyncSender<NumberedBatch>,
}

impl SharedSink for WholeSink<'_> {
    fn tags(&self, tags: Vec<Tag>) {
        let mut builder = locked(self.builder);
        builder.set_tags(tags);
        self.maker.get_or_init(|| builder.maker());
    }

    fn films(&self, batch: usize, films: Vec<Film>) {
        let maker = self.maker.get_or_init(|| locked(self.builder).maker());
        // The other end is gone only where it panicked, which joining it brings up.
        let _ = self.made.send((batch, maker.make(&films)));
    }
}
