//! Lists: what operators rule, which were published, and why.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::accused::AnalysisTurn;
use super::erasures;
use super::handle::BtnStore;
use super::schema::{analyses, list_alerts, list_entries, list_runs, manual_rules, published_lists};
use crate::btn::analysis::Analysis;
use crate::btn::lists::{ManualRule, RuleContent};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;

/// For how long lists are kept that were replaced: 90 days.
const KEPT_SECONDS: i64 = 90 * DAY_SECONDS;
/// The one row of `list_runs`.
const ONLY: i64 = 1;

/// A list that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRecord {
    /// Which list.
    pub name: String,
    /// What clients send back.
    pub version: String,
    /// What they get.
    pub body: String,
}

/// Why a network is on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntryRecord {
    /// The network.
    pub network: String,
    /// What lists it.
    pub reason: String,
    /// By how many accounts it is accused.
    pub accusers: i64,
    /// On how many torrents.
    pub torrents: i64,
    /// Of how many net bytes.
    pub net: i64,
    /// Since when, in Unix milliseconds.
    pub first_seen: i64,
    /// Until when.
    pub last_seen: i64,
    /// When it passes.
    pub until: Moment,
}

/// What was kept off a list, or kept a list from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRecord {
    /// When.
    pub at: Moment,
    /// Which network; empty: the list as a whole.
    pub network: String,
    /// Why.
    pub reason: String,
}

/// What became of lists that were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// They are published.
    Published,
    /// Lists are [kept empty](BtnStore::retract_lists): none is published.
    Retracted,
    /// An address was erased after their run began, and may be on them: none is published.
    Outdated,
}

