//! Reading the catalogue, or what changed of it, into a snapshot's builder.
//!
//! A whole catalogue is read by as many threads as there are cores, each of which makes what the snapshot keeps of the films
//! that it has read; one more puts them together in the order of their ids, and indexes them for search.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use crate::catalog::{Film, Tag};
use crate::query::snapshot::{FilmMaker, MadeFilms, Setup, SnapshotBuilder};
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
    let (whole, (sender, receiver)) = (WholeLoad::new(builder), sync_channel(AHEAD));
    let (written, generation) = thread::scope(|scope| {
        let taking = scope.spawn(|| whole.take(receiver));
        let load = store.load_whole(&WholeSink { whole: &whole, made: sender });
        let written = taking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        load.map(|generation| (written, generation))
    })?;
    Ok(ReadChanges { builder: whole.into_builder(), written, load: Loaded { generation, removed: Vec::new() } })
}

/// Films that were made, with the place of their batch among all.
type NumberedBatch = (usize, MadeFilms);

/// A catalogue that is being read.
struct WholeLoad {
    setup: Arc<Setup>,
    builder: Mutex<SnapshotBuilder>,
    /// Yet to be set.
    tags: Mutex<Vec<Tag>>,
    /// Known once the tags are set.
    maker: OnceLock<FilmMaker>,
    /// To make films in again.
    spare: Mutex<Vec<MadeFilms>>,
}

impl WholeLoad {
    fn new(builder: SnapshotBuilder) -> Self {
        Self {
            setup: builder.setup(),
            builder: Mutex::new(builder),
            tags: Mutex::default(),
            maker: OnceLock::new(),
            spare: Mutex::default(),
        }
    }

    /// Returns what makes films; the first that asks sets the tags.
    fn maker(&self) -> &FilmMaker {
        self.maker.get_or_init(|| {
            let mut builder = locked(&self.builder);
            builder.set_tags(std::mem::take(&mut *locked(&self.tags)));
            builder.maker()
        })
    }

    /// Takes batches in their order, in whichever they come, until no more do; returns the number of films.
    fn take(&self, batches: Receiver<NumberedBatch>) -> usize {
        let (mut waiting, mut next, mut films) = (BTreeMap::new(), 0, 0);
        for (number, made) in batches {
            waiting.insert(number, made);
            while let Some(mut made) = waiting.remove(&next) {
                films += made.len();
                locked(&self.builder).take(&mut made);
                locked(&self.spare).push(made);
                next += 1;
            }
        }
        films
    }

    fn into_builder(self) -> SnapshotBuilder {
        // A catalogue without films may have tags.
        self.maker();
        self.builder.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes films on the thread that has read them, and hands them over.
struct WholeSink<'a> {
    whole: &'a WholeLoad,
    made: SyncSender<NumberedBatch>,
}

impl SharedSink for WholeSink<'_> {
    fn tags(&self, tags: Vec<Tag>) {
        *locked(&self.whole.tags) = tags;
    }

    fn films(&self, batch: usize, films: Vec<Film>) {
        // One thread learns from its films while another sets the tags.
        if batch == 0 {
            self.whole.setup.learn(&films);
        }
        let mut made = locked(&self.whole.spare).pop().unwrap_or_default();
        self.whole.maker().make(&films, &mut made);
        // The other end is gone only where it panicked, which joining it brings up.
        let _ = self.made.send((batch, made));
    }
}
