//! What this program serves itself.

use std::collections::BTreeMap;

use url::Url;

/// What this program serves itself.
#[derive(Clone, Debug)]
pub struct Own {
    /// The URL under which clients reach it.
    pub public_url: Url,
    /// Where below that URL the Films API is, by version.
    pub film_paths: BTreeMap<u32, String>,
    /// Whether it issues tokens.
    pub issues_tokens: bool,
}
