//! The list of peers: who is on it, and what operators change.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::catalog::Moment;
use crate::peer::sync::{PassState, PeerHabits, PeerProgress};
use crate::peer::{PeerId, PeerKeyId, PeerName, PeerTerms};
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;
use crate::store::schema::{peer_keys, peers, public_sources};
use crate::store::{Store, StoreError};

use super::record::PeerRecord;
use super::rows::{PeerRow, ProgressRow};

/// A peer that is not on the list yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPeer {
    /// What operators call it.
    pub name: PeerName,
    /// On what terms it is asked.
    pub terms: PeerTerms,
}

impl Store {
    /// Puts a peer on the list; returns its id. `None`: there is one of this name already.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn add_peer(&self, new: &NewPeer, now: Moment) -> Result<Option<PeerId>, StoreError> {
        let id = PeerId::random();
        let progress = PeerProgress {
            pass: PassState::default(),
            habits: PeerHabits::default(),
            clock_difference: None,
            newest: None,
            seen: 0,
            dropped: 0,
        };
        let row = PeerRow {
            id: id.get().cast_signed(),
            name: new.name.as_str().to_owned(),
            url: new.terms.url.clone(),
            key_id: new.terms.key_id.clone(),
            secret: new.terms.sealed_secret.as_str().to_owned(),
            allow_http: new.terms.allow_http.into(),
            allow_private: new.terms.allow_private.into(),
            require_v2: new.terms.require_v2.into(),
            sync_enabled: new.terms.sync_enabled.into(),
            schedule: new.terms.schedule.clone(),
            created: now.0,
            progress: ProgressRow::of(&progress),
            lease_node: None,
            lease_until: None,
            tried: None,
            succeeded: None,
            failures: 0,
            fault: None,
        };
        self.write(|conn| {
            let added = on_backend!(conn, c => diesel::insert_into(peers::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c));
            added.map(|added| (added > 0).then_some(id)).map_err(at_peers)
        })
    }

    /// Changes on what terms the peer of this name is asked; tells whether there is one. What it has told stays, and so does
    /// the place where the next pass goes on; how it wants to be asked is learnt anew.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn change_peer(&self, changed: &NewPeer) -> Result<bool, StoreError> {
        let (terms, habits) = (&changed.terms, PeerHabits::default());
        let terms = (
            peers::url.eq(terms.url.clone()),
            peers::key_id.eq(terms.key_id.clone()),
            peers::secret.eq(terms.sealed_secret.as_str().to_owned()),
            peers::allow_http.eq(i64::from(terms.allow_http)),
            peers::allow_private.eq(i64::from(terms.allow_private)),
            peers::require_v2.eq(i64::from(terms.require_v2)),
            peers::sync_enabled.eq(i64::from(terms.sync_enabled)),
            peers::schedule.eq(terms.schedule.clone()),
        );
        let learnt = (
            peers::docs_signature.eq(i64::from(habits.docs_signature)),
            peers::speaks_v2.eq(i64::from(habits.speaks_v2)),
            peers::page_size.eq(i64::from(habits.page_size)),
            peers::failures.eq(0),
            peers::fault.eq(None::<String>),
        );
        self.write(|conn| {
            let its = peers::table.filter(peers::name.eq(changed.name.as_str()));
            let done = diesel::update(its).set((terms, learnt)).execute(conn);
            done.map(|done| done > 0).map_err(at_peers)
        })
    }

    /// Returns every peer, by name.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn peers(&self) -> Result<Vec<PeerRecord>, StoreError> {
        let mut conn = self.connection()?;
        let rows: Vec<PeerRow> = on_backend!(&mut *conn, c => peers::table
            .select(PeerRow::as_select())
            .order(peers::name)
            .load(c))
        .map_err(at_peers)?;
        rows.into_iter().map(PeerRow::into_record).collect()
    }

    /// Returns the peer of this name.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn peer(&self, name: &PeerName) -> Result<Option<PeerRecord>, StoreError> {
        let mut conn = self.connection()?;
        let row: Option<PeerRow> = on_backend!(&mut *conn, c => peers::table
            .filter(peers::name.eq(name.as_str()))
            .select(PeerRow::as_select())
            .first(c)
            .optional())
        .map_err(at_peers)?;
        row.map(PeerRow::into_record).transpose()
    }

    /// Counts the torrents that each peer is on record with; a peer without any is not there.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn count_public_torrents(&self) -> Result<BTreeMap<PeerId, u64>, StoreError> {
        let mut conn = self.connection()?;
        let counts: Vec<(i64, i64)> = on_backend!(&mut *conn, c => public_sources::table
            .group_by(public_sources::peer_id)
            .select((public_sources::peer_id, count_star()))
            .load(c))
        .map_err(at_sources)?;
        let counted = |(peer, count): (i64, i64)| {
            let row = RowName { table: "public_sources", id: peer };
            Ok((row.whole("peer_id", peer)?, count.unsigned_abs()))
        };
        counts.into_iter().map(counted).collect()
    }

    /// Lets a peer be asked again as if it had not failed, as it may do by calling us; tells whether it had failed.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn revive_peer(&self, name: &PeerName) -> Result<bool, StoreError> {
        self.write(|conn| {
            let failing = peers::table.filter(peers::name.eq(name.as_str())).filter(peers::failures.gt(0));
            let revived = diesel::update(failing).set(peers::failures.eq(0)).execute(conn);
            revived.map(|revived| revived > 0).map_err(at_peers)
        })
    }

    /// Lets peers be asked again as if they had not failed that called us with these keys: a key and a peer of one name are
    /// one operator's.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn revive_callers(&self, keys: &[PeerKeyId]) -> Result<(), StoreError> {
        let ids: Vec<&str> = keys.iter().map(PeerKeyId::as_str).collect();
        let callers = peer_keys::table.filter(peer_keys::key_id.eq_any(ids)).select(peer_keys::name);
        let failing = peers::table.filter(peers::failures.gt(0)).filter(peers::name.eq_any(callers));
        self.write(|conn| {
            let revived = on_backend!(conn, c => diesel::update(failing).set(peers::failures.eq(0)).execute(c));
            revived.map(drop).map_err(at_peers)
        })
    }
}

/// Reads the peer of this id.
pub(super) fn read(conn: &mut AnyConnection, id: PeerId) -> Result<Option<PeerRecord>, StoreError> {
    let row: Option<PeerRow> = on_backend!(conn, c => peers::table
        .find(id.get().cast_signed())
        .select(PeerRow::as_select())
        .first(c)
        .optional())
    .map_err(at_peers)?;
    row.map(PeerRow::into_record).transpose()
}

pub(super) fn at_peers(error: diesel::result::Error) -> StoreError {
    StoreError::at("peers", error)
}

pub(super) fn at_sources(error: diesel::result::Error) -> StoreError {
    StoreError::at("public_sources", error)
}
