//! Viewers and their access tokens.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::catalog::Moment;
use crate::viewers::{Grant, TokenHash, TokenId, TokenSet, ViewerId, ViewerName};

use super::conn::{AnyConnection, on_backend, transaction};
use super::endings::{end_pair, remove};
use super::rows::RowName;
use super::schema::{access_tokens, anonymous_viewers, viewer_generations, viewers, views};
use super::{Store, StoreError, dialect};

/// Counts the committed changes of viewers: readers that see another number than before read anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewerGeneration {
    /// Changes of viewers and their tokens.
    pub tokens: i64,
    /// Imports of views and removals of some; single views are not counted.
    pub views: i64,
}

/// A viewer as operators see one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewerRecord {
    /// What operators call the viewer.
    pub name: ViewerName,
    /// Since when there is one.
    pub created: Moment,
    /// The tokens, the oldest first.
    pub tokens: Vec<TokenRecord>,
    /// How many views are on record.
    pub views: u64,
}

/// A token as operators see one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// Its name.
    pub id: TokenId,
    /// When it was issued.
    pub created: Moment,
    /// The first moment at which it no longer holds.
    pub expires: Moment,
    /// When it was revoked.
    pub revoked: Option<Moment>,
}

/// What was removed with a viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Tokens, revoked ones included.
    pub tokens: usize,
    /// Views of theirs, all of them.
    pub views: usize,
}

/// An access token and a refresh token.
const TOKENS_OF_PAIR: usize = 2;

/// Columns of `access_tokens` besides the key, with the key first.
type TokenRow = (String, i64, i64, i64, Option<i64>);

impl Store {
    /// Issues a token to the viewer of this name, who is made where there is none; tells whether one was made.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where another program makes the viewer at the same time.
    pub fn issue_token(
        &self,
        name: &ViewerName,
        token: TokenHash,
        now: Moment,
        expires: Moment,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            let known = find(conn, name)?;
            let viewer = match known {
                Some(viewer) => viewer,
                None => make(conn, name, now)?.get().cast_signed(),
            };
            let row = (
                access_tokens::hash.eq(token.to_hex()),
                access_tokens::viewer_id.eq(viewer),
                access_tokens::created.eq(now.0),
                access_tokens::expires.eq(expires.0),
            );
            on_backend!(conn, c => diesel::insert_into(access_tokens::table).values(row).execute(c))
                .map_err(at_tokens)?;
            count_change(conn, Change::Tokens)?;
            Ok(known.is_none())
        })
    }

    /// Revokes the tokens of the viewer that still stand; returns how many. `None`: there is no such viewer.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn revoke_all_tokens(&self, name: &ViewerName, now: Moment) -> Result<Option<usize>, StoreError> {
        self.write(|conn| {
            let Some(viewer) = find(conn, name)? else { return Ok(None) };
            let standing = access_tokens::table
                .filter(access_tokens::viewer_id.eq(viewer))
                .filter(access_tokens::revoked.is_null());
            let revoked = diesel::update(standing).set(access_tokens::revoked.eq(now.0)).execute(conn);
            let revoked = revoked.map_err(at_tokens)? + TOKENS_OF_PAIR * end_pair(conn, viewer)?;
            count_change(conn, Change::Tokens)?;
            Ok(Some(revoked))
        })
    }

    /// Revokes the token of this id; returns how many that were: 0 where there is none that still stands.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn revoke_token(&self, token: &TokenId, now: Moment) -> Result<usize, StoreError> {
        self.write(|conn| {
            let standing = access_tokens::table
                .filter(access_tokens::hash.like(format!("{}%", token.as_str())))
                .filter(access_tokens::revoked.is_null());
            let revoked = diesel::update(standing).set(access_tokens::revoked.eq(now.0)).execute(conn);
            let revoked = revoked.map_err(at_tokens)?;
            count_change(conn, Change::Tokens)?;
            Ok(revoked)
        })
    }

    /// Removes the viewer with all tokens and views; `None`: there is no such viewer. On SQLite what was removed is
    /// also overwritten in the file; PostgreSQL does so when it vacuums.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn forget_viewer(&self, name: &ViewerName) -> Result<Option<Forgotten>, StoreError> {
        self.overwriting(|conn| {
            let Some(viewer) = find(conn, name)? else { return Ok(None) };
            let tokens = diesel::delete(access_tokens::table.filter(access_tokens::viewer_id.eq(viewer))).execute(conn);
            let tokens = tokens.map_err(at_tokens)? + TOKENS_OF_PAIR * end_pair(conn, viewer)?;
            let views = remove(conn, &[viewer])?;
            count_change(conn, Change::Tokens)?;
            count_change(conn, Change::Views)?;
            Ok(Some(Forgotten { tokens, views }))
        })
    }

    /// Returns every viewer whom an operator named, by name.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn viewers(&self) -> Result<Vec<ViewerRecord>, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let rows: Vec<(i64, String, i64)> = on_backend!(conn, c => viewers::table
                    .filter(viewers::id.ne_all(anonymous_viewers::table.select(anonymous_viewers::viewer_id)))
                    .order(viewers::name).load(c))
            .map_err(at_viewers)?;
            let counts = count_views(conn)?;
            let mut tokens = token_records(conn)?;
            let record = |(viewer, name, created): (i64, String, i64)| {
                let row = RowName { table: "viewers", id: viewer };
                Ok(ViewerRecord {
                    name: row.need("name", ViewerName::new(&name))?,
                    created: Moment(created),
                    tokens: tokens.remove(&viewer).unwrap_or_default(),
                    views: counts.get(&viewer).copied().unwrap_or_default(),
                })
            };
            rows.into_iter().map(record).collect()
        })
    }

    /// Returns every token that was issued and not revoked, expired ones included.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn tokens(&self) -> Result<TokenSet, StoreError> {
        let mut conn = self.connection()?;
        let rows: Vec<(String, i64, i64)> = on_backend!(&mut *conn, c => access_tokens::table
            .filter(access_tokens::revoked.is_null())
            .select((access_tokens::hash, access_tokens::viewer_id, access_tokens::expires))
            .load(c))
        .map_err(at_tokens)?;
        let grant = |(hash, viewer, expires): (String, i64, i64)| {
            let row = RowName { table: "access_tokens", id: viewer };
            let hash = row.need("hash", TokenHash::from_hex(&hash))?;
            let viewer = row.whole("viewer_id", viewer)?;
            Ok((hash, Grant { viewer, expires: Moment(expires) }))
        };
        rows.into_iter().map(grant).collect()
    }

    /// Asks whether anything of viewers changed: one row by its key, cheap enough to ask several times a second.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn viewer_generation(&self) -> Result<ViewerGeneration, StoreError> {
        let mut conn = self.connection()?;
        let columns = (viewer_generations::tokens, viewer_generations::views);
        let found: QueryResult<(i64, i64)> = viewer_generations::table.select(columns).first(&mut *conn);
        found.map(|(tokens, views)| ViewerGeneration { tokens, views }).map_err(at_generations)
    }

    /// Runs `work` as one transaction of writes.
    pub(super) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.pool.write(work)
    }
}

