//! The fields of one JSON object, taken by name. A fault in one field does not hide those in the others.

use serde_json::{Map, Value};

use super::fault::FieldFault;
use crate::catalog::nearest;

/// How many characters of a refused value a message shows.
const SHOWN_CHARS: usize = 40;

/// The fields of one JSON object; faults go to the list of its line. `null` counts as absent.
pub(super) struct Fields<'f> {
    prefix: String,
    values: Map<String, Value>,
    known: Vec<&'static str>,
    faults: &'f mut Vec<FieldFault>,
}

impl<'f> Fields<'f> {
    /// Begins with the fields of a line.
    pub(super) fn new(values: Map<String, Value>, faults: &'f mut Vec<FieldFault>) -> Self {
        Self { prefix: String::new(), values, known: Vec::new(), faults }
    }

    /// Takes the value of a field; `None` where it is absent or `null`.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.values.remove(key).filter(|value| !value.is_null())
    }

    /// Takes a field that must be there.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        take: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        let before = self.faults.len();
        let taken = take(self, key);
        if taken.is_none() && self.faults.len() == before {
            self.fault(key, "is required and must not be empty");
        }
        taken
    }

    /// Notes a fault of a field, or of a part of it: `items`, `related[2]`.
    pub(super) fn fault(&mut self, field: &str, reason: impl Into<String>) {
        self.faults.push(FieldFault { field: Some(format!("{}{field}", self.prefix)), reason: reason.into() });
    }

    /// Notes that a value is not what the field takes; `wanted` says what that is.
    pub(super) fn refuse(&mut self, field: &str, value: &Value, wanted: &str) {
        self.fault(field, format!("must be {wanted}, not {}", shown(value)));
    }

    /// Takes a field that is a list; an absent one is empty.
    pub(super) fn list(&mut self, key: &'static str, of: &str) -> Vec<Value> {
        match self.take(key) {
            None => Vec::new(),
            Some(Value::Array(values)) => values,
            Some(other) => {
                self.refuse(key, &other, &format!("a list of {of}"));
                Vec::new()
            }
        }
    }

    /// Takes a field that is a list of objects, and reads each; a member that is no object is a fault and left out.
    pub(super) fn objects<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Fields<'_>, usize) -> T,
    ) -> Vec<T> {
        let mut members = Vec::new();
        for (at, value) in self.list(key, "objects").into_iter().enumerate() {
            match value {
                Value::Object(values) => {
                    let prefix = format!("{}{key}[{at}].", self.prefix);
                    let mut fields = Fields { prefix, values, known: Vec::new(), faults: &mut *self.faults };
                    members.push(read(&mut fields, at));
                    fields.refuse_unknown();
                }
                other => self.refuse(&format!("{key}[{at}]"), &other, "an object"),
            }
        }
        members
    }

    /// Notes a fault for every field that nobody asked for: a mistyped name would lose its value in silence.
    pub(super) fn refuse_unknown(&mut self) {
        for key in std::mem::take(&mut self.values).into_iter().map(|(key, _)| key) {
            let reason = match nearest(self.known.iter().copied(), &key) {
                Some(known) => format!("unknown field; did you mean `{known}`?"),
                None => format!("unknown field; known are {}", self.known.join(", ")),
            };
            self.fault(&shortened(&key), reason);
        }
    }
}

/// Returns a refused value for a message: its kind, and its text where it is short.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => shortened(&value.to_string()),
        Value::String(text) => format!("the text {}", shortened(&Value::from(text.as_str()).to_string())),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
