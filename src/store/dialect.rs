//! Where the two dialects of SQL part: both bodies side by side.

use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::catalog::Moment;
use crate::peer::PeerId;

use super::StoreError;
use super::conn::{AnyConnection, USUAL_PAGES};
use super::rows::{FilmSelection, load_selected};
use super::schema::film_tags;
use super::schema::{anonymous_viewers, peers, viewers, views};

/// The advisory lock that migrations take on PostgreSQL: «afisha» in ASCII.
const MIGRATION_LOCK: i64 = 0x61_66_69_73_68_61;

/// The advisory lock that writers of views take on PostgreSQL: «afishav» in ASCII.
const VIEWS_LOCK: i64 = 0x61_66_69_73_68_61_76;

/// The advisory lock that writers of what peers tell take on PostgreSQL: «afishap» in ASCII.
const PUBLIC_LOCK: i64 = 0x61_66_69_73_68_61_70;

/// Returns the statement that begins a transaction of reads: all of them see the same state.
pub(super) fn begin_reading(conn: &AnyConnection) -> &'static str {
    match conn {
        AnyConnection::Sqlite(_) => "BEGIN DEFERRED",
        AnyConnection::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

/// Lets go of the memory in which what was read is kept for another time.
pub(super) fn let_go(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(conn) => conn.batch_execute("PRAGMA shrink_memory"),
        // The server keeps it, not the connection.
        AnyConnection::Postgres(_) => Ok(()),
    }
}

/// Lets a connection that will write keep many pages in memory, or, after it has written, few again.
///
/// A large import goes through indexes in no order: pages that do not fit are written to the journal and read from it again,
/// many times over. Only pages in use take memory: a small edit takes little.
pub(super) fn keep_pages(conn: &mut AnyConnection, many: bool) -> QueryResult<()> {
    // The server of PostgreSQL keeps them, not the connection.
    if let AnyConnection::Sqlite(conn) = conn {
        conn.batch_execute(if many { "PRAGMA cache_size = -262144" } else { USUAL_PAGES })?;
    }
    if many { Ok(()) } else { let_go(conn) }
}

/// Returns the statement that begins a transaction of writes.
pub(super) fn begin_writing(conn: &AnyConnection) -> &'static str {
    match conn {
        // Takes the write lock at once: a later upgrade from reading could only fail.
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        AnyConnection::Postgres(_) => "BEGIN ISOLATION LEVEL READ COMMITTED",
    }
}

/// Lets one editor in at a time, until the transaction ends. Readers do not wait.
pub(super) fn lock_generation(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        // `BEGIN IMMEDIATE` did it.
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(conn) => conn.batch_execute("SELECT generation FROM generations FOR UPDATE"),
    }
}

/// Lets one migration in at a time, until the transaction ends.
pub(super) fn lock_migrations(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        // `BEGIN IMMEDIATE` did it.
        AnyConnection::Sqlite(_) => Ok(()),
        // A step may take as long as it takes.
        AnyConnection::Postgres(conn) => conn
            .batch_execute(&format!("SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")),
    }
}

/// Lets one writer of views in at a time, until the transaction ends: what it finds on record stands still. Not a lock
/// of rows, for those of viewers are locked in the order of whatever is imported.
pub(super) fn lock_views(conn: &mut AnyConnection) -> Result<(), StoreError> {
    match conn {
        // `BEGIN IMMEDIATE` did it.
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(conn) => conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({VIEWS_LOCK})")),
    }
    .map_err(|error| StoreError::at("views", error))
}

/// Lets one writer of what peers tell in at a time, until the transaction ends: a torrent that one peer's page relies on
/// does not leave meanwhile because another peer does not tell of it any more.
pub(super) fn lock_public_torrents(conn: &mut AnyConnection) -> Result<(), StoreError> {
    match conn {
        // `BEGIN IMMEDIATE` did it.
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(conn) => conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({PUBLIC_LOCK})")),
    }
    .map_err(|error| StoreError::at("public_torrents", error))
}

/// Lets nobody else change the row of a peer, until the transaction ends.
pub(super) fn lock_peer(conn: &mut AnyConnection, peer: PeerId) -> QueryResult<()> {
    match conn {
        // `BEGIN IMMEDIATE` did it.
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(conn) => {
            let its = peers::table.find(peer.get().cast_signed()).select(peers::id).for_update();
            its.first::<i64>(conn).optional().map(drop)
        }
    }
}

/// Returns the encoding in which a PostgreSQL database holds its texts; of SQLite `None`, for it takes care of that.
pub(super) fn encoding(conn: &mut AnyConnection) -> Result<Option<String>, StoreError> {
    let AnyConnection::Postgres(conn) = conn else { return Ok(None) };
    let encoding = sql::<Text>("current_setting('server_encoding')");
    let encoding: QueryResult<String> = diesel::select(encoding).get_result(conn);
    encoding.map(Some).map_err(|error| StoreError::at("pg_settings", error))
}