impl BtnStore {
    /// Adds a rule, or gives the same one another end.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn put_manual_rule(&self, rule: &ManualRule, now: Moment) -> Result<(), StoreError> {
        let row = (
            manual_rules::kind.eq(rule.content.kind()),
            manual_rules::content.eq(rule.content.text()),
            manual_rules::created.eq(now.0),
            manual_rules::until.eq(rule.until.0),
        );
        self.pool.write(|conn| {
            on_backend!(conn, c => diesel::insert_into(manual_rules::table)
                .values(row)
                .on_conflict((manual_rules::kind, manual_rules::content))
                .do_update()
                .set(manual_rules::until.eq(rule.until.0))
                .execute(c))
            .map(drop)
            .map_err(at_rules)
        })
    }

    /// Returns every rule with its number, also those that have ended.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn manual_rules(&self) -> Result<Vec<(i64, ManualRule)>, StoreError> {
        let rows: Vec<(i64, String, String, i64)> = manual_rules::table
            .order(manual_rules::id)
            .select((manual_rules::id, manual_rules::kind, manual_rules::content, manual_rules::until))
            .load(&mut *self.pool.get()?)
            .map_err(at_rules)?;
        let rule = |(id, kind, content, until): (i64, String, String, i64)| {
            let row = RowName { table: "manual_rules", id };
            let content = row.need("content", RuleContent::parse(&kind, &content).ok())?;
            Ok((id, ManualRule { content, until: row.moment("until", until)? }))
        };
        rows.into_iter().map(rule).collect()
    }

    /// Removes a rule; tells whether there was one of this number.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn remove_manual_rule(&self, id: i64) -> Result<bool, StoreError> {
        self.pool.write(|conn| {
            diesel::delete(manual_rules::table.find(id)).execute(conn).map(|removed| removed > 0).map_err(at_rules)
        })
    }

    /// Claims the next run; `false`: somebody ran within so many seconds, or lists are [kept empty](Self::retract_lists). A
    /// run that fails is claimed again after that time.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn claim_list_run(&self, seconds: i64, now: Moment) -> Result<bool, StoreError> {
        let due = || {
            let is_over = list_runs::began.le(now.0 - seconds).or(list_runs::began.gt(now.0));
            list_runs::table.filter(is_over).filter(list_runs::retracted.is_null())
        };
        // Looked at first, without a lock that reports would wait for: it is not yet time, nearly always.
        let (known, is_due): (i64, i64) = {
            let mut conn = self.pool.get()?;
            let known = list_runs::table.count().get_result(&mut *conn).map_err(at_runs)?;
            (known, due().count().get_result(&mut *conn).map_err(at_runs)?)
        };
        if known > 0 && is_due == 0 {
            return Ok(false);
        }
        self.pool.write(|conn| {
            let first = (list_runs::id.eq(ONLY), list_runs::began.eq(now.0));
            let first = on_backend!(conn, c => diesel::insert_into(list_runs::table)
                .values(first)
                .on_conflict_do_nothing()
                .execute(c))
            .map_err(at_runs)?;
            let claimed = diesel::update(due()).set(list_runs::began.eq(now.0)).execute(conn).map_err(at_runs)?;
            Ok(first + claimed > 0)
        })
    }

    /// Publishes these lists, which hold nobody, and keeps them from here on: nothing is [claimed](Self::claim_list_run), and
    /// what a run finds that had begun is not published.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: nothing is changed.
    pub fn retract_lists(&self, empty: &[ListRecord], now: Moment) -> Result<(), StoreError> {
        self.pool.write(|conn| {
            keep_retracted(conn, Some(now))?;
            put_lists(conn, empty, Some(&[]), now)
        })
    }

    /// Lets lists be made again.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn resume_lists(&self) -> Result<(), StoreError> {
        self.pool.write(|conn| keep_retracted(conn, None))
    }

    /// Returns since when lists are kept empty; `None`: they are not.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn lists_retracted(&self) -> Result<Option<Moment>, StoreError> {
        let since: Option<Option<i64>> =
            list_runs::table.select(list_runs::retracted).first(&mut *self.pool.get()?).optional().map_err(at_runs)?;
        Ok(since.flatten().map(Moment))
    }

    /// Notes that the analyses run, and returns since when each does.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn begin_analyses(&self, now: Moment) -> Result<BTreeMap<Analysis, Moment>, StoreError> {
        self.pool.write(|conn| {
            for analysis in Analysis::ALL {
                let row = (analyses::name.eq(analysis.name()), analyses::since.eq(now.0));
                on_backend!(conn, c => diesel::insert_into(analyses::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(c))
                .map_err(at_analyses)?;
            }
            begun(conn)
        })
    }

    /// Returns since when each analysis runs.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn begun_analyses(&self) -> Result<BTreeMap<Analysis, Moment>, StoreError> {
        begun(&mut *self.pool.get()?)
    }

    /// Publishes lists that a run made, those whose version is not that of the last; `entries` are the reasons of all
    /// entries of the list of bans, where that is published. Lists that were made 90 days ago are forgotten. Leaves alerts; of
    /// one that was left before, only the time is another.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: nothing is published.
    pub fn publish_lists(
        &self,
        turn: AnalysisTurn,
        (lists, entries): (&[ListRecord], Option<&[ListEntryRecord]>),
        alerts: &[AlertRecord],
        now: Moment,
    ) -> Result<Publication, StoreError> {
        self.pool.write(|conn| {
            if !erasures::hold(conn, turn.erased)? {
                return Ok(Publication::Outdated);
            }
            leave_alerts(conn, alerts)?;
            if is_retracted(conn)? {
                return Ok(Publication::Retracted);
            }
            put_lists(conn, lists, entries, now)?;
            Ok::<_, StoreError>(Publication::Published)
        })
    }

    /// Returns the last version of every list, by its name.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn published_lists(&self) -> Result<Vec<ListRecord>, StoreError> {
        let mut conn = self.pool.get()?;
        let newest = newest_lists(&mut conn)?;
        let list = |(name, made): (String, i64)| {
            let list = published_lists::table.find((&name, made));
            let columns = list.select((published_lists::version, published_lists::body));
            let (version, body) = columns.first(&mut *conn).map_err(at_lists)?;
            Ok(ListRecord { name, version, body })
        };
        newest.into_iter().map(list).collect()
    }

    /// Returns the versions of the last of every list, by its name: to see whether there are others than those at hand.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn list_versions(&self) -> Result<BTreeMap<String, (Moment, String)>, StoreError> {
        let mut conn = self.pool.get()?;
        let newest = newest_lists(&mut conn)?;
        let version = |(name, made): (String, i64)| {
            let list = published_lists::table.find((&name, made));
            let version = list.select(published_lists::version).first(&mut *conn).map_err(at_lists)?;
            Ok((name, (Moment(made), version)))
        };
        newest.into_iter().map(version).collect()
    }

    /// Returns why each network is on the list of bans, in the order of their texts.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn list_entries(&self) -> Result<Vec<ListEntryRecord>, StoreError> {
        type Columns = (String, String, i64, i64, i64, i64, i64, i64);
        let rows: Vec<Columns> =
            list_entries::table.order(list_entries::network).load(&mut *self.pool.get()?).map_err(at_entries)?;
        let entry = |(network, reason, accusers, torrents, net, first_seen, last_seen, until): Columns| {
            ListEntryRecord { network, reason, accusers, torrents, net, first_seen, last_seen, until: Moment(until) }
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Returns the alerts since a moment, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn alerts(&self, since: Moment) -> Result<Vec<AlertRecord>, StoreError> {
        let rows: Vec<(i64, String, String)> = list_alerts::table
            .filter(list_alerts::at.ge(since.0))
            .order((list_alerts::at.desc(), list_alerts::network, list_alerts::reason))
            .select((list_alerts::at, list_alerts::network, list_alerts::reason))
            .load(&mut *self.pool.get()?)
            .map_err(at_alerts)?;
        Ok(rows.into_iter().map(|(at, network, reason)| AlertRecord { at: Moment(at), network, reason }).collect())
    }
}

