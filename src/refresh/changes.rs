//! Reading changes: one thread reads the store while another makes what the snapshot keeps of each film.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::catalog::{Film, Tag};
use crate::query::snapshot::SnapshotBuilder;
use crate::store::{Generation, Loaded, Sink, Store, StoreError};

/// How many films may wait between the two threads.
const AHEAD: usize = 1024;

/// What was read.
pub(super) struct Changes {
    /// What it made of the builder that it was given; films that were removed are still in it.
    pub(super) builder: SnapshotBuilder,
    /// Films read.
    pub(super) written: usize,
    /// What the store says besides.
    pub(super) load: Loaded,
}

/// Reads what was written since, or everything, into the builder.
pub(super) fn read(store: &Store, since: Option<Generation>, builder: SnapshotBuilder) -> Result<Changes, StoreError> {
    let (sender, receiver) = sync_channel(AHEAD);
    thread::scope(|scope| {
        let making = scope.spawn(move || make(builder, &receiver));
        let load = store.load(since, &mut Hand(sender));
        let (builder, written) = making.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok(Changes { builder, written, load: load? })
    })
}

/// One thing on its way from the store.
enum Part {
    Tags(Vec<Tag>),
    Film(Box<Film>),
}

fn make(mut builder: SnapshotBuilder, parts: &Receiver<Part>) -> (SnapshotBuilder, usize) {
    let mut written = 0;
    for part in parts {
        match part {
            Part::Tags(tags) => builder.set_tags(tags),
            Part::Film(film) => {
                written += 1;
                builder.put(&film);
            }
        }
    }
    (builder, written)
}

/// Hands over what the store reads.
struct Hand(SyncSender<Part>);

impl Hand {
    fn send(&self, part: Part) {
        // The other end is gone only where it panicked, which joining it brings up.
        let _ = self.0.send(part);
    }
}

impl Sink for Hand {
    fn tags(&mut self, tags: Vec<Tag>) {
        self.send(Part::Tags(tags));
    }

    fn film(&mut self, film: Film) {
        self.send(Part::Film(Box::new(film)));
    }
}
