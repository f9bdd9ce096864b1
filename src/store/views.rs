//! What people watch: written in batches, read whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::catalog::{DAY_SECONDS, FilmId, Moment};
use crate::viewers::{ViewEvent, ViewerId, ViewerName};

use super::conn::{AnyConnection, on_backend, transaction};
use super::films::BATCH;
use super::repeats::{ViewRow, without_repeats};
use super::rows::{MAX_PARAMETERS, RowName};
use super::schema::{anonymous_views, viewers as viewers_table, views};
use super::viewers::{self, Change, at_viewers, at_views, count_change};
use super::{Store, StoreError, dialect, pulse};

/// Columns of `views`.
const VIEW_COLUMNS: usize = 3;

/// A view of the past; without a viewer where nobody knows whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastView {
    /// Who watched it; `None`: nobody knows.
    pub viewer: Option<ViewerName>,
    /// What they watched.
    pub film: FilmId,
    /// When they began to.
    pub at: Moment,
}

/// How often films were viewed; a viewer counts once a day (UTC).
pub type ViewTotals = BTreeMap<FilmId, u64>;

/// A row of `anonymous_views`.
#[derive(Insertable)]
#[diesel(table_name = anonymous_views, treat_none_as_default_value = false)]
struct AnonymousRow {
    film_id: i64,
    at: i64,
}

impl Store {
    /// Writes views and returns how many were new: views of a film by one viewer within [`ONE_VIEW_SECONDS`] are one, the
    /// one that is on record, whoever wrote it. Views of viewers who are no more are passed over.
    ///
    /// [`ONE_VIEW_SECONDS`]: crate::viewers::ONE_VIEW_SECONDS
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nothing is written.
    pub fn record_views(&self, batch: &[ViewEvent]) -> Result<usize, StoreError> {
        self.write(|conn| {
            dialect::lock_views(conn)?;
            let ids: BTreeSet<i64> = batch.iter().map(|view| view.viewer.get().cast_signed()).collect();
            let ids: Vec<i64> = ids.into_iter().collect();
            let mut known: BTreeSet<i64> = BTreeSet::new();
            for ids in ids.chunks(BATCH) {
                known.extend(dialect::keep_viewers(conn, ids).map_err(at_viewers)?);
            }
            let rows = batch.iter().map(|view| ViewRow {
                viewer_id: view.viewer.get().cast_signed(),
                film_id: view.film.get().cast_signed(),
                at: view.at.0,
            });
            insert(conn, rows.filter(|row| known.contains(&row.viewer_id)).collect())
        })
    }

    /// Runs `work` as one transaction that imports views: all of them, or, where it gives an error, none.
    ///
    /// # Errors
    /// What `work` gives.
    pub fn import_views<T, E: From<StoreError>>(
        &self,
        now: Moment,
        work: impl FnOnce(&mut ViewsImport<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write(|conn| {
            dialect::lock_views(conn)?;
            let mut import = ViewsImport { conn, now, known: HashMap::new() };
            let done = work(&mut import)?;
            count_change(import.conn, Change::Views)?;
            Ok(done)
        })
    }

    /// Hands over every view whose viewer is known, viewer by viewer, those of one by film and time.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn views(&self, take: &mut dyn FnMut(ViewEvent)) -> Result<(), StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let ids: Vec<i64> = on_backend!(conn, c => viewers_table::table
                .select(viewers_table::id)
                .order(viewers_table::id)
                .load(c))
            .map_err(at_viewers)?;
            ids.chunks(BATCH).try_for_each(|ids| {
                pulse::beat();
                read(conn, ids)?.into_iter().try_for_each(|view| {
                    take(view);
                    Ok(())
                })
            })
        })
    }

    /// Hands over every view of which nobody knows whose it is, film by film, those of one by time.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn anonymous_views(&self, take: &mut dyn FnMut(FilmId, Moment)) -> Result<(), StoreError> {
        let at_anonymous = |error| StoreError::at("anonymous_views", error);
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let films: Vec<i64> = on_backend!(conn, c => anonymous_views::table
                .select(anonymous_views::film_id)
                .distinct()
                .order(anonymous_views::film_id)
                .load(c))
            .map_err(at_anonymous)?;
            for films in films.chunks(BATCH) {
                pulse::beat();
                let rows: Vec<(i64, i64)> = on_backend!(conn, c => anonymous_views::table
                    .filter(anonymous_views::film_id.eq_any(films))
                    .order((anonymous_views::film_id, anonymous_views::at))
                    .load(c))
                .map_err(at_anonymous)?;
                for (film, at) in rows {
                    let row = RowName { table: "anonymous_views", id: film };
                    take(row.whole("film_id", film)?, Moment(at));
                }
            }
            Ok(())
        })
    }

    /// Returns the views of one viewer, by film and time.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn views_of(&self, viewer: ViewerId) -> Result<Vec<ViewEvent>, StoreError> {
        read(&mut *self.connection()?, &[viewer.get().cast_signed()])
    }

    /// Counts the views of every film after `since`, up to `until`; a film with earlier or later views alone has 0, one
    /// without any is not there. Of a viewer's views of a film on one day (UTC) one counts, however many are on record.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn view_counts(&self, since: Moment, until: Moment) -> Result<ViewTotals, StoreError> {
        /// Counts in one table: every film, then those viewed in time.
        macro_rules! count {
            ($conn:expr, $counts:expr, $table:ident, $viewed:expr) => {{
                let at = |error| StoreError::at(stringify!($table), error);
                let films: Vec<i64> =
                    on_backend!($conn, c => $table::table.select($table::film_id).distinct().load(c)).map_err(at)?;
                let viewed: Vec<(i64, i64)> = $viewed.map_err(at)?;
                let all = films.into_iter().map(|film| (film, 0)).chain(viewed);
                for (film, views) in all {
                    let row = RowName { table: stringify!($table), id: film };
                    *$counts.entry(row.whole("film_id", film)?).or_insert(0) += views.unsigned_abs();
                }
            }};
        }
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let mut counts = ViewTotals::new();
            count!(conn, counts, views, viewed_days(conn, since, until));
            let anonymous = on_backend!(conn, c => anonymous_views::table
                .filter(anonymous_views::at.gt(since.0))
                .filter(anonymous_views::at.le(until.0))
                .group_by(anonymous_views::film_id)
                .select((anonymous_views::film_id, diesel::dsl::count_star()))
                .load(c));
            count!(conn, counts, anonymous_views, anonymous);
            Ok(counts)
        })
    }
}

