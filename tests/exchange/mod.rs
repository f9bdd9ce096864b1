//! The catalogue in and out. Every test has a catalogue and a folder of its own.

mod check;
mod create_tags;
mod demo;
mod faults;
mod field_cases;
mod files;
mod found;
mod found_scale;
mod imdb;
mod kinds;
mod replace;
mod round_trip;
mod schema;
mod survey;

use std::path::{Path, PathBuf};

use afisha::catalog::Moment;
use afisha::clock::Clock;
use afisha::exchange::{ExchangeError, ImportOptions, Input, Summary, check, export, import};
use afisha::store::Store;

use crate::support::database::Database;

/// The present of every test here: 2024-01-02T03:04:05Z.
const NOW: Moment = Moment(1_704_164_645);

/// The tags that most tests name.
const TAGS: &str = r#"{"type":"tag","id":1,"name":"comedy","title":"Комедия","kind":"genre"}
{"type":"tag","id":2,"name":"leonid-gaidai","title":"Леонид Гайдай","kind":"director"}
"#;

/// Replace and create nothing.
const PLAIN: ImportOptions<'_> = ImportOptions {
    replace: false,
    create_tags: false,
    max_removals_percent: 100,
    allow_removals: false,
    audience: None,
};

/// A catalogue, and a folder for files.
struct Home {
    folder: tempfile::TempDir,
    store: Store,
    _database: Option<Database>,
}

impl Home {
    /// An empty catalogue in SQLite.
    fn new() -> Self {
        let database = Database::sqlite();
        let home = Self::on(&database);
        Self { _database: Some(database), ..home }
    }

    /// An empty catalogue in this database.
    fn on(database: &Database) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), store: database.store(), _database: None }
    }

    /// Writes a file into the folder.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn import_files(&self, files: &[PathBuf], options: ImportOptions<'_>) -> Result<Summary, ExchangeError> {
        let files: Vec<Input> = files.iter().cloned().map(Input::from).collect();
        import(&self.store, &Clock::fixed(NOW), &files, options, &mut |_| {})
    }

    /// Imports one file of these lines.
    fn import(&self, lines: &str, options: ImportOptions<'_>) -> Result<Summary, String> {
        let file = self.file("films.jsonl", lines);
        self.import_files(&[file], options).map_err(|error| self.shown(&error))
    }

    /// Checks one file of these lines.
    fn check(&self, lines: &str, options: ImportOptions<'_>) -> Result<Summary, String> {
        let file = self.file("checked.jsonl", lines);
        check(Some(&self.store), &Clock::fixed(NOW), &[Input::File(file)], options, &mut |_| {})
            .map_err(|error| self.shown(&error))
    }

    /// Returns what a fault says, without the name of the folder.
    fn shown(&self, error: &ExchangeError) -> String {
        error.to_string().replace(&format!("{}/", self.folder.path().display()), "")
    }

    /// Exports the catalogue.
    fn exported(&self) -> String {
        let target = self.folder.path().join("exported.jsonl");
        export(&self.store, &target, &mut |_| {}).unwrap();
        std::fs::read_to_string(target).unwrap()
    }

    /// The names of the files in the folder.
    fn files(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A file of the package.
fn package_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The real films to try with, which stand beside the package where it is developed.
fn sample() -> Option<PathBuf> {
    let path = package_file("../shared/data/films-ru-sample.jsonl");
    if !path.exists() {
        eprintln!("skipped: there is no sample of films beside the package");
    }
    path.exists().then_some(path)
}

/// A film's line with these fields besides the required ones.
fn film(id: u64, fields: &str) -> String {
    let comma = if fields.is_empty() { "" } else { "," };
    format!("{{\"type\":\"film\",\"id\":{id},\"title\":\"Фильм {id}\"{comma}{fields}}}\n")
}
