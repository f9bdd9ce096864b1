//! An item of an export, as it was sent.

/// An item of an export: those members that have a value of the right type. What is sent is not fit to be kept yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportItem {
    /// What should be an info hash.
    pub info_hash: Option<String>,
    /// What should be the name of a release.
    pub raw_title: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// What it holds.
    pub kind: Option<String>,
    /// What should be an id at IMDb.
    pub imdb_id: Option<String>,
    /// What should be an id at The Movie Database.
    pub tmdb_id: Option<i64>,
    /// What was read from the name: an object of JSON within the limits, in its shortest form.
    pub parsed: Option<String>,
    /// When the peer got it, in Unix seconds; the nearest number that there is.
    pub created_at: Option<i64>,
}
