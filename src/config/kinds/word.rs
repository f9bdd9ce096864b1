//! Values that are written as a text.

use toml::Value;

use crate::config::declare::{Kind, Shown};
use crate::config::fault::{Problem, Refusal};
use crate::config::secret::STARS;

/// A kind of values that are written as a text.
pub(in crate::config) trait Word {
    /// What the program works with.
    type Value;
    /// Whether a refusal shows nothing of what was given.
    const SECRET: bool = false;

    /// Says what may be given, after «it must be».
    fn accepts() -> String;

    /// Says what a list of them may be, after «it must be».
    fn accepts_list() -> String {
        Self::accepts()
    }

    /// Reads the text as it was given; `None` where it is none of these values.
    fn parse(text: &str) -> Option<Self::Value>;

    /// Writes it for documents, a secret starred.
    fn write(value: &Self::Value) -> String;

    /// Returns the value that was probably meant by a text that is none.
    fn meant(_text: &str) -> Option<String> {
        None
    }
}

impl<W: Word> Kind for W {
    type Value = W::Value;

    fn accepts() -> String {
        W::accepts()
    }

    fn read(value: &Value) -> Result<W::Value, Vec<Refusal>> {
        value.as_str().and_then(W::parse).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &W::Value) -> Shown {
        Shown::Value(Value::String(W::write(value)))
    }

    fn refuse(value: &Value) -> Vec<Refusal> {
        let text = value.as_str();
        let meant = text.and_then(W::meant).map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
        let accepts = format!("{}{meant}", W::accepts());
        if !W::SECRET {
            return vec![Refusal::bad(value, accepts)];
        }
        let is_blank = text.is_some_and(|text| text.trim().is_empty());
        let given = if is_blank { "\"\"" } else { STARS };
        vec![Refusal::new(Problem::Bad { given: given.to_owned(), accepts })]
    }
}
