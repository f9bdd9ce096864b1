//! Whether a release is of a film or of a series.

use serde::Serialize;

/// What a release is of, by the names of the peer API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReleaseKind {
    /// A film.
    Movie,
    /// Episodes or seasons of a series.
    Series,
}

impl ReleaseKind {
    /// Returns its name in the peer API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Series => "series",
        }
    }
}
