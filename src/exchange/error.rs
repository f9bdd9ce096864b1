//! What can go wrong with an import or an export. Built in this room, read by the commands that call it.

use std::io;
use std::path::PathBuf;

use super::fault::FileFaults;
use super::imdb::ImdbFilesFault;
use super::kind::Foreign;
use super::removal::Removal;
use crate::store::{Blame, StoreError};

/// Why the catalogue did not come in or go out. Whatever it is, the catalogue stands as it was.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The files hold what is not accepted: the fault of whoever made them.
    #[error("{0}")]
    Faults(FileFaults),
    /// A file is not there or cannot be read: the machine's fault, or that of whoever named it.
    #[error("cannot read {}: {source}", file.display())]
    Read {
        /// The file, as it was named.
        file: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// A pipe or a folder was named: the fault of whoever named it.
    #[error("{} is not a regular file; an import reads each file twice", .0.display())]
    NotAFile(PathBuf),
    /// A file is of another kind: the fault of whoever named it.
    #[error("{} {is}", file.display())]
    Foreign {
        /// The file, as it was named.
        file: PathBuf,
        /// What it is.
        is: Foreign,
    },
    /// More would be removed than may be: the fault of whoever made the files, or asked for it.
    #[error("{0}")]
    Removal(Removal),
    /// Files are not IMDb's tables: the fault of whoever named or fetched them.
    #[error(transparent)]
    ImdbFiles(#[from] ImdbFilesFault),
    /// A file changed under the import: the fault of whoever writes it meanwhile.
    #[error("{} changed while it was being imported; import it again once it is complete", .0.display())]
    Changed(PathBuf),
    /// A file cannot be written: the machine's fault.
    #[error("cannot write {}: {source}", file.display())]
    Write {
        /// The file, as it was named.
        file: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// The database failed or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExchangeError {
    /// Tells whose fault it is. A file that is not there was named wrongly; whatever else ails a file is the machine's.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Faults(_)
            | Self::NotAFile(_)
            | Self::Foreign { .. }
            | Self::Removal(_)
            | Self::ImdbFiles(_)
            | Self::Changed(_) => Blame::Caller,
            Self::Read { source, .. } | Self::Write { source, .. } => match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput => {
                    Blame::Caller
                }
                _ => Blame::Machine,
            },
            Self::Store(error) => error.blame(),
        }
    }
}
