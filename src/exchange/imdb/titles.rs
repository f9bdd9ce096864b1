//! `title.basics`: what a title is and which ones are kept.

use roaring::RoaringTreemap;

use crate::exchange::ExchangeError;
use crate::store::{ImdbEdit, ImdbRecord};

use super::folded::{FoldedTitles, NumberedTitle};
use super::ids;
use super::ratings::ImdbRatings;
use super::rows::{ImdbCells, ImdbColumn, RowFault, RowRefusal, TableReading, bad, no_id};
use super::table::TableFile;

/// Types of titles of which all are kept: films and series.
pub const KEPT_TYPES: [&str; 4] = ["movie", "tvMovie", "tvSeries", "tvMiniSeries"];
/// Types of titles of which those with a rating are kept: most of the others nobody looks for.
pub const KEPT_IF_RATED: [&str; 4] = ["short", "tvShort", "tvSpecial", "video"];
/// How many titles go to the store at once.
const BATCH: usize = 20_000;
/// The greatest year.
const MAX_YEAR: u32 = 9999;

/// Which titles were kept.
#[derive(Default)]
pub(super) struct KeptTitles {
    /// The numbers of their ids.
    pub(super) numbers: RoaringTreemap,
    /// How many others there are.
    pub(super) left_out: usize,
}

/// The columns that are read.
struct BasicsColumns {
    id: ImdbColumn,
    kind: ImdbColumn,
    primary: ImdbColumn,
    original: ImdbColumn,
    year: ImdbColumn,
}

impl BasicsColumns {
    fn of(file: &TableFile<'_>) -> Result<Self, ExchangeError> {
        let column = |name| file.column(name).map(|at| (name, at));
        Ok(Self {
            id: column("tconst")?,
            kind: column("titleType")?,
            primary: column("primaryTitle")?,
            original: column("originalTitle")?,
            year: column("startYear")?,
        })
    }
}

/// Reads the titles and writes those that are kept.
pub(super) fn read(
    file: &TableFile<'_>,
    reading: &mut TableReading<'_>,
    ratings: &ImdbRatings,
    (edit, folded): (&mut ImdbEdit<'_>, &mut FoldedTitles),
) -> Result<KeptTitles, ExchangeError> {
    let columns = BasicsColumns::of(file)?;
    let mut kept = KeptTitles::default();
    let mut batch: Vec<ImdbRecord> = Vec::with_capacity(BATCH);
    reading.read(file, |row| {
        let number = ids::number(row.raw(columns.id.1)?).ok_or_else(|| no_id(columns.id.0))?;
        if !is_kept(row.raw(columns.kind.1)?, || ratings.contains_key(&number)) {
            kept.left_out += 1;
            return Ok(());
        }
        let title = title(row, &columns, number, ratings)?;
        if !kept.numbers.insert(number) {
            return Err(RowRefusal::Row((Some(columns.id.0), "was on an earlier line".to_owned())));
        }
        for text in [Some(&title.primary_title), title.original_title.as_ref()].into_iter().flatten() {
            folded.put_title(NumberedTitle { id: &title.id, number, text }, edit)?;
        }
        batch.push(title);
        if batch.len() == BATCH {
            edit.put_titles(&batch)?;
            batch.clear();
        }
        Ok(())
    })?;
    edit.put_titles(&batch)?;
    Ok(kept)
}

fn is_kept(kind: &[u8], is_rated: impl FnOnce() -> bool) -> bool {
    let is_one_of = |types: [&str; 4]| types.iter().any(|one| one.as_bytes() == kind);
    is_one_of(KEPT_TYPES) || (is_one_of(KEPT_IF_RATED) && is_rated())
}

fn title(
    row: ImdbCells<'_>,
    columns: &BasicsColumns,
    number: u64,
    ratings: &ImdbRatings,
) -> Result<ImdbRecord, RowFault> {
    let year = |text: &str| text.parse().ok().filter(|year: &u32| *year <= MAX_YEAR);
    let no_year = || bad(columns.year.0, "a year");
    let rating = ratings.get(&number);
    Ok(ImdbRecord {
        id: row.id(columns.id)?,
        title_type: row.text(columns.kind)?.map(str::to_owned),
        primary_title: row.needed_title(columns.primary)?,
        original_title: row.title(columns.original)?,
        start_year: row.text(columns.year)?.map(|text| year(text).ok_or_else(no_year)).transpose()?,
        average_rating: rating.map(|rating| rating.average),
        num_votes: rating.map(|rating| rating.votes),
    })
}
