//! How what people watch is kept.

use super::declare::settings;
use super::whole::Whole;

settings! {
    /// How what people watch is kept.
    pub struct Views {
        /// The longest time, in seconds, before views are written to the database. A power failure loses at most the
        /// views of this period.
        "views_flush_seconds" => flush_seconds: u32 = 5, Whole<1, 3600>;
    }
}
