//! Removing the rows of IMDb's tables that are not read any more. In steps, so that other writers wait no longer than for
//! one.

use diesel::dsl::min;
use diesel::prelude::*;

use crate::store::conn::{AnyConnection, on_backend};
use crate::store::schema::{imdb_folded_titles, imdb_titles};
use crate::store::{Store, StoreError};

use super::generation::{begun, served};
use super::pause::pause;
use super::rows::{at_folded, at_titles};

/// About how many titles are removed in one transaction, and how many folded ones.
const REMOVED_AT_ONCE: i64 = 10_000;

impl Store {
    /// Removes some of the rows of IMDb's tables that imports have replaced, or that interrupted imports have left. Returns
    /// how many titles and folded titles that were, 0 once none are left. Other writers get a turn before it returns.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nothing is removed.
    pub fn sweep_imdb(&self) -> Result<usize, StoreError> {
        let removed = self.write(|conn| {
            let (served, begun) = (served(conn)?, begun(conn)?);
            Ok::<usize, StoreError>(remove_titles(conn, served, begun)? + remove_folded(conn, served, begun)?)
        })?;
        if removed > 0 {
            pause(self);
        }
        Ok(removed)
    }
}

/// Removes the first rows of the first generation that is neither read nor being written.
macro_rules! remove_first {
    ($conn:expr, $table:ident, $key:ident, $served:expr, $begun:expr, $at:expr) => {{
        let old = $table::table
            .filter($table::generation.lt($begun).and($table::generation.ne($served)))
            .select(min($table::generation));
        let Some(old) = on_backend!($conn, c => old.get_result::<Option<i64>>(c)).map_err($at)? else { return Ok(0) };
        let its = $table::table.filter($table::generation.eq(old));
        let next = its.order($table::$key).select($table::$key).offset(REMOVED_AT_ONCE);
        let next: Option<String> = on_backend!($conn, c => next.first(c).optional()).map_err($at)?;
        match next {
            Some(next) => on_backend!($conn, c => diesel::delete(its.filter($table::$key.le(next))).execute(c)),
            None => on_backend!($conn, c => diesel::delete(its).execute(c)),
        }
        .map_err($at)
    }};
}

/// Removes titles, and with each its other titles.
fn remove_titles(conn: &mut AnyConnection, served: i64, begun: i64) -> Result<usize, StoreError> {
    remove_first!(conn, imdb_titles, imdb_id, served, begun, at_titles)
}

fn remove_folded(conn: &mut AnyConnection, served: i64, begun: i64) -> Result<usize, StoreError> {
    remove_first!(conn, imdb_folded_titles, folded, served, begun, at_folded)
}
