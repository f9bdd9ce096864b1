//! Peers whom we ask, their leases, and the public base.

mod leases;
mod pages;
mod register;

use afisha::catalog::{InfoHash, Moment, TorrentKind};
use afisha::peer::sync::PeerProgress;
use afisha::peer::{PeerId, PeerName, PeerTerms, SealedSecret, ToldTorrent};
use afisha::store::{LeaseClaim, LeasedPeer, NewPeer, PassRun, PeerPage, Store};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::support::database::{Database, RawConnection};

const NOW: Moment = Moment(1_000_000);

fn name(text: &str) -> PeerName {
    PeerName::new(text).unwrap()
}

fn terms() -> PeerTerms {
    PeerTerms {
        url: "https://films.example".to_owned(),
        key_id: "k".to_owned(),
        sealed_secret: SealedSecret::new("token".to_owned()),
        allow_http: false,
        allow_private: true,
        require_v2: true,
        sync_enabled: true,
        schedule: "0 * * * *".to_owned(),
    }
}

fn add(store: &Store, text: &str) -> PeerId {
    store.add_peer(&NewPeer { name: name(text), terms: terms() }, NOW).unwrap().unwrap()
}

fn take(store: &Store, peer: PeerId, node: &str, now: Moment) -> Option<LeasedPeer> {
    store.take_peer_lease(peer, &LeaseClaim { node, ..LeaseClaim::default() }, now).unwrap()
}

fn hash(number: u64) -> InfoHash {
    InfoHash::from_hex(&format!("{number:040x}")).unwrap()
}

fn torrent(number: u64) -> ToldTorrent {
    ToldTorrent {
        hash: hash(number),
        title: format!("Имя {number}"),
        size: 1 << 50,
        kind: Some(TorrentKind::Movie),
        imdb_id: Some("tt0111161".to_owned()),
        tmdb_id: Some(278),
        parsed: Some(r#"{"year":1994}"#.to_owned()),
        created: Moment(5),
    }
}

fn bare(number: u64) -> ToldTorrent {
    let (kind, imdb_id, tmdb_id, parsed) = (None, None, None, None);
    ToldTorrent { title: "x".to_owned(), size: 0, kind, imdb_id, tmdb_id, parsed, ..torrent(number) }
}

fn page(progress: &PeerProgress, mark: u64, torrents: Vec<ToldTorrent>) -> PeerPage {
    PeerPage { progress: progress.clone(), mark, torrents, room: 1_000_000 }
}

/// Stores torrents of a peer under a lease of a moment; returns how many were new.
fn tell(store: &Store, peer: PeerId, mark: u64, numbers: &[u64], now: Moment) -> usize {
    let leased = take(store, peer, "test", now).unwrap();
    let torrents = numbers.iter().map(|number| torrent(*number)).collect();
    let stored = store.store_peer_page(&leased.lease, &page(&leased.record.progress, mark, torrents), now).unwrap();
    store.end_peer_lease(&leased.lease).unwrap();
    stored.unwrap().imported
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Returns the rows of a table as texts.
fn lines(database: &Database, table: &str, columns: &[&str], order: &str) -> Vec<String> {
    let text = |column: &&str| {
        let hex = match &database.raw() {
            RawConnection::Sqlite(_) => "lower(hex(info_hash))",
            RawConnection::Postgres(_) => "encode(info_hash, 'hex')",
        };
        let read =
            if *column == "info_hash" { format!("ltrim({hex}, '0')") } else { format!("CAST({column} AS TEXT)") };
        format!("coalesce({read}, '-')")
    };
    let columns: Vec<String> = columns.iter().map(text).collect();
    let question = format!("SELECT {} AS line FROM {table} ORDER BY {order}", columns.join(" || ' ' || "));
    let found: Vec<Line> = diesel::sql_query(question).load(&mut database.raw()).unwrap();
    found.into_iter().map(|line| line.line).collect()
}

/// Returns the torrents of the public base, and who told of them when.
fn base(database: &Database) -> (Vec<String>, Vec<String>) {
    let torrents = lines(database, "public_torrents", &["info_hash", "title", "created", "imported"], "info_hash");
    let joined = "public_sources JOIN peers ON peers.id = peer_id";
    let sources = lines(
        database,
        joined,
        &["name", "info_hash", "first_seen", "last_seen", "public_sources.full_pass"],
        "name, info_hash",
    );
    (torrents, sources)
}

fn run(ended: i64, fault: Option<&str>) -> PassRun {
    PassRun {
        began: Moment(ended - 5),
        ended: Moment(ended),
        is_full: true,
        pages: 2,
        imported: 7,
        dropped: 1,
        fault: fault.map(str::to_owned),
    }
}
