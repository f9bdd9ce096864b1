//! Ids of IMDb.

use std::fmt;
use std::ops::RangeInclusive;

/// How many digits an id has.
const DIGITS: RangeInclusive<usize> = 5..=12;

/// The fewest digits that IMDb writes.
const WRITTEN_DIGITS: usize = 7;

/// The id of a title at IMDb: `tt` and 5 to 12 digits, such as `tt0062759`. In the order of its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImdbId(Box<str>);

impl ImdbId {
    /// Reads an id, in either case; `None`: it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let digits = text.strip_prefix("tt")?;
        (DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| Self(text.into()))
    }

    /// Returns its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns its number, which is the same however many zeros stand before it.
    #[expect(clippy::expect_used, reason = "it has so few digits, and nothing else")]
    pub fn number(&self) -> ImdbNumber {
        ImdbNumber(self.0["tt".len()..].parse().expect("digits"))
    }
}

/// The number of a title at IMDb: that of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImdbNumber(u64);

impl ImdbNumber {
    /// Returns the number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Returns the id with this number, as IMDb writes it.
    pub fn id(self) -> ImdbId {
        ImdbId(format!("tt{:0WRITTEN_DIGITS$}", self.0).into())
    }
}

impl fmt::Display for ImdbId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_tt_and_digits() {
        assert_eq!(ImdbId::parse(" TT0062759\n").as_ref().map(ImdbId::as_str), Some("tt0062759"));
        assert_eq!(ImdbId::parse("tt999999999999").map(|id| id.number().get()), Some(999_999_999_999));
        for (text, id) in [("tt0062759", "tt0062759"), ("tt62759", "tt0062759"), ("tt00012345678", "tt12345678")] {
            assert_eq!(ImdbId::parse(text).unwrap().number().id().as_str(), id);
        }
        for bad in ["", "tt", "tt1234", "tt1234567890123", "nm0062759", "tt006275x", "tt٠٠٦٢٧٥٩", "0062759"] {
            assert_eq!(ImdbId::parse(bad), None, "{bad}");
        }
    }
}
