//! Viewing histories in: lines `viewer;film;unix time`, where the viewer may be empty.

use std::cell::Cell;
use std::rc::Rc;

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Trim};

use super::ExchangeError;
use super::counted::counted;
use super::fault::{FileFault, FileFaults};
use super::input::Input;
use super::kind::WantedFile;
use super::source::ReadProgress;
use crate::catalog::{FilmId, MAX_ID, Moment};
use crate::clock::Clock;
use crate::store::{PastView, Store, ViewsImport};
use crate::viewers::ViewerName;

/// How many views go to the store at once.
const BATCH: usize = 5_000;
/// Fields of a line.
const FIELDS: usize = 3;

/// What an import of views did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewsSummary {
    /// Lines read.
    pub views: usize,
    /// Views that were not there before.
    pub new: usize,
    /// Different viewers named.
    pub viewers: usize,
}

/// Imports the views of a file as one change. A viewer's views of a film within half an hour are one, in the file and with
/// what is there, and without a viewer the same film and time: to import a file again changes nothing. Films need not be
/// in the catalogue.
///
/// # Errors
/// Any [`ExchangeError`]; the views then stand as they were. Faults name the line and the field, never what stands there:
/// it is what somebody watched.
pub fn import_views(
    store: &Store,
    clock: &Clock,
    file: &Input,
    report: &mut dyn FnMut(ReadProgress),
) -> Result<ViewsSummary, ExchangeError> {
    let of = file.bytes()?;
    file.require(WantedFile::Views)?;
    let taken = Rc::new(Cell::new(0));
    let unreadable = |source| ExchangeError::Read { file: file.name().to_owned(), source };
    let input = file.open(Rc::clone(&taken)).map_err(unreadable)?;
    let mut lines = ViewLines {
        reader: ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(input),
        record: ByteRecord::new(),
        file,
        faults: FileFaults::default(),
    };
    store.import_views(clock.now(), |import| {
        let mut done = ViewsSummary::default();
        loop {
            let (batch, ends) = lines.batch()?;
            done.views += batch.len();
            // Once there is a fault nothing will stay; the rest is read for its faults alone.
            if lines.faults.is_empty() {
                done.new += write(import, &batch)?;
            }
            report(ReadProgress { read: taken.get(), of });
            if ends {
                break;
            }
        }
        done.viewers = import.viewers();
        if lines.faults.is_empty() { Ok(done) } else { Err(ExchangeError::Faults(lines.faults)) }
    })
}

fn write(import: &mut ViewsImport<'_>, batch: &[PastView]) -> Result<usize, ExchangeError> {
    Ok(if batch.is_empty() { 0 } else { import.add(batch)? })
}

/// The lines of a file.
struct ViewLines<'f, R> {
    reader: Reader<R>,
    record: ByteRecord,
    file: &'f Input,
    faults: FileFaults,
}

impl<R: std::io::Read> ViewLines<'_, R> {
    /// Reads the next views; tells whether these were the last.
    fn batch(&mut self) -> Result<(Vec<PastView>, bool), ExchangeError> {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            if !self.reader.read_byte_record(&mut self.record).map_err(|error| self.unreadable(error))? {
                return Ok((batch, true));
            }
            match view(&self.record) {
                Ok(view) => batch.push(view),
                Err((field, reason)) => self.note(field, reason),
            }
            if self.faults.is_full() {
                self.faults.cut();
                return Ok((batch, true));
            }
        }
        Ok((batch, false))
    }

    fn note(&mut self, field: Option<&str>, reason: String) {
        let line = self.record.position().map_or(0, csv::Position::line);
        let field = field.map(str::to_owned);
        self.faults.push(FileFault { file: self.file.name().to_owned(), line, subject: None, field, reason });
    }

    /// Byte records of any number of fields fail by the file alone.
    fn unreadable(&self, error: csv::Error) -> ExchangeError {
        let source = match error.into_kind() {
            ErrorKind::Io(source) => source,
            _ => std::io::ErrorKind::InvalidData.into(),
        };
        ExchangeError::Read { file: self.file.name().to_owned(), source }
    }
}

/// What is wrong with a line: the field, and what is accepted.
type LineFault = (Option<&'static str>, String);

fn view(record: &ByteRecord) -> Result<PastView, LineFault> {
    let mut fields = record.iter().map(|field| std::str::from_utf8(field).ok());
    let (Some(viewer), Some(film), Some(at)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(shape(record.len()));
    };
    if record.len() > FIELDS {
        return Err(shape(record.len()));
    }
    // As before any line of files joined with `cat`.
    let viewer = match viewer.map(|name| name.trim_start_matches(['\u{FEFF}', ' '])) {
        Some("") => None,
        Some(name) => Some(ViewerName::new(name).ok_or_else(|| bad("viewer", &name_accepts()))?),
        None => return Err(bad("viewer", "UTF-8")),
    };
    let film = film.filter(|text| is_digits(text)).and_then(|text| text.parse().ok()).and_then(FilmId::new);
    let film = film.ok_or_else(|| bad("film", &format!("the id of a film, a whole number from 0 to {MAX_ID}")))?;
    let at = at.filter(|text| is_digits(text)).and_then(|text| text.parse().ok()).and_then(Moment::written);
    let at = at.ok_or_else(|| bad("time", "whole seconds since 1970-01-01 UTC, before the year 10000"))?;
    Ok(PastView { viewer, film, at })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn name_accepts() -> String {
    format!("empty, or {}", ViewerName::accepts())
}

fn shape(fields: usize) -> LineFault {
    (None, format!("has {}; a line is viewer;film;unix time", counted(fields, "field")))
}

fn bad(field: &'static str, accepts: &str) -> LineFault {
    (Some(field), format!("must be {accepts}"))
}