/// Leaves alerts.
fn leave_alerts(conn: &mut AnyConnection, alerts: &[AlertRecord]) -> Result<(), StoreError> {
    for alert in alerts {
        let row = (
            list_alerts::at.eq(alert.at.0),
            list_alerts::network.eq(&alert.network),
            list_alerts::reason.eq(&alert.reason),
        );
        on_backend!(conn, c => diesel::insert_into(list_alerts::table)
            .values(row)
            .on_conflict((list_alerts::network, list_alerts::reason))
            .do_update()
            .set(list_alerts::at.eq(alert.at.0))
            .execute(c))
        .map_err(at_alerts)?;
    }
    Ok(())
}

/// Returns when the last of every list was made, by the names of lists.
fn newest_lists(conn: &mut AnyConnection) -> Result<Vec<(String, i64)>, StoreError> {
    let newest: Vec<(String, Option<i64>)> = published_lists::table
        .group_by(published_lists::name)
        .select((published_lists::name, diesel::dsl::max(published_lists::made)))
        .order(published_lists::name)
        .load(conn)
        .map_err(at_lists)?;
    Ok(newest.into_iter().filter_map(|(name, made)| Some((name, made?))).collect())
}

/// Keeps lists empty since then, or no longer.
fn keep_retracted(conn: &mut AnyConnection, since: Option<Moment>) -> Result<(), StoreError> {
    let (since, long_ago) = (since.map(|since| since.0), Moment::FIRST.0);
    let row = (list_runs::id.eq(ONLY), list_runs::began.eq(long_ago), list_runs::retracted.eq(since));
    on_backend!(conn, c => diesel::insert_into(list_runs::table)
        .values(row)
        .on_conflict(list_runs::id)
        .do_update()
        .set((list_runs::began.eq(long_ago), list_runs::retracted.eq(since)))
        .execute(c))
    .map(drop)
    .map_err(at_runs)
}

