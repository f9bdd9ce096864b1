//! What an import reads: files, or a catalogue built into the program.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::number::to_u64;

use super::ExchangeError;
use super::gzip;
use super::kind::{self, Foreign, WantedFile};

/// How much is read from the disk, and unpacked, at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// One source of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A regular file, unpacked where it is packed with gzip, whatever its name.
    File(PathBuf),
    /// Text built into the program.
    BuiltIn {
        /// What faults call it.
        name: &'static str,
        /// Its lines, as a file would have them.
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
            Self::BuiltIn { text, .. } => Ok(to_u64(text.len())),
        }
    }

    /// Looks at the first bytes.
    ///
    /// # Errors
    /// [`ExchangeError::Foreign`] where the file is of another kind than wanted, [`ExchangeError::Read`].
    pub(super) fn require(&self, wanted: WantedFile) -> Result<(), ExchangeError> {
        let unreadable = |source| ExchangeError::Read { file: self.name().to_owned(), source };
        let mut text = self.open(Rc::default()).map_err(unreadable)?;
        match kind::foreign(text.fill_buf().map_err(unreadable)?, wanted) {
            None => Ok(()),
            Some(kind) => Err(ExchangeError::Foreign { file: self.name().to_owned(), is: Foreign { kind, wanted } }),
        }
    }

    /// Opens it; `taken` counts the bytes read, packed as they lie there.
    pub(super) fn open(&self, taken: Rc<Cell<u64>>) -> io::Result<Box<dyn BufRead>> {
        match self {
            Self::File(path) => {
                let mut file = BufReader::with_capacity(BUFFER_BYTES, CountedRead { from: File::open(path)?, taken });
                if !file.fill_buf()?.starts_with(gzip::MAGIC) {
                    return Ok(Box::new(file));
                }
                Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, gzip::Members::new(file))))
            }
            Self::BuiltIn { text, .. } => {
                Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, CountedRead { from: *text, taken })))
            }
        }
    }
}

/// Counts what is read.
struct CountedRead<R> {
    from: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for CountedRead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(buffer)?;
        self.taken.set(self.taken.get() + to_u64(length));
        Ok(length)
    }
}
