//! What clients report of the peers that they met, as each release writes it: nulls are written out.

use serde_json::{Value, json};

use super::profile::{AddressForm, Members, Profile, Shape};

const TORRENTS: [&str; 3] = [
    "52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad",
    "456e89c3e86fca4d5f87684ab7526e77b51dfe50613d43b83bf53bd0780f5a4a",
    "6427e76c00d0d81e082d5684b8660cd8e73df887dada8957ebb38a67bb4a9bf1",
];
const MODULE: &str = "com.ghostchu.peerbanhelper.module.impl.rule.ProgressCheatBlocker";
const BY_RULES: &str = "com.ghostchu.peerbanhelper.module.impl.rule.BtnNetworkOnline";

/// A peer that a client met, by its place in the client's database.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    pub place: usize,
    /// When it was last seen, in Unix milliseconds.
    pub at: i64,
}

impl Met {
    fn address(self, form: AddressForm) -> String {
        let (high, low) = (self.place >> 8, self.place & 0xff);
        match (self.place % 2, form) {
            (0, _) => format!("60.7.{high}.{low}"),
            (_, AddressForm::Upper) => format!("2001:DB8:0:0:0:0:{high:X}:{low:X}"),
            (_, AddressForm::Compressed) => format!("2001:db8::{:x}:{low:x}", high + 0x100),
            (_, AddressForm::Whole) => format!("2001:db8:0:0:0:0:{high:x}:{low:x}"),
        }
    }

