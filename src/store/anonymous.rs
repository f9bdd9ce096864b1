//! Viewers whom no operator named, and their pairs of tokens.

use std::time::Instant;

use diesel::prelude::*;

use crate::catalog::Moment;
use crate::viewers::{Awaited, Grant, KeptPair, RefreshToken, TokenHash, Verdict, ViewerId, ViewerName};

use super::conn::{AnyConnection, on_backend, transaction};
use super::endings::{at_anonymous, end_pair};
use super::films::BATCH;
use super::rows::RowName;
use super::schema::{anonymous_viewers, viewers};
use super::viewers::{Change, at_viewers, count_change, count_views};
use super::{Store, StoreError, dialect};

/// What became of a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The viewer has the next pair.
    Renewed(ViewerId),
    /// The token is unknown, has expired or is another application's.
    Refused,
    /// It was used before: the viewer has no token any more.
    Ended(ViewerId),
}

/// A viewer whom no operator named, as operators see one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnonymousRecord {
    /// The name made of the public number.
    pub name: ViewerName,
    /// Since when there is one.
    pub created: Moment,
    /// When the last token was issued.
    pub seen: Moment,
    /// How many views are on record.
    pub views: u64,
}

/// A transaction that issues tokens; see [`Store::issue`].
pub struct Issuing<'c> {
    conn: &'c mut AnyConnection,
    now: Moment,
}

impl Store {
    /// Runs `work` as one transaction that issues tokens: all of it or nothing.
    ///
    /// # Errors
    /// What `work` gives; [`StoreError::Busy`] where it was not done by the moment: whoever waited for the tokens has
    /// gone by then, and a refresh token must not be used up for nobody.
    pub fn issue<T>(
        &self,
        now: Moment,
        until: Instant,
        work: impl FnOnce(&mut Issuing<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.write(|conn| {
            let done = work(&mut Issuing { conn, now })?;
            if Instant::now() < until { Ok(done) } else { Err(StoreError::Busy) }
        })
    }

    /// Finds what these access tokens of anonymous viewers are good for, expired ones included; those that are unknown
    /// are left out.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn anonymous_grants(&self, tokens: &[TokenHash]) -> Result<Vec<(TokenHash, Grant)>, StoreError> {
        /// Looks tokens up in one of the two columns that hold them.
        macro_rules! found {
            ($conn:expr, $tokens:expr, $token:ident, $expires:ident) => {{
                let rows: Vec<(i64, Option<String>, Option<i64>)> = on_backend!(&mut *$conn, c => anonymous_viewers::table
                    .filter(anonymous_viewers::$token.eq_any($tokens))
                    .select((anonymous_viewers::viewer_id, anonymous_viewers::$token, anonymous_viewers::$expires))
                    .load(c))
                .map_err(at_anonymous)?;
                rows
            }};
        }
        let mut conn = self.connection()?;
        let tokens: Vec<String> = tokens.iter().map(|token| token.to_hex()).collect();
        let mut grants = Vec::with_capacity(tokens.len());
        for tokens in tokens.chunks(BATCH) {
            let present = found!(conn, tokens, access, access_expires);
            let earlier = found!(conn, tokens, earlier, earlier_expires);
            for (viewer, token, expires) in present.into_iter().chain(earlier) {
                let row = RowName { table: "anonymous_viewers", id: viewer };
                let token = row.need("access", token.and_then(|token| TokenHash::from_hex(&token)))?;
                let viewer = row.whole("viewer_id", viewer)?;
                grants.push((token, Grant { viewer, expires: Moment(row.need("access_expires", expires)?) }));
            }
        }
        Ok(grants)
    }

