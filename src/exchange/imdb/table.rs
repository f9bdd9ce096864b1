//! Which of IMDb's tables a file is, by the names of its columns.

use std::path::Path;

use crate::exchange::ExchangeError;
use crate::exchange::input::Input;
use crate::exchange::kind::WantedFile;
use crate::exchange::source::{LineReader, LineText};

use super::fault::ImdbFilesFault;

/// How many characters of a first line that is none are shown.
const SHOWN: usize = 60;

/// A table of IMDb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ImdbTable {
    Basics,
    Akas,
    Ratings,
}

impl ImdbTable {
    /// Returns the name that IMDb calls it by.
    fn name(self) -> &'static str {
        match self {
            Self::Basics => "title.basics",
            Self::Akas => "title.akas",
            Self::Ratings => "title.ratings",
        }
    }

    /// Recognises a table by a column that no other has.
    fn of(columns: &[&[u8]]) -> Option<Self> {
        const MARKS: [(ImdbTable, &[u8]); 3] = [
            (ImdbTable::Basics, b"primaryTitle"),
            (ImdbTable::Akas, b"titleId"),
            (ImdbTable::Ratings, b"averageRating"),
        ];
        MARKS.into_iter().find(|(_, mark)| columns.contains(mark)).map(|(table, _)| table)
    }
}

/// A file that is one of IMDb's tables.
pub(super) struct TableFile<'a> {
    pub(super) input: &'a Input,
    /// Its first line.
    pub(super) head: Vec<u8>,
    table: ImdbTable,
}

impl<'a> TableFile<'a> {
    fn recognise(input: &'a Input) -> Result<Self, ExchangeError> {
        input.require(WantedFile::ImdbTable)?;
        let unreadable = |source| ExchangeError::Read { file: input.name().to_owned(), source };
        let mut lines = LineReader::open(input).map_err(unreadable)?;
        let head = match lines.next().map_err(unreadable)? {
            None => return Err(ImdbFilesFault::Empty(input.name().to_owned()).into()),
            Some((_, LineText::TooLong)) => return Err(unknown(input.name(), b"")),
            Some((_, LineText::Whole(head))) => head.to_vec(),
        };
        let columns: Vec<&[u8]> = columns(&head).collect();
        let table = ImdbTable::of(&columns).ok_or_else(|| unknown(input.name(), &head))?;
        Ok(Self { input, table, head })
    }

    /// Returns the place of a column.
    pub(super) fn column(&self, name: &'static str) -> Result<usize, ExchangeError> {
        columns(&self.head).position(|column| column == name.as_bytes()).ok_or_else(|| {
            let (file, table) = (self.input.name().to_owned(), self.table.name());
            ImdbFilesFault::Column { file, table, column: name }.into()
        })
    }
}

/// The three tables.
pub(super) struct TableFiles<'a> {
    pub(super) basics: TableFile<'a>,
    pub(super) akas: TableFile<'a>,
    pub(super) ratings: TableFile<'a>,
}

impl<'a> TableFiles<'a> {
    /// Recognises three files, whatever their order.
    pub(super) fn recognise(files: &'a [Input; 3]) -> Result<Self, ExchangeError> {
        let mut found: Vec<TableFile<'a>> = Vec::with_capacity(files.len());
        for input in files {
            let file = TableFile::recognise(input)?;
            if let Some(first) = found.iter().find(|known| known.table == file.table) {
                let (first, second) = (first.input.name().to_owned(), input.name().to_owned());
                return Err(ImdbFilesFault::Twice { table: file.table.name(), first, second }.into());
            }
            found.push(file);
        }
        found.sort_by_key(|file| file.table);
        #[expect(clippy::expect_used, reason = "three files of which no two are one table")]
        let [basics, akas, ratings] = <[TableFile<'a>; 3]>::try_from(found).ok().expect("one of each");
        Ok(Self { basics, akas, ratings })
    }
}

fn columns(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\t')
}

fn unknown(file: &Path, head: &[u8]) -> ExchangeError {
    let head = String::from_utf8_lossy(head);
    let begins = head.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect();
    ImdbFilesFault::Unknown { file: file.to_owned(), begins }.into()
}
