//! What a record of a report says against its peer.

use afisha::btn::analysis::{DownloadSighting, EVIDENCE_FLOOR, Evidence, EvidenceKind, NoEvidence, RecordEvidence};
use afisha::btn::report::{Ban, BanKey, PeerHistory, ReportedPeer, SwarmPeer};
use afisha::btn::{PeerAddress, TorrentIdentifier};

use EvidenceKind::{FakeName, Identity, Transfer};

pub fn peer() -> ReportedPeer {
    ReportedPeer {
        address: address("60.0.0.7"),
        port: 6881,
        id: "-qB4520-".to_owned(),
        client_name: "qBittorrent/4.5.2".to_owned(),
        torrent: TorrentIdentifier::of("a5b24a285c3533d80ce62181813640ac4a0e6ed7"),
        size: 1_000_000_000,
        is_private: false,
        from_peer: -1,
        to_peer: EVIDENCE_FLOOR + 1,
        from_peer_speed: -1,
        to_peer_speed: -1,
        progress: 0.5,
        own_progress: 1.0,
        flags: String::new(),
    }
}

pub fn ban(peer: ReportedPeer) -> Ban {
    Ban {
        peer,
        at: 1000,
        key: BanKey([0; 16]),
        is_by_rules: false,
        module: "com.ghostchu.peerbanhelper.module.impl.rule.ProgressCheatBlocker".to_owned(),
        rule: String::new(),
        description: String::new(),
        data: None,
    }
}

fn swarm(peer: ReportedPeer) -> SwarmPeer {
    SwarmPeer { peer, downloader: "d".to_owned(), first_seen: 500, last_seen: 900 }
}

fn address(text: &str) -> PeerAddress {
    PeerAddress::parse(text).unwrap()
}

fn kinds(evidence: Result<RecordEvidence, NoEvidence>) -> Result<Vec<EvidenceKind>, NoEvidence> {
    evidence.map(|evidence| evidence.rows(1, 2).map(|row| row.kind).collect())
}

#[test]
fn bans_count_by_module_and_bytes_and_never_as_our_own_echo() {
    let with_module = |module: &str| Ban { module: module.to_owned(), ..ban(peer()) };
    let of_bytes = |to_peer, from_peer| ban(ReportedPeer { to_peer, from_peer, ..peer() });
    for (ban, expected) in [
        (ban(peer()), Ok(vec![EvidenceKind::Ban])),
        (with_module("MultiDialingBlocker"), Ok(vec![EvidenceKind::Ban])),
        (with_module("a.AutoRangeBan"), Err(NoEvidence::Module)),
        (with_module("a.NoProgressCheatBlocker"), Err(NoEvidence::Module)),
        (with_module(""), Err(NoEvidence::Module)),
        (Ban { is_by_rules: true, ..ban(peer()) }, Err(NoEvidence::Echo)),
        (of_bytes(EVIDENCE_FLOOR, 0), Err(NoEvidence::Bytes)),
        (of_bytes(EVIDENCE_FLOOR + 5, 5), Err(NoEvidence::Bytes)),
        (of_bytes(i64::MIN, i64::MAX), Err(NoEvidence::Bytes)),
    ] {
        assert_eq!(kinds(RecordEvidence::of_ban(&ban)), expected, "{ban:?}");
    }
}

#[test]
fn the_ban_of_a_private_torrent_is_a_vote_without_a_torrent() {
    let private = ReportedPeer { is_private: true, client_name: "-qB4520-".to_owned(), ..peer() };
    let rows: Vec<_> = RecordEvidence::of_ban(&ban(private)).unwrap().rows(1, 2).collect();
    let expected = Evidence {
        kind: EvidenceKind::Ban,
        address: address("60.0.0.7"),
        torrent: None,
        application: 1,
        net: EVIDENCE_FLOOR + 1,
        size: 1_000_000_000,
        first: 1000,
        last: 1000,
    };
    assert_eq!(rows, [expected]);
}

#[test]
fn swarms_and_histories_are_transfers_and_what_their_names_say() {
    let named = |id: &str, name: &str| ReportedPeer { id: id.to_owned(), client_name: name.to_owned(), ..peer() };
    let of_swarm = |peer| kinds(RecordEvidence::of_swarm(&swarm(peer)));
    assert_eq!(of_swarm(peer()), Ok(vec![Transfer]));
    assert_eq!(of_swarm(named("-ZZ0001-", "-ZZ0001-")), Ok(vec![Transfer, Identity]));
    assert_eq!(of_swarm(named("-ZZ0001-", "Rain 0.0.0")), Ok(vec![Transfer, FakeName]));
    assert_eq!(of_swarm(ReportedPeer { to_peer: 5, ..named("-ZZ0001-", "-ZZ0001-") }), Err(NoEvidence::Bytes));
    let history = PeerHistory {
        address: address("2a00::7"),
        id: "-ZZ0001-".to_owned(),
        client_name: "Gopeed dev".to_owned(),
        torrent: peer().torrent,
        size: 9,
        from_peer: 2,
        to_peer: EVIDENCE_FLOOR + 3,
        first_seen: 901,
        last_seen: 900,
        flags: String::new(),
    };
    let rows: Vec<_> = RecordEvidence::of_history(&history).unwrap().rows(1, 2).collect();
    let row = |kind| Evidence {
        kind,
        address: address("2a00::"),
        torrent: Some(2),
        application: 1,
        net: EVIDENCE_FLOOR + 1,
        size: 9,
        first: 900,
        last: 900,
    };
    assert_eq!(rows, [row(Transfer), row(FakeName)]);
}

#[test]
fn sightings_are_of_peers_that_take_and_lack_something() {
    let is_sighting = |progress, to_peer, from_peer| {
        DownloadSighting::is_of(&swarm(ReportedPeer { progress, to_peer, from_peer, ..peer() }))
    };
    assert!(is_sighting(0.99, 1, 0) && is_sighting(0.0, 1, -1));
    assert!(!is_sighting(1.0, 1, 0) && !is_sighting(0.5, 1, 1) && !is_sighting(0.5, 0, -1));
}