/// An import of views under way; see [`Store::import_views`].
pub struct ViewsImport<'c> {
    conn: &'c mut AnyConnection,
    now: Moment,
    /// The viewers met so far.
    known: HashMap<ViewerName, i64>,
}

impl ViewsImport<'_> {
    /// Writes views and returns how many were new, as [`Store::record_views`] does; of those without a viewer the same
    /// film and moment count once. Viewers whom nobody knows are made; they have no token yet.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all; the import must not go on then.
    pub fn add(&mut self, batch: &[PastView]) -> Result<usize, StoreError> {
        let (mut named, mut anonymous) = (Vec::new(), Vec::new());
        for view in batch {
            let (film_id, at) = (view.film.get().cast_signed(), view.at.0);
            match &view.viewer {
                Some(name) => named.push(ViewRow { viewer_id: self.viewer(name)?, film_id, at }),
                None => anonymous.push(AnonymousRow { film_id, at }),
            }
        }
        Ok(insert(self.conn, named)? + insert_anonymous(self.conn, &anonymous)?)
    }

    /// Returns how many different viewers were met.
    pub fn viewers(&self) -> usize {
        self.known.len()
    }

    fn viewer(&mut self, name: &ViewerName) -> Result<i64, StoreError> {
        if let Some(viewer) = self.known.get(name) {
            return Ok(*viewer);
        }
        let viewer = match viewers::find(self.conn, name)? {
            Some(viewer) => viewer,
            None => viewers::make(self.conn, name, self.now)?.get().cast_signed(),
        };
        self.known.insert(name.clone(), viewer);
        Ok(viewer)
    }
}

/// Counts, by film, the viewers of each day.
fn viewed_days(conn: &mut AnyConnection, since: Moment, until: Moment) -> QueryResult<Vec<(i64, i64)>> {
    #[derive(QueryableByName)]
    struct Days {
        #[diesel(sql_type = BigInt)]
        film_id: i64,
        #[diesel(sql_type = BigInt)]
        days: i64,
    }
    // Views lie after 1970, where this division is that of `Moment::day`. SQLite takes `$1` for a name and numbers names as they come, so that both backends read the same text.
    let question = format!(
        "SELECT film_id, count(*) AS days FROM \
         (SELECT DISTINCT viewer_id, film_id, at / {DAY_SECONDS} FROM views WHERE at > $1 AND at <= $2) AS viewer_days \
         GROUP BY film_id"
    );
    let days: Vec<Days> = on_backend!(conn, c => diesel::sql_query(question)
        .bind::<BigInt, _>(since.0)
        .bind::<BigInt, _>(until.0)
        .load(c))?;
    Ok(days.into_iter().map(|Days { film_id, days }| (film_id, days)).collect())
}

fn insert(conn: &mut AnyConnection, rows: Vec<ViewRow>) -> Result<usize, StoreError> {
    let rows = without_repeats(conn, rows)?;
    rows.chunks(MAX_PARAMETERS / VIEW_COLUMNS).try_fold(0, |done, chunk| {
        let inserted = on_backend!(conn, c => diesel::insert_into(views::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c));
        inserted.map(|new| done + new).map_err(at_views)
    })
}

fn insert_anonymous(conn: &mut AnyConnection, rows: &[AnonymousRow]) -> Result<usize, StoreError> {
    rows.chunks(MAX_PARAMETERS / VIEW_COLUMNS).try_fold(0, |done, chunk| {
        let inserted = on_backend!(conn, c => diesel::insert_into(anonymous_views::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c));
        inserted.map(|new| done + new).map_err(|error| StoreError::at("anonymous_views", error))
    })
}

fn read(conn: &mut AnyConnection, viewers: &[i64]) -> Result<Vec<ViewEvent>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = on_backend!(conn, c => views::table
        .filter(views::viewer_id.eq_any(viewers))
        .order((views::viewer_id, views::film_id, views::at))
        .load(c))
    .map_err(at_views)?;
    let legal = |(viewer, film, at): (i64, i64, i64)| {
        let row = RowName { table: "views", id: viewer };
        let viewer = row.whole("viewer_id", viewer)?;
        Ok(ViewEvent { viewer, film: row.whole("film_id", film)?, at: Moment(at) })
    };
    rows.into_iter().map(legal).collect()
}
