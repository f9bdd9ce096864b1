//! Rows of the tables of peers.

use diesel::prelude::*;

use crate::catalog::{Moment, TorrentKind};
use crate::peer::sync::{PassState, PeerHabits, PeerProgress};
use crate::peer::{PeerName, PeerTerms, SealedSecret, ToldTorrent};
use crate::store::StoreError;
use crate::store::rows::RowName;
use crate::store::schema::{peer_passes, peers, public_sources, public_torrents};

use super::record::{PeerHealth, PeerHolder, PeerRecord};

/// A row of `peers`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = peers, treat_none_as_default_value = false)]
pub(super) struct PeerRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) url: String,
    pub(super) key_id: String,
    pub(super) secret: String,
    pub(super) allow_http: i64,
    pub(super) allow_private: i64,
    pub(super) require_v2: i64,
    pub(super) sync_enabled: i64,
    pub(super) schedule: String,
    pub(super) created: i64,
    #[diesel(embed)]
    pub(super) progress: ProgressRow,
    pub(super) lease_node: Option<String>,
    pub(super) lease_until: Option<i64>,
    pub(super) tried: Option<i64>,
    pub(super) succeeded: Option<i64>,
    pub(super) failures: i64,
    pub(super) fault: Option<String>,
}

/// The columns of `peers` that a pass changes.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = peers, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct ProgressRow {
    docs_signature: i64,
    speaks_v2: i64,
    page_size: i64,
    since: Option<i64>,
    next_hash: Option<String>,
    full_pass: i64,
    pass_started: Option<i64>,
    pass_pages: i64,
    full_passes: i64,
    full_done: Option<i64>,
    clock_difference: Option<i64>,
    newest: Option<i64>,
    seen: i64,
    dropped: i64,
}

impl PeerRow {
    pub(super) fn into_record(self) -> Result<PeerRecord, StoreError> {
        let row = RowName { table: "peers", id: self.id };
        let holder = match (self.lease_node, self.lease_until) {
            (Some(node), Some(until)) => Some(PeerHolder { node, until: Moment(until) }),
            _ => None,
        };
        Ok(PeerRecord {
            id: row.whole("id", self.id)?,
            name: row.need("name", PeerName::new(&self.name))?,
            terms: PeerTerms {
                url: self.url,
                key_id: self.key_id,
                sealed_secret: SealedSecret::new(self.secret),
                allow_http: self.allow_http != 0,
                allow_private: self.allow_private != 0,
                require_v2: self.require_v2 != 0,
                sync_enabled: self.sync_enabled != 0,
                schedule: self.schedule,
            },
            created: Moment(self.created),
            progress: self.progress.into_progress(row)?,
            holder,
            health: PeerHealth {
                tried: self.tried.map(Moment),
                succeeded: self.succeeded.map(Moment),
                failures: row.whole("failures", self.failures)?,
                fault: self.fault,
            },
        })
    }
}

impl ProgressRow {
    pub(super) fn of(progress: &PeerProgress) -> Self {
        let (pass, habits) = (&progress.pass, progress.habits);
        Self {
            docs_signature: habits.docs_signature.into(),
            speaks_v2: habits.speaks_v2.into(),
            page_size: habits.page_size.into(),
            since: pass.since.map(|since| since.0),
            next_hash: pass.cursor.clone(),
            full_pass: pass.is_full.into(),
            pass_started: pass.started.map(|started| started.0),
            pass_pages: pass.pages.into(),
            full_passes: pass.full_passes.cast_signed(),
            full_done: pass.full_done.map(|done| done.0),
            clock_difference: progress.clock_difference,
            newest: progress.newest.map(|newest| newest.0),
            seen: progress.seen.cast_signed(),
            dropped: progress.dropped.cast_signed(),
        }
    }

    fn into_progress(self, row: RowName) -> Result<PeerProgress, StoreError> {
        Ok(PeerProgress {
            pass: PassState {
                since: self.since.map(Moment),
                cursor: self.next_hash,
                is_full: self.full_pass != 0,
                started: self.pass_started.map(Moment),
                pages: row.whole("pass_pages", self.pass_pages)?,
                full_passes: count(row, "full_passes", self.full_passes)?,
                full_done: self.full_done.map(Moment),
            },
            habits: PeerHabits {
                docs_signature: self.docs_signature != 0,
                speaks_v2: self.speaks_v2 != 0,
                page_size: row.whole("page_size", self.page_size)?,
            },
            clock_difference: self.clock_difference,
            newest: self.newest.map(Moment),
            seen: count(row, "seen", self.seen)?,
            dropped: count(row, "dropped", self.dropped)?,
        })
    }
}

/// Reads a count of 63 bits.
pub(super) fn count(row: RowName, column: &'static str, raw: i64) -> Result<u64, StoreError> {
    row.need(column, u64::try_from(raw).ok())
}

/// A row of `public_torrents`.
#[derive(Insertable)]
#[diesel(table_name = public_torrents, treat_none_as_default_value = false)]
pub(super) struct TorrentRow<'a> {
    info_hash: &'a [u8],
    title: &'a str,
    size: i64,
    kind: Option<&'static str>,
    imdb_id: Option<&'a str>,
    tmdb_id: Option<i64>,
    parsed: Option<&'a str>,
    created: i64,
    imported: i64,
}

/// Columns of `public_torrents`.
pub(super) const TORRENT_COLUMNS: usize = 9;

impl<'a> TorrentRow<'a> {
    pub(super) fn of(torrent: &'a ToldTorrent, now: Moment) -> Self {
        Self {
            info_hash: torrent.hash.as_bytes(),
            title: &torrent.title,
            size: torrent.size.cast_signed(),
            kind: torrent.kind.map(TorrentKind::name),
            imdb_id: torrent.imdb_id.as_deref(),
            tmdb_id: torrent.tmdb_id.map(i64::from),
            parsed: torrent.parsed.as_deref(),
            created: torrent.created.0,
            imported: now.0,
        }
    }
}

/// A row of `public_sources`.
#[derive(Insertable)]
#[diesel(table_name = public_sources, treat_none_as_default_value = false)]
pub(super) struct SourceRow {
    pub(super) peer_id: i64,
    pub(super) info_hash: Vec<u8>,
    pub(super) first_seen: i64,
    pub(super) last_seen: i64,
    pub(super) full_pass: i64,
}

/// Columns of `public_sources`.
pub(super) const SOURCE_COLUMNS: usize = 5;

/// A row of `peer_passes`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = peer_passes, treat_none_as_default_value = false)]
pub(super) struct PassRow {
    pub(super) peer_id: i64,
    pub(super) ended: i64,
    pub(super) began: i64,
    pub(super) full_pass: i64,
    pub(super) pages: i64,
    pub(super) imported: i64,
    pub(super) dropped: i64,
    pub(super) fault: Option<String>,
}
