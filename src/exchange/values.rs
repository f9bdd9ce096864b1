//! The values that fields take: each says in its fault what it accepts.

use serde_json::Value;

use super::fields::{Fields, shown};
use super::html::{self, MAX_HTML_BYTES};
use crate::catalog::{Bounded, FilmId, MAX_ID, Moment, Quantity, TagName, Text};

impl Fields<'_> {
    /// Takes a text that people read; HTML in it becomes plain text. An empty text counts as absent.
    pub(super) fn human_text(&mut self, key: &'static str) -> Option<Text> {
        let raw = self.human(key)?;
        Text::new(&html::plain(&raw))
    }

    /// Takes a text that people read on one line, such as a title; HTML in it becomes plain text, and each run of white
    /// space a space. One without anything visible counts as absent.
    pub(super) fn human_line(&mut self, key: &'static str) -> Option<Text> {
        let raw = self.human(key)?;
        Text::line(&html::plain(&raw))
    }

    fn human(&mut self, key: &'static str) -> Option<String> {
        let raw = self.string(key)?;
        if html::is_too_long(&raw) {
            self.fault(key, format!("contains HTML; such a text may be at most {MAX_HTML_BYTES} bytes long"));
            return None;
        }
        Some(raw)
    }

    /// Takes a text that people do not read, without white space round it: a URL, a magnet link, an id. An empty text
    /// counts as absent.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Text> {
        Text::trimmed(&self.string(key)?)
    }

    fn string(&mut self, key: &'static str) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            other => {
                self.refuse(key, &other, "a text");
                None
            }
        }
    }

    /// Takes a list of texts that people do not read, each without white space round it; empty ones are left out.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<Text> {
        let mut texts = Vec::new();
        for (at, value) in self.list(key, "texts").into_iter().enumerate() {
            match &value {
                Value::String(text) => texts.extend(Text::trimmed(text)),
                other => self.refuse(&format!("{key}[{at}]"), other, "a text"),
            }
        }
        texts
    }

    /// Takes a whole number. `1968.0` counts as whole: spreadsheets write it so.
    pub(super) fn whole<T: Bounded>(&mut self, key: &'static str) -> Option<T> {
        let value = self.take(key)?;
        let taken = whole_number(&value).and_then(T::bounded);
        if taken.is_none() {
            self.refuse(key, &value, &format!("a whole number from {} to {}", T::LEAST, T::MOST));
        }
        taken
    }

    /// Takes a number that is not negative.
    pub(super) fn quantity(&mut self, key: &'static str) -> Option<Quantity> {
        let value = self.take(key)?;
        let quantity = value.as_f64().and_then(Quantity::new);
        if quantity.is_none() {
            self.refuse(key, &value, "a number, 0 or greater");
        }
        quantity
    }

    /// Takes a moment.
    pub(super) fn moment(&mut self, key: &'static str) -> Option<Moment> {
        let value = self.take(key)?;
        let moment = value.as_str().and_then(Moment::parse_rfc3339);
        if moment.is_none() {
            self.refuse(key, &value, "an RFC 3339 time in the years 1 to 9999, such as \"2012-05-01T10:00:00Z\"");
        }
        moment
    }

    /// Takes one of several words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let value = self.take(key)?;
        let found = value.as_str().and_then(|word| all.iter().copied().find(|known| name(*known) == word));
        if found.is_none() {
            let words: Vec<String> = all.iter().map(|known| format!("\"{}\"", name(*known))).collect();
            self.refuse(key, &value, &format!("one of {}", words.join(", ")));
        }
        found
    }

    /// Takes the name of a tag.
    pub(super) fn tag_name(&mut self, key: &'static str) -> Option<TagName> {
        let value = self.take(key)?;
        self.as_tag_name(key, &value)
    }

    /// Takes a list of names of tags, each with its place in the list.
    pub(super) fn tag_names(&mut self, key: &'static str) -> Vec<(usize, TagName)> {
        let mut names = Vec::new();
        for (at, value) in self.list(key, "names of tags").iter().enumerate() {
            names.extend(self.as_tag_name(&format!("{key}[{at}]"), value).map(|name| (at, name)));
        }
        names
    }

    fn as_tag_name(&mut self, field: &str, value: &Value) -> Option<TagName> {
        let name = value.as_str().and_then(TagName::new);
        if name.is_none() {
            self.refuse(field, value, "a tag name of the characters a to z, 0 to 9, _ and -");
        }
        name
    }

    /// Takes a list of ids of films; a repeated one is left out.
    pub(super) fn film_ids(&mut self, key: &'static str) -> Vec<FilmId> {
        let mut ids = Vec::new();
        for (at, value) in self.list(key, "ids of films").iter().enumerate() {
            match whole_number(value).and_then(FilmId::new) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None => self.fault(
                    &format!("{key}[{at}]"),
                    format!("must be the id of a film, a whole number from 0 to {MAX_ID}, not {}", shown(value)),
                ),
            }
        }
        ids
    }
}

/// Reads a whole number, also one written with a fraction of zero as long as it is exact.
fn whole_number(value: &Value) -> Option<u64> {
    /// Up to here (2 to the power of 53) a fraction tells neighbouring whole numbers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_u64().or_else(|| {
        let number = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=EXACT).contains(number))?;
        format!("{:.0}", number.abs()).parse().ok()
    })
}
