//! What is wrong with settings. Built here only; the command line prints it and ends. All of it is the operator's to
//! mend, so every fault is a sentence that names the source, the setting, what was given and what is accepted.

use std::fmt;
use std::io;
use std::path::PathBuf;

use toml::Value;

use crate::catalog::nearest;

use super::layers::VARIABLE_PREFIX;

/// What stands in place of a secret.
pub(super) const STARS: &str = "***";
/// Characters of a given value that a fault repeats.
const MAX_GIVEN: usize = 100;

/// Everything that is wrong, a line each.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
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
pub enum Fault {
    /// There is no such file, or it is not a text that may be read.
    #[error("{}: the settings file cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        reason: io::ErrorKind,
    },
    /// The file is not TOML.
    #[error("{origin}: the file is not TOML: {reason}")]
    Syntax {
        /// The place.
        origin: Origin,
        /// What is wrong there.
        reason: String,
    },
    /// A setting is refused.
    #[error("{origin}: {refusal}")]
    Refused {
        /// Who gave it.
        origin: Origin,
        /// Why.
        refusal: Refusal,
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
pub struct Refusal {
    /// The setting; members of lists are counted from 1: `device 2 max_size`.
    pub setting: String,
    /// Why.
    pub problem: Problem,
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

impl Refusal {
    /// Refuses a value; who holds it names it.
    pub(super) fn new(problem: Problem) -> Self {
        Self { setting: String::new(), problem }
    }

    /// Refuses a value that is not what is accepted.
    pub(super) fn bad(given: &Value, accepts: String) -> Self {
        Self::new(Problem::Bad { given: presentable(&given.to_string()), accepts })
    }

    /// Refuses a name that nobody knows.
    pub(super) fn unknown(name: &str, known: &[&str]) -> Self {
        // What all variables begin with makes none of them more like the name.
        let bare = |name: &'_ str| name.strip_prefix(VARIABLE_PREFIX).unwrap_or(name).to_owned();
        let bare_known: Vec<String> = known.iter().map(|known| bare(known)).collect();
        let meant = nearest(bare_known.iter().map(String::as_str), &bare(name));
        let meant = meant.and_then(|meant| known.iter().find(|known| bare(known) == meant));
        Self::new(Problem::Unknown { nearest: meant.map(|meant| (*meant).to_owned()) }).within(&presentable(name))
    }

    /// Puts the name of what holds the value before it.
    pub(super) fn within(mut self, name: &str) -> Self {
        let space = if self.setting.is_empty() { "" } else { " " };
        self.setting = format!("{name}{space}{}", self.setting);
        self
    }

    /// Puts the place in a list before it.
    pub(super) fn of_member(self, index: usize) -> Self {
        self.within(&index.saturating_add(1).to_string())
    }
}

impl fmt::Display for Refusal {
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

/// Stars what may be a password and cuts what is too long to read; stays on one line.
fn presentable(given: &str) -> String {
    let starred = starred(given);
    let mut short: String = starred.chars().take(MAX_GIVEN).collect();
    if short.len() < starred.len() {
        short.push('…');
    }
    short.replace(['\n', '\r'], " ")
}

/// Returns the text with the passwords of URLs in it starred: between the user and `@`, and in `password=`
/// parameters. Rather stars too much than too little, for a password may hold any character.
pub(super) fn starred(text: &str) -> String {
    let mut starred = match text.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((user, host)) => {
                let user = user.split(':').next().unwrap_or_default();
                let stars = if rest.starts_with(&format!("{user}:")) { format!(":{STARS}") } else { String::new() };
                format!("{scheme}://{user}{stars}@{host}")
            }
            None => text.to_owned(),
        },
        None => text.to_owned(),
    };
    let mut from = 0;
    while let Some(at) = starred[from..].to_ascii_lowercase().find("password=") {
        let start = from + at + "password=".len();
        let end = starred[start..].find('&').map_or(starred.len(), |length| start + length);
        starred.replace_range(start..end, STARS);
        from = start + STARS.len();
    }
    starred
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_starred_and_nothing_else() {
        for (text, expected) in [
            ("postgres://afisha:secret@db/films", "postgres://afisha:***@db/films"),
            ("postgres://afisha:se:c/r@t?@db/films", "postgres://afisha:***@db/films"),
            ("postgres://afisha@db/films", "postgres://afisha@db/films"),
            ("postgres://:secret@db/films", "postgres://:***@db/films"),
            ("postgres://db/films?user=a&password=secret&x=y", "postgres://db/films?user=a&password=***&x=y"),
            ("postgres://db/films?sslPassword=a&PASSWORD=b", "postgres://db/films?sslPassword=***&PASSWORD=***"),
            ("sqlite:afisha.db", "sqlite:afisha.db"),
            ("", ""),
        ] {
            assert_eq!(starred(text), expected);
        }
    }
}
