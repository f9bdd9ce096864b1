//! A report, as it is shown: to ordinary people without what would name others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Serialize;
use serde_json::Value;

use crate::btn::OwnerId;
use crate::store::{FoundBan, FoundReport, ReportTorrent};

/// What stands for an address in a text.
const HIDDEN: &str = "…";

/// Who looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sight {
    /// Who may see everything.
    Whole,
    /// An account that sees which reports are its own.
    Of(OwnerId),
}

/// A report, as it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownReport {
    id: i64,
    app_id: Option<String>,
    submit_id: Option<String>,
    insert_time: i64,
    populate_time: i64,
    peer_ip: String,
    peer_port: i64,
    peer_id: String,
    peer_client_name: String,
    torrent: ShownReportTorrent,
    from_peer_traffic: i64,
    from_peer_traffic_speed: i64,
    to_peer_traffic: i64,
    to_peer_traffic_speed: i64,
    peer_progress: f64,
    downloader_progress: f64,
    flags: String,
    #[serde(flatten)]
    ban: Option<ShownBan>,
}

/// A torrent, as it is shown; of a private one only that it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownReportTorrent {
    id: Option<i64>,
    identifier: Option<String>,
    size: Option<i64>,
    private_torrent: bool,
}

/// Why a peer was banned, as it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownBan {
    btn_ban: bool,
    module: String,
    rule: String,
    ban_unique_id: Option<String>,
    structured_data: Option<Value>,
}

/// Shows a report to who looks.
pub(super) fn shown(report: FoundReport, sight: Sight) -> ShownReport {
    let is_whole = matches!(sight, Sight::Whole);
    let (app_id, is_own) = match (report.application, sight) {
        (Some((id, _)), Sight::Whole) => (Some(id), true),
        (Some((id, owner)), Sight::Of(who)) if owner == who => (Some(id), true),
        _ => (None, is_whole),
    };
    ShownReport {
        id: report.number,
        app_id,
        submit_id: is_own.then(|| report.report.to_string()),
        insert_time: report.at,
        populate_time: report.at,
        peer_ip: if is_whole { report.address.to_string() } else { network(report.address) },
        peer_port: report.port,
        peer_id: report.peer_id,
        peer_client_name: report.client_name,
        torrent: ShownReportTorrent::new(report.torrent, is_whole),
        from_peer_traffic: report.from_peer,
        from_peer_traffic_speed: report.from_peer_speed,
        to_peer_traffic: report.to_peer,
        to_peer_traffic_speed: report.to_peer_speed,
        peer_progress: report.progress,
        downloader_progress: report.own_progress,
        flags: report.flags,
        ban: report.ban.map(|ban| ShownBan::new(ban, is_whole)),
    }
}

impl ShownReportTorrent {
    fn new(torrent: Option<ReportTorrent>, is_whole: bool) -> Self {
        Self {
            id: torrent.as_ref().map(|torrent| torrent.number),
            // Whoever knows an info hash knows its identifier, and so what it is.
            identifier: torrent.as_ref().filter(|_| is_whole).map(|torrent| torrent.identifier.to_string()),
            size: torrent.as_ref().map(|torrent| torrent.size),
            private_torrent: torrent.is_none(),
        }
    }
}

impl ShownBan {
    fn new(ban: FoundBan, is_whole: bool) -> Self {
        Self {
            btn_ban: ban.by_rules,
            module: ban.module,
            rule: if is_whole { ban.rule } else { without_addresses(&ban.rule) },
            // Made of the address, among others, it could be found by trying all.
            ban_unique_id: is_whole.then_some(ban.key),
            structured_data: is_whole.then(|| serde_json::from_str(&ban.data).ok()).flatten(),
        }
    }
}

/// Returns the network of an address: of 24 bits, or 48 of IPv6.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() >> 8 << 8)),
        IpAddr::V6(address) => format!("{}/48", Ipv6Addr::from_bits(address.to_bits() >> 80 << 80)),
    }
}

/// Returns a text with something else in the place of each address.
fn without_addresses(text: &str) -> String {
    let is_of_address = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(is_of_address) {
        let (before, word) = rest.split_at(begin);
        let end = word.find(|c| !is_of_address(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        kept.push_str(before);
        kept.push_str(if names_address(word) { HIDDEN } else { word });
        rest = after;
    }
    kept + rest
}

/// Tells whether a word is an address, with or without a port or the end of a sentence.
fn names_address(word: &str) -> bool {
    let word = word.trim_matches(['.', ':']);
    let host = word.rsplit_once(':').map_or(word, |(host, _)| host);
    word.parse::<IpAddr>().is_ok() || host.parse::<IpAddr>().is_ok() || word.matches(':').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_shown_without_addresses() {
        for (text, expected) in [
            ("IP 198.51.100.7 is on a list", "IP … is on a list"),
            ("198.51.100.7:51413, [2001:db8::1].", "…, […]."),
            ("10.0.0.0/8 and 2001:db8:0:0:0:0:0:1/64", "…/8 and …/64"),
            ("at 12:30 of 4.6: progress 0.5 -> 0.25", "at 12:30 of 4.6: progress 0.5 -> 0.25"),
            ("", ""),
        ] {
            assert_eq!(without_addresses(text), expected);
        }
    }

    #[test]
    fn addresses_are_shown_as_networks() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!([of("198.51.100.7"), of("2001:db8:1:2::3")], ["198.51.100.0/24", "2001:db8:1::/48"]);
    }
}
