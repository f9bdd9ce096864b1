//! The ends of viewers and of their tokens.

use diesel::prelude::*;

use super::StoreError;
use super::conn::AnyConnection;
use super::schema::{anonymous_viewers, viewers, views};

/// Ends the tokens of the anonymous viewer of this id; returns how many pairs that were: 0 where there is no such viewer
/// or they were ended before.
pub(super) fn end_pair(conn: &mut AnyConnection, viewer: i64) -> Result<usize, StoreError> {
    let its = anonymous_viewers::table
        .filter(anonymous_viewers::viewer_id.eq(viewer))
        .filter(anonymous_viewers::family.is_not_null());
    let nothing: (Option<String>, Option<i64>) = (None, None);
    let ended = (
        anonymous_viewers::family.eq(nothing.0.clone()),
        anonymous_viewers::refresh.eq(nothing.0.clone()),
        anonymous_viewers::refresh_expires.eq(nothing.1),
        anonymous_viewers::access.eq(nothing.0.clone()),
        anonymous_viewers::access_expires.eq(nothing.1),
        anonymous_viewers::earlier.eq(nothing.0),
        anonymous_viewers::earlier_expires.eq(nothing.1),
    );
    diesel::update(its).set(ended).execute(conn).map_err(at_anonymous)
}

pub(super) fn at_anonymous(error: diesel::result::Error) -> StoreError {
    StoreError::at("anonymous_viewers", error)
}

/// Removes viewers with all tokens and views; returns how many views that were.
pub(super) fn remove(conn: &mut AnyConnection, ids: &[i64]) -> Result<usize, StoreError> {
    let views = diesel::delete(views::table.filter(views::viewer_id.eq_any(ids)))
        .execute(conn)
        .map_err(|error| StoreError::at("views", error))?;
    diesel::delete(viewers::table.filter(viewers::id.eq_any(ids)))
        .execute(conn)
        .map_err(|error| StoreError::at("viewers", error))?;
    Ok(views)
}
