//! `title.ratings`: what was voted, by title.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::FixedState;

use crate::exchange::ExchangeError;

use super::ids;
use super::rows::{ImdbCells, ImdbColumn, RowFault, RowRefusal, TableReading, bad, no_id};
use super::table::TableFile;

/// What was voted for a title.
#[derive(Clone, Copy)]
pub(super) struct ImdbRating {
    pub(super) average: f64,
    pub(super) votes: u32,
}

/// Ratings by the numbers of ids.
pub(super) type ImdbRatings = HashMap<u64, ImdbRating, FixedState>;

const VOTES: &str = "numVotes";
const AVERAGE: &str = "averageRating";

/// Reads the ratings.
pub(super) fn read(file: &TableFile<'_>, reading: &mut TableReading<'_>) -> Result<ImdbRatings, ExchangeError> {
    let [id, average, votes] = [file.column("tconst")?, file.column(AVERAGE)?, file.column(VOTES)?];
    let mut ratings = ImdbRatings::default();
    reading.read(file, |row| {
        let number = ids::number(row.raw(id)?).ok_or_else(|| no_id("tconst"))?;
        let rating = rating(row, (AVERAGE, average), (VOTES, votes))?;
        match ratings.entry(number) {
            Entry::Vacant(place) => drop(place.insert(rating)),
            Entry::Occupied(_) => return Err(RowRefusal::Row((Some("tconst"), "was on an earlier line".to_owned()))),
        }
        Ok(())
    })?;
    Ok(ratings)
}

fn rating(row: ImdbCells<'_>, average: ImdbColumn, votes: ImdbColumn) -> Result<ImdbRating, RowFault> {
    let read =
        row.text(average)?.and_then(|text| text.parse().ok()).filter(|average: &f64| (0.0..=10.0).contains(average));
    let counted = row.text(votes)?.and_then(|text| text.parse().ok());
    Ok(ImdbRating {
        average: read.ok_or_else(|| bad(AVERAGE, "a number from 0 to 10"))?,
        votes: counted.ok_or_else(|| bad(VOTES, "a whole number"))?,
    })
}
