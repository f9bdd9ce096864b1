//! What can be wrong with the files of IMDb's tables as a whole.

use std::io;
use std::path::PathBuf;

use crate::exchange::kind::IMDB_SOURCE;

/// Why files are not IMDb's three tables.
#[derive(Debug, thiserror::Error)]
pub enum ImdbFilesFault {
    /// A file has no line.
    #[error("{} is empty; download it again from {IMDB_SOURCE}", .0.display())]
    Empty(PathBuf),
    /// The first line of a file is none that a table begins with.
    #[error(
        "{} is none of IMDb's tables title.basics, title.akas and title.ratings, for it begins with `{begins}`; download \
         them from {IMDB_SOURCE}",
        file.display()
    )]
    Unknown {
        /// The file, as it was named.
        file: PathBuf,
        /// How its first line begins.
        begins: String,
    },
    /// A table is given twice, so another one is missing.
    #[error(
        "{} and {} are both {table}; give title.basics, title.akas and title.ratings, in any order",
        first.display(),
        second.display()
    )]
    Twice {
        /// The table.
        table: &'static str,
        /// The first file, as it was named.
        first: PathBuf,
        /// The second file.
        second: PathBuf,
    },
    /// A table has no column that is needed.
    #[error(
        "{} lacks the column {column} of {table}; if it was downloaded from {IMDB_SOURCE} as it is, IMDb has changed its tables, \
         and a newer afisha is needed",
        file.display()
    )]
    Column {
        /// The file, as it was named.
        file: PathBuf,
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// No row is one that is kept.
    #[error("{} has no film or series in it; download it again from {IMDB_SOURCE}", .0.display())]
    NoTitles(PathBuf),
    /// A file is damaged.
    #[error("cannot read {}: {source}; download it again from {IMDB_SOURCE}", file.display())]
    Damaged {
        /// The file, as it was named.
        file: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
}
