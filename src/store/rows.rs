//! Reading rows: from columns to values of the catalogue, in batches.

use std::iter::{self, Peekable};
use std::vec;

use crate::catalog::{Bounded, Moment, Text};

use super::StoreError;

/// Names the row that is being read, for faults.
#[derive(Clone, Copy)]
pub(super) struct RowName {
    pub(super) table: &'static str,
    pub(super) id: i64,
}

impl RowName {
    /// Makes the fault of this column, where there is no value.
    pub(super) fn need<T>(self, column: &'static str, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or(StoreError::BadRow { table: self.table, id: self.id, column })
    }

    /// Reads a column that may be empty.
    pub(super) fn maybe<R, T>(
        self,
        column: &'static str,
        raw: Option<R>,
        read: impl FnOnce(R) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        raw.map(|raw| self.need(column, read(raw))).transpose()
    }

    /// Reads a text that may be empty.
    pub(super) fn text(self, column: &'static str, raw: Option<String>) -> Result<Option<Text>, StoreError> {
        self.maybe(column, raw, Text::from_string)
    }

    /// Reads a whole number.
    pub(super) fn whole<T: Bounded>(self, column: &'static str, raw: i64) -> Result<T, StoreError> {
        self.need(column, u64::try_from(raw).ok().and_then(T::bounded))
    }

    /// Reads a whole number that may be empty.
    pub(super) fn number<T: Bounded>(self, column: &'static str, raw: Option<i64>) -> Result<Option<T>, StoreError> {
        raw.map(|raw| self.whole(column, raw)).transpose()
    }

    /// Reads a time.
    pub(super) fn moment(self, column: &'static str, raw: i64) -> Result<Moment, StoreError> {
        self.need(column, Moment::written(raw))
    }
}

/// Deals the rows of a child table out to their parents; both come in the order of the parents' keys.
pub(super) struct Deal<K, T> {
    rows: Peekable<vec::IntoIter<(K, T)>>,
}

impl<K: PartialEq, T> Deal<K, T> {
    pub(super) fn new(rows: Vec<(K, T)>) -> Self {
        Self { rows: rows.into_iter().peekable() }
    }

    /// Returns the rows of the next parent; none where the next rows are another's.
    pub(super) fn of(&mut self, parent: &K) -> impl Iterator<Item = T> {
        iter::from_fn(move || self.rows.next_if(|(key, _)| key == parent).map(|(_, row)| row))
    }
}

/// Which films are read.
#[derive(Clone, Copy)]
pub(super) enum FilmSelection<'a> {
    /// Those with these ids.
    Ids(&'a [i64]),
    /// All from one id to another: one statement, prepared once, serves every span.
    Span(i64, i64),
}

impl<'a> FilmSelection<'a> {
    /// Selects all films from the least to the greatest of these ids; none where there is no id.
    pub(super) fn span(ids: &[i64]) -> Self {
        let (first, last) = span(ids);
        Self::Span(first, last)
    }

    /// Returns the ids where they are named one by one.
    pub(super) fn ids(self) -> Option<&'a [i64]> {
        match self {
            Self::Ids(ids) => Some(ids),
            Self::Span(..) => None,
        }
    }

    /// Returns the least and the greatest id; nothing lies between the two where there is none.
    pub(super) fn bounds(self) -> (i64, i64) {
        match self {
            Self::Ids(ids) => span(ids),
            Self::Span(first, last) => (first, last),
        }
    }
}

/// Returns the least and the greatest of these ids; nothing lies between the two where there is none.
fn span(ids: &[i64]) -> (i64, i64) {
    ids.iter().fold((i64::MAX, i64::MIN), |(first, last), id| (first.min(*id), last.max(*id)))
}

/// Loads the rows of a query that are of the selected films, by the column with their ids.
///
/// PostgreSQL is told the span of ids too where they are named. By the ids alone it expects most of the table, above all where
/// it has no statistics yet, and goes through all of it for each batch.
macro_rules! load_selected {
    ($conn:expr, $selection:expr, $query:expr, $id:expr, $columns:expr) => {{
        let ((first, last), query) = ($selection.bounds(), $query);
        match ($conn, $selection.ids()) {
            ($crate::store::conn::AnyConnection::Sqlite(c), Some(ids)) => {
                query.filter($id.eq_any(ids)).select($columns).load(c)
            }
            ($crate::store::conn::AnyConnection::Postgres(c), Some(ids)) => {
                query.filter($id.eq_any(ids)).filter($id.between(first, last)).select($columns).load(c)
            }
            ($crate::store::conn::AnyConnection::Sqlite(c), None) => {
                query.filter($id.between(first, last)).select($columns).load(c)
            }
            ($crate::store::conn::AnyConnection::Postgres(c), None) => {
                query.filter($id.between(first, last)).select($columns).load(c)
            }
        }
    }};
}
pub(super) use load_selected;

/// Loads the rows of a child table for the selected films, in the order of its key.
macro_rules! children {
    ($conn:expr, $selection:expr, $table:ident, $columns:expr, $order:expr) => {
        $crate::store::rows::load_selected!($conn, $selection, $table::table.order($order), $table::film_id, $columns)
            .map_err(|error| $crate::store::StoreError::at(stringify!($table), error))
    };
}
pub(super) use children;

/// Inserts rows whose keys are not there: into SQLite as many in a statement as its parameters allow, into PostgreSQL as
/// one `COPY`, for which it neither parses nor plans anything.
macro_rules! insert {
    ($conn:expr, $table:ident, $columns:expr, $rows:expr) => {
        match $conn {
            $crate::store::conn::AnyConnection::Sqlite(c) => $rows
                .chunks($crate::store::rows::MAX_PARAMETERS / $columns)
                .try_for_each(|chunk| ::diesel::insert_into($table::table).values(chunk).execute(c).map(drop)),
            $crate::store::conn::AnyConnection::Postgres(_) if $rows.is_empty() => Ok(()),
            $crate::store::conn::AnyConnection::Postgres(c) => {
                ::diesel::copy_from($table::table).from_insertable(&$rows[..]).execute(c).map(drop)
            }
        }
        .map_err(|error| $crate::store::StoreError::at(stringify!($table), error))
    };
}
pub(super) use insert;

/// The most parameters that we put into one statement: SQLite takes 32766, PostgreSQL 65535.
pub(super) const MAX_PARAMETERS: usize = 30_000;
