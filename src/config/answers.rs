//! What answers look like.

use chrono_tz::{TZ_VARIANTS, Tz};

use crate::catalog::nearest;

use super::declare::settings;
use super::kinds::{TextKind, Whole};

/// The most films that a page may hold.
pub const MAX_PAGE_SIZE: u32 = 200;

settings! {
    /// What answers look like.
    pub struct AnswerSettings {
        /// The time zone of times in responses, and of the days in `begin` and `end`.
        "time_zone" => time_zone: Tz = Tz::UTC, Zone;

        /// Films per page if a request does not specify `max`.
        "page_size" => page_size: u32 = 24, Whole<1, MAX_PAGE_SIZE>;

        /// The maximum memory, in MiB, for the answer cache: lists and films that are kept to be sent again. Compressed
        /// forms are counted before they are made, at their largest possible size, so usually half of the memory or
        /// less is in use. A response that could take more than a sixteenth of it is not kept. 0 turns the cache off.
        "answer_cache_mb" => answer_cache_mb: u32 = 64, Whole<0, 65_536>;
    }
}

/// The name of a time zone.
pub(super) struct Zone;

impl TextKind for Zone {
    type Value = Tz;

    fn accepts() -> String {
        "the name of an IANA time zone, such as UTC or Asia/Novosibirsk".to_owned()
    }

    fn parse(text: &str) -> Option<Tz> {
        text.trim().parse().ok()
    }

    fn write(value: &Tz) -> String {
        value.name().to_owned()
    }

    fn meant(text: &str) -> Option<String> {
        nearest(TZ_VARIANTS.iter().map(|zone| zone.name()), text.trim()).map(str::to_owned)
    }
}