/// What [`count_change`] counts.
#[derive(Clone, Copy)]
pub(super) enum Change {
    Tokens,
    Views,
}

/// Counts a change within the transaction that makes it.
pub(super) fn count_change(conn: &mut AnyConnection, change: Change) -> Result<(), StoreError> {
    let row = viewer_generations::table;
    let counted = match change {
        Change::Tokens => {
            diesel::update(row).set(viewer_generations::tokens.eq(viewer_generations::tokens + 1)).execute(conn)
        }
        Change::Views => {
            diesel::update(row).set(viewer_generations::views.eq(viewer_generations::views + 1)).execute(conn)
        }
    };
    counted.map(drop).map_err(at_generations)
}

/// Finds the id of the viewer of this name.
pub(super) fn find(conn: &mut AnyConnection, name: &ViewerName) -> Result<Option<i64>, StoreError> {
    let named = viewers::table.filter(viewers::name.eq(name.as_str())).select(viewers::id);
    named.first(conn).optional().map_err(at_viewers)
}

/// Makes a viewer of this name, whom nobody has yet.
pub(super) fn make(conn: &mut AnyConnection, name: &ViewerName, now: Moment) -> Result<ViewerId, StoreError> {
    let viewer = ViewerId::random();
    let row = (
        viewers::id.eq(viewer.get().cast_signed()),
        viewers::name.eq(name.as_str().to_owned()),
        viewers::created.eq(now.0),
    );
    on_backend!(conn, c => diesel::insert_into(viewers::table).values(row).execute(c)).map_err(at_viewers)?;
    Ok(viewer)
}

/// Counts the views of every viewer who has any.
pub(super) fn count_views(conn: &mut AnyConnection) -> Result<BTreeMap<i64, u64>, StoreError> {
    let counts: Vec<(i64, i64)> = on_backend!(conn, c => views::table
        .group_by(views::viewer_id)
        .select((views::viewer_id, diesel::dsl::count_star()))
        .load(c))
    .map_err(at_views)?;
    Ok(counts.into_iter().map(|(viewer, views)| (viewer, views.unsigned_abs())).collect())
}

/// Reads the tokens of every viewer, the oldest first.
fn token_records(conn: &mut AnyConnection) -> Result<BTreeMap<i64, Vec<TokenRecord>>, StoreError> {
    let rows: Vec<TokenRow> = on_backend!(conn, c => access_tokens::table
        .order((access_tokens::created, access_tokens::hash))
        .load(c))
    .map_err(at_tokens)?;
    let mut tokens: BTreeMap<i64, Vec<TokenRecord>> = BTreeMap::new();
    for (hash, viewer, created, expires, revoked) in rows {
        let row = RowName { table: "access_tokens", id: viewer };
        tokens.entry(viewer).or_default().push(TokenRecord {
            id: row.need("hash", TokenHash::from_hex(&hash))?.id(),
            created: Moment(created),
            expires: Moment(expires),
            revoked: revoked.map(Moment),
        });
    }
    Ok(tokens)
}

pub(super) fn at_viewers(error: diesel::result::Error) -> StoreError {
    StoreError::at("viewers", error)
}

pub(super) fn at_views(error: diesel::result::Error) -> StoreError {
    StoreError::at("views", error)
}

fn at_tokens(error: diesel::result::Error) -> StoreError {
    StoreError::at("access_tokens", error)
}

fn at_generations(error: diesel::result::Error) -> StoreError {
    StoreError::at("viewer_generations", error)
}
