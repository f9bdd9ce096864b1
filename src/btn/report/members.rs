//! The members of a record.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::refusals::RecordFault;

/// How deep a record may be nested; it stands in a list in an object itself.
const MAX_DEPTH: usize = 14;

/// A member by the names that clients have for it, the usual one first.
pub(super) type Names = &'static [&'static str];

/// The members of a record, as they stand.
#[derive(Debug)]
pub(super) struct RecordMembers<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> RecordMembers<'a> {
    /// Finds the members.
    ///
    /// # Errors
    /// It is not an object, or is nested too deeply, or the name of a member is no text.
    pub(super) fn of(record: &'a RawValue) -> Result<Self, RecordFault> {
        if depth(record.get()) > MAX_DEPTH {
            return Err(RecordFault::Depth);
        }
        let mut json = serde_json::Deserializer::from_str(record.get());
        json.deserialize_any(MemberVisitor).map(Self).map_err(|_| text_fault(record.get()))
    }

    /// Returns a member; `None`: there is none, or it is null. Of a repeated one, the last.
    pub(super) fn get(&self, names: Names) -> Option<&'a RawValue> {
        let named = |name: &&str| self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| *value);
        names.iter().find_map(named).filter(|value| value.get() != "null")
    }

    /// Returns a text, empty where there is none.
    ///
    /// # Errors
    /// It is something else, or has what no text may have.
    pub(super) fn text(&self, names: Names) -> Result<String, RecordFault> {
        self.get(names).map_or(Ok(String::new()), text)
    }

    /// Returns an integer that has to be there.
    ///
    /// # Errors
    /// It is not there, or something else, or too great.
    pub(super) fn integer(&self, names: Names) -> Result<i64, RecordFault> {
        whole_number(self.get(names).ok_or(RecordFault::Missing)?.get())
    }

    /// Returns an integer, -1 where there is none: what clients write for what they do not know.
    ///
    /// # Errors
    /// It is something else, or too great.
    pub(super) fn integer_or_unknown(&self, names: Names) -> Result<i64, RecordFault> {
        self.get(names).map_or(Ok(-1), |value| whole_number(value.get()))
    }

    /// Returns a share from 0 to 1: what is beyond is cut, and a share that is not there is 0.
    ///
    /// # Errors
    /// It is no number.
    pub(super) fn share(&self, names: Names) -> Result<f32, RecordFault> {
        let Some(value) = self.get(names) else { return Ok(0.0) };
        let share: f32 = serde_json::from_str(value.get()).map_err(|_| number_fault(value.get()))?;
        Ok(share.clamp(0.0, 1.0))
    }

    /// Returns a truth; `None`: there is none.
    ///
    /// # Errors
    /// It is something else.
    pub(super) fn truth(&self, names: Names) -> Result<Option<bool>, RecordFault> {
        self.get(names).map(|value| value.get().parse().map_err(|_| RecordFault::Type)).transpose()
    }

    /// Returns the port of a peer.
    ///
    /// # Errors
    /// It is not there, or no port.
    pub(super) fn port(&self, names: Names) -> Result<u16, RecordFault> {
        self.integer(names)?.try_into().map_err(|_| RecordFault::Number)
    }
}

/// Reads a text.
fn text(value: &RawValue) -> Result<String, RecordFault> {
    if !value.get().starts_with('"') {
        return Err(RecordFault::Type);
    }
    let text: String = serde_json::from_str(value.get()).map_err(|_| RecordFault::Surrogate)?;
    if text.contains('\0') { Err(RecordFault::Nul) } else { Ok(text) }
}

/// Reads an integer, also one that is written as a fraction.
pub(super) fn whole_number(text: &str) -> Result<i64, RecordFault> {
    // The first number beyond those of 64 bits.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    if text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
        return Err(number_fault(text));
    }
    let number: f64 = serde_json::from_str(text).map_err(|_| number_fault(text))?;
    if number.fract() != 0.0 {
        return Err(RecordFault::Type);
    }
    if !(-BEYOND..BEYOND).contains(&number) {
        return Err(RecordFault::Number);
    }
    format!("{number:.0}").parse().map_err(|_| RecordFault::Number)
}

/// Says why something is no number that can be read: it is too great, or no number.
fn number_fault(text: &str) -> RecordFault {
    let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if is_number { RecordFault::Number } else { RecordFault::Type }
}

/// Says why the names of members cannot be read.
fn text_fault(text: &str) -> RecordFault {
    if text.starts_with('{') { RecordFault::Surrogate } else { RecordFault::Type }
}

/// Returns how deep a value is nested that is JSON.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut bytes) = (0_usize, 0, json.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' => _ = bytes.next(),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<MemberName<'de>>()? {
            match name.0.len() {
                // No client has such names.
                64.. => drop(map.next_value::<IgnoredAny>()?),
                _ => members.push((name.0, map.next_value()?)),
            }
        }
        Ok(members)
    }
}

/// A name, borrowed where it can be.
struct MemberName<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for MemberName<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = MemberName<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(MemberName(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(MemberName(Cow::Owned(text.to_owned())))
            }
        }
        json.deserialize_str(NameVisitor)
    }
}
