//! Asking a peer for torrents by their hashes.

use serde_json::json;

use crate::catalog::InfoHash;
use crate::peer::Endpoint;
use crate::peer::sync::PeerHabits;

use super::fault::ClientFault;
use super::item::ExportItem;
use super::page;
use super::peer_client::{PeerClient, ReadAnswer};

/// Which release of Stream Fusion a peer speaks as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerRelease {
    /// It answers for hashes that it is told, and exports nothing.
    Three,
    /// It exports; so does every Afisha.
    Later,
}

/// What a peer told of hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TorrentsByHash {
    /// Torrents, as they were sent; of a hash that the peer does not know there is none.
    pub items: Vec<ExportItem>,
    /// Seconds by which its clock is ahead of ours.
    pub clock_difference: i64,
    /// How the peer wants to be asked, with what was learnt by this.
    pub habits: PeerHabits,
}

impl PeerClient {
    /// Asks for the torrents with these hashes, 1 to 200.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn items(
        &self,
        release: PeerRelease,
        hashes: &[InfoHash],
        habits: PeerHabits,
    ) -> Result<TorrentsByHash, ClientFault> {
        let endpoint = match release {
            PeerRelease::Three => Endpoint::ItemsOfRelease3,
            PeerRelease::Later => Endpoint::PrivateItems,
        };
        let hashes: Vec<String> = hashes.iter().map(InfoHash::to_string).collect();
        let read = |text: &[u8]| page::read_by_hash(text, hashes.len());
        let body = json!({ "hashes": hashes }).to_string();
        let ReadAnswer { told: items, clock_difference, habits, .. } = self.ask(endpoint, &body, habits, &read)?;
        Ok(TorrentsByHash { items, clock_difference, habits })
    }
}
