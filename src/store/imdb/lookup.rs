//! Reading IMDb's tables: what is searched, what is answered, and which titles are called alike.

use diesel::prelude::*;

use crate::catalog::ImdbId;
use crate::store::conn::{AnyConnection, on_backend, transaction};
use crate::store::rows::MAX_PARAMETERS;
use crate::store::schema::{imdb_akas, imdb_folded_titles, imdb_titles};
use crate::store::{Store, StoreError, dialect, pulse};

use super::generation::served;
use super::rows::{ImdbRecord, TitleColumns, at_akas, at_folded, at_titles, id_of};

/// How many titles are read between two signs of life.
const BATCH: i64 = 20_000;

impl Store {
    /// Reads every title, by id, and hands it out; all of one import.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; `each` may have been handed something by then.
    pub fn imdb_titles(&self, each: &mut dyn FnMut(ImdbRecord)) -> Result<(), StoreError> {
        self.of_imdb(|conn, generation| {
            let mut after = String::new();
            loop {
                let its = imdb_titles::table
                    .filter(imdb_titles::generation.eq(generation).and(imdb_titles::imdb_id.gt(&after)))
                    .order(imdb_titles::imdb_id)
                    .limit(BATCH);
                let rows: Vec<TitleColumns> =
                    on_backend!(conn, c => its.select(TitleColumns::as_select()).load(c)).map_err(at_titles)?;
                let Some(last) = rows.last() else { return Ok(()) };
                after.clone_from(&last.imdb_id);
                for row in rows {
                    each(row.into_record()?);
                }
                pulse::beat();
            }
        })
    }

    /// Reads the titles with these ids, by id; those that are not there are passed over.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn imdb_titles_of(&self, ids: &[ImdbId]) -> Result<Vec<ImdbRecord>, StoreError> {
        self.of_imdb(|conn, generation| {
            let mut found = Vec::new();
            for ids in ids.chunks(MAX_PARAMETERS) {
                let its = imdb_titles::table
                    .filter(imdb_titles::generation.eq(generation).and(imdb_titles::imdb_id.eq_any(texts(ids))));
                let rows: Vec<TitleColumns> =
                    on_backend!(conn, c => its.select(TitleColumns::as_select()).load(c)).map_err(at_titles)?;
                for row in rows {
                    found.push(row.into_record()?);
                }
            }
            found.sort_by(|a, b| a.id.cmp(&b.id));
            Ok(found)
        })
    }

    /// Reads other titles of those with these ids, as they are written, each with its id; by id, then by title.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn imdb_akas(&self, ids: &[ImdbId]) -> Result<Vec<(ImdbId, String)>, StoreError> {
        self.of_imdb(|conn, generation| {
            let mut found = Vec::new();
            for ids in ids.chunks(MAX_PARAMETERS) {
                let its = imdb_akas::table
                    .filter(imdb_akas::generation.eq(generation).and(imdb_akas::imdb_id.eq_any(texts(ids))));
                let rows: Vec<(String, String)> =
                    on_backend!(conn, c => its.select((imdb_akas::imdb_id, imdb_akas::title)).load(c))
                        .map_err(at_akas)?;
                for (id, title) in rows {
                    found.push((id_of("imdb_akas", &id)?, title));
                }
            }
            found.sort();
            Ok(found)
        })
    }

    /// Finds who has one of these folded titles, whichever of its titles that is, and returns the folded title with each;
    /// by folded title, then by id. Titles are folded as they were put; see [`ImdbEdit::put_folded`].
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    ///
    /// [`ImdbEdit::put_folded`]: super::ImdbEdit::put_folded
    pub fn imdb_titled(&self, folded: &[&str]) -> Result<Vec<(String, ImdbRecord)>, StoreError> {
        self.of_imdb(|conn, generation| {
            let mut found = Vec::new();
            for folded in folded.chunks(MAX_PARAMETERS) {
                let same = imdb_titles::generation
                    .eq(imdb_folded_titles::generation)
                    .and(imdb_titles::imdb_id.eq(imdb_folded_titles::imdb_id));
                let its = imdb_folded_titles::table.inner_join(imdb_titles::table.on(same)).filter(
                    imdb_folded_titles::generation.eq(generation).and(imdb_folded_titles::folded.eq_any(folded)),
                );
                let rows: Vec<(String, TitleColumns)> = on_backend!(conn, c => its
                    .select((imdb_folded_titles::folded, TitleColumns::as_select()))
                    .load(c))
                .map_err(at_folded)?;
                for (folded, row) in rows {
                    found.push((folded, row.into_record()?));
                }
            }
            found.sort_by(|(folded, title), (other, than)| (folded, &title.id).cmp(&(other, &than.id)));
            Ok(found)
        })
    }

    /// Reads the generation that is read, as it stands at one moment.
    fn of_imdb<T>(&self, read: impl FnOnce(&mut AnyConnection, i64) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let generation = served(conn)?;
            read(conn, generation)
        })
    }
}

fn texts(ids: &[ImdbId]) -> Vec<&str> {
    ids.iter().map(ImdbId::as_str).collect()
}
