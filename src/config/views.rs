//! How what people watch is kept.

use std::time::Duration;

use super::declare::settings;
use super::kinds::Seconds;

settings! {
    /// How what people watch is kept.
    pub struct ViewSettings {
        /// The longest time, in seconds, before views are written to the database. A power failure loses at most the
        /// views of this period.
        "views_flush_seconds" => flush: Duration = Duration::from_secs(5), Seconds<1, 3600>;
    }
}
