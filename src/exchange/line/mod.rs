//! One line: what it says, checked for everything that needs no other line.

mod content;
mod film;
mod rating;
mod serie;

use serde_json::Value;
use serde_json::error::Category;

pub(super) use content::{CatalogueLine, FilmLine, NamedTag};

use super::fault::{FieldFault, Subject};
use super::fields::Fields;
use crate::catalog::{MAX_ID, Moment, Tag, TagKind};
use crate::surrogates;

/// The type of the lines about torrents that may be of several films.
pub(super) const DOUBTFUL: &str = "doubtful";

/// A line as far as it could be read.
pub(super) struct Read {
    /// What it speaks of, where its id could be read.
    pub(super) subject: Option<Subject>,
    /// What it says; whatever had a fault in it is left out. `None` where nothing is left.
    pub(super) line: Option<CatalogueLine>,
    /// Everything wrong with it.
    pub(super) faults: Vec<FieldFault>,
}

/// Reads a line; `now` stands in for times that it leaves out.
pub(super) fn read(text: &[u8], now: Moment) -> Read {
    let mut faults = Vec::new();
    let values = match parse(text) {
        Ok(Value::Object(values)) => values,
        Ok(_) => return whole_line_fault("must be a JSON object".to_owned()),
        Err(reason) => return whole_line_fault(reason),
    };
    let id = values.get("id").and_then(Value::as_u64).filter(|id| *id <= MAX_ID);
    let is_tag = match values.get("type").and_then(Value::as_str) {
        Some("tag") => Some(true),
        Some("film") => Some(false),
        Some(DOUBTFUL) => return Read { subject: None, line: Some(CatalogueLine::Doubtful), faults },
        _ => None,
    };
    let subject = is_tag.and_then(|is_tag| id.map(if is_tag { Subject::Tag } else { Subject::Film }));
    let mut fields = Fields::new(values, &mut faults);
    let given = fields.take("type");
    let line = match is_tag {
        Some(true) => tag(&mut fields),
        Some(false) => Some(film::film(&mut fields, now)),
        None => {
            fields.refuse("type", &given.unwrap_or_default(), "\"tag\" or \"film\"");
            return Read { subject, line: None, faults };
        }
    };
    fields.refuse_unknown();
    Read { subject, line, faults }
}

fn tag(fields: &mut Fields<'_>) -> Option<CatalogueLine> {
    let id = fields.required("id", Fields::whole);
    let name = fields.required("name", Fields::tag_name);
    let title = fields.required("title", Fields::human_line);
    let kind = fields.required("kind", |fields, key| fields.word(key, &TagKind::ALL, TagKind::name));
    let url = fields.text("url");
    let name = name?;
    match (id, title, kind) {
        (Some(id), Some(title), Some(kind)) => Some(CatalogueLine::Tag(Tag { id, name, title, kind, url })),
        _ => Some(CatalogueLine::SpoiltTag(name)),
    }
}

fn whole_line_fault(reason: String) -> Read {
    Read { subject: None, line: None, faults: vec![FieldFault { field: None, reason }] }
}

/// Reads the JSON of a line; says why it is none, with the byte at which reading it failed.
fn parse(text: &[u8]) -> Result<Value, String> {
    let error = match serde_json::from_slice(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    match surrogates::mend(text) {
        None => Err(not_json(text, &error, |at| at)),
        Some(mended) => {
            serde_json::from_slice(&mended.text).map_err(|error| not_json(&mended.text, &error, |at| mended.before(at)))
        }
    }
}

fn not_json(text: &[u8], error: &serde_json::Error, place: impl Fn(usize) -> usize) -> String {
    if let Err(error) = std::str::from_utf8(text) {
        return format!("is not UTF-8 at byte {}", place(error.valid_up_to() + 1));
    }
    match error.classify() {
        Category::Eof => "is not JSON: it ends before its object is complete".to_owned(),
        _ => format!("is not JSON at byte {}", place(error.column())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
            Just(json!("2012-05-01T10:00:00Z")),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let key = proptest::sample::select(vec!["id", "type", "number", "rank", "max", "size", "published", "x"]);
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((key, inner), 0..4)
                    .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            ]
        })
    }

    const KEYS: [&str; 14] = [
        "id",
        "title",
        "desc",
        "year",
        "updated",
        "age",
        "images",
        "tags",
        "directors",
        "ratings",
        "popularity",
        "related",
        "access",
        "items",
    ];

    proptest! {
        #[test]
        fn any_object_is_read_or_refused_in_words(
            kind in proptest::sample::select(vec!["tag", "film"]),
            values in proptest::collection::vec((proptest::sample::select(KEYS.to_vec()), any_value()), 0..8),
        ) {
            let mut fields: Map<String, Value> = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            fields.insert("type".to_owned(), Value::from(kind));
            let read = read(Value::Object(fields).to_string().as_bytes(), Moment(0));
            prop_assert!(!read.faults.is_empty() || matches!(read.line, Some(CatalogueLine::Tag(_) | CatalogueLine::Film(_))));
            for fault in read.faults {
                prop_assert!(!fault.reason.is_empty() && fault.field.is_some());
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(!read(&bytes, Moment(0)).faults.is_empty());
        }
    }
}