    /// Counts the anonymous viewers.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn count_anonymous(&self) -> Result<u64, StoreError> {
        let mut conn = self.connection()?;
        let count: QueryResult<i64> = anonymous_viewers::table.count().get_result(&mut *conn);
        count.map(i64::unsigned_abs).map_err(at_anonymous)
    }

    /// Hands over every anonymous viewer, the one who came first at the beginning.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn anonymous_viewers(&self) -> Result<Vec<AnonymousRecord>, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let rows: Vec<(i64, String, i64, i64)> = on_backend!(conn, c => anonymous_viewers::table
                .inner_join(viewers::table.on(viewers::id.eq(anonymous_viewers::viewer_id)))
                .select((viewers::id, viewers::name, viewers::created, anonymous_viewers::seen))
                .order((viewers::created, viewers::id))
                .load(c))
            .map_err(at_anonymous)?;
            let counts = count_views(conn)?;
            let record = |(viewer, name, created, seen): (i64, String, i64, i64)| {
                let row = RowName { table: "viewers", id: viewer };
                Ok(AnonymousRecord {
                    name: row.need("name", ViewerName::new(&name))?,
                    created: Moment(created),
                    seen: Moment(seen),
                    views: counts.get(&viewer).copied().unwrap_or_default(),
                })
            };
            rows.into_iter().map(record).collect()
        })
    }
}

impl Issuing<'_> {
    /// Makes a viewer of this id, who has this pair; tells whether it was made: another viewer may have the id or the
    /// public number.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn newcomer(&mut self, viewer: ViewerId, client: &str, pair: &KeptPair) -> Result<bool, StoreError> {
        let id = viewer.get().cast_signed();
        let row = (
            viewers::id.eq(id),
            viewers::name.eq(ViewerName::anonymous(viewer).as_str().to_owned()),
            viewers::created.eq(self.now.0),
        );
        let made = on_backend!(&mut *self.conn, c => diesel::insert_into(viewers::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))
        .map_err(at_viewers)?;
        if made == 0 {
            return Ok(false);
        }
        let row = (
            anonymous_viewers::viewer_id.eq(id),
            anonymous_viewers::client.eq(client.to_owned()),
            anonymous_viewers::seen.eq(self.now.0),
            anonymous_viewers::family.eq(pair.family.to_hex()),
            anonymous_viewers::refresh.eq(pair.refresh.to_hex()),
            anonymous_viewers::refresh_expires.eq(pair.refresh_expires.0),
            anonymous_viewers::access.eq(pair.access.to_hex()),
            anonymous_viewers::access_expires.eq(pair.access_expires.0),
        );
        on_backend!(&mut *self.conn, c => diesel::insert_into(anonymous_viewers::table).values(row).execute(c))
            .map_err(at_anonymous)?;
        Ok(true)
    }

    /// Uses a refresh token up: its viewer has the next pair, and the access token before it stays good. One that was
    /// used before ends all tokens of its viewer. Two tokens of one family wait for each other.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn renew(&mut self, given: &RefreshToken, client: &str, next: &KeptPair) -> Result<Renewal, StoreError> {
        let family = dialect::hold_family(self.conn, &given.family().to_hex()).map_err(at_anonymous)?;
        let Some(family) = family else { return Ok(Renewal::Refused) };
        let row = RowName { table: "anonymous_viewers", id: family.viewer_id };
        let viewer = row.whole("viewer_id", family.viewer_id)?;
        let refresh = row.need("refresh", family.refresh.and_then(|hash| TokenHash::from_hex(&hash)))?;
        let expires = Moment(row.need("refresh_expires", family.refresh_expires)?);
        match (Awaited { client: family.client, refresh, expires }).judge(given, client, self.now) {
            Verdict::Refused => Ok(Renewal::Refused),
            Verdict::Replayed => {
                end_pair(self.conn, family.viewer_id)?;
                count_change(self.conn, Change::Tokens)?;
                Ok(Renewal::Ended(viewer))
            }
            Verdict::Good => {
                self.replace(family.viewer_id, next)?;
                Ok(Renewal::Renewed(viewer))
            }
        }
    }

    fn replace(&mut self, viewer: i64, next: &KeptPair) -> Result<(), StoreError> {
        let its = anonymous_viewers::table.filter(anonymous_viewers::viewer_id.eq(viewer));
        let changes = (
            anonymous_viewers::seen.eq(self.now.0),
            anonymous_viewers::refresh.eq(next.refresh.to_hex()),
            anonymous_viewers::refresh_expires.eq(next.refresh_expires.0),
            anonymous_viewers::earlier.eq(anonymous_viewers::access),
            anonymous_viewers::earlier_expires.eq(anonymous_viewers::access_expires),
            anonymous_viewers::access.eq(next.access.to_hex()),
            anonymous_viewers::access_expires.eq(next.access_expires.0),
        );
        diesel::update(its).set(changes).execute(self.conn).map(drop).map_err(at_anonymous)
    }
}
