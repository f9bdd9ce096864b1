//! The members of a query in JSON. One that is missing, null or an empty text says nothing; unknown ones are ignored.

use serde_json::{Map, Value};

use super::compare::{Named, QueryNumber};
use super::fault::QueryFault;

/// The most characters of a text that values are compared with.
const MAX_CHARS: usize = 250;
/// The most fields to sort by.
const MAX_SORT: usize = 8;

/// The members of a query.
#[derive(Default)]
pub(super) struct QueryMembers(Map<String, Value>);

impl QueryMembers {
    /// Reads a body; an empty one is an object without members.
    pub(super) fn read(body: &[u8]) -> Result<Self, QueryFault> {
        if body.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(body).map(Self).map_err(|_| QueryFault::NotAnObject)
    }

    fn get(&self, member: &str) -> Option<&Value> {
        self.0.get(member).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// Returns a text, without what databases do not hold.
    pub(super) fn text(&self, member: &'static str) -> Result<Option<String>, QueryFault> {
        let Some(value) = self.get(member) else { return Ok(None) };
        let text = value.as_str().filter(|text| text.chars().count() <= MAX_CHARS);
        let text = text.ok_or(QueryFault::Type { member, accepts: "a text of at most 250 characters" })?;
        Ok(Some(text.replace('\0', "")))
    }

    /// Returns a number.
    pub(super) fn number(&self, member: &'static str) -> Result<Option<QueryNumber>, QueryFault> {
        let Some(value) = self.get(member) else { return Ok(None) };
        let whole = value.as_i64().map(QueryNumber::Whole);
        let number = whole.or_else(|| value.as_f64().filter(|real| real.is_finite()).map(QueryNumber::Fraction));
        number.map(Some).ok_or(QueryFault::Type { member, accepts: "a number" })
    }

    /// Returns a whole number.
    pub(super) fn whole(&self, member: &'static str) -> Result<Option<i64>, QueryFault> {
        let Some(value) = self.get(member) else { return Ok(None) };
        value.as_i64().map(Some).ok_or(QueryFault::Type { member, accepts: "a whole number" })
    }

    /// Returns what is true or false.
    pub(super) fn truth(&self, member: &'static str) -> Result<Option<bool>, QueryFault> {
        let Some(value) = self.get(member) else { return Ok(None) };
        value.as_bool().map(Some).ok_or(QueryFault::Type { member, accepts: "true or false" })
    }

    /// Returns what is chosen by its name.
    pub(super) fn chosen<T: Named>(&self, member: &'static str) -> Result<Option<T>, QueryFault> {
        let Some(value) = self.get(member) else { return Ok(None) };
        let chosen = value.as_str().and_then(T::named);
        chosen.map(Some).ok_or_else(|| QueryFault::Unknown { member, accepts: T::accepts() })
    }

    /// Returns what is chosen by names in a list, or by one name alone.
    pub(super) fn chosen_list<T: Named>(&self, member: &'static str) -> Result<Vec<T>, QueryFault> {
        let Some(value) = self.get(member) else { return Ok(Vec::new()) };
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        if list.len() > MAX_SORT {
            return Err(QueryFault::Type { member, accepts: "a list of at most 8 names" });
        }
        let chosen = list.iter().map(|value| value.as_str().and_then(T::named));
        chosen.collect::<Option<_>>().ok_or_else(|| QueryFault::Unknown { member, accepts: T::accepts() })
    }
}
