//! Reading changes: one thread reads the store while another makes what the snapshot keeps of each film.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::catalog::{Film, Tag};
use crate::query::snapshot::SnapshotBuilder;
use crate::store::{Generation, Loaded, Sink, Store, StoreError};

/// How many times films may wait between the two threads, as many as the store reads at once.
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
    let (sender, receiver) = sync_channel(AHEAD);
    thread::scope(|scope| {
        let making = scope.spawn(move || make(builder, &receiver));
        let load = store.load(since, &mut ChannelSink(sender));
        let (builder, written) = making.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok(ReadChanges { builder, written, load: load? })
    })
}

/// One thing on its way from the store.
enum StoredItem {
    Tags(Vec<Tag>),
    Films(Vec<Film>),
}

fn make(mut builder: SnapshotBuilder, parts: &Receiver<StoredItem>) -> (SnapshotBuilder, usize) {
    let mut written = 0;
    for part in parts {
        match part {
            StoredItem::Tags(tags) => builder.set_tags(tags),
            StoredItem::Films(films) => {
                written += films.len();
                films.iter().for_each(|film| builder.put(film));
            }
        }
    }
    (builder, written)
}

/// Hands over what the store reads.
struct ChannelSink(SyncSender<StoredItem>);

impl ChannelSink {
    fn send(&self, part: StoredItem) {
        // The other end is gone only where it panicked, which joining it brings up.
        let _ = self.0.send(part);
    }
}

impl Sink for ChannelSink {
    fn tags(&mut self, tags: Vec<Tag>) {
        self.send(StoredItem::Tags(tags));
    }

    fn films(&mut self, films: Vec<Film>) {
        self.send(StoredItem::Films(films));
    }
}
