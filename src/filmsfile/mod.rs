//! The CSV files of `/getfilmsfile/`: one for each set of access groups of a snapshot.

use std::fmt::Write;
use std::sync::Arc;

use crate::catalog::{AccessSetId, Moment};
use crate::document::SharedDocument;
use crate::query::snapshot::Snapshot;
use crate::query::visible::{ShownFilm, Visible};

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
        let answer = Visible::for_films_files(snapshot, at).films_files();
        let mut contents = vec![String::new(); answer.content.by_groups.len()];
        let mut line = String::new();
        for film in answer.content.all.iter() {
            line.clear();
            write_line(&mut line, answer.film(film));
            for (content, films) in contents.iter_mut().zip(&answer.content.by_groups) {
                if films.contains(film) {
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

fn write_line(line: &mut String, film: ShownFilm<'_>) {
    // Writing to a string cannot fail.
    write!(line, "{};\"", film.id()).unwrap_or_default();
    for (at, part) in film.title().split('"').enumerate() {
        line.push_str(if at > 0 { "\"\"" } else { "" });
        line.push_str(part);
    }
    line.push_str("\";");
    if let Some(year) = film.year() {
        write!(line, "{year}").unwrap_or_default();
    }
    line.push('\n');
}
