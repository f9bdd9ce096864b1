//! The catalogue out: one canonical line a tag, then one a film.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::ExchangeError;
use super::canonical::{FilmOut, TagOut};
use crate::catalog::{Film, Tag, TagId};
use crate::store::{Sink, Store};

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// How many tags were written.
    pub tags: usize,
    /// How many films were written.
    pub films: usize,
}

/// Writes the catalogue of one moment into a file, packed where its name ends in `.gz`. `report` hears what has been
/// written so far.
///
/// The file appears whole or not at all: it is written under another name beside the target and renamed. The same
/// catalogue gives the same bytes, packed ones too.
///
/// # Errors
/// [`ExchangeError::Write`] or [`ExchangeError::Store`]; a file that was there stays as it was.
pub fn export(store: &Store, target: &Path, report: &mut dyn FnMut(Exported)) -> Result<Exported, ExchangeError> {
    let beside = beside(target);
    let written = write_file(store, &beside, target, report);
    if written.is_err() {
        // Best effort: the error that counts is the one at hand.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Writes the catalogue of one moment as text, in the same form as [`export`].
///
/// # Errors
/// [`ExchangeError::Write`], which names the file `-`, or [`ExchangeError::Store`].
pub fn export_to(
    store: &Store,
    out: &mut dyn Write,
    report: &mut dyn FnMut(Exported),
) -> Result<Exported, ExchangeError> {
    let written = write_lines(store, out, Path::new("-"), report)?;
    out.flush().map_err(|source| ExchangeError::Write { file: PathBuf::from("-"), source })?;
    Ok(written)
}

/// Returns the name under which a file is written until it is whole; hidden, and this process's own.
fn beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    target.with_file_name(name)
}

fn write_file(
    store: &Store,
    beside: &Path,
    target: &Path,
    report: &mut dyn FnMut(Exported),
) -> Result<Exported, ExchangeError> {
    let fault = |source| ExchangeError::Write { file: target.to_owned(), source };
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(beside).map_err(fault)?;
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let written = if target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz")) {
        // The header that flate2 writes by default holds no time, so bytes repeat.
        let mut packed = GzEncoder::new(&mut out, Compression::default());
        let written = write_lines(store, &mut packed, target, report)?;
        packed.finish().map_err(fault)?;
        written
    } else {
        write_lines(store, &mut out, target, report)?
    };
    out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file: File| file.sync_all()).map_err(fault)?;
    fs::rename(beside, target).map_err(fault)?;
    Ok(written)
}

fn write_lines(
    store: &Store,
    out: &mut dyn Write,
    name: &Path,
    report: &mut dyn FnMut(Exported),
) -> Result<Exported, ExchangeError> {
    let mut lines = LineWriter { out, report, tags: BTreeMap::new(), written: Exported::default(), failed: None };
    store.load(None, &mut lines)?;
    match lines.failed {
        None => Ok(lines.written),
        Some(source) => Err(ExchangeError::Write { file: name.to_owned(), source }),
    }
}

/// Writes what the store hands out; after a failure nothing more.
struct LineWriter<'a> {
    out: &'a mut dyn Write,
    report: &'a mut dyn FnMut(Exported),
    tags: BTreeMap<TagId, Tag>,
    written: Exported,
    failed: Option<io::Error>,
}

impl LineWriter<'_> {
    fn wrote(&mut self, line: io::Result<()>) {
        self.failed = self.failed.take().or(line.err());
        (self.report)(self.written);
    }
}

impl Sink for LineWriter<'_> {
    fn tags(&mut self, tags: Vec<Tag>) {
        let lines = tags.iter().try_for_each(|tag| write_line(self.out, &TagOut::new(tag)));
        self.written.tags = tags.len();
        self.tags = tags.into_iter().map(|tag| (tag.id, tag)).collect();
        self.wrote(lines);
    }

    fn films(&mut self, films: Vec<Film>) {
        films.into_iter().for_each(|film| self.film(film));
    }
}

impl LineWriter<'_> {
    fn film(&mut self, film: Film) {
        if self.failed.is_none() {
            let tags: Vec<&Tag> = film.tags.iter().map(|id| &self.tags[id]).collect();
            let line = write_line(self.out, &FilmOut::new(&film, &tags));
            self.written.films += 1;
            self.wrote(line);
        }
    }
}

fn write_line(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
