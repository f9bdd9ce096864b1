//! Who is logged in, and whose login has begun.

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::accounts::{OwnerColumns, OwnerRecord, at_owners};
use super::handle::BtnStore;
use super::schema::{login_states, owners, sessions};
use crate::btn::{OwnerId, WebToken, WebTokenHash};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;

/// How long a session lasts: 30 days.
pub const SESSION_SECONDS: i64 = 30 * DAY_SECONDS;
/// How long a login may take: 10 minutes.
pub const LOGIN_SECONDS: i64 = 600;
/// The most logins that may be under way: anybody can begin one.
const MAX_LOGINS: i64 = 10_000;

/// What a login begins with.
#[derive(Clone, Debug)]
pub struct BegunLogin {
    /// What comes back from where the person is sent.
    pub state: WebToken,
    /// What the browser alone was given.
    pub browser: WebToken,
    /// The proof for the exchange of the code.
    pub verifier: String,
}

impl BtnStore {
    /// Begins a session and returns its token, of which a keyed hash is kept.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn begin_session(&self, owner: OwnerId, now: Moment) -> Result<WebToken, StoreError> {
        let token = WebToken::random();
        let hash = self.key.of_session(&token);
        let row = (
            sessions::token.eq(hash.as_bytes().as_slice()),
            sessions::owner_id.eq(owner.0),
            sessions::created.eq(now.0),
            sessions::expires.eq(now.0 + SESSION_SECONDS),
        );
        self.pool.write(|conn| diesel::insert_into(sessions::table).values(row).execute(conn).map_err(at_sessions))?;
        Ok(token)
    }

    /// Returns whose session it is, if it still lasts.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn session_owner(&self, token: &WebToken, now: Moment) -> Result<Option<OwnerRecord>, StoreError> {
        let hash = self.key.of_session(token);
        let found: Option<OwnerColumns> = sessions::table
            .inner_join(owners::table.on(owners::id.eq(sessions::owner_id)))
            .filter(sessions::token.eq(hash.as_bytes().as_slice()))
            .filter(sessions::expires.gt(now.0))
            .select(owners::all_columns)
            .first(&mut *self.pool.get()?)
            .optional()
            .map_err(at_sessions)?;
        let Some(mut owner) = found.map(OwnerColumns::record).transpose()? else { return Ok(None) };
        // Once a day: a row that every request writes is waited for.
        if owner.last_seen.is_none_or(|seen| seen.day() < now.day()) {
            let seen = diesel::update(owners::table.find(owner.id.0)).set(owners::last_seen.eq(now.0));
            self.pool.write(|conn| seen.execute(conn).map_err(at_owners))?;
            owner.last_seen = Some(now);
        }
        Ok(Some(owner))
    }

    /// Ends a session; tells whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn end_session(&self, token: &WebToken) -> Result<bool, StoreError> {
        let hash = self.key.of_session(token);
        let ended = diesel::delete(sessions::table.find(hash.as_bytes().as_slice()));
        self.pool.write(|conn| ended.execute(conn).map(|ended| ended > 0).map_err(at_sessions))
    }

    /// Ends every session of an account; returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn end_sessions_of(&self, owner: OwnerId) -> Result<usize, StoreError> {
        let ended = diesel::delete(sessions::table.filter(sessions::owner_id.eq(owner.0)));
        self.pool.write(|conn| ended.execute(conn).map_err(at_sessions))
    }

    /// Notes that a login has begun, in the place of the one that ends first where too many are under way.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn begin_login(&self, login: &BegunLogin, now: Moment) -> Result<(), StoreError> {
        let (state, browser) = (self.key.of_login(&login.state), self.key.of_browser(&login.browser));
        self.pool.write(|conn| {
            forget_logins(conn, now)?;
            let under_way: i64 = login_states::table.count().get_result(conn).map_err(at_logins)?;
            if under_way >= MAX_LOGINS {
                let first = login_states::table.select(login_states::state).order(login_states::expires);
                let first: Vec<u8> = first.first(conn).map_err(at_logins)?;
                diesel::delete(login_states::table.find(first)).execute(conn).map_err(at_logins)?;
            }
            let row = (
                login_states::state.eq(state.as_bytes().as_slice()),
                login_states::browser.eq(browser.as_bytes().as_slice()),
                login_states::verifier.eq(&login.verifier),
                login_states::expires.eq(now.0 + LOGIN_SECONDS),
            );
            diesel::insert_into(login_states::table).values(row).execute(conn).map(drop).map_err(at_logins)
        })
    }

    /// Takes the login of a state, which is gone then whatever comes of it, and returns its proof; `None`: there is none,
    /// its time is over, or it began in another browser.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn take_login(&self, state: &WebToken, browser: &WebToken, now: Moment) -> Result<Option<String>, StoreError> {
        let (state, browser) = (self.key.of_login(state), self.key.of_browser(browser));
        let taken: Option<(Vec<u8>, String, i64)> = self.pool.write(|conn| {
            let taken = login_states::table.find(state.as_bytes().as_slice());
            let columns = (login_states::browser, login_states::verifier, login_states::expires);
            on_backend!(conn, c => diesel::delete(taken).returning(columns).get_result(c)).optional().map_err(at_logins)
        })?;
        let Some((began_in, verifier, expires)) = taken else { return Ok(None) };
        let row = RowName { table: "login_states", id: 0 };
        let began_in = row.need("browser", WebTokenHash::from_bytes(&began_in))?;
        Ok((began_in.is(&browser) && now.0 < expires).then_some(verifier))
    }
}

/// Forgets sessions and logins whose time is over.
pub(super) fn forget_sessions(conn: &mut AnyConnection, now: Moment) -> Result<(), StoreError> {
    let lapsed = sessions::table.filter(sessions::expires.le(now.0));
    diesel::delete(lapsed).execute(conn).map_err(at_sessions)?;
    forget_logins(conn, now)
}

fn forget_logins(conn: &mut AnyConnection, now: Moment) -> Result<(), StoreError> {
    let lapsed = login_states::table.filter(login_states::expires.le(now.0));
    diesel::delete(lapsed).execute(conn).map(drop).map_err(at_logins)
}

fn at_sessions(error: DieselError) -> StoreError {
    StoreError::at("sessions", error)
}

fn at_logins(error: DieselError) -> StoreError {
    StoreError::at("login_states", error)
}
