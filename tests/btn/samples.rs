//! Bodies and documents of real clients, where they lie beside the checkout.

use std::path::PathBuf;

use afisha::btn::report::{RecordFault, Refusals, read_bans, read_histories, read_snapshot, read_swarm};
use afisha::btn::{Client, ConfigDocument, ConfigSettings, ProfileChoice, TorrentIdentifier};
use afisha::catalog::Moment;
use serde_json::Value;
use url::Url;

/// When the legacy samples came, and the modern ones.
const LEGACY: Moment = Moment(1_724_000_005);
const MODERN: Moment = Moment(1_766_000_005);
/// The info hashes of the torrents in the samples.
const HASHES: [&str; 3] = [
    "a5b24a285c3533d80ce62181813640ac4a0e6ed7",
    "0123456789abcdef0123456789abcdef01234567",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
];

/// Reads a sample; `None`: they are not here, which is said.
fn sample(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/btn").join(name);
    let read = std::fs::read(&path);
    if read.is_err() {
        eprintln!("skipped: there is no sample {}", path.display());
    }
    read.ok()
}

fn torrent(place: usize) -> TorrentIdentifier {
    TorrentIdentifier::of(HASHES[place])
}

fn refused(refusals: &Refusals) -> Vec<(RecordFault, u64)> {
    refusals.by_reason().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn a_snapshot_is_read() {
    let Some(body) = sample("01-seed-peers-request.json") else { return };
    let taken = read_snapshot(&body, LEGACY).unwrap();
    assert_eq!((taken.at, taken.refused.total(), taken.records.len()), (1_724_000_000_000, 0, 2));
    let (one, other) = (&taken.records[0], &taken.records[1]);
    assert_eq!(
        (one.address.get().to_string().as_str(), one.port, one.id.as_str()),
        ("198.51.100.7", 51413, "-TR4050-")
    );
    assert_eq!((one.torrent, one.size, one.from_peer, one.to_peer), (torrent(0), 1_468_006_400, 1_048_576, 73_400_320));
    assert_eq!((one.from_peer_speed, one.to_peer_speed), (20_480, 524_288));
    assert_eq!((one.progress, one.own_progress, one.flags.as_str()), (0.25, 1.0, "U I H X E P"));
    assert_eq!((other.address.get().to_string().as_str(), other.torrent), ("2001:db8:12:34::1", torrent(1)));
    assert_eq!((other.from_peer, other.client_name.as_str()), (-1, ""));
}

#[test]
fn nested_bans_are_read() {
    let Some(body) = sample("04-legacy-bans-request-p13.json") else { return };
    let taken = read_bans(&body, true, LEGACY).unwrap();
    assert_eq!((taken.refused.total(), taken.records.len()), (0, 2));
    let (one, other) = (&taken.records[0], &taken.records[1]);
    assert_eq!((one.at, one.is_by_rules, one.rule.as_str()), (1_724_000_000_000, false, "progress went back by 40%"));
    assert!(one.module.ends_with(".ProgressCheatBlocker"));
    assert_eq!((one.peer.address.get().to_string().as_str(), one.peer.to_peer), ("203.0.113.45", 536_870_912));
    let data: Value = serde_json::from_str(one.data.as_ref().unwrap()).unwrap();
    assert_eq!(data["type"], "rewindProgress");
    assert_eq!((other.is_by_rules, other.data.as_deref(), other.peer.torrent), (true, None, torrent(2)));
    assert_ne!(one.key, other.key);
}

#[test]
fn histories_are_read() {
    let Some(body) = sample("05-histories-request-p10.json") else { return };
    let taken = read_histories(&body, LEGACY).unwrap();
    assert_eq!((taken.refused.total(), taken.records.len()), (0, 1));
    let history = &taken.records[0];
    assert_eq!((history.from_peer, history.to_peer), (2_097_152, 146_800_640));
    assert_eq!((history.first_seen, history.last_seen), (1_723_990_000_000, 1_723_999_990_000));
    let late = read_histories(&body, MODERN).unwrap();
    assert_eq!((late.records.len(), refused(&late.refused)), (0, vec![(RecordFault::Time, 1)]));
}

#[test]
fn flat_bans_are_read() {
    let Some(body) = sample("08-modern-bans-request-p20.json") else { return };
    for with_time in [false, true] {
        let taken = read_bans(&body, with_time, MODERN);
        if with_time {
            assert!(taken.is_err());
            continue;
        }
        let taken = taken.unwrap();
        assert_eq!((taken.refused.total(), taken.records.len()), (0, 2));
        let (one, other) = (&taken.records[0], &taken.records[1]);
        assert_eq!((one.at, one.is_by_rules), (1_766_000_000_000, false));
        assert_eq!(one.description, "claimed 5 percent after 45 percent");
        assert!(one.data.as_ref().unwrap().contains("rewindProgress"));
        assert_eq!((other.is_by_rules, other.peer.is_private), (true, true));
    }
    let early = read_bans(&body, false, Moment(MODERN.0 - 7_200)).unwrap();
    assert_eq!((early.records.len(), refused(&early.refused)), (0, vec![(RecordFault::Time, 2)]));
}

#[test]
fn swarms_are_read() {
    let Some(body) = sample("09-modern-swarm-request-p20.json") else { return };
    let taken = read_swarm(&body, MODERN).unwrap();
    assert_eq!((taken.refused.total(), taken.records.len()), (0, 1));
    let swarm = &taken.records[0];
    assert_eq!(swarm.downloader, "3f6b1f0e-7f0b-4a8e-9a57-6e2f3c1d0b9a");
    assert_eq!((swarm.peer.to_peer, swarm.peer.from_peer, swarm.peer.to_peer_speed), (455_081_984, 0, 262_144));
    assert_eq!((swarm.first_seen, swarm.last_seen), (1_765_990_000_000, 1_765_999_990_000));
    assert_eq!(swarm.peer.flags, "U I X E P");
    let late = read_swarm(&body, Moment(MODERN.0 + 8 * 86_400)).unwrap();
    assert_eq!((late.records.len(), refused(&late.refused)), (0, vec![(RecordFault::Time, 1)]));
}

#[test]
fn config_documents_are_those_that_clients_read() {
    for (name, user_agent) in [
        ("02-config-response-p6.json", "PeerBanHelper/5.1.0 BTN-Protocol/0.0.0-dev"),
        ("03-config-response-p7-p13.json", "PeerBanHelper/9.1.5 BTN-Protocol/2.0.1 BTN-Protocol-Version/13"),
        ("07-config-response-p20.json", "PeerBanHelper/9.5.0 BTN-Protocol/2.0.1 BTN-Protocol-Version/20"),
    ] {
        let Some(expected) = sample(name) else { return };
        let mut expected: Value = serde_json::from_slice(&expected).unwrap();
        let client = Client::of(user_agent);
        let (profile, window) = client.profile(ProfileChoice::Auto).unwrap();
        let url = &Url::parse("https://btn.example.org").unwrap();
        let document =
            ConfigDocument::new(&ConfigSettings { url, profile, window, with_histories: client.knows_histories() });
        let mut document: Value = serde_json::from_str(document.as_str()).unwrap();
        for document in [&mut expected, &mut document] {
            let version = document["ability"]["reconfigure"]["version"].take();
            assert_eq!(version.as_str().unwrap().len(), 16);
        }
        assert_eq!(document, expected, "{name}");
    }
}
