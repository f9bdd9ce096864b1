//! Repeated views: those of a film by one viewer that lie closer to one on record than [`ONE_VIEW_SECONDS`] are that one.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::viewers::ONE_VIEW_SECONDS;

use super::StoreError;
use super::conn::{AnyConnection, on_backend};
use super::schema::views;
use super::viewers::at_views;

/// A row of `views`; rows compare as its key.
#[derive(Clone, Copy, Debug, Insertable, PartialEq, Eq, PartialOrd, Ord)]
#[diesel(table_name = views, treat_none_as_default_value = false)]
pub(super) struct ViewRow {
    pub(super) viewer_id: i64,
    pub(super) film_id: i64,
    pub(super) at: i64,
}

/// How many views one question is about.
const AT_ONCE: usize = 500;
/// How far from a view others are the same, in seconds.
const REACH: i64 = ONE_VIEW_SECONDS - 1;

/// Returns the views that are new, in the order of the table's key: those that repeat one on record are left out, and
/// those that repeat an earlier one of their own.
///
/// What is on record must stand still until they are written: [`super::dialect::lock_views`].
pub(super) fn without_repeats(conn: &mut AnyConnection, mut rows: Vec<ViewRow>) -> Result<Vec<ViewRow>, StoreError> {
    rows.sort_unstable();
    rows.dedup();
    let mut known = BTreeSet::new();
    for rows in rows.chunks(AT_ONCE) {
        known.extend(on_record(conn, rows)?);
    }
    rows.retain(|row| known.range(reach(row)).next().is_none() && known.insert(*row));
    Ok(rows)
}

/// Returns the first and the last view that would be the same one.
fn reach(row: &ViewRow) -> std::ops::RangeInclusive<ViewRow> {
    let at = |at| ViewRow { at, ..*row };
    at(row.at.saturating_sub(REACH))..=at(row.at.saturating_add(REACH))
}

/// Reads the views on record within the reach of these. They are asked for one by one, by the key of the table: what
/// else their viewers watched is not read.
fn on_record(conn: &mut AnyConnection, rows: &[ViewRow]) -> Result<Vec<ViewRow>, StoreError> {
    #[derive(QueryableByName)]
    struct KnownView {
        #[diesel(sql_type = BigInt)]
        viewer_id: i64,
        #[diesel(sql_type = BigInt)]
        film_id: i64,
        #[diesel(sql_type = BigInt)]
        at: i64,
    }
    let asked: Vec<String> = rows
        .iter()
        .map(|row| {
            let (since, until) = reach(row).into_inner();
            format!("({}, {}, {}, {})", row.viewer_id, row.film_id, since.at, until.at)
        })
        .collect();
    // Numbers alone, so that nothing can be smuggled in; as parameters they would be more than a statement takes.
    let question = format!(
        "WITH asked (viewer_id, film_id, since, until) AS (VALUES {}) \
         SELECT views.viewer_id, views.film_id, views.at FROM asked JOIN views \
         ON views.viewer_id = asked.viewer_id AND views.film_id = asked.film_id \
         AND views.at >= asked.since AND views.at <= asked.until",
        asked.join(", ")
    );
    let known: Vec<KnownView> = on_backend!(conn, c => diesel::sql_query(question).load(c)).map_err(at_views)?;
    Ok(known.into_iter().map(|KnownView { viewer_id, film_id, at }| ViewRow { viewer_id, film_id, at }).collect())
}
