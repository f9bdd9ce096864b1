//! What is served follows the store, and how.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::number::to_u32;
use crate::query::live::Live;
use crate::query::search::TooManyWords;
use crate::query::snapshot::{POPULARITY_SECONDS, Setup, Snapshot, SnapshotBuilder, ViewCounts};
use crate::store::{Asker, Generation, Store, StoreError, ViewerGeneration};
use crate::viewers::Watched;

use super::bases::Bases;
use super::changes;
use super::served::Served;
use super::status::{RefreshStatus, SwapCause};
use super::viewers::{ViewLog, Viewers};

/// How long popularity, and what viewers are known to have watched, may go without the latest views: single views are
/// looked at no sooner, imports and removals at once.
const VIEWS_PERIOD: Duration = Duration::from_secs(600);

/// Refreshes what is served.
pub struct Refresh {
    /// One asker a job, so that none waits for another's question.
    catalogue: Asker,
    tokens: Asker,
    views: Asker,
    /// Counts the databases that stood at the place of the first; what was seen in an earlier one is void.
    database: AtomicU64,
    /// Whether what is served is of another database than the one that stands there now.
    stale: AtomicBool,
    clock: Clock,
    live: Arc<Live<Served>>,
    /// Held from reading what is served to replacing it, so that neither job undoes the other.
    swap: Mutex<()>,
    /// What was served before, as long as somebody may read it.
    retired: Mutex<Vec<Arc<Served>>>,
    viewers: Arc<Viewers>,
    /// How often films were viewed, where the snapshot does not know it yet.
    counts: Mutex<Option<Arc<ViewCounts>>>,
    /// Views that nothing was learnt from yet.
    unlearnt: Mutex<Option<ViewLog>>,
    status: Arc<RefreshStatus>,
    /// What peers may ask; `None`: no peer may.
    bases: Option<Arc<Bases>>,
}

/// What [`Refresh::follow_tokens`] or [`Refresh::follow_views`] saw last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    at: Option<(ViewerGeneration, Instant)>,
    /// Which database, as `Refresh` counts them.
    database: u64,
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

/// Why there is nothing to serve.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The store cannot be read.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Films could not be searched for, and answering that there are none would be wrong.
    #[error("{0}")]
    Search(#[from] TooManyWords),
}

/// Reads the whole catalogue.
///
/// # Errors
/// The store cannot be read, or the search index cannot be built.
pub fn load(store: &Store, setup: Arc<Setup>, clock: &Clock) -> Result<Served, LoadError> {
    let asker = Asker::new(store);
    let changes = asker.ask_long(move |store| changes::read(store, None, SnapshotBuilder::new(setup)))?;
    let now = clock.now();
    let mut builder = changes.builder;
    builder.set_views(Arc::new(asker.ask_long(move |store| view_counts(store, now))?));
    Ok(Served::new(builder.build(changes.load.generation.0, now)?, now))
}

impl Refresh {
    /// Refreshes what is served from the store, at the time of the clock.
    pub fn new(store: Store, clock: Clock, live: Arc<Live<Served>>, viewers: Arc<Viewers>) -> Self {
        let asker = || Asker::new(&store);
        Self {
            catalogue: asker(),
            tokens: asker(),
            views: asker(),
            database: AtomicU64::new(0),
            stale: AtomicBool::new(false),
            clock,
            live,
            swap: Mutex::new(()),
            retired: Mutex::default(),
            viewers,
            counts: Mutex::new(None),
            unlearnt: Mutex::new(None),
            status: Arc::default(),
            bases: None,
        }
    }

    /// Keeps what peers may ask up to date too.
    pub fn with_bases(self, bases: Arc<Bases>) -> Self {
        Self { bases: Some(bases), ..self }
    }

    /// Returns where it is noted how refreshing fares.
    pub fn status(&self) -> Arc<RefreshStatus> {
        Arc::clone(&self.status)
    }

    /// Publishes what was due, or hides again what is not yet due since the clock was set back; tells whether anything
    /// was.
    pub fn advance(&self) -> bool {
        let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
        let served = self.live.get();
        let now = self.clock.now();
        if served.snapshot.holds(now) {
            return false;
        }
        let back = now < served.snapshot.until();
        let began = Instant::now();
        self.serve(served.next(served.snapshot.at(now), now));
        self.status.swapped(SwapCause::Time, began.elapsed(), now);
        if back {
            log::warn!("the clock was set back: films that are not yet due are hidden again");
        } else {
            log::info!("published what was due");
        }
        true
    }

