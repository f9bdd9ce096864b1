//! What an import reads: files, or a catalogue built into the program.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use super::ExchangeError;

/// How much is read from the disk, and unpacked, at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// One source of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A regular file, unpacked where its name ends in `.gz`.
    File(PathBuf),
    /// Text built into the program.
    BuiltIn {
        /// What faults call it.
        name: &'static str,
        /// The lines.
        text: &'static [u8],
    },
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

/// Returns the demo catalogue.
pub fn demo() -> Input {
    Input::BuiltIn { name: "demo/catalogue.jsonl", text: include_bytes!("../../demo/catalogue.jsonl") }
}

impl Input {
    /// Returns the name that faults call it by.
    pub(super) fn name(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::BuiltIn { name, .. } => Path::new(name),
        }
    }

    /// Returns its size in bytes, packed as it lies there.
    pub(super) fn bytes(&self) -> Result<u64, ExchangeError> {
        match self {
            Self::File(path) => {
                let about = path.metadata().map_err(|source| ExchangeError::Read { file: path.clone(), source })?;
                if about.is_file() { Ok(about.len()) } else { Err(ExchangeError::NotAFile(path.clone())) }
            }
            Self::BuiltIn { text, .. } => Ok(u64::try_from(text.len()).unwrap_or(u64::MAX)),
        }
    }

    /// Opens it; `taken` counts the bytes read, packed as they lie there.
    pub(super) fn open(&self, taken: Rc<Cell<u64>>) -> io::Result<Box<dyn BufRead>> {
        match self {
            Self::File(path) => {
                let file = BufReader::with_capacity(BUFFER_BYTES, Counted { from: File::open(path)?, taken });
                let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
                if !packed {
                    return Ok(Box::new(file));
                }
                Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(file))))
            }
            Self::BuiltIn { text, .. } => {
                Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, Counted { from: *text, taken })))
            }
        }
    }
}

/// Counts what is read.
struct Counted<R> {
    from: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(buffer)?;
        self.taken.set(self.taken.get() + u64::try_from(length).unwrap_or(u64::MAX));
        Ok(length)
    }
}
