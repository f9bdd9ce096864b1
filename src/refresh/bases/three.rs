//! The three bases, and how they follow the store.

use std::fmt;

use crate::catalog::Moment;
use crate::query::live::Live;
use crate::refresh::served::Served;
use crate::store::{Asker, Store, StoreError};

use super::imdb::ImdbBase;
use super::private::PrivateBase;
use super::public::PublicBase;

/// What peers may ask: the private base, the public one, and titles of IMDb.
pub struct Bases {
    pub(super) private: PrivateBase,
    pub(super) public: PublicBase,
    pub(super) imdb: ImdbBase,
    /// One asker a job, so that none waits for another's question.
    pub(super) answers: Asker,
    private_asker: Asker,
    public_asker: Asker,
    imdb_asker: Asker,
}

impl Bases {
    /// Nothing is known of the store yet: it has to be followed.
    pub fn new(store: &Store) -> Self {
        let asker = || Asker::new(store);
        Self {
            private: PrivateBase::default(),
            public: PublicBase::default(),
            imdb: ImdbBase::default(),
            answers: asker(),
            private_asker: asker(),
            public_asker: asker(),
            imdb_asker: asker(),
        }
    }

    /// Follows what the items of the catalogue carry, in the database that is counted so; see [`PrivateBase`]. Tells whether
    /// peers are shown something else since.
    ///
    /// # Errors
    /// The store cannot be read; what is shown stays. The same holds for the other two.
    pub(in crate::refresh) fn follow_private(
        &self,
        database: u64,
        live: &Live<Served>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        self.private.follow((&self.private_asker, database), live, now)
    }

    /// Follows what peers told.
    pub(in crate::refresh) fn follow_public(&self, database: u64) -> Result<bool, StoreError> {
        self.public.follow((&self.public_asker, database))
    }

    /// Follows the tables of IMDb.
    pub(in crate::refresh) fn follow_imdb(&self, database: u64) -> Result<bool, StoreError> {
        self.imdb.follow((&self.imdb_asker, database))
    }
}

impl fmt::Debug for Bases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bases").finish_non_exhaustive()
    }
}
