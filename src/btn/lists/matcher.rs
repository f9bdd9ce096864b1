//! What of peer ids and names of programs a manual rule bans.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The fewest characters of what is looked for: fewer are in every other name.
const LEAST_CHARS: usize = 3;
/// The most.
const MOST_CHARS: usize = 250;

/// A matcher as clients read it: a text of JSON. All but [`Self::Length`] ignore case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum RuleMatcher {
    /// The value begins with it.
    StartsWith {
        /// What is looked for.
        content: String,
    },
    /// The value ends with it.
    EndsWith {
        /// What is looked for.
        content: String,
    },
    /// The value has it somewhere.
    Contains {
        /// What is looked for.
        content: String,
    },
    /// The value is it.
    Equals {
        /// What is looked for.
        content: String,
    },
    /// The value has so many UTF-16 units, both ends included.
    Length {
        /// The fewest, at least 1: what is unknown has none.
        min: u32,
        /// The most.
        max: u32,
    },
}

/// Why a text is no matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatcherFault {
    /// It is none that is known.
    Unknown,
    /// What is looked for is too short, too long, or has a control character.
    Content,
    /// The length is none.
    Length,
}

impl RuleMatcher {
    /// Reads a matcher, such as `{"method":"STARTS_WITH","content":"-xx"}`.
    ///
    /// # Errors
    /// It would spoil the whole document for some clients, or ban nearly everybody.
    pub fn parse(json: &str) -> Result<Self, MatcherFault> {
        let matcher: Self = serde_json::from_str(json).map_err(|_| MatcherFault::Unknown)?;
        match &matcher {
            Self::StartsWith { content }
            | Self::EndsWith { content }
            | Self::Contains { content }
            | Self::Equals { content } => {
                let fits = (LEAST_CHARS..=MOST_CHARS).contains(&content.chars().count());
                let is_content = fits && !content.chars().any(char::is_control);
                if is_content { Ok(matcher) } else { Err(MatcherFault::Content) }
            }
            Self::Length { min, max } if 1 <= *min && min <= max => Ok(matcher),
            Self::Length { .. } => Err(MatcherFault::Length),
        }
    }

    /// Writes the JSON that [`Self::parse`] reads.
    pub fn to_json(&self) -> String {
        #[expect(clippy::expect_used, reason = "texts and numbers are written always")]
        serde_json::to_string(self).expect("JSON")
    }
}

impl fmt::Display for MatcherFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str(
                "a matcher is an object of JSON: a method of STARTS_WITH, ENDS_WITH, CONTAINS and EQUALS with its content, or \
                 LENGTH with min and max",
            ),
            Self::Content => {
                write!(f, "the content of a matcher has {LEAST_CHARS} to {MOST_CHARS} characters, none of them for control")
            }
            Self::Length => f.write_str("the least length of a matcher is at least 1, and at most the greatest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matchers_are_those_that_clients_read() {
        for json in [
            r#"{"method":"STARTS_WITH","content":"-xx"}"#,
            r#"{"method":"ENDS_WITH","content":"dev"}"#,
            r#"{"method":"CONTAINS","content":"a\"b"}"#,
            r#"{"method":"EQUALS","content":"example/1.0"}"#,
            r#"{"method":"LENGTH","min":1,"max":3}"#,
        ] {
            assert_eq!(RuleMatcher::parse(json).map(|matcher| matcher.to_json()).as_deref(), Ok(json));
        }
    }

    #[test]
    fn matchers_that_would_do_harm_are_refused() {
        let long = format!(r#"{{"method":"EQUALS","content":"{}"}}"#, "a".repeat(251));
        for (json, expected) in [
            ("true", MatcherFault::Unknown),
            (r#"{"method":"REGEX","content":".*"}"#, MatcherFault::Unknown),
            (r#"{"method":"starts_with","content":"-xx"}"#, MatcherFault::Unknown),
            (r#"{"method":"EQUALS","content":"abc","hit":"FALSE"}"#, MatcherFault::Unknown),
            (r#"{"method":"EQUALS"}"#, MatcherFault::Unknown),
            (r#"{"method":"CONTAINS","content":"ab"}"#, MatcherFault::Content),
            (r#"{"method":"CONTAINS","content":"ab\nc"}"#, MatcherFault::Content),
            (&long, MatcherFault::Content),
            (r#"{"method":"LENGTH","min":0,"max":3}"#, MatcherFault::Length),
            (r#"{"method":"LENGTH","min":4,"max":3}"#, MatcherFault::Length),
        ] {
            assert_eq!(RuleMatcher::parse(json), Err(expected), "{json}");
        }
    }
}
