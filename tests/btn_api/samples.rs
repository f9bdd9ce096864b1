//! Bodies of real clients, where they lie beside the checkout, and the example of the first documents, word for word over
//! the wire.

use std::path::PathBuf;

use afisha::btn::{AppCredentials, ProfileChoice};
use afisha::catalog::Moment;
use serde_json::Value;

use super::NOW;
use crate::store::btn::sum;
use crate::support::btn_server::{BtnServer, gzip, headers};
use crate::support::database::on_both_databases;

/// Two seconds after the last of the modern samples.
const MODERN: Moment = Moment(1_766_000_003);

/// The example of the first documents: what stands for the identifiers is no identifier.
const SEED: &str = r#"{
	"populate_time": 1713971696000,
	"peers": [{
			"ip_address": "CE67:2B6F:646A:138B:9E4F:DD47:894E:608E",
			"peer_port": 12345,
			"peer_id": "-BC1234-",
			"client_name": "BitComet 1.2.3.4",
			"torrent_identifier": "<使用特定算法对 info_hash 进行加盐哈希>",
			"torrent_size": 12346789765,
			"downloaded": 3463465,
			"rt_download_speed": 133525,
			"uploaded": 2345754,
			"rt_upload_speed": 234456465,
			"peer_progress": 0.1245,
			"downloader_progress": 1,
			"peer_flag": "u I H X E P"
		},
		{
			"ip_address": "198.148.143.87",
			"peer_port": 23333,
			"peer_id": "-qB2312-",
			"client_name": "qBittorrent 2.3.1.2",
			"torrent_identifier": "<使用特定算法对 info_hash 进行加盐哈希>",
			"torrent_size": 12346789765,
			"downloaded": 3463465,
			"rt_download_speed": 133525,
			"uploaded": 2345754,
			"rt_upload_speed": 234456465,
			"peer_progress": 0.1245,
			"downloader_progress": 1,
			"peer_flag": "u I H X E P"
		}
	]
}"#;

/// Reads a sample; `None`: they are not here, which is said.
fn sample(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/btn").join(name);
    let read = std::fs::read(&path);
    if read.is_err() {
        eprintln!("skipped: there is no sample {}", path.display());
    }
    read.ok()
}

/// The same with times of now, written as clients do.
fn moved(body: &[u8], now: Moment) -> Vec<u8> {
    let mut document: Value = serde_json::from_slice(body).unwrap();
    document["populate_time"] = (now.0 * 1000).into();
    for record in document["peers"].as_array_mut().unwrap() {
        record["first_time_seen"] = (now.0 * 1000 - 60_000).into();
        record["last_time_seen"] = (now.0 * 1000 - 1_000).into();
    }
    document.to_string().into_bytes()
}

/// Sends a body without compression, with its length.
fn plainly(server: &BtnServer, credentials: &AppCredentials, method: &str, path: &str, body: &[u8]) -> (u16, String) {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8.5.0\r\nContent-Type: application/json\r\n\
         {}Content-Length: {}\r\n\r\n",
        headers(credentials),
        body.len()
    );
    let answer = server.send(&[head.as_bytes(), body].concat());
    (answer.status, answer.text().to_owned())
}

on_both_databases! {
    fn samples_of_clients_are_taken_as_they_are(database) {
        let server = BtnServer::new(database, MODERN, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        for (name, path, table, rows) in [
            ("01-seed-peers-request.json", "/ping/peers/submit", "snapshots", 2),
            ("04-legacy-bans-request-p13.json", "/ping/bans/submit", "bans", 2),
            ("05-histories-request-p10.json", "/ping/histories/submit", "histories", 1),
            ("08-modern-bans-request-p20.json", "/ping/syncBanHistory", "bans", 2),
            ("09-modern-swarm-request-p20.json", "/ping/syncSwarm", "swarms", 1),
        ] {
            let Some(body) = sample(name) else { return };
            let before = sum(database, table, "count(*)");
            // Only those of histories are too old here; the others come in their time.
            let body = if name.starts_with("05") { moved(&body, MODERN) } else { body };
            for _ in 0..2 {
                let answer = server.submit(&credentials, path, &body);
                assert_eq!((answer.status, answer.text()), (200, ""), "{name}");
                assert_eq!(sum(database, table, "count(*)"), before + rows, "{name}");
            }
        }
        assert_eq!(server.api.taken.refused().map(|(_, count)| count).sum::<u64>(), 0);
    }

    fn the_example_of_the_seed_is_answered_though_none_of_it_is_taken(database) {
        let server = BtnServer::new(database, NOW, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        for method in ["GET", "POST"] {
            let answer = plainly(&server, &credentials, method, "/ping/peers/submit", SEED.as_bytes());
            assert_eq!(answer, (200, String::new()), "{method}");
        }
        assert_eq!(sum(database, "snapshots", "count(*)"), 0);
        // With an identifier it is taken whole, in upper case as it stands.
        let identifier = "52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad";
        let whole = SEED.replace("<使用特定算法对 info_hash 进行加盐哈希>", identifier);
        assert_eq!(plainly(&server, &credentials, "GET", "/ping/peers/submit", whole.as_bytes()), (200, String::new()));
        assert_eq!(server.api.taken.taken() + server.api.taken.refused().map(|(_, count)| count).sum::<u64>(), 6);
        assert_eq!(sum(database, "snapshots", "count(*)"), i64::try_from(server.api.taken.taken()).unwrap());
    }

    fn a_body_is_read_by_its_headers_alone(database) {
        let server = BtnServer::new(database, NOW, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        let compressed = gzip(SEED.as_bytes());
        let answer = plainly(&server, &credentials, "POST", "/ping/peers/submit", &compressed);
        assert_eq!(answer.0, 400, "what it looks like does not count");
    }
}
