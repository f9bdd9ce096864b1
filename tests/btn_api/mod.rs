//! The door of downloaders, over real sockets.

mod away;
mod clients;
mod full;
mod hostile;
mod hostile_requests;
mod jdk;
mod killed;
mod leaks;
mod program;
mod reports;
mod samples;
mod status;

use afisha::catalog::Moment;

/// A moment at noon.
pub(crate) const NOW: Moment = Moment(1_766_059_200);

/// A report of a list of peers.
pub(crate) fn report_of(list: &str, peers: &[String]) -> Vec<u8> {
    format!(r#"{{"populate_time":{},"{list}":[{}]}}"#, NOW.0 * 1000, peers.join(",")).into_bytes()
}

/// A peer that has what every kind of report asks for, with these members instead of the usual ones.
pub(crate) fn peer(address: &str, others: &str) -> String {
    let at = NOW.0 * 1000;
    format!(
        r#"{{"peer_ip":"{address}","peer_port":7,"peer_id":"-XX0001-","peer_client_name":"x","peer_flag":"u",
        "torrent_identifier":"52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad","torrent_size":9,
        "from_peer_traffic":1,"to_peer_traffic":2,"peer_progress":0.5,"downloader_progress":1,"ban_at":{at},"module":"m",
        "rule":"r","downloader":"a","first_time_seen":{at},"last_time_seen":{at}{others}}}"#
    )
}
