//! Keeping what is served true: the catalogue's edits and the clock, turned into new snapshots.
//!
//! Two jobs that do not wait for each other: [`Refresh::advance`] needs no database, so that scheduled films appear
//! while it is away; [`Refresh::reload`] follows the edits of any process by the generation.

mod changes;
mod served;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Clock;
use crate::query::live::Live;
use crate::query::snapshot::{Setup, Snapshot, SnapshotBuilder};
use crate::store::{Generation, Store, StoreError};

pub use served::Served;
pub use worker::Worker;

/// Refreshes what is served.
pub struct Refresh {
    store: Store,
    clock: Clock,
    live: Arc<Live<Served>>,
    /// Held from reading what is served to replacing it, so that neither job undoes the other.
    swap: Mutex<()>,
}

/// What a reload brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// Films written since.
    pub written: usize,
    /// Films removed since.
    pub removed: usize,
}

/// Reads the whole catalogue.
///
/// # Errors
/// The store cannot be read.
pub fn load(store: &Store, setup: Arc<Setup>, clock: &Clock) -> Result<Served, StoreError> {
    let changes = changes::read(store, None, SnapshotBuilder::new(setup))?;
    let now = clock.now();
    Ok(Served::new(changes.builder.build(changes.load.generation.0, now), now))
}

impl Refresh {
    /// Refreshes what is served from the store, at the time of the clock.
    pub fn new(store: Store, clock: Clock, live: Arc<Live<Served>>) -> Self {
        Self { store, clock, live, swap: Mutex::new(()) }
    }

    /// Publishes what was due; tells whether anything was.
    pub fn advance(&self) -> bool {
        let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
        let served = self.live.get();
        let now = self.clock.now();
        let due = now >= served.snapshot.until();
        if due {
            self.live.set(Served::new(served.snapshot.at(now), now));
        }
        due
    }

    /// Follows the catalogue; `None` where nothing changed. What is served stays until its successor is ready.
    ///
    /// # Errors
    /// The store cannot be read; what is served stays.
    pub fn reload(&self) -> Result<Option<Reloaded>, StoreError> {
        let known = self.live.get().snapshot.clone();
        let found = self.store.generation()?;
        if found.0 == known.generation() {
            return Ok(None);
        }
        let (snapshot, reloaded) = self.follow(&known, found)?;
        let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
        // Time went on while the snapshot was made, and may have published something.
        let now = self.clock.now();
        let snapshot = if now >= snapshot.until() { snapshot.at(now) } else { snapshot };
        self.live.set(Served::new(snapshot, now));
        Ok(Some(reloaded))
    }

    /// Makes the next snapshot: from what changed, or whole where the database is older than what is served, which
    /// happens when a backup was restored.
    fn follow(&self, known: &Snapshot, found: Generation) -> Result<(Snapshot, Reloaded), StoreError> {
        let since = Some(Generation(known.generation())).filter(|known| *known < found);
        let builder = match since {
            Some(_) => SnapshotBuilder::from_snapshot(known),
            None => SnapshotBuilder::new(known.shared_setup()),
        };
        let mut changes = changes::read(&self.store, since, builder)?;
        for id in &changes.load.removed {
            changes.builder.remove(*id);
        }
        let reloaded = Reloaded { written: changes.written, removed: changes.load.removed.len() };
        Ok((changes.builder.build(changes.load.generation.0, self.clock.now()), reloaded))
    }
}
