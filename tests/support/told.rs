//! What peers have told, written into a store without a peer.

use afisha::catalog::{InfoHash, Moment};
use afisha::peer::{PeerId, PeerName, PeerTerms, SealedSecret, ToldTorrent};
use afisha::store::{LeaseClaim, NewPeer, PeerPage, Store};

/// How many torrents a page of these has at most.
const PAGE: usize = 20_000;

pub fn hash(number: u64) -> InfoHash {
    InfoHash::from_hex(&format!("{number:040x}")).unwrap()
}

/// A torrent of 1 GB of which only the name is known.
pub fn told(number: u64, title: &str) -> ToldTorrent {
    ToldTorrent {
        hash: hash(number),
        title: title.to_owned(),
        size: 1_000_000_000,
        kind: None,
        imdb_id: None,
        tmdb_id: None,
        parsed: None,
        created: Moment(5),
    }
}

/// Adds a peer.
pub fn add_peer(store: &Store, name: &str) -> PeerId {
    let terms = PeerTerms {
        url: "https://films.example".to_owned(),
        key_id: "k".to_owned(),
        sealed_secret: SealedSecret::new("token".to_owned()),
        allow_http: false,
        allow_private: false,
        require_v2: false,
        sync_enabled: false,
        schedule: "0 * * * *".to_owned(),
    };
    store.add_peer(&NewPeer { name: PeerName::new(name).unwrap(), terms }, Moment(1)).unwrap().unwrap()
}

/// Stores torrents as a peer's.
pub fn tell(store: &Store, peer: PeerId, torrents: &[ToldTorrent]) {
    let claim = LeaseClaim { node: "test", ..LeaseClaim::default() };
    let leased = store.take_peer_lease(peer, &claim, Moment(1)).unwrap().unwrap();
    for torrents in torrents.chunks(PAGE) {
        let progress = leased.record.progress.clone();
        let page = PeerPage { progress, mark: 1, torrents: torrents.to_vec(), room: 10_000_000 };
        store.store_peer_page(&leased.lease, &page, Moment(2)).unwrap().unwrap();
    }
    store.end_peer_lease(&leased.lease).unwrap();
}
