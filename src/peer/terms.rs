//! On what terms a peer is asked.

use super::vault::SealedSecret;

/// What the operator decided about a peer whom we ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerTerms {
    /// Where it is: a base URL without a slash at its end.
    pub url: String,
    /// The id of the key that it gave us.
    pub key_id: String,
    /// The secret of that key, encrypted under the master key.
    pub sealed_secret: SealedSecret,
    /// Whether it may be asked without TLS.
    pub allow_http: bool,
    /// Whether it may be at an address of a private network, or be named by an address at all.
    pub allow_private: bool,
    /// Whether answers are taken only where they are bound to their requests (signatures of version 2).
    pub require_v2: bool,
    /// Whether it is asked on its schedule.
    pub sync_enabled: bool,
    /// When it is asked, as cron writes it.
    pub schedule: String,
}
