//! The files of a SQLite database: how they are made, which they are, and what is wrong with them.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{StoreError, advice};

/// Who may read and write a database that we make; SQLite gives the files beside it the same mode.
const MODE: u32 = 0o640;
/// What every SQLite database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// What SQLite keeps beside a database in WAL mode: what was committed last, and an index into that.
const BESIDE: [&str; 2] = ["-wal", "-shm"];
/// How long a file has to be left alone before it counts as complete.
const SETTLED: Duration = Duration::from_secs(1);

/// Tells files apart, whatever they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// Returns which file stands at the path.
    ///
    /// # Errors
    /// There is none, or this user may not look.
    pub(super) fn at(path: &str) -> io::Result<Self> {
        fs::metadata(path).map(|file| Self { device: file.dev(), inode: file.ino() })
    }
}

/// The files of a database that is open.
#[derive(Debug)]
pub(super) struct Files {
    main: FileId,
    beside: Vec<(String, FileId)>,
}

impl Files {
    /// Returns the files that stand at the path of the database and beside it.
    ///
    /// # Errors
    /// The database is not there.
    pub(super) fn at(path: &str) -> io::Result<Self> {
        let beside = BESIDE.iter().map(|end| format!("{path}{end}"));
        let beside = beside.filter_map(|path| FileId::at(&path).ok().map(|id| (path, id)));
        Ok(Self { main: FileId::at(path)?, beside: beside.collect() })
    }

    /// Tells whether the database is this file.
    pub(super) fn is(&self, file: FileId) -> bool {
        self.main == file
    }

    /// Tells whether both are of one database.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.is(other.main)
    }

    /// Removes what is left beside a database that is no longer at its path: SQLite would take it for a part of the one
    /// that comes there next. What others have put there since stays.
    pub(super) fn remove_left(self) {
        for (path, id) in self.beside {
            if FileId::at(&path).is_ok_and(|now| now == id)
                && let Err(fault) = fs::remove_file(&path)
            {
                log::error!("{path} belongs to a database that is gone and cannot be removed: {fault}");
            }
        }
    }
}

/// Makes an empty file, which is an empty database, where there is none.
///
/// # Errors
/// [`StoreError::Disk`].
pub(super) fn create(path: &str) -> Result<(), StoreError> {
    // What is there is not opened: closing it would take away the locks that SQLite has in this process.
    if Path::new(path).exists() {
        return Ok(());
    }
    match OpenOptions::new().write(true).create(true).truncate(false).mode(MODE).open(path) {
        Ok(_empty) => Ok(()),
        Err(fault) => Err(StoreError::Disk { reason: fault.to_string() }),
    }
}

/// Tells whether the file is complete, as far as can be seen: somebody may still be copying it.
pub(super) fn is_settled(path: &str) -> bool {
    let written = fs::metadata(path).and_then(|file| file.modified());
    // A time to come is that of another clock.
    written.is_ok_and(|at| SystemTime::now().duration_since(at).map_or(true, |age| age >= SETTLED))
}

/// Adds which file it is to a fault of it.
pub(super) fn name(path: &str, fault: StoreError) -> StoreError {
    match fault {
        StoreError::Disk { reason } => StoreError::Disk { reason: format!("{path}: {reason}") },
        other => other,
    }
}

/// Says what is wrong with a database file that could not be opened, and what to do.
///
/// It looks into the file, and closing that takes away the locks that SQLite has in this process: only for a file of which
/// no connection is open.
pub(super) fn explain(path: &str, fault: StoreError) -> StoreError {
    match fault {
        StoreError::Disk { reason } => {
            let cause = cause(Path::new(path), &reason).unwrap_or(reason);
            StoreError::Disk { reason: format!("{path}: {cause}") }
        }
        other => other,
    }
}

/// Finds what is wrong; `None`: what the database says has to do.
fn cause(path: &Path, said: &str) -> Option<String> {
    let file = match fs::metadata(path) {
        Ok(file) => file,
        Err(fault) => return Some(cause_of_absence(path, &fault, said)),
    };
    if file.is_dir() {
        let example = "such as sqlite:/var/lib/afisha/afisha.db";
        return Some(format!("this is a directory; set `database_url` to a file in it, {example}"));
    }
    let may_not = |what: &str| Some(format!("this user may not {what}; {AS_SERVER}"));
    let denied = |fault: &io::Error| fault.kind() == ErrorKind::PermissionDenied;
    match beginning(path) {
        Err(fault) if denied(&fault) => return may_not("read it"),
        Ok(Beginning::Sqlite) if said.contains("not a database") => return Some(advice::DAMAGED.to_owned()),
        Ok(Beginning::Other) if said.contains("not a database") => {
            let what = "this is not a SQLite database; correct the path in `database_url`, or move the file away";
            return Some(what.to_owned());
        }
        _ => {}
    }
    if !advice::is_refused_write(said) {
        return None;
    }
    match OpenOptions::new().append(true).open(path) {
        Err(fault) if denied(&fault) => may_not("write to it"),
        _ => may_not("write to its directory, where SQLite keeps two more files"),
    }
}

/// Finds why a file is not at the path, or cannot be seen there.
fn cause_of_absence(path: &Path, fault: &io::Error, said: &str) -> String {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let shown = folder.display();
    if fault.kind() == ErrorKind::PermissionDenied {
        return format!("this user may not enter the directory {shown}; {AS_SERVER}");
    }
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => format!("{shown} is not a directory; correct `database_url`"),
        Err(fault) if fault.kind() == ErrorKind::NotFound => {
            format!("there is no directory {shown}; create it, or correct `database_url`")
        }
        _ => format!("it cannot be created in the directory {shown} ({said}); {AS_SERVER}"),
    }
}

const AS_SERVER: &str = "check with `ls -ld`, and run commands as the server's user";

/// What a file begins with.
enum Beginning {
    Sqlite,
    Other,
}

/// Looks into a file that could not be opened as a database.
fn beginning(path: &Path) -> io::Result<Beginning> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(100).read_to_end(&mut bytes)?;
    Ok(if bytes.starts_with(MAGIC) { Beginning::Sqlite } else { Beginning::Other })
}
