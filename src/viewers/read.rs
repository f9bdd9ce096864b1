//! Reads views from files: ours, and the forms in which MovieLens is given out.
//!
//! A rating of any height is a view: whoever rated a film has watched it. The format is told by the first line.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use thiserror::Error;

use crate::catalog::{FilmId, Moment};
use crate::number::to_u32;

use super::interaction::{Interaction, ViewerNo};

/// Why a file of views cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The machine's fault, or the wrong path.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The file's fault: a line is no view.
    #[error("line {line}: {what}")]
    Line {
        /// Counted from 1.
        line: u64,
        /// What is wrong, and what is expected.
        what: &'static str,
    },
}

/// How views are written. The viewer is always the first field, the time the last.
#[derive(Clone, Copy)]
struct Format {
    delimiter: u8,
    /// How many fields a line has.
    fields: usize,
    /// Which of them is the film.
    film: usize,
    /// What is said where a line is otherwise.
    expected: &'static str,
}

/// Every known format.
const FORMATS: [Format; 4] = [
    Format { delimiter: b';', fields: 3, film: 1, expected: "expected viewer;film;unix time" },
    Format { delimiter: b',', fields: 4, film: 1, expected: "expected userId,movieId,rating,timestamp" },
    // Of two colons the second ends an empty field.
    Format { delimiter: b':', fields: 7, film: 2, expected: "expected userId::movieId::rating::timestamp" },
    Format { delimiter: b'\t', fields: 4, film: 1, expected: "expected user, film, rating and time, tabs between" },
];
/// What is said where the first line is of no known format.
const NO_FORMAT: &str =
    "expected viewer;film;unix time, or userId,movieId,rating,timestamp, or userId::movieId::rating::timestamp";
const NO_FILM: &str = "the film is not an id";
const NO_TIME: &str = "the time is not a Unix time in whole seconds";
const NO_TEXT: &str = "this is not UTF-8";

/// Reads all views of a file, in its order: `viewer;film;unix time` (viewers are any text, empty where nobody knows
/// who it was), MovieLens's `ratings.csv`, `ratings.dat` or `u.data`.
pub fn read(path: &Path) -> Result<Vec<Interaction>, ReadError> {
    views(BufReader::new(File::open(path)?))
}

/// Reads all views. Empty lines are skipped, and a header at the top.
pub fn views(mut input: impl BufRead) -> Result<Vec<Interaction>, ReadError> {
    let start = input.fill_buf()?;
    let line = start.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let Some(line) = line else { return Ok(Vec::new()) };
    let format = format_of(line).ok_or(ReadError::Line { line: 1, what: NO_FORMAT })?;
    let mut reader =
        ReaderBuilder::new().delimiter(format.delimiter).has_headers(false).flexible(true).from_reader(input);
    let mut views = Vec::new();
    let mut viewers = HashMap::new();
    let mut record = StringRecord::new();
    let mut first = true;
    while reader.read_record(&mut record).map_err(fault)? {
        let header = std::mem::take(&mut first) && is_header(&record);
        if !header {
            let line = record.position().map_or(0, csv::Position::line);
            views.push(view(&record, format, &mut viewers).map_err(|what| ReadError::Line { line, what })?);
        }
    }
    Ok(views)
}

fn format_of(line: &[u8]) -> Option<Format> {
    let fields = |format: &Format| line.split(|byte| *byte == format.delimiter).count();
    FORMATS.into_iter().find(|format| fields(format) == format.fields)
}

/// Tells whether the line has a name where a view has its time.
fn is_header(record: &StringRecord) -> bool {
    record.iter().next_back().is_some_and(|time| time.chars().any(char::is_alphabetic))
}

fn view(
    record: &StringRecord,
    format: Format,
    viewers: &mut HashMap<String, ViewerNo>,
) -> Result<Interaction, &'static str> {
    let fields: Vec<&str> = record.iter().map(str::trim).collect();
    let (Some(viewer), Some(film), Some(at)) = (fields.first(), fields.get(format.film), fields.last()) else {
        return Err(format.expected);
    };
    if fields.len() != format.fields {
        return Err(format.expected);
    }
    let film = film.parse().ok().and_then(FilmId::new).ok_or(NO_FILM)?;
    let at = at.parse().map(Moment).map_err(|_| NO_TIME)?;
    let next = ViewerNo(to_u32(viewers.len()));
    let viewer = match viewers.get(*viewer) {
        _ if viewer.is_empty() => None,
        Some(known) => Some(*known),
        None => Some(*viewers.entry((*viewer).to_owned()).or_insert(next)),
    };
    Ok(Interaction { viewer, film, at })
}

fn fault(error: csv::Error) -> ReadError {
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Io(error),
        _ => ReadError::Line { line, what: NO_TEXT },
    }
}
