//! The members of an object of JSON.
//!
//! Each is kept as it stands and judged afterwards: of a repeated member only the last one counts, whatever the others
//! were.

use std::ops::RangeInclusive;

use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ReaderSettings, ValueType};

use super::fault::RequestFault;

/// How deep a body may be nested: no member that is read is deeper than two, and others are skipped.
const MAX_DEPTH: u32 = 32;
/// The most members of a list that are kept; a list that is longer is too long for every endpoint.
const MAX_LIST: usize = 201;

/// A value, as far as any endpoint takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Null,
    Text(String),
    /// An integer of 64 bits.
    Integer(i64),
    /// A list of texts, cut after [`MAX_LIST`].
    Texts(Vec<String>),
    /// Anything else.
    Other,
}

/// The members that an endpoint knows; others are not kept.
#[derive(Debug)]
pub(super) struct JsonMembers<const N: usize> {
    names: [&'static str; N],
    values: [Value; N],
}

impl<const N: usize> JsonMembers<N> {
    /// Reads the members of these names from the body of a request. A missing member is the same as null.
    ///
    /// # Errors
    /// The body is not one object of JSON in UTF-8, or is nested too deeply.
    pub(super) fn read(body: &[u8], names: [&'static str; N]) -> Result<Self, RequestFault> {
        let settings = ReaderSettings {
            max_nesting_depth: Some(MAX_DEPTH),
            track_path: false,
            // Numbers that are too great are judged where they stand; unknown ones are skipped.
            restrict_number_values: false,
            ..ReaderSettings::default()
        };
        let mut members = Self { names, values: [const { Value::Null }; N] };
        members
            .take(JsonStreamReader::new_custom(body, settings))
            .map_err(|fault| RequestFault::of_body(reason(&fault)))?;
        Ok(members)
    }

    fn take<R: JsonReader>(&mut self, mut json: R) -> Result<(), ReaderError> {
        json.begin_object()?;
        while json.has_next()? {
            let name = json.next_name()?;
            match self.names.iter().position(|known| *known == name) {
                Some(at) => self.values[at] = value(&mut json)?,
                None => json.skip_value()?,
            }
        }
        json.end_object()?;
        json.consume_trailing_whitespace()
    }

    /// Returns a text; `None`: there is none, or nothing in it.
    ///
    /// # Errors
    /// The member is something else, or longer than so many characters.
    pub(super) fn text(&self, name: &'static str, most: usize) -> Result<Option<&str>, RequestFault> {
        let text = self.whole_text(name)?.filter(|text| !text.trim().is_empty());
        match text {
            Some(text) if text.chars().nth(most).is_some() => {
                Err(RequestFault::new(name, format!("must be at most {most} characters long")))
            }
            text => Ok(text),
        }
    }

    /// Returns a text, also one with nothing in it.
    ///
    /// # Errors
    /// The member is something else.
    pub(super) fn whole_text(&self, name: &'static str) -> Result<Option<&str>, RequestFault> {
        match self.value(name) {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(RequestFault::new(name, "must be a string or null")),
        }
    }

    /// Returns a text that has to be there.
    ///
    /// # Errors
    /// The member is something else.
    pub(super) fn required_text(&self, name: &'static str) -> Result<&str, RequestFault> {
        match self.value(name) {
            Value::Text(text) => Ok(text),
            Value::Null => Err(RequestFault::new(name, "is missing")),
            _ => Err(RequestFault::new(name, "must be a string")),
        }
    }

    /// Returns an integer.
    ///
    /// # Errors
    /// The member is something else, or not in the range.
    pub(super) fn integer(&self, name: &'static str, range: RangeInclusive<i64>) -> Result<Option<i64>, RequestFault> {
        match self.value(name) {
            Value::Null => Ok(None),
            Value::Integer(number) if range.contains(number) => Ok(Some(*number)),
            _ => Err(RequestFault::new(name, format!("must be {}", integers(&range)))),
        }
    }

    /// Returns a list of so many texts, which has to be there.
    ///
    /// # Errors
    /// The member is something else.
    pub(super) fn texts(&self, name: &'static str, count: RangeInclusive<usize>) -> Result<&[String], RequestFault> {
        match self.value(name) {
            Value::Texts(texts) if count.contains(&texts.len()) => Ok(texts),
            Value::Null => Err(RequestFault::new(name, "is missing")),
            _ => {
                Err(RequestFault::new(name, format!("must be a list of {} to {} strings", count.start(), count.end())))
            }
        }
    }

    fn value(&self, name: &str) -> &Value {
        self.names.iter().position(|known| *known == name).map_or(&Value::Null, |at| &self.values[at])
    }
}

/// Says which integers are in a range.
fn integers(range: &RangeInclusive<i64>) -> String {
    match (*range.start(), *range.end()) {
        (i64::MIN, i64::MAX) => "an integer".to_owned(),
        (least, i64::MAX) => format!("an integer of {least} or more"),
        (least, most) => format!("an integer from {least} to {most}"),
    }
}

/// Reads a value.
fn value(json: &mut impl JsonReader) -> Result<Value, ReaderError> {
    match json.peek()? {
        ValueType::Null => json.next_null().map(|()| Value::Null),
        ValueType::String => json.next_string().map(Value::Text),
        // Only digits are an integer: 1.0 and 1e2 are not.
        ValueType::Number => Ok(json.next_number_as_str()?.parse().map_or(Value::Other, Value::Integer)),
        ValueType::Array => list(json),
        ValueType::Object | ValueType::Boolean => json.skip_value().map(|()| Value::Other),
    }
}

/// Reads a list; the whole of it, though not all of it is kept.
fn list(json: &mut impl JsonReader) -> Result<Value, ReaderError> {
    let (mut texts, mut are_texts) = (Vec::new(), true);
    json.begin_array()?;
    while json.has_next()? {
        if json.peek()? == ValueType::String && texts.len() < MAX_LIST {
            texts.push(json.next_string()?);
        } else {
            are_texts &= json.peek()? == ValueType::String;
            json.skip_value()?;
        }
    }
    json.end_array()?;
    Ok(if are_texts { Value::Texts(texts) } else { Value::Other })
}

/// Says why a body cannot be read.
fn reason(fault: &ReaderError) -> &'static str {
    match fault {
        ReaderError::MaxNestingDepthExceeded { .. } => "is nested too deeply",
        ReaderError::UnexpectedValueType { .. } => "must be an object",
        _ => "is not JSON",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<JsonMembers<3>, RequestFault> {
        JsonMembers::read(body.as_bytes(), ["a", "b", "c"])
    }

    fn values(body: &str) -> [Value; 3] {
        read(body).unwrap().values
    }

    fn fault(body: &str) -> String {
        read(body).unwrap_err().to_string()
    }

    #[test]
    fn known_members_are_kept_as_they_stand_and_others_are_skipped() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (body, expected) in [
            ("{}", [Value::Null, Value::Null, Value::Null]),
            (r#" { "a" : "x" , "x" : [{"a":[1e999]}] , "b" : 7 } "#, [text("x"), Value::Integer(7), Value::Null]),
            (r#"{"a":1.0,"b":1e2,"c":99999999999999999999}"#, [Value::Other, Value::Other, Value::Other]),
            (r#"{"a":true,"b":{"a":1},"c":-0}"#, [Value::Other, Value::Other, Value::Integer(0)]),
            (
                r#"{"a":[],"b":["x","y"],"c":["x",1]}"#,
                [Value::Texts(vec![]), Value::Texts(vec!["x".to_owned(), "y".to_owned()]), Value::Other],
            ),
            (r#"{"\u0061":"\u00e9\ud83c\udfac"}"#, [text("é🎬"), Value::Null, Value::Null]),
        ] {
            assert_eq!(values(body), expected, "{body}");
        }
    }

    #[test]
    fn of_a_repeated_member_the_last_counts() {
        assert_eq!(values(r#"{"a":[1],"a":"x","a":7,"b":7,"b":null}"#)[..2], [Value::Integer(7), Value::Null]);
    }

    #[test]
    fn a_body_that_is_not_one_object_is_refused() {
        for body in
            ["", " ", "{", r#"{"a":1,}"#, "{}{}", "{} x", "{'a':1}", r#"{"a":01}"#, "\u{feff}{}", "{\"a\":\"\u{1}\"}"]
        {
            assert_eq!(fault(body), "Invalid request: body is not JSON", "{body}");
        }
        for body in ["[]", "null", "7", "\"{}\""] {
            assert_eq!(fault(body), "Invalid request: body must be an object", "{body}");
        }
        let bytes = JsonMembers::read(b"{\"a\":\"\xff\"}", ["a"]).unwrap_err();
        assert_eq!(bytes.to_string(), "Invalid request: body is not JSON");
        let deep = |depth| format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&deep(31)).is_ok());
        assert_eq!(fault(&deep(32)), "Invalid request: body is nested too deeply");
        assert_eq!(fault(&format!("{{\"a\":{}", "[".repeat(60_000))), "Invalid request: body is nested too deeply");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_told_by_its_member() {
        let members = read(r#"{"a":"x","b":7,"c":["x"]}"#).unwrap();
        let told = |fault: RequestFault| fault.to_string();
        assert_eq!(members.text("a", 1), Ok(Some("x")));
        assert_eq!(
            members.text("a", 0).map_err(told),
            Err("Invalid request: a must be at most 0 characters long".to_owned())
        );
        assert_eq!(members.text("b", 9).map_err(told), Err("Invalid request: b must be a string or null".to_owned()));
        assert_eq!(members.integer("b", 7..=7), Ok(Some(7)));
        let integer = |range| members.integer("b", range).map_err(told).unwrap_err();
        assert_eq!(integer(8..=9), "Invalid request: b must be an integer from 8 to 9");
        assert_eq!(integer(8..=i64::MAX), "Invalid request: b must be an integer of 8 or more");
        let integer = members.integer("a", i64::MIN..=i64::MAX).map_err(told).unwrap_err();
        assert_eq!(integer, "Invalid request: a must be an integer");
        assert_eq!(members.texts("c", 1..=2).map(<[_]>::len), Ok(1));
        let texts = members.texts("c", 2..=3).map_err(told).unwrap_err();
        assert_eq!(texts, "Invalid request: c must be a list of 2 to 3 strings");
        assert_eq!(members.required_text("d").map_err(told), Err("Invalid request: d is missing".to_owned()));
    }

    #[test]
    fn an_empty_text_is_none() {
        let members = read(r#"{"a":"","b":" \t\u00a0"}"#).unwrap();
        assert_eq!((members.text("a", 9), members.text("b", 9)), (Ok(None), Ok(None)));
        assert_eq!(members.required_text("a"), Ok(""));
    }
}
