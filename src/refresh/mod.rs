//! Keeping what is served true: the catalogue's edits and the clock, turned into new snapshots.
//!
//! Jobs that do not wait for each other: [`Refresh::advance`] needs no database, so that scheduled films appear
//! while it is away; [`Refresh::reload`] follows the edits of any process by the generation; [`Refresh::follow_tokens`]
//! and [`Refresh::follow_views`] do so with viewers. The other way goes [`Recorder`]: it writes what viewers open.

mod changes;
mod recorder;
mod served;
mod tags_documents;
mod viewers;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::query::live::Live;
use crate::query::snapshot::{POPULARITY_SECONDS, Setup, Snapshot, SnapshotBuilder, ViewCounts};
use crate::store::{Generation, Store, StoreError, ViewerGeneration};
use crate::viewers::Watched;

pub use recorder::{Recorder, ViewQueue};
pub use served::Served;
pub use tags_documents::TagsDocuments;
pub use viewers::Viewers;
pub use worker::Worker;

use viewers::Views;

/// How long popularity, and what viewers are known to have watched, may go without the latest views: single views are
/// looked at no sooner, imports and removals at once.
const VIEWS_PERIOD: Duration = Duration::from_secs(600);

/// Refreshes what is served.
pub struct Refresh {
    store: Store,
    clock: Clock,
    live: Arc<Live<Served>>,
    /// Held from reading what is served to replacing it, so that neither job undoes the other.
    swap: Mutex<()>,
    viewers: Arc<Viewers>,
    /// How often films were viewed, where the snapshot does not know it yet.
    counts: Mutex<Option<Arc<ViewCounts>>>,
    /// Views that nothing was learnt from yet.
    lessons: Mutex<Option<Views>>,
}

/// What [`Refresh::follow_tokens`] or [`Refresh::follow_views`] saw last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    at: Option<(ViewerGeneration, Instant)>,
    /// The digest of the views.
    views: Option<u64>,
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
    let mut builder = changes.builder;
    builder.set_views(Arc::new(view_counts(store, now)?));
    Ok(Served::new(builder.build(changes.load.generation.0, now), now))
}

impl Refresh {
    /// Refreshes what is served from the store, at the time of the clock.
    pub fn new(store: Store, clock: Clock, live: Arc<Live<Served>>, viewers: Arc<Viewers>) -> Self {
        Self { store, clock, live, swap: Mutex::new(()), viewers, counts: Mutex::new(None), lessons: Mutex::new(None) }
    }

    /// Publishes what was due; tells whether anything was.
    pub fn advance(&self) -> bool {
        let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
        let served = self.live.get();
        let now = self.clock.now();
        let due = now >= served.snapshot.until();
        if due {
            self.live.set(served.next(served.snapshot.at(now), now));
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
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if found.0 == known.generation() && counts.is_none() {
            return Ok(None);
        }
        let (snapshot, reloaded) = self.follow(&known, found, counts.clone())?;
        let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
        // Time went on while the snapshot was made, and may have published something.
        let now = self.clock.now();
        let snapshot = if now >= snapshot.until() { snapshot.at(now) } else { snapshot };
        let served = self.live.get();
        self.live.set(served.next(snapshot.with_together(served.snapshot.together()), now));
        let mut pending = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        // Later counts may have come meanwhile: those stay for the next time.
        pending.take_if(|pending| counts.is_some_and(|served| Arc::ptr_eq(pending, &served)));
        Ok(Some(reloaded))
    }

    /// Follows viewers and their tokens; tells whether anything of them changed.
    ///
    /// # Errors
    /// The store cannot be read; tokens go on to hold as they did.
    pub fn follow_tokens(&self, seen: &mut Seen) -> Result<bool, StoreError> {
        // Asked before: a change that comes between the two questions is read again next time.
        let found = self.store.viewer_generation()?;
        if seen.at.is_some_and(|(known, _)| known.tokens == found.tokens) {
            return Ok(false);
        }
        self.viewers.set_tokens(self.store.tokens()?);
        seen.at = Some((found, Instant::now()));
        Ok(true)
    }

    /// Follows what people watch: at once where views were imported or removed, otherwise every `VIEWS_PERIOD`; tells
    /// whether it was time. What comes of it shows in popularity with the next [`Self::reload`], in
    /// recommendations with the next [`Self::learn`].
    ///
    /// # Errors
    /// The store cannot be read; what is known stays.
    pub fn follow_views(&self, seen: &mut Seen) -> Result<bool, StoreError> {
        let found = self.store.viewer_generation()?;
        if seen.at.is_some_and(|(known, at)| known.views == found.views && at.elapsed() < VIEWS_PERIOD) {
            return Ok(false);
        }
        let counts = view_counts(&self.store, self.clock.now())?;
        let views = Views::read(&self.store)?;
        self.viewers.set_watched(Watched::new(&views.known));
        // Learning takes long, and the same views teach the same.
        let digest = Some(views.digest());
        if seen.views != digest {
            *self.lessons.lock().unwrap_or_else(PoisonError::into_inner) = Some(views);
        }
        seen.views = digest;
        // Without views popularity stands as it was imported.
        if !counts.is_empty() || !self.live.get().snapshot.views().is_empty() {
            *self.counts.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(counts));
        }
        seen.at = Some((found, Instant::now()));
        Ok(true)
    }

    /// Learns from the views that were read last; tells whether there were any to learn from. Takes a minute for a
    /// million views.
    pub fn learn(&self) -> bool {
        let lessons = self.lessons.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(views) = &lessons {
            let together = self.viewers.learn(views);
            let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
            self.live.set(self.live.get().with_together(together));
        }
        lessons.is_some()
    }

    /// Makes the next snapshot: from what changed, or whole where the database is older than what is served, which
    /// happens when a backup was restored.
    fn follow(
        &self,
        known: &Snapshot,
        found: Generation,
        counts: Option<Arc<ViewCounts>>,
    ) -> Result<(Snapshot, Reloaded), StoreError> {
        let since = Some(Generation(known.generation())).filter(|known| *known <= found);
        let builder = match since {
            Some(_) => SnapshotBuilder::from_snapshot(known),
            None => SnapshotBuilder::new(known.shared_setup()),
        };
        let mut changes = changes::read(&self.store, since, builder)?;
        changes.builder.set_views(counts.unwrap_or_else(|| known.views()));
        for id in &changes.load.removed {
            changes.builder.remove(*id);
        }
        let reloaded = Reloaded { written: changes.written, removed: changes.load.removed.len() };
        Ok((changes.builder.build(changes.load.generation.0, self.clock.now()), reloaded))
    }
}

/// Counts the views of which popularity is made.
fn view_counts(store: &Store, now: Moment) -> Result<ViewCounts, StoreError> {
    let counts = store.view_counts(Moment(now.0.saturating_sub(POPULARITY_SECONDS)), now)?;
    Ok(counts.into_iter().map(|(film, views)| (film, u32::try_from(views).unwrap_or(u32::MAX))).collect())
}
