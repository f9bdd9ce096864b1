//! Faults of an import file. The lines build them, [`Faults`] gathers them, the operator reads them.

use std::fmt;
use std::path::PathBuf;

/// The most faults that one import prints; reading stops there.
pub const MAX_FAULTS: usize = 100;

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
pub struct Fault {
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

/// Writes `films.jsonl:17: film 301: items[0].size: …`; what is not known is left out.
impl fmt::Display for Fault {
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

/// The faults of an import, in the order of the files; at most [`MAX_FAULTS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
    cut: bool,
}

impl Faults {
    /// Adds a fault, or notes that there are more than fit.
    pub(super) fn push(&mut self, fault: Fault) {
        if self.list.len() < MAX_FAULTS {
            self.list.push(fault);
        } else {
            self.cut = true;
        }
    }

    /// Tells whether no further fault fits.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MAX_FAULTS
    }

    /// Notes that lines were left unread.
    pub(super) fn cut(&mut self) {
        self.cut = true;
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns them in order.
    pub fn as_slice(&self) -> &[Fault] {
        &self.list
    }
}

/// Writes one line a fault, and a last one where there may be more.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.list.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{fault}")?;
        }
        if self.cut {
            write!(f, "\n… and perhaps more: reading stopped after {MAX_FAULTS} faults")?;
        }
        Ok(())
    }
}