/// Tells whether lists are kept empty; nobody changes that until the end of the transaction.
fn is_retracted(conn: &mut AnyConnection) -> Result<bool, StoreError> {
    // There has to be a row to lock.
    let row = (list_runs::id.eq(ONLY), list_runs::began.eq(Moment::FIRST.0));
    on_backend!(conn, c => diesel::insert_into(list_runs::table).values(row).on_conflict_do_nothing().execute(c))
        .map_err(at_runs)?;
    let retracted = list_runs::table.find(ONLY).select(list_runs::retracted);
    let since: Option<i64> = match conn {
        AnyConnection::Sqlite(conn) => retracted.first(conn),
        AnyConnection::Postgres(conn) => retracted.for_update().first(conn),
    }
    .map_err(at_runs)?;
    Ok(since.is_some())
}

fn put_lists(
    conn: &mut AnyConnection,
    lists: &[ListRecord],
    entries: Option<&[ListEntryRecord]>,
    now: Moment,
) -> Result<(), StoreError> {
    for list in lists {
        publish(conn, list, now)?;
    }
    let Some(entries) = entries else { return Ok(()) };
    diesel::delete(list_entries::table).execute(conn).map_err(at_entries)?;
    for entry in entries {
        let row = (
            list_entries::network.eq(&entry.network),
            list_entries::reason.eq(&entry.reason),
            list_entries::accusers.eq(entry.accusers),
            list_entries::torrents.eq(entry.torrents),
            list_entries::net.eq(entry.net),
            list_entries::first_seen.eq(entry.first_seen),
            list_entries::last_seen.eq(entry.last_seen),
            list_entries::until.eq(entry.until.0),
        );
        on_backend!(conn, c => diesel::insert_into(list_entries::table).values(row).execute(c)).map_err(at_entries)?;
    }
    Ok(())
}

fn publish(conn: &mut AnyConnection, list: &ListRecord, now: Moment) -> Result<(), StoreError> {
    let last: Option<(i64, String)> = published_lists::table
        .filter(published_lists::name.eq(&list.name))
        .order(published_lists::made.desc())
        .select((published_lists::made, published_lists::version))
        .first(conn)
        .optional()
        .map_err(at_lists)?;
    if last.as_ref().is_some_and(|(_, version)| *version == list.version) {
        return Ok(());
    }
    // After the last one also where the clock was set back, or both are of one second.
    let made = last.map_or(now.0, |(made, _)| now.0.max(made + 1));
    let row = (
        published_lists::name.eq(&list.name),
        published_lists::made.eq(made),
        published_lists::version.eq(&list.version),
        published_lists::body.eq(&list.body),
    );
    on_backend!(conn, c => diesel::insert_into(published_lists::table).values(row).execute(c)).map_err(at_lists)?;
    let old = published_lists::table
        .filter(published_lists::name.eq(&list.name))
        .filter(published_lists::made.lt(now.0 - KEPT_SECONDS))
        .filter(published_lists::made.ne(made));
    diesel::delete(old).execute(conn).map(drop).map_err(at_lists)
}

fn at_rules(error: DieselError) -> StoreError {
    StoreError::at("manual_rules", error)
}

fn at_runs(error: DieselError) -> StoreError {
    StoreError::at("list_runs", error)
}

fn begun(conn: &mut AnyConnection) -> Result<BTreeMap<Analysis, Moment>, StoreError> {
    let rows: Vec<(String, i64)> = analyses::table.load(conn).map_err(at_analyses)?;
    // One that a newer program knows.
    let known = |(name, since): (String, i64)| Some((Analysis::of_name(&name)?, Moment(since)));
    Ok(rows.into_iter().filter_map(known).collect())
}

fn at_analyses(error: DieselError) -> StoreError {
    StoreError::at("analyses", error)
}

fn at_lists(error: DieselError) -> StoreError {
    StoreError::at("published_lists", error)
}

pub(super) fn at_entries(error: DieselError) -> StoreError {
    StoreError::at("list_entries", error)
}

pub(super) fn at_alerts(error: DieselError) -> StoreError {
    StoreError::at("list_alerts", error)
}
