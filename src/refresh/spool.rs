//! The file of views that could not be written when the program stopped: kept until the next start.

use std::fs::{self, OpenOptions};
use std::hash::Hasher;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_64;

use crate::catalog::{FilmId, Moment};
use crate::viewers::{ViewEvent, ViewerId};

/// What people watch is for the server alone.
const MODE: u32 = 0o600;
/// What the file begins with.
const HEAD: &str = "afisha views 1";

/// Such a file. Its first line is a head with a hash of the rest, then a view a line: viewer, film, unix time.
#[derive(Clone, Debug)]
pub struct Spool {
    path: PathBuf,
}

impl Spool {
    /// Names the file; it need not be there.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the views, none where there is no file. A file that is damaged or cannot be read is set aside, which the log
    /// says: views are no reason not to start.
    pub(super) fn read(&self) -> Vec<ViewEvent> {
        let damage = match fs::read_to_string(&self.path) {
            Ok(text) => match parse(&text) {
                Some(views) => return views,
                None => "it is damaged".to_owned(),
            },
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Vec::new(),
            Err(fault) => format!("it cannot be read: {fault}"),
        };
        let path = self.path.display();
        match self.set_aside() {
            Ok(aside) => {
                log::error!(
                    "the views kept in {path} are ignored: {damage}; the file was renamed to {}",
                    aside.display()
                )
            }
            Err(fault) => {
                log::error!("the views kept in {path} are ignored: {damage}; the file cannot be renamed: {fault}")
            }
        }
        Vec::new()
    }

    /// Writes the file anew, whole or not at all.
    ///
    /// # Errors
    /// It cannot be written; what was there before is still there.
    pub fn write(&self, views: &[ViewEvent]) -> io::Result<()> {
        let lines: String = views.iter().map(line).collect();
        let partial = self.beside(".partial");
        // It may be there with another mode.
        remove(&partial)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&partial)?;
        writeln!(file, "{HEAD} {:016x}", hash(&lines))?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        fs::rename(&partial, &self.path)
    }

    /// Removes the file, whose views are written.
    pub(super) fn remove(&self) {
        if let Err(fault) = remove(&self.path) {
            log::error!(
                "the views kept in {} were written, but the file cannot be removed: {fault}",
                self.path.display()
            );
        }
    }

    /// Renames the file to the first free name after its own.
    fn set_aside(&self) -> io::Result<PathBuf> {
        let names = (1_u64..).map(|number| self.beside(&format!(".damaged-{number}")));
        let free = names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| self.beside(".damaged"));
        fs::rename(&self.path, &free).map(|()| free)
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(end);
        name.into()
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault),
        _ => Ok(()),
    }
}

fn line(view: &ViewEvent) -> String {
    format!("{} {} {}\n", view.viewer.get(), view.film.get(), view.at.0)
}

fn parse(text: &str) -> Option<Vec<ViewEvent>> {
    let (head, lines) = text.split_once('\n')?;
    let known = u64::from_str_radix(head.strip_prefix(HEAD)?.trim(), 16).ok()?;
    if known != hash(lines) {
        return None;
    }
    lines.lines().map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<ViewEvent> {
    let mut words = line.split(' ');
    let viewer = ViewerId::new(words.next()?.parse().ok()?)?;
    let film = FilmId::new(words.next()?.parse().ok()?)?;
    let at = Moment(words.next()?.parse().ok()?);
    words.next().is_none().then_some(ViewEvent { viewer, film, at })
}

fn hash(lines: &str) -> u64 {
    let mut hasher = XxHash3_64::with_seed(0);
    hasher.write(lines.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn view(viewer: u64, film: u64, at: i64) -> ViewEvent {
        ViewEvent { viewer: ViewerId::new(viewer).unwrap(), film: FilmId::new(film).unwrap(), at: Moment(at) }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_and_is_for_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::at(folder.path().join("views"));
        assert_eq!(spool.read(), []);
        for views in [vec![view(1, 2, -3), view(u64::MAX >> 1, 5, 6)], vec![view(7, 8, 9)], vec![]] {
            spool.write(&views).unwrap();
            assert_eq!(spool.read(), views);
            assert_eq!(fs::metadata(spool.path()).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(names(folder.path()), ["views"]);
        }
        spool.remove();
        spool.remove();
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn what_is_damaged_is_set_aside_and_nothing_of_it_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::at(folder.path().join("views"));
        spool.write(&[view(1, 2, 3), view(4, 5, 6)]).unwrap();
        let whole = fs::read(spool.path()).unwrap();
        let mut flipped = whole.clone();
        *flipped.iter_mut().rev().nth(1).unwrap() = b'7';
        let damaged = [&whole[..whole.len() - 4], &flipped, b"", b"\xff\xfe", b"afisha views 2 0000000000000000\n"];
        for bytes in damaged {
            fs::write(spool.path(), bytes).unwrap();
            assert_eq!(spool.read(), []);
        }
        let aside = (1..=damaged.len()).map(|number| format!("views.damaged-{number}")).collect::<Vec<_>>();
        assert_eq!(names(folder.path()), aside);
    }
}
