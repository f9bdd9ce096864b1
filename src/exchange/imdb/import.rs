//! The import of IMDb's tables.

use std::io;

use crate::exchange::ExchangeError;
use crate::exchange::fault::FileFaults;
use crate::exchange::input::Input;
use crate::number::to_nearest_index;
use crate::store::{ImdbEdit, Store, StoreError};

use super::fault::ImdbFilesFault;
use super::folded::FoldedTitles;
use super::rows::TableReading;
use super::step::ImdbStep;
use super::table::TableFiles;
use super::{akas, ratings, titles};

/// What an import of IMDb's tables did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImdbSummary {
    /// Titles that are kept.
    pub titles: usize,
    /// Other titles of theirs that are kept: not one that only differs in how it is written from another of the same.
    pub akas: usize,
    /// Titles of types that are not kept.
    pub left_out: usize,
    /// Lines that were passed over for what is wrong with them.
    pub faults: FileFaults,
}

/// Replaces IMDb's tables by those in the files, which are told apart by their first lines. Of titles those of
/// [`KEPT_TYPES`](super::KEPT_TYPES) are kept, and of [`KEPT_IF_RATED`](super::KEPT_IF_RATED) those with a rating. A line
/// with a fault is passed over.
///
/// # Errors
/// [`ExchangeError::ImdbFiles`], [`ExchangeError::Foreign`], [`ExchangeError::NotAFile`] where the files are not the
/// tables, [`ExchangeError::Faults`] where too many lines have faults, [`ExchangeError::Read`],
/// [`ExchangeError::Store`]. The tables then stand as they were.
pub fn import_imdb(
    store: &Store,
    files: &[Input; 3],
    report: &mut dyn FnMut(ImdbStep),
) -> Result<ImdbSummary, ExchangeError> {
    let mut bytes = 0;
    for file in files {
        bytes += file.bytes()?;
    }
    let tables = TableFiles::recognise(files).map_err(damaged)?;
    let done = store.replace_imdb(|edit| {
        // What an import left that was interrupted.
        sweep(store, report)?;
        write(edit, &tables, &mut TableReading::new(bytes, report))
    });
    if let Err(error) = sweep(store, report) {
        log::warn!("rows of IMDb's tables that are not needed any more stay until the next import: {error}");
    }
    done.map_err(damaged)
}

fn sweep(store: &Store, report: &mut dyn FnMut(ImdbStep)) -> Result<(), StoreError> {
    let mut removed = 0;
    loop {
        match store.sweep_imdb()? {
            0 => return Ok(()),
            more => removed += more,
        }
        report(ImdbStep::Removing(removed));
    }
}

fn write(
    edit: &mut ImdbEdit<'_>,
    tables: &TableFiles<'_>,
    reading: &mut TableReading<'_>,
) -> Result<ImdbSummary, ExchangeError> {
    let mut folded = FoldedTitles::default();
    let kept = {
        let ratings = ratings::read(&tables.ratings, reading)?;
        titles::read(&tables.basics, reading, &ratings, (edit, &mut folded))?
    };
    if kept.numbers.is_empty() {
        return Err(ImdbFilesFault::NoTitles(tables.basics.input.name().to_owned()).into());
    }
    let akas = akas::read(&tables.akas, reading, &kept.numbers, (edit, &mut folded))?;
    folded.write(edit)?;
    Ok(ImdbSummary {
        titles: to_nearest_index(kept.numbers.len()),
        akas,
        left_out: kept.left_out,
        faults: std::mem::take(&mut reading.faults),
    })
}

/// Says of a file that is damaged where to get another.
fn damaged(error: ExchangeError) -> ExchangeError {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error {
        ExchangeError::Read { file, source } if matches!(source.kind(), InvalidData | InvalidInput | UnexpectedEof) => {
            ImdbFilesFault::Damaged { file, source }.into()
        }
        other => other,
    }
}
