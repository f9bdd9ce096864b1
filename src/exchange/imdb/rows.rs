//! The rows of a table, one at a time. Values are parted by tabs and not quoted; `\N` is none.

use crate::catalog::{ImdbId, Text};
use crate::exchange::ExchangeError;
use crate::exchange::fault::{FileFault, FileFaults};
use crate::exchange::source::{LineReader, LineText, MAX_LINE_BYTES, ReadProgress};

use super::step::ImdbStep;
use super::table::TableFile;

/// What stands for no value.
const NONE: &[u8] = br"\N";
/// The most characters of a title, with which it fits into an index.
const MAX_TITLE: usize = 500;

/// What is wrong with a row: the column, and what is accepted.
pub(super) type RowFault = (Option<&'static str>, String);

/// Why a row is not taken.
pub(super) enum RowRefusal {
    /// It is passed over.
    Row(RowFault),
    /// The import ends.
    Import(ExchangeError),
}

impl From<RowFault> for RowRefusal {
    fn from(fault: RowFault) -> Self {
        Self::Row(fault)
    }
}

impl<E: Into<ExchangeError>> From<E> for RowRefusal {
    fn from(error: E) -> Self {
        Self::Import(error.into())
    }
}

/// A row.
#[derive(Clone, Copy)]
pub(super) struct ImdbCells<'a>(&'a [u8]);

impl<'a> ImdbCells<'a> {
    /// Returns a value as it stands there; of a column that the row does not reach, a fault.
    pub(super) fn raw(self, at: usize) -> Result<&'a [u8], RowFault> {
        let mut cells = self.0.split(|byte| *byte == b'\t');
        cells.nth(at).ok_or_else(|| (None, "has too few columns".to_owned()))
    }

    /// Returns a value; `None`: there is none.
    pub(super) fn text(self, (name, at): ImdbColumn) -> Result<Option<&'a str>, RowFault> {
        let raw = self.raw(at)?;
        let text = str::from_utf8(raw).map_err(|_| bad(name, "UTF-8"))?;
        Ok(Some(text).filter(|_| raw != NONE))
    }

    /// Returns a title, on one line.
    pub(super) fn title(self, column: ImdbColumn) -> Result<Option<String>, RowFault> {
        let Some(title) = self.text(column)?.and_then(Text::line) else { return Ok(None) };
        if title.as_str().chars().count() > MAX_TITLE {
            return Err(bad(column.0, &format!("at most {MAX_TITLE} characters")));
        }
        Ok(Some(title.as_str().to_owned()))
    }

    /// Returns a title that has to be there.
    pub(super) fn needed_title(self, column: ImdbColumn) -> Result<String, RowFault> {
        self.title(column)?.ok_or_else(|| bad(column.0, "a title"))
    }

    /// Returns an id.
    pub(super) fn id(self, column: ImdbColumn) -> Result<ImdbId, RowFault> {
        self.text(column)?.and_then(ImdbId::parse).ok_or_else(|| no_id(column.0))
    }
}

/// The name of a column, and its place.
pub(super) type ImdbColumn = (&'static str, usize);

/// Makes the fault of a column.
pub(super) fn bad(column: &'static str, accepts: &str) -> RowFault {
    (Some(column), format!("must be {accepts}"))
}

/// Makes the fault of a column of ids.
pub(super) fn no_id(column: &'static str) -> RowFault {
    bad(column, "an id such as tt0062759")
}

/// What is read of the tables, and what is wrong with them.
pub(super) struct TableReading<'a> {
    pub(super) faults: FileFaults,
    progress: ReadProgress,
    report: &'a mut dyn FnMut(ImdbStep),
}

impl<'a> TableReading<'a> {
    /// Begins to read files of so many bytes.
    pub(super) fn new(of: u64, report: &'a mut dyn FnMut(ImdbStep)) -> Self {
        Self { faults: FileFaults::default(), progress: ReadProgress { read: 0, of }, report }
    }

    /// Hands out every row of a file. A row with a fault is passed over.
    ///
    /// # Errors
    /// [`ExchangeError::Faults`] where there are too many; what `each` gives; [`ExchangeError::Read`].
    pub(super) fn read(
        &mut self,
        file: &TableFile<'_>,
        mut each: impl FnMut(ImdbCells<'_>) -> Result<(), RowRefusal>,
    ) -> Result<(), ExchangeError> {
        let unreadable = |source| ExchangeError::Read { file: file.input.name().to_owned(), source };
        let mut lines = LineReader::open(file.input).map_err(unreadable)?;
        while let Some((line, text)) = lines.next().map_err(unreadable)? {
            let read = match text {
                // Once more where files were joined.
                LineText::Whole(text) if text == file.head => Ok(()),
                LineText::Whole(text) => each(ImdbCells(text)),
                LineText::TooLong => Err(RowRefusal::Row((None, format!("is longer than {MAX_LINE_BYTES} bytes")))),
            };
            match read {
                Ok(()) => {}
                Err(RowRefusal::Row(fault)) => self.note(file, line, fault)?,
                Err(RowRefusal::Import(error)) => return Err(error),
            }
            self.advance(lines.taken.replace(0));
        }
        self.advance(lines.taken.replace(0));
        Ok(())
    }

    fn advance(&mut self, bytes: u64) {
        if bytes > 0 {
            self.progress.read += bytes;
            (self.report)(ImdbStep::Reading(self.progress));
        }
    }

    fn note(&mut self, file: &TableFile<'_>, line: u64, (column, reason): RowFault) -> Result<(), ExchangeError> {
        let (file, field) = (file.input.name().to_owned(), column.map(str::to_owned));
        self.faults.push(FileFault { file, line, subject: None, field, reason });
        if !self.faults.is_full() {
            return Ok(());
        }
        self.faults.cut();
        Err(ExchangeError::Faults(std::mem::take(&mut self.faults)))
    }
}
