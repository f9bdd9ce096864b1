//! From where participants were heard of, and what else is kept for a short time.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::upsert::excluded;

use super::accused;
use super::applications::{at_applications, forget_removed, keep_applications};
use super::audit::forget_audit;
use super::handle::BtnStore;
use super::lists::at_alerts;
use super::schema::{active_days, applications, heartbeats, list_alerts, seen_reports};
use super::sessions::forget_sessions;
use crate::btn::{ApplicationId, PeerAddress};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// For how long a report that comes again is known: 15 minutes.
pub(super) const REPEAT_SECONDS: i64 = 15 * 60;
/// For how long the address of a participant is: 7 days.
pub(super) const HEARTBEAT_SECONDS: i64 = 7 * DAY_SECONDS;
/// How many days ago it is known that applications reported.
pub(super) const ACTIVE_DAYS: i64 = 30;
/// For how long alerts are kept: 30 days.
const ALERT_SECONDS: i64 = 30 * DAY_SECONDS;

impl BtnStore {
    /// Notes from where applications were heard of just now; of the addresses keyed hashes are kept, for 7 days.
    /// Applications that are no more are passed over.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn note_heard(&self, heard: &[(ApplicationId, PeerAddress)], now: Moment) -> Result<(), StoreError> {
        self.pool.write(|conn| {
            let mut ids: Vec<i64> = heard.iter().map(|(application, _)| application.0).collect();
            ids.sort_unstable();
            ids.dedup();
            let known = keep_applications(conn, &ids)?;
            let mut rows: Vec<_> = heard
                .iter()
                .filter(|(application, _)| known.contains(&application.0))
                .map(|(application, address)| {
                    (self.key.of_address(address.cut()), self.key.of_network(address.get()), application.0)
                })
                .collect();
            rows.sort_unstable();
            rows.dedup();
            for (address, network, application) in rows {
                let row = (
                    heartbeats::address.eq(address.as_bytes().as_slice()),
                    heartbeats::network.eq(network.as_bytes().as_slice()),
                    heartbeats::application_id.eq(application),
                    heartbeats::first_seen.eq(now.0),
                    heartbeats::last_seen.eq(now.0),
                );
                on_backend!(conn, c => diesel::insert_into(heartbeats::table)
                    .values(row)
                    .on_conflict((heartbeats::address, heartbeats::application_id))
                    .do_update()
                    .set(heartbeats::last_seen.eq(excluded(heartbeats::last_seen)))
                    .execute(c))
                .map_err(at_heartbeats)?;
            }
            // Once a day for each: a row that is written at every report is waited for.
            let stale = applications::table
                .filter(applications::id.eq_any(known))
                .filter(applications::seen_day.is_null().or(applications::seen_day.assume_not_null().lt(now.day())));
            on_backend!(conn, c => diesel::update(stale).set(applications::seen_day.eq(now.day())).execute(c))
                .map_err(at_applications)?;
            Ok(())
        })
    }

    /// Tells whether a participant was heard of from the address in the last 7 days.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn is_participant(&self, address: PeerAddress, now: Moment) -> Result<bool, StoreError> {
        let hash = self.key.of_address(address.cut());
        let heard = heartbeats::table
            .filter(heartbeats::address.eq(hash.as_bytes().as_slice()))
            .filter(heartbeats::last_seen.ge(now.0 - HEARTBEAT_SECONDS));
        let mut conn = self.pool.get()?;
        on_backend!(&mut *conn, c => diesel::select(exists(heard)).get_result(c)).map_err(at_heartbeats)
    }

    /// Forgets what is kept for a short time, where that is over.
    pub(super) fn forget_lapsed(&self, now: Moment) -> Result<(), StoreError> {
        self.pool.write(|conn: &mut AnyConnection| {
            let reports = seen_reports::table.filter(seen_reports::at.lt(now.0 - REPEAT_SECONDS));
            diesel::delete(reports).execute(conn).map_err(at_seen)?;
            let days = active_days::table.filter(active_days::day.lt(now.day() - ACTIVE_DAYS));
            diesel::delete(days).execute(conn).map_err(|error| StoreError::at("active_days", error))?;
            let alerts = list_alerts::table.filter(list_alerts::at.lt(now.0 - ALERT_SECONDS));
            diesel::delete(alerts).execute(conn).map_err(at_alerts)?;
            let addresses = heartbeats::table.filter(heartbeats::last_seen.lt(now.0 - HEARTBEAT_SECONDS));
            diesel::delete(addresses).execute(conn).map_err(at_heartbeats)?;
            accused::forget_lapsed(conn, now.day())?;
            forget_sessions(conn, now)?;
            forget_audit(conn, now)?;
            forget_removed(conn, now)
        })
    }
}

pub(super) fn at_seen(error: DieselError) -> StoreError {
    StoreError::at("seen_reports", error)
}

pub(super) fn at_heartbeats(error: DieselError) -> StoreError {
    StoreError::at("heartbeats", error)
}