    fn torrent(self) -> &'static str {
        TORRENTS[self.place % TORRENTS.len()]
    }

    /// Raw ids may have control characters; some downloaders tell none.
    fn texts(self) -> (Value, Value, Value) {
        match self.place % 4 {
            0 => (json!("-TR4050-"), json!("Transmission 4.0.5"), json!("U I H X E P")),
            1 => (Value::Null, Value::Null, Value::Null),
            2 => (json!(""), json!(""), json!("")),
            _ => (json!("-qB4520-\u{1}\u{7f}\u{ff}"), json!("qBittorrent 4.5.2"), json!("u I ? E")),
        }
    }

    fn uploaded(self) -> i64 {
        1_000_000 + self.place as i64
    }

    /// As a member of a snapshot.
    pub fn live(self, members: Members) -> Value {
        let (peer_id, client_name, peer_flag) = self.texts();
        let mut peer = json!({
            "ip_address": self.address(members.address), "peer_port": 6_881, "peer_id": peer_id,
            "client_name": client_name, "torrent_identifier": self.torrent(), "torrent_size": 1_468_006_400_i64,
            "downloaded": -1, "rt_download_speed": -1, "uploaded": self.uploaded(), "rt_upload_speed": 524_288,
            "peer_progress": 0.25, "downloader_progress": 1, "peer_flag": peer_flag,
        });
        if members.torrent_is_private {
            peer["torrent_is_private"] = json!(false);
        }
        peer
    }

    /// As a ban with the peer in it; every fifth is one by rules of the network.
    pub fn nested_ban(self, members: Members) -> Value {
        let by_rules = self.place.is_multiple_of(5);
        let mut ban = json!({
            "btn_ban": by_rules, "module": if by_rules { BY_RULES } else { MODULE },
            "rule": "progress went back by 40%", "peer": self.live(members),
        });
        if members.ban_unique_id {
            ban["ban_unique_id"] = json!(format!("{:064x}", self.place));
        }
        if members.structured_data {
            ban["structured_data"] =
                if by_rules { Value::Null } else { json!({"type": "rewindProgress", "rewind": 0.4}) };
        }
        ban
    }

    /// As a member of histories.
    pub fn history(self, members: Members) -> Value {
        let (peer_id, client_name, peer_flag) = self.texts();
        let mut history = json!({
            "ip_address": self.address(members.address), "peer_id": peer_id, "client_name": client_name,
            "torrent_identifier": self.torrent(), "torrent_size": 1_468_006_400_i64, "downloaded": 0,
            "downloaded_offset": 0, "uploaded": self.uploaded(), "uploaded_offset": 7,
            "first_time_seen": self.at - 60_000, "last_time_seen": self.at, "peer_flag": peer_flag,
        });
        if members.torrent_is_private {
            history["torrent_is_private"] = json!(false);
        }
        if members.structured_data {
            history["port"] = json!(0);
        }
        history
    }

    /// As a ban that is the peer itself.
    pub fn flat_ban(self, shape: Shape, members: Members) -> Value {
        let (peer_id, client_name, flags) = self.texts();
        let (address, torrent, uploaded) = (self.address(members.address), self.torrent(), self.uploaded());
        let module = if self.place.is_multiple_of(5) { BY_RULES } else { MODULE };
        if shape == Shape::Draft {
            return json!({
                "ban_at": self.at, "ip_address": address, "port": 6_881, "peer_id": peer_id, "client_name": client_name,
                "progress": 0.05, "peer_flag": flags, "torrent_identifier": torrent, "torrent_is_private": false,
                "torrent_size": 1_468_006_400_i64, "downloaded": 0, "uploaded": uploaded, "downloader_progress": 1.0,
                "module": module, "rule": "progress rewind", "structured_data": "{\"type\":\"rewindProgress\"}",
            });
        }
        json!({
            "ban_at": self.at, "peer_ip": address, "peer_port": 6_881, "peer_id": peer_id,
            "peer_client_name": client_name, "peer_progress": 0.05, "peer_flag": flags, "torrent_identifier": torrent,
            "torrent_is_private": false, "torrent_size": 1_468_006_400_i64, "from_peer_traffic": 0,
            "to_peer_traffic": uploaded, "downloader_progress": 1.0, "module": module, "rule": "progress rewind",
            "description": "claimed 5 percent after 45 percent",
            "structured_data": if self.place.is_multiple_of(3) { Value::Null } else { json!("{\"type\":\"rewindProgress\"}") },
        })
    }

    /// As a member of swarms.
    pub fn swarm(self, shape: Shape, members: Members) -> Value {
        let (peer_id, client_name, flags) = self.texts();
        let (address, uploaded) = (self.address(members.address), self.uploaded());
        let mut peer = json!({
            "torrent_identifier": self.torrent(), "torrent_is_private": false,
            "downloader": "3f6b1f0e-7f0b-4a8e-9a57-6e2f3c1d0b9a", "downloader_progress": 1.0, "peer_id": peer_id,
            "peer_progress": 0.31, "first_time_seen": self.at - 60_000, "last_time_seen": self.at,
        });
        let named = if shape == Shape::Draft {
            json!({
                "ip": address, "port": 6_881, "client_name": client_name, "uploaded": uploaded, "uploaded_offset": 7,
                "downloaded": 0, "downloaded_offset": 0, "last_flags": flags,
            })
        } else {
            json!({
                "peer_ip": address, "peer_port": 6_881, "peer_client_name": client_name,
                "torrent_size": 1_468_006_400_i64, "to_peer_traffic": uploaded, "to_peer_traffic_offset": uploaded,
                "from_peer_traffic": 0, "from_peer_traffic_offset": 0, "peer_last_flags": flags,
            })
        };
        let peer_members = peer.as_object_mut().unwrap();
        peer_members.extend(named.as_object().unwrap().clone());
        if members.speeds_of_swarms {
            for name in ["upload_speed", "download_speed", "upload_speed_max", "download_speed_max"] {
                peer_members.insert(name.to_owned(), json!(1_024));
            }
        }
        peer
    }
}

/// A body of a report.
pub fn body(profile: &Profile, list: &str, shape: Shape, populated: i64, records: Vec<Value>) -> Vec<u8> {
    let mut body = json!({ list: records });
    if shape == Shape::Legacy || profile.version < 11 {
        body["populate_time"] = json!(populated);
    }
    body.to_string().into_bytes()
}
