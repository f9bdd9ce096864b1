//! Faults of an import file. The lines build them, [`FileFaults`] gathers them, the operator reads them.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::PathBuf;

/// The most faults that one import prints one by one; reading stops there.
pub const MAX_FAULTS: usize = 100;
/// How many faults of one sort are printed one by one; the rest are counted.
const MAX_OF_A_SORT: usize = 5;
/// How many faults are counted; reading stops there.
const MAX_COUNTED: usize = 10_000;
/// How many runs of lines the count of a sort names.
const MAX_RUNS: usize = 10;

/// What a line speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The film with this id.
    Film(u64),
    /// The tag with this id.
    Tag(u64),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Film(id) => write!(f, "film {id}"),
            Self::Tag(id) => write!(f, "tag {id}"),
        }
    }
}

/// What is wrong with one field of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldFault {
    /// The path of the field, such as `items[2].size`; `None`: the line as a whole.
    pub(super) field: Option<String>,
    /// What was found and what is accepted.
    pub(super) reason: String,
}

/// One fault of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// The film or tag of the line, where its id could be read.
    pub subject: Option<Subject>,
    /// The path of the field, such as `items[2].size`; `None`: the line as a whole.
    pub field: Option<String>,
    /// What was found and what is accepted.
    pub reason: String,
}

impl FileFault {
    /// Returns the file and what faults of one sort have in common: the field, wherever it stands in its list, and what is
    /// accepted, whatever was found.
    fn sort(&self) -> (PathBuf, String, String) {
        let without_digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
        let accepted = self.reason.split_once(", not ").map_or(&*self.reason, |(accepted, _)| accepted);
        match &self.field {
            Some(field) => (self.file.clone(), without_digits(field), accepted.to_owned()),
            None => (self.file.clone(), String::new(), without_digits(accepted)),
        }
    }
}

/// Writes `films.jsonl:17: film 301: items[0].size: …`; what is not known is left out.
impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file.display(), self.line)?;
        if let Some(subject) = self.subject {
            write!(f, "{subject}: ")?;
        }
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// The faults of one sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct FaultRuns {
    count: usize,
    /// The lines of those that are counted only: first and last of each run.
    runs: Vec<(u64, u64)>,
    /// The last line, where there are more runs than are named.
    last: Option<u64>,
}

impl FaultRuns {
    fn add(&mut self, line: u64) {
        let room = self.runs.len() < MAX_RUNS;
        match self.runs.last_mut() {
            Some((_, last)) if self.last.is_none() && line.saturating_sub(*last) <= 1 => *last = line,
            _ if room => self.runs.push((line, line)),
            _ => self.last = Some(line),
        }
    }
}

/// Writes `6-9, 12`.
impl fmt::Display for FaultRuns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.runs.iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        });
        f.write_str(&runs.collect::<Vec<_>>().join(", "))?;
        self.last.map_or(Ok(()), |last| write!(f, ", … up to {last}"))
    }
}

/// The faults of an import, in the order of the files. Of each sort the first few are kept, the rest counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFaults {
    list: Vec<FileFault>,
    sorts: BTreeMap<(PathBuf, String, String), FaultRuns>,
    count: usize,
    cut: bool,
}

impl FileFaults {
    /// Adds a fault.
    pub(super) fn push(&mut self, fault: FileFault) {
        self.count += 1;
        let sort = self.sorts.entry(fault.sort()).or_default();
        sort.count += 1;
        if sort.count > MAX_OF_A_SORT {
            sort.add(fault.line);
        } else if self.list.len() < MAX_FAULTS {
            self.list.push(fault);
        } else {
            self.cut = true;
        }
    }

    /// Tells whether enough has been found.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MAX_FAULTS || self.count >= MAX_COUNTED
    }

    /// Notes that lines were left unread.
    pub(super) fn cut(&mut self) {
        self.cut = true;
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns how many there are, those that are counted only included.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns those that are told one by one, in order.
    pub fn as_slice(&self) -> &[FileFault] {
        &self.list
    }
}

/// Writes one line a fault, one more for the rest of a sort, and a last one where there may be more.
impl fmt::Display for FileFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        let mut told: BTreeMap<_, usize> = BTreeMap::new();
        for fault in &self.list {
            writeln!(text, "{fault}")?;
            let key = fault.sort();
            let Some(sort) = self.sorts.get(&key) else { continue };
            let told = told.entry(key).or_default();
            *told += 1;
            if *told == MAX_OF_A_SORT && sort.count > MAX_OF_A_SORT {
                let (file, more) = (fault.file.display(), sort.count - MAX_OF_A_SORT);
                writeln!(text, "{file}: {more} more like the last one, on lines {sort}")?;
            }
        }
        if self.cut {
            writeln!(text, "… and possibly more: reading stopped after {} errors", self.count)?;
        }
        f.write_str(text.trim_end())
    }
}