/// Tells whether the database has the table that records migrations.
pub(super) fn has_migrations_table(conn: &mut AnyConnection) -> Result<bool, StoreError> {
    #[derive(QueryableByName)]
    struct SchemaTables {
        #[diesel(sql_type = BigInt)]
        tables: i64,
    }
    let found: QueryResult<SchemaTables> = match conn {
        AnyConnection::Sqlite(conn) => diesel::sql_query(
            "SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table' AND name = '__diesel_schema_migrations'",
        )
        .get_result(conn),
        // Not `to_regclass`: it may answer from before another program's migration that we waited for.
        AnyConnection::Postgres(conn) => diesel::sql_query(
            "SELECT count(*) AS tables FROM pg_catalog.pg_tables \
             WHERE tablename = '__diesel_schema_migrations' AND schemaname = ANY (current_schemas(false))",
        )
        .get_result(conn),
    };
    found.map(|found| found.tables > 0).map_err(|error| StoreError::at("__diesel_schema_migrations", error))
}

/// Reads film and joined ids of tags, in no order, of the films among these that bear any.
///
/// A row a film instead of a row a tag: of all that hangs on films, tags are the most, and reading rows is what takes
/// the time of a load.
pub(super) fn joined_tags(
    conn: &mut AnyConnection,
    films: FilmSelection<'_>,
) -> Result<Vec<(i64, String)>, StoreError> {
    let borne = film_tags::table.group_by(film_tags::film_id).order(film_tags::film_id);
    let joined = sql::<Text>(match conn {
        AnyConnection::Sqlite(_) => "group_concat(tag_id)",
        AnyConnection::Postgres(_) => "string_agg(tag_id::text, ',')",
    });
    let joined: QueryResult<Vec<(i64, String)>> =
        load_selected!(conn, films, borne, film_tags::film_id, (film_tags::film_id, joined));
    joined.map_err(|error| StoreError::at("film_tags", error))
}

/// Returns those of the viewers that exist; they stay until the transaction ends.
pub(super) fn keep_viewers(conn: &mut AnyConnection, ids: &[i64]) -> QueryResult<Vec<i64>> {
    let known = viewers::table.filter(viewers::id.eq_any(ids)).select(viewers::id);
    match conn {
        // `BEGIN IMMEDIATE` keeps all writers out.
        AnyConnection::Sqlite(conn) => known.load(conn),
        AnyConnection::Postgres(conn) => known.for_key_share().load(conn),
    }
}

/// A family of refresh tokens.
#[derive(Queryable, Selectable)]
#[diesel(table_name = anonymous_viewers)]
pub(super) struct FamilyRow {
    pub(super) viewer_id: i64,
    pub(super) client: String,
    pub(super) refresh: Option<String>,
    pub(super) refresh_expires: Option<i64>,
}

/// Finds a family by its hash; nobody else may change it until the transaction ends.
pub(super) fn hold_family(conn: &mut AnyConnection, family: &str) -> QueryResult<Option<FamilyRow>> {
    let its = anonymous_viewers::table.filter(anonymous_viewers::family.eq(family));
    match conn {
        // `BEGIN IMMEDIATE` keeps all writers out.
        AnyConnection::Sqlite(conn) => its.select(FamilyRow::as_select()).first(conn).optional(),
        AnyConnection::Postgres(conn) => its.select(FamilyRow::as_select()).for_update().first(conn).optional(),
    }
}

/// Returns the ids of those of the anonymous viewers whom the filter chooses, the one seen longest ago first; they stay
/// as they are until the transaction ends.
pub(super) fn hold_unseen(conn: &mut AnyConnection, idle: Idle, limit: i64) -> QueryResult<Vec<i64>> {
    /// Chooses them, and holds them where the backend must be told to.
    macro_rules! held {
        ($conn:expr $(, $lock:ident)?) => {{
            let chosen = anonymous_viewers::table
                .select(anonymous_viewers::viewer_id)
                .order(anonymous_viewers::seen)
                .limit(limit);
            match idle {
                Idle::Unseen { since } => chosen.filter(anonymous_viewers::seen.lt(since.0))$(.$lock())?.load($conn),
                Idle::NeverWatched { now } => {
                    let watched = views::table.filter(views::viewer_id.eq(anonymous_viewers::viewer_id));
                    let lapsed = anonymous_viewers::access_expires.is_null()
                        .or(anonymous_viewers::access_expires.assume_not_null().le(now.0));
                    chosen.filter(lapsed).filter(not(exists(watched)))$(.$lock())?.load($conn)
                }
            }
        }};
    }
    match conn {
        // `BEGIN IMMEDIATE` keeps all writers out.
        AnyConnection::Sqlite(conn) => held!(conn),
        AnyConnection::Postgres(conn) => held!(conn, for_update),
    }
}

/// Which anonymous viewers are to go.
#[derive(Clone, Copy)]
pub(super) enum Idle {
    /// Those who got no token since.
    Unseen { since: Moment },
    /// Those who watched nothing and whose access token no longer holds.
    NeverWatched { now: Moment },
}

/// Makes what is removed from now on be overwritten, or ends that.
pub(super) fn overwrite_removed(conn: &mut AnyConnection, on: bool) -> Result<(), StoreError> {
    match conn {
        AnyConnection::Sqlite(conn) if on => conn.batch_execute("PRAGMA secure_delete = ON"),
        // The journal too: it holds the pages as they were. Readers may keep part of it until they end.
        AnyConnection::Sqlite(conn) => {
            conn.batch_execute("PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        // A removed row goes when its table is vacuumed, which no transaction can do.
        AnyConnection::Postgres(_) => Ok(()),
    }
    .map_err(|error| StoreError::at("viewers", error))
}
