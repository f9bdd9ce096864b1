//! What is wrong with settings. Built here only; the command line prints it and ends. All of it is the operator's to
//! mend, so every fault is a sentence that names the source, the setting, what was given and what is accepted.

use std::fmt;
use std::io;
use std::path::PathBuf;

use toml::Value;

use crate::catalog::nearest;

use super::redact::{presentable, presentable_name, presentable_path};
use super::secret::STARS;

/// What variables of ours begin with.
pub(super) const VARIABLE_PREFIX: &str = "AFISHA_";

/// Everything that is wrong, a line each.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct SettingsFaults(pub Vec<SettingsFault>);

impl fmt::Display for SettingsFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingsFault {
    /// There is no such file, or it is not a text that may be read.
    #[error("cannot read the settings file {}{}: {}", presentable_path(path), named(variable.as_deref()), reason(*kind))]
    Unreadable {
        /// The settings file.
        path: PathBuf,
        /// The variable that names it, if one does.
        variable: Option<String>,
        /// What the machine says.
        kind: io::ErrorKind,
    },
    /// The file is not TOML.
    #[error("{origin}: the file is not TOML: {reason}")]
    Syntax {
        /// The line of the settings file.
        origin: Origin,
        /// What is wrong there.
        reason: String,
    },
    /// A setting is refused.
    #[error("{origin}: {refusal}")]
    Refused {
        /// Who gave it.
        origin: Origin,
        /// Which setting it is, and what is wrong with it.
        refusal: SettingRefusal,
    },
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// In the file, at the line, counted from 1.
    File(PathBuf, usize),
    /// In the variable.
    Variable(String),
    /// In the flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{}, line {line}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A setting and why it is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingRefusal {
    /// The setting; members of lists are counted from 1: `device 2 max_size`.
    pub(super) setting: String,
    /// What is wrong with it.
    pub(super) problem: Problem,
}

/// Why a setting is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// It is not what is accepted.
    Bad {
        /// What was given, as TOML; short, on one line, secrets starred.
        given: String,
        /// What may be given.
        accepts: String,
    },
    /// An entry cannot do without it.
    Missing {
        /// What may be given.
        accepts: String,
    },
    /// There is no such setting.
    Unknown {
        /// The known one that was probably meant.
        nearest: Option<String>,
    },
    /// It breaks a rule, which the words say.
    Rule(String),
}

impl SettingRefusal {
    /// Refuses a value; who holds it names it.
    pub(super) fn new(problem: Problem) -> Self {
        Self { setting: String::new(), problem }
    }

    /// Refuses a value that is not what is accepted.
    pub(super) fn bad(given: &Value, accepts: String) -> Self {
        Self::new(Problem::Bad { given: presentable(given), accepts })
    }

    /// Refuses a value that is not what is accepted and may be a secret; shows only whether it is blank.
    pub(super) fn secret(given: &Value, accepts: String) -> Self {
        let is_blank = given.as_str().is_some_and(|text| text.trim().is_empty());
        let given = if is_blank { "\"\"" } else { STARS };
        Self::new(Problem::Bad { given: given.to_owned(), accepts })
    }

    /// Refuses a name that nobody knows.
    pub(super) fn unknown(name: &str, known: &[&str]) -> Self {
        // What all variables begin with makes none of them more like the name.
        let bare = |name: &'_ str| name.strip_prefix(VARIABLE_PREFIX).unwrap_or(name).to_owned();
        let bare_known: Vec<String> = known.iter().map(|known| bare(known)).collect();
        let meant = nearest(bare_known.iter().map(String::as_str), &bare(name));
        let meant = meant.and_then(|meant| known.iter().find(|known| bare(known) == meant));
        Self::new(Problem::Unknown { nearest: meant.map(|meant| (*meant).to_owned()) }).within(&presentable_name(name))
    }

    /// Puts the name of what holds the value before it.
    pub(super) fn within(mut self, name: &str) -> Self {
        let space = if self.setting.is_empty() { "" } else { " " };
        self.setting = format!("{name}{space}{}", self.setting);
        self
    }

    /// Puts the place in a list before it.
    pub(super) fn of_member(self, index: usize) -> Self {
        self.within(&(index + 1).to_string())
    }
}

impl fmt::Display for SettingRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        match &self.problem {
            Problem::Bad { given, accepts } => write!(f, "{setting} is {given}; it must be {accepts}"),
            Problem::Missing { accepts } => write!(f, "{setting} is missing; it must be {accepts}"),
            Problem::Unknown { nearest: Some(nearest) } => {
                write!(f, "{setting} is not a setting; did you mean {nearest}?")
            }
            Problem::Unknown { nearest: None } => write!(f, "{setting} is not a setting"),
            Problem::Rule(words) => write!(f, "{setting} {words}"),
        }
    }
}

fn named(variable: Option<&str>) -> String {
    variable.map_or_else(String::new, |variable| format!(", which {variable} names"))
}

/// Says why a file cannot be read.
pub(super) fn reason(kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        other => other.to_string(),
    }
}
