//! The lines of the files of an import, one at a time.

use std::cell::Cell;
use std::hash::Hasher;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use twox_hash::XxHash3_64;

use crate::number::to_u64;

use super::ExchangeError;
use super::input::Input;
use super::kind::WantedFile;

/// The greatest length of a line in bytes, its end included: bounds the memory of an import.
pub const MAX_LINE_BYTES: usize = 16 * 1024 * 1024;
/// A byte order mark, which some editors put before the first line; in files joined with `cat` before others too.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// How far an import has come, in bytes of its files as they lie on disk. A file counts as often as it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadProgress {
    /// Bytes read.
    pub read: u64,
    /// Bytes to read in all.
    pub of: u64,
}

/// Where a line stands: the file by its place in the list of files, the line from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinePlace {
    pub(super) file: usize,
    pub(super) line: u64,
}

/// A line without its end, or the word that it is longer than [`MAX_LINE_BYTES`].
pub(super) enum LineText<'a> {
    Whole(&'a [u8]),
    TooLong,
}

/// Tells the reader of lines to go on, or to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    GoOn,
    Stop,
}

/// The files of an import and how much of them has been read.
pub(super) struct Source<'a> {
    files: &'a [Input],
    progress: ReadProgress,
    report: &'a mut dyn FnMut(ReadProgress),
}

impl<'a> Source<'a> {
    /// Looks at the first bytes of the files; `passes` is how many times each will be read.
    pub(super) fn new(
        files: &'a [Input],
        passes: u64,
        report: &'a mut dyn FnMut(ReadProgress),
    ) -> Result<Self, ExchangeError> {
        let mut bytes = 0;
        for file in files {
            bytes += file.bytes()?;
            file.require(WantedFile::Catalogue)?;
        }
        Ok(Self { files, progress: ReadProgress { read: 0, of: bytes * passes }, report })
    }

    /// Returns the files, in order.
    pub(super) fn files(&self) -> &'a [Input] {
        self.files
    }

    /// Hands out every line that is not blank, in order, until told to stop, and returns a digest of each file's text.
    /// A file that was not read to its end has none.
    pub(super) fn read<E: From<ExchangeError>>(
        &mut self,
        mut each: impl FnMut(LinePlace, LineText<'_>) -> Result<Then, E>,
    ) -> Result<Vec<u64>, E> {
        let mut digests = Vec::with_capacity(self.files.len());
        for (at, file) in self.files.iter().enumerate() {
            let mut lines = LineReader::open(file).map_err(|source| read_error(file, source))?;
            while let Some(text) = lines.next().map_err(|source| read_error(file, source))? {
                let place = LinePlace { file: at, line: text.0 };
                if each(place, text.1)? == Then::Stop {
                    return Ok(digests);
                }
                let read = lines.taken.replace(0);
                if read > 0 {
                    self.progress.read += read;
                    (self.report)(self.progress);
                }
            }
            self.progress.read += lines.taken.replace(0);
            digests.push(lines.digest.finish());
        }
        (self.report)(self.progress);
        Ok(digests)
    }
}

fn read_error<E: From<ExchangeError>>(file: &Input, source: io::Error) -> E {
    E::from(ExchangeError::Read { file: file.name().to_owned(), source })
}

/// The lines of one file.
pub(super) struct LineReader {
    text: Box<dyn BufRead>,
    /// Bytes taken from the disk since the last report.
    pub(super) taken: Rc<Cell<u64>>,
    digest: XxHash3_64,
    number: u64,
    line: Vec<u8>,
}

impl LineReader {
    /// Opens a file at its first line.
    pub(super) fn open(file: &Input) -> io::Result<Self> {
        let taken = Rc::new(Cell::new(0));
        let text = file.open(Rc::clone(&taken))?;
        Ok(Self { text, taken, digest: XxHash3_64::with_seed(0), number: 0, line: Vec::new() })
    }

    /// Returns the next line that is not blank, with its number; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, LineText<'_>)>> {
        loop {
            self.line.clear();
            let limit = to_u64(MAX_LINE_BYTES);
            let length = self.text.by_ref().take(limit).read_until(b'\n', &mut self.line)?;
            if length == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.digest.write(&self.line);
            if length == MAX_LINE_BYTES && !self.line.ends_with(b"\n") && !self.text.fill_buf()?.is_empty() {
                self.text.skip_until(b'\n')?;
                return Ok(Some((self.number, LineText::TooLong)));
            }
            let start = self.line.len() - bare(&self.line).len();
            if start < self.line.len() {
                return Ok(Some((self.number, LineText::Whole(self.line[start..].trim_ascii_end()))));
            }
        }
    }
}

/// Returns the line without white space and byte order marks before it.
fn bare(line: &[u8]) -> &[u8] {
    let mut bare = line.trim_ascii_start();
    while let Some(rest) = bare.strip_prefix(BOM) {
        bare = rest.trim_ascii_start();
    }
    bare
}
