//! Ages: limits on films, and those of viewers.

use super::bounded::bounded;

bounded! {
    /// An age in years, of a viewer or as the limit of a film.
    Age(u8): 0, 150
}

impl Age {
    /// From this age a viewer sees films with no age limit on record.
    pub const ADULT: Self = Self(18);
}

/// Tells whether a viewer of this age in years may see a film with this age limit.
pub fn age_allows(limit: Option<Age>, viewer: u8) -> bool {
    viewer >= limit.unwrap_or(Age::ADULT).get()
}
