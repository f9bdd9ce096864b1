//! `title.akas`: other titles, of which those that say something new are kept.

use roaring::RoaringTreemap;

use crate::catalog::ImdbId;
use crate::exchange::ExchangeError;
use crate::store::ImdbEdit;

use super::folded::{FoldedTitles, NumberedTitle};
use super::ids;
use super::rows::{ImdbColumn, TableReading, no_id};
use super::table::TableFile;

/// How many of them go to the store at once.
const BATCH: usize = 20_000;

/// Reads other titles of the titles that were kept and writes those that say something new; returns how many.
pub(super) fn read(
    file: &TableFile<'_>,
    reading: &mut TableReading<'_>,
    kept: &RoaringTreemap,
    (edit, folded): (&mut ImdbEdit<'_>, &mut FoldedTitles),
) -> Result<usize, ExchangeError> {
    let id: ImdbColumn = ("titleId", file.column("titleId")?);
    let title: ImdbColumn = ("title", file.column("title")?);
    let mut written = 0;
    let mut batch: Vec<(ImdbId, String)> = Vec::with_capacity(BATCH);
    // Most rows are of the same title as the one before.
    let mut last = (0, false);
    reading.read(file, |row| {
        let number = ids::number(row.raw(id.1)?).ok_or_else(|| no_id(id.0))?;
        if last.0 != number {
            last = (number, kept.contains(number));
        }
        if !last.1 {
            return Ok(());
        }
        let (id, title) = (row.id(id)?, row.needed_title(title)?);
        if !folded.put_aka(NumberedTitle { id: &id, number, text: &title }, edit)? {
            return Ok(());
        }
        batch.push((id, title));
        if batch.len() == BATCH {
            written += edit.put_akas(&batch)?;
            batch.clear();
        }
        Ok(())
    })?;
    Ok(written + edit.put_akas(&batch)?)
}
