//! What requests need to know of viewers, in memory.

use std::sync::Arc;

use crate::catalog::{FilmId, Moment};
use crate::query::live::Live;
use crate::store::{Store, StoreError};
use crate::viewers::{ClearToken, Recent, TokenSet, Viewed, ViewerId, Watched};

use super::recorder::ViewQueue;

/// Viewers, their tokens and what they watched; parts of it are swapped while it is read.
#[derive(Debug)]
pub struct Viewers {
    tokens: Live<TokenSet>,
    watched: Live<Watched>,
    recent: Recent,
    queue: Arc<ViewQueue>,
}

impl Default for Viewers {
    /// Knows nobody.
    fn default() -> Self {
        Self {
            tokens: Live::new(TokenSet::default()),
            watched: Live::new(Watched::default()),
            recent: Recent::default(),
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
        viewers.set_watched(Watched::new(&read_views(store)?));
        Ok(viewers)
    }

    /// Finds whose token it is; `None` where it is unknown, revoked or expired.
    pub fn viewer(&self, token: &ClearToken, now: Moment) -> Option<ViewerId> {
        self.tokens.get().viewer(token, now)
    }

    /// Takes down that the viewer opened a film. Waits for no I/O and cannot fail.
    pub fn opened(&self, viewer: ViewerId, film: FilmId, at: Moment) {
        self.recent.add(viewer, film);
        self.queue.push(Viewed { viewer, film, at });
    }

    /// Gives what the viewer watched, each film once, the one watched last at the end.
    pub fn watched(&self, viewer: ViewerId) -> Vec<FilmId> {
        self.recent.after(&self.watched.get(), viewer)
    }

    /// Gives the views that are on their way to the database, for the recorder.
    pub fn queue(&self) -> Arc<ViewQueue> {
        Arc::clone(&self.queue)
    }

    pub(super) fn set_tokens(&self, tokens: TokenSet) {
        self.tokens.set(tokens);
    }

    pub(super) fn set_watched(&self, watched: Watched) {
        let known = self.tokens.get().viewers();
        self.watched.set(watched);
        self.recent.settle(&self.watched.get(), |viewer| known.contains(&viewer));
    }
}

/// Reads every view whose viewer is known.
pub(super) fn read_views(store: &Store) -> Result<Vec<Viewed>, StoreError> {
    let mut views = Vec::new();
    store.views(&mut |view| views.push(view))?;
    Ok(views)
}