    /// Follows the catalogue; `None` where nothing changed. What is served stays until its successor is ready.
    ///
    /// # Errors
    /// The store cannot be read; what is served stays.
    pub fn reload(&self) -> Result<Option<Reloaded>, StoreError> {
        self.free_retired();
        let reloaded = self.follow_catalogue();
        match &reloaded {
            Ok(_) => self.status.answered(self.clock.now()),
            Err(fault) => self.status.failed(fault, self.clock.now()),
        }
        reloaded
    }

    fn follow_catalogue(&self) -> Result<Option<Reloaded>, StoreError> {
        let known = self.live.get().snapshot.clone();
        let found = self.generation()?;
        let stale = self.stale.load(Ordering::SeqCst);
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if found.0 == known.generation() && counts.is_none() && !stale {
            return Ok(None);
        }
        let began = Instant::now();
        // Everything, where the database is older than what is served: a backup was restored.
        let since = Some(Generation(known.generation())).filter(|known| *known <= found && !stale);
        let (snapshot, reloaded) = self.follow(&known, since, counts.clone())?;
        self.status.built(began.elapsed());
        let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
        let began = Instant::now();
        // Time went on while the snapshot was made, and may have published something; or the clock was set back.
        let now = self.clock.now();
        let snapshot = if snapshot.holds(now) { snapshot } else { snapshot.at(now) };
        let served = self.live.get();
        self.serve(served.next(snapshot.with_together(served.snapshot.together()), now));
        self.status.swapped(SwapCause::Edit, began.elapsed(), now);
        self.stale.store(false, Ordering::SeqCst);
        let mut pending = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        // Later counts may have come meanwhile: those stay for the next time.
        pending.take_if(|pending| counts.is_some_and(|served| Arc::ptr_eq(pending, &served)));
        Ok(Some(reloaded))
    }

    /// Serves this from now on.
    fn serve(&self, next: Served) {
        self.free_retired();
        let before = self.live.swap(next);
        self.retired.lock().unwrap_or_else(PoisonError::into_inner).push(before);
    }

    /// Frees what was served before and nobody reads any more. That takes a millisecond after an edit of many films, for which
    /// the last one who reads it, on a thread that answers, would let all wait that come after.
    fn free_retired(&self) {
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody gets another one of what is not served.
        let unread: Vec<Arc<Served>> = retired.extract_if(.., |served| Arc::strong_count(served) == 1).collect();
        drop(retired);
        drop(unread);
    }

    /// Returns the number of the database that is read now: it changes when another one is put in its place.
    fn database(&self) -> u64 {
        self.database.load(Ordering::SeqCst)
    }

    /// Tells whether there is something that peers may ask.
    pub(super) fn has_bases(&self) -> bool {
        self.bases.is_some()
    }

    /// Follows what the items of the catalogue carry; tells whether peers are shown something else since. There is nothing
    /// to follow where no peer may ask.
    ///
    /// # Errors
    /// The store cannot be read; what peers are shown stays.
    pub fn follow_private_base(&self) -> Result<bool, StoreError> {
        let follow = |bases: &Arc<Bases>| bases.follow_private(self.database(), &self.live, self.clock.now());
        self.bases.as_ref().map_or(Ok(false), follow)
    }

    /// Follows what peers told; tells whether that changed.
    ///
    /// # Errors
    /// As [`Self::follow_private_base`].
    pub fn follow_public_base(&self) -> Result<bool, StoreError> {
        self.bases.as_ref().map_or(Ok(false), |bases| bases.follow_public(self.database()))
    }

    /// Follows the tables of IMDb; tells whether they were replaced.
    ///
    /// # Errors
    /// As [`Self::follow_private_base`].
    pub fn follow_imdb(&self) -> Result<bool, StoreError> {
        self.bases.as_ref().map_or(Ok(false), |bases| bases.follow_imdb(self.database()))
    }

    /// Follows viewers and their tokens; tells whether anything of them changed.
    ///
    /// # Errors
    /// The store cannot be read; tokens go on to hold as they did.
    pub fn follow_tokens(&self, seen: &mut Seen) -> Result<bool, StoreError> {
        // Asked before: a change that comes between the two questions is read again next time.
        let database = self.database();
        let found = self.tokens.ask(Store::viewer_generation)?;
        if seen.of(database).is_some_and(|(known, _)| known.tokens == found.tokens) {
            return Ok(false);
        }
        self.viewers.set_tokens(self.tokens.ask_long(Store::tokens)?);
        self.question_met()?;
        *seen = Seen { at: Some((found, Instant::now())), database, ..*seen };
        Ok(true)
    }

