//! The CSV files of `/getfilmsfile/`: one for each set of access groups, made when the snapshot is.

use std::fmt::Write;
use std::sync::Arc;

use crate::catalog::{AccessSetId, Moment};
use crate::document::SharedDocument;
use crate::query::snapshot::{Entry, Snapshot};

/// What the names of files end in.
const EXTENSION: &str = ".csv";
/// The hexadecimal digits of a 128-bit hash.
const HASH_DIGITS: usize = 32;

/// One file.
#[derive(Clone, Debug)]
pub struct FilmsFile {
    /// Its name, which is the hash of its content.
    pub name: String,
    /// `id;"title";year` a line, by id.
    pub content: Arc<SharedDocument>,
}

impl FilmsFile {
    fn new(content: String) -> Self {
        let content = Arc::new(SharedDocument::new(content));
        Self { name: format!("{}{EXTENSION}", content.digest()), content }
    }

    /// Tells whether a file, this or an older one, could bear the name.
    pub fn could_be_named(&self, name: &str) -> bool {
        let hash = name.strip_suffix(EXTENSION).unwrap_or_default();
        hash.len() == HASH_DIGITS && hash.bytes().all(|b| b.is_ascii_hexdigit())
    }
}

/// The files of one snapshot.
#[derive(Clone, Debug)]
pub struct FilmsFiles(Vec<FilmsFile>);

impl FilmsFiles {
    /// Writes the files as they are at the moment.
    pub fn new(snapshot: &Snapshot, at: Moment) -> Self {
        let sets = snapshot.setup().access.sets().len();
        let mut contents = vec![String::new(); sets];
        let trailers = snapshot.trailer_films();
        let mut line = String::new();
        for (row, entry) in snapshot.rows() {
            if !is_listed(entry, at) || trailers.is_some_and(|trailers| trailers.contains(row.bit())) {
                continue;
            }
            line.clear();
            write_line(&mut line, entry);
            for (content, may_see) in contents.iter_mut().zip(snapshot.accessible()) {
                if may_see.contains(row.bit()) {
                    content.push_str(&line);
                }
            }
        }
        Self(contents.into_iter().map(FilmsFile::new).collect())
    }

    /// Takes over the files of the snapshot before that are the same, with the forms they were encoded in.
    pub fn keeping(self, before: &Self) -> Self {
        let keep = |file: FilmsFile| before.0.iter().find(|known| known.name == file.name).cloned().unwrap_or(file);
        Self(self.0.into_iter().map(keep).collect())
    }

    /// Returns the file for a client of these groups.
    pub fn of(&self, groups: AccessSetId) -> Option<&FilmsFile> {
        self.0.get(groups.index())
    }
}

/// Tells whether the film and at least one of its items are published; the device does not matter.
fn is_listed(entry: &Entry, at: Moment) -> bool {
    entry.published.is_some_and(|published| published <= at) && entry.items.iter().any(|item| item.published <= at)
}

fn write_line(line: &mut String, entry: &Entry) {
    // Writing to a string cannot fail.
    write!(line, "{};\"", entry.id).unwrap_or_default();
    for (at, part) in entry.title.as_str().split('"').enumerate() {
        line.push_str(if at > 0 { "\"\"" } else { "" });
        line.push_str(part);
    }
    line.push_str("\";");
    if let Some(year) = entry.year {
        write!(line, "{year}").unwrap_or_default();
    }
    line.push('\n');
}
