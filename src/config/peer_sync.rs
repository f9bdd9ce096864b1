//! How catalogues of other operators are read.

use std::path::PathBuf;

use super::declare::settings;
use super::kinds::{FilePath, OrEmpty, Whole};

settings! {
    /// How catalogues of other operators are read.
    pub struct PeerSyncSettings {
        /// A file of certificates in PEM; peers are trusted if one of these vouches for them. If empty: those that the
        /// system trusts.
        "peer_ca_file" => ca_file: Option<PathBuf> = None, OrEmpty<FilePath>;

        /// After how many days a peer is read from the beginning again. Such a pass brings ids that the peer found out
        /// later; what two of them running do not see is removed.
        "peer_full_pass_days" => full_days: u32 = 7, Whole<1, 365>;

        /// The maximum number of torrents that are kept of one peer. What it tells beyond that is dropped.
        "peer_max_torrents" => max_items: u32 = 5_000_000, Whole<1, 1_000_000_000>;
    }
}