    /// Lets go of the tokens of anonymous viewers that have ended.
    fn question_met(&self) -> Result<(), StoreError> {
        let questioned = self.viewers.met().begin_epoch();
        if questioned.is_empty() {
            return Ok(());
        }
        let asked = questioned.clone();
        let standing = self.tokens.ask_long(move |store| store.anonymous_grants(&asked))?;
        self.viewers.met().keep(&questioned, &standing.into_iter().map(|(token, _)| token).collect());
        Ok(())
    }

    /// Follows what people watch: at once where views were imported or removed, otherwise every `VIEWS_PERIOD`; tells
    /// whether it was time. What comes of it shows in popularity with the next [`Self::reload`], in
    /// recommendations with the next [`Self::learn`].
    ///
    /// # Errors
    /// The store cannot be read; what is known stays.
    pub fn follow_views(&self, seen: &mut Seen) -> Result<bool, StoreError> {
        let database = self.database();
        let found = self.views.ask(Store::viewer_generation)?;
        if seen.of(database).is_some_and(|(known, at)| known.views == found.views && at.elapsed() < VIEWS_PERIOD) {
            return Ok(false);
        }
        let now = self.clock.now();
        let counts = self.views.ask_long(move |store| view_counts(store, now))?;
        let views = self.views.ask_long(ViewLog::read)?;
        self.viewers.set_watched(Watched::new(&views.known));
        // Learning takes long, and the same views teach the same.
        let digest = Some(views.digest());
        if seen.views != digest {
            *self.unlearnt.lock().unwrap_or_else(PoisonError::into_inner) = Some(views);
        }
        // Without views popularity stands as it was imported.
        if !counts.by_film.is_empty() || !self.live.get().snapshot.views().by_film.is_empty() {
            *self.counts.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(counts));
        }
        *seen = Seen { at: Some((found, Instant::now())), database, views: digest };
        Ok(true)
    }

    /// Returns how many views were left out since this was last asked; see [`Viewers::take_refused`].
    pub fn take_refused(&self) -> u64 {
        self.viewers.take_refused()
    }

    /// Learns from the views that were read last; tells whether there were any to learn from. Takes a minute for a
    /// million views.
    pub fn learn(&self) -> bool {
        let lessons = self.unlearnt.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(views) = &lessons {
            let together = self.viewers.learn(views);
            let _swap = self.swap.lock().unwrap_or_else(PoisonError::into_inner);
            let (began, now) = (Instant::now(), self.clock.now());
            self.serve(self.live.get().with_together(together));
            self.status.swapped(SwapCause::Model, began.elapsed(), now);
            self.status.learnt(now);
        }
        lessons.is_some()
    }

    /// Asks for the generation. Where another file was put in place of the database, it is that of the new one.
    fn generation(&self) -> Result<Generation, StoreError> {
        match self.catalogue.ask(Store::generation) {
            Err(fault @ StoreError::Replaced { .. }) => {
                if !self.stale.swap(true, Ordering::SeqCst) {
                    log::warn!("{fault}; reloading everything");
                }
                self.catalogue.ask_long(Store::reopen)?;
                self.database.fetch_add(1, Ordering::SeqCst);
                self.catalogue.ask(Store::generation)
            }
            found => found,
        }
    }

    /// Makes the next snapshot: from what was written since, or whole.
    fn follow(
        &self,
        known: &Snapshot,
        since: Option<Generation>,
        counts: Option<Arc<ViewCounts>>,
    ) -> Result<(Snapshot, Reloaded), StoreError> {
        let builder = match since {
            Some(_) => SnapshotBuilder::from_snapshot(known),
            None => SnapshotBuilder::in_place_of(known),
        };
        let mut changes = self.catalogue.ask_long(move |store| changes::read(store, since, builder))?;
        changes.builder.set_views(counts.unwrap_or_else(|| known.views()));
        for id in &changes.load.removed {
            changes.builder.remove(*id);
        }
        let reloaded = Reloaded { written: changes.written, removed: changes.load.removed.len() };
        #[expect(clippy::expect_used, reason = "the search index of the snapshot before stays where there is no other")]
        let next = changes.builder.build(changes.load.generation.0, self.clock.now()).expect("it has one before it");
        Ok((next, reloaded))
    }
}

impl Seen {
    /// Returns what was seen in this database.
    fn of(&self, database: u64) -> Option<(ViewerGeneration, Instant)> {
        self.at.filter(|_| self.database == database)
    }
}

/// Counts the views of which popularity is made, each up to what 32 bits hold.
fn view_counts(store: &Store, now: Moment) -> Result<ViewCounts, StoreError> {
    let counts = store.view_counts(Moment(now.0.saturating_sub(POPULARITY_SECONDS)), now)?;
    let by_film = counts.into_iter().map(|(film, views)| (film, to_u32(views.min(u32::MAX.into()))));
    Ok(ViewCounts { by_film: by_film.collect(), at: now })
}
