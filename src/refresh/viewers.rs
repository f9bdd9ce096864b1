//! What requests need to know of viewers, in memory.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use tokio::sync::oneshot;
use twox_hash::XxHash3_64;

use crate::catalog::{FilmId, Moment};
use crate::query::live::Live;
use crate::query::snapshot::Together;
use crate::store::{Store, StoreError};
use crate::viewers::{
    ClearToken, Interaction, KnownTokens, Model, ModelOptions, Recent, TokenHash, TokenSet, ViewAdmission, ViewEvent,
    ViewLimit, ViewerId, ViewerNo, Watched,
};

use super::inbox::Inbox;
use super::lookup::{Purpose, TokenLookup, Unanswered};
use super::view_queue::ViewQueue;

/// How many tokens may wait to be looked up.
const MAX_LOOKUPS: usize = 10_000;

/// Viewers, their tokens, what they watched and what was learnt from it; each is swapped whole while it is read.
pub struct Viewers {
    tokens: Live<TokenSet>,
    /// Of anonymous viewers, whose tokens are too many to be held whole.
    met: KnownTokens,
    lookups: Inbox<TokenLookup>,
    watched: Live<Watched>,
    /// `None` until there are views to learn from.
    model: Live<Option<Model>>,
    recent: Recent,
    limit: ViewLimit,
    queue: Arc<ViewQueue>,
}

/// Shows nothing of anybody.
impl fmt::Debug for Viewers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Viewers").finish_non_exhaustive()
    }
}

impl Default for Viewers {
    /// Knows nobody.
    fn default() -> Self {
        Self {
            tokens: Live::new(TokenSet::default()),
            met: KnownTokens::default(),
            lookups: Inbox::new(MAX_LOOKUPS),
            watched: Live::new(Watched::default()),
            model: Live::new(None),
            recent: Recent::default(),
            limit: ViewLimit::default(),
            queue: Arc::default(),
        }
    }
}

