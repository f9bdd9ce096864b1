//! What answers look like.

use chrono_tz::{TZ_VARIANTS, Tz};
use toml::Value;

use crate::catalog::nearest;

use super::declare::{Kind, Shown, settings};
use super::fault::Refusal;
use super::whole::Whole;

/// The most films that a page may hold.
pub const MAX_PAGE_SIZE: u32 = 200;

settings! {
    /// What answers look like.
    pub struct Answers {
        /// The time zone of times in responses, and of the days in `begin` and `end`.
        "time_zone" => time_zone: Tz = Tz::UTC, Zone;

        /// Films per page if a request does not specify `max`.
        "page_size" => page_size: u32 = 24, Whole<1, MAX_PAGE_SIZE>;
    }
}

/// The name of a time zone.
struct Zone;

impl Kind for Zone {
    type Value = Tz;

    fn accepts() -> String {
        "the name of an IANA time zone, such as UTC or Asia/Novosibirsk".to_owned()
    }

    fn read(value: &Value) -> Result<Tz, Vec<Refusal>> {
        let text = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        text.parse().map_err(|_| {
            let meant = nearest(TZ_VARIANTS.iter().map(|zone| zone.name()), text);
            let meant = meant.map(|zone| format!("; did you mean {zone}?")).unwrap_or_default();
            vec![Refusal::bad(value, format!("{}{meant}", Self::accepts()))]
        })
    }

    fn show(value: &Tz) -> Shown {
        Shown::Value(Value::String(value.name().to_owned()))
    }
}