impl Viewers {
    /// Reads all of it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn load(store: &Store) -> Result<Self, StoreError> {
        let viewers = Self::default();
        viewers.set_tokens(store.tokens()?);
        viewers.set_watched(Watched::new(&known_views(store)?));
        Ok(viewers)
    }

    /// Finds whose token it is, of those that need not be looked up; `None` where it is unknown, revoked or expired.
    pub fn viewer(&self, token: &ClearToken, now: Moment) -> Option<ViewerId> {
        match self.recognise(token, now) {
            Recognised::Known(viewer) => viewer,
            Recognised::Unmet(_) => None,
        }
    }

    /// Finds whose token it is; `None` where it is unknown, revoked or expired. One that this server has not met is looked
    /// up by another thread.
    ///
    /// # Errors
    /// [`Unanswered`]: the database does not answer, or too many tokens wait to be looked up.
    pub async fn identify(&self, token: &ClearToken, now: Moment) -> Result<Option<ViewerId>, Unanswered> {
        let token = match self.recognise(token, now) {
            Recognised::Known(viewer) => return Ok(viewer),
            Recognised::Unmet(token) => token,
        };
        let (waits, viewer) = oneshot::channel();
        self.lookups.put(TokenLookup { token, at: now, purpose: Purpose::Who(waits) }).map_err(|_| Unanswered)?;
        viewer.await.unwrap_or(Err(Unanswered))
    }

    /// Takes down that whoever has the token opened a film; nobody where it is unknown, revoked or expired. Waits for
    /// no I/O: a token that this server has not met is looked up by another thread.
    pub fn opened_by(&self, token: &ClearToken, film: FilmId, at: Moment) {
        match self.recognise(token, at) {
            Recognised::Known(viewer) => viewer.into_iter().for_each(|viewer| self.opened(viewer, film, at)),
            // Where too many wait, the view is lost, as it is where too many wait to be written.
            Recognised::Unmet(token) => {
                drop(self.lookups.put(TokenLookup { token, at, purpose: Purpose::Opened(film) }));
            }
        }
    }

    fn recognise(&self, token: &ClearToken, now: Moment) -> Recognised {
        let named = self.tokens.get().viewer(token, now);
        if named.is_some() || !token.is_short() || !self.lookups.is_open() {
            return Recognised::Known(named);
        }
        let token = token.hash();
        self.met.find(&token).map_or(Recognised::Unmet(token), |grant| Recognised::Known(grant.at(now)))
    }

    /// Takes down that the viewer opened a film, unless they open more than people do. Waits for no I/O and cannot fail.
    pub fn opened(&self, viewer: ViewerId, film: FilmId, at: Moment) {
        match self.limit.admit(viewer, film, at) {
            ViewAdmission::Taken => {
                self.recent.add(viewer, film);
                self.queue.push(ViewEvent { viewer, film, at });
            }
            ViewAdmission::Repeated => self.recent.add(viewer, film),
            ViewAdmission::Refused => {}
        }
    }

    /// Returns how many views were left out since this was last asked, for their viewers opened more than people do.
    pub fn take_refused(&self) -> u64 {
        self.limit.take_refused()
    }

    /// Returns how many views were left out for that since the start.
    pub fn refused_in_all(&self) -> u64 {
        self.limit.refused_in_all()
    }

    /// Takes the views of an earlier run that are not written yet.
    pub(super) fn restore(&self, views: Vec<ViewEvent>) {
        views.iter().for_each(|view| self.recent.add(view.viewer, view.film));
        self.queue.restore(views);
    }

    /// Returns what the viewer watched, each film once, the one watched last at the end.
    pub fn watched(&self, viewer: ViewerId) -> Vec<FilmId> {
        self.recent.after(&self.watched.get(), viewer)
    }

    /// Returns what would suit somebody who watched these films, best first, at most `limit`, of what is allowed; empty
    /// where nothing was watched or nothing is learnt yet.
    pub fn suits(&self, watched: &[FilmId], limit: usize, allowed: &dyn Fn(FilmId) -> bool) -> Vec<(FilmId, f32)> {
        match &*self.model.get() {
            Some(model) if !watched.is_empty() => model.recommend(watched, limit, allowed),
            _ => Vec::new(),
        }
    }

    /// Returns the views that are on their way to the database, for the recorder.
    pub fn queue(&self) -> Arc<ViewQueue> {
        Arc::clone(&self.queue)
    }

    /// Returns the tokens of anonymous viewers that this server has met.
    pub(super) fn met(&self) -> &KnownTokens {
        &self.met
    }

    /// Returns the tokens that are to be looked up.
    pub(super) fn lookups(&self) -> &Inbox<TokenLookup> {
        &self.lookups
    }

    pub(super) fn set_tokens(&self, tokens: TokenSet) {
        self.tokens.set(tokens);
    }

    /// Learns from these views alone. Returns which films have viewers in common.
    pub(super) fn learn(&self, views: &ViewLog) -> Arc<Together> {
        let model = (!views.known.is_empty()).then(|| Model::build(&numbered(views), &ModelOptions::default()));
        let together = model.as_ref().map(Model::all_similar).unwrap_or_default();
        self.model.set(model);
        together
    }

    pub(super) fn set_watched(&self, watched: Watched) {
        let mut known = self.tokens.get().viewers();
        known.extend(self.met.viewers());
        self.watched.set(watched);
        self.recent.settle(&self.watched.get(), |viewer| known.contains(&viewer));
        self.limit.keep(|viewer| known.contains(&viewer));
    }
}

/// What is known of a token without asking the database.
enum Recognised {
    /// Whose it is, or that it is nobody's.
    Known(Option<ViewerId>),
    /// It may be that of an anonymous viewer.
    Unmet(TokenHash),
}

/// Numbers the viewers, so that a model knows nobody.
fn numbered(views: &ViewLog) -> Vec<Interaction> {
    let viewers = (0..).zip(views.known.chunk_by(|a, b| a.viewer == b.viewer));
    let known = viewers.flat_map(|(number, views)| {
        views.iter().map(move |view| Interaction { viewer: Some(ViewerNo(number)), film: view.film, at: view.at })
    });
    let anonymous = views.anonymous.iter().map(|(film, at)| Interaction { viewer: None, film: *film, at: *at });
    known.chain(anonymous).collect()
}

/// Every view on record.
pub(super) struct ViewLog {
    /// Those whose viewer is known, viewer by viewer.
    pub(super) known: Vec<ViewEvent>,
    pub(super) anonymous: Vec<(FilmId, Moment)>,
}

impl ViewLog {
    pub(super) fn read(store: &Store) -> Result<Self, StoreError> {
        let mut anonymous = Vec::new();
        store.anonymous_views(&mut |film, at| anonymous.push((film, at)))?;
        Ok(Self { known: known_views(store)?, anonymous })
    }

    /// Returns a number that changes with the views.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = XxHash3_64::with_seed(0);
        (&self.known, &self.anonymous).hash(&mut hasher);
        hasher.finish()
    }
}

fn known_views(store: &Store) -> Result<Vec<ViewEvent>, StoreError> {
    let mut known = Vec::new();
    store.views(&mut |view| known.push(view))?;
    Ok(known)
}
