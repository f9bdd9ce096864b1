//! `/ping/queryIp`

use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse};
use ipnet::IpNet;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::btn::{PeerAddress, RequestKind};
use crate::catalog::DAY_SECONDS;
use crate::http::json::{self, JSON};
use crate::http::parameter::parameter;
use crate::number::{to_f64, to_nearest_index};
use crate::store::{Actor, AuditRecord, KNOWN_DAYS, KnownAddress, KnownRecord, StoreError};

use super::entry::enter;
use super::fault::BtnFault;
use super::reply;
use super::state::BtnApi;

/// For how long what is told was kept, in milliseconds.
const DURATION: i64 = KNOWN_DAYS * DAY_SECONDS * 1000;
/// The shortest prefixes that may be asked about.
const LEAST_PREFIX: (u8, u8) = (24, 48);
/// What clients are told where nothing came back.
const ENDLESS: f64 = 999_999_999.0;

#[derive(Serialize)]
struct AddressAnswer {
    color: &'static str,
    labels: Vec<&'static str>,
    bans: BanAnswers,
    swarms: SwarmAnswers,
    traffic: TrafficAnswer,
    torrents: TorrentsAnswer,
}

#[derive(Serialize)]
struct BanAnswers {
    duration: i64,
    total: i64,
    records: Vec<BanAnswer>,
}

#[derive(Serialize)]
struct BanAnswer {
    populate_time: i64,
    torrent: Option<String>,
    peer_ip: String,
    peer_port: i64,
    peer_id: String,
    peer_client_name: String,
    peer_progress: f64,
    peer_flags: String,
    reporter_progress: f64,
    to_peer_traffic: i64,
    from_peer_traffic: i64,
    module_name: String,
    rule: String,
    description: String,
    structured_data: Box<RawValue>,
}

#[derive(Serialize)]
struct SwarmAnswers {
    duration: i64,
    total: i64,
    records: Vec<SwarmAnswer>,
    concurrent_download_torrents_count: i64,
    concurrent_seeding_torrents_count: i64,
}

#[derive(Serialize)]
struct SwarmAnswer {
    torrent: Option<String>,
    peer_ip: String,
    peer_port: i64,
    peer_id: String,
    peer_client_name: String,
    peer_progress: f64,
    from_peer_traffic: i64,
    to_peer_traffic: i64,
    /// The downloader's own counters are not kept.
    from_peer_traffic_offset: i64,
    to_peer_traffic_offset: i64,
    flags: String,
    first_time_seen: i64,
    last_time_seen: i64,
    user_progress: f64,
}

#[derive(Serialize)]
struct TrafficAnswer {
    duration: i64,
    to_peer_traffic: i64,
    from_peer_traffic: i64,
    share_ratio: f64,
}

#[derive(Serialize)]
struct TorrentsAnswer {
    duration: i64,
    count: i64,
}

/// Tells an application that reports itself what others reported of an address or a network. That it asked is noted.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    let participant = enter(&request, RequestKind::Query)?;
    let network = parameter(&request, "ip").and_then(|text| asked(&text)).ok_or(BtnFault::Network)?;
    let api = BtnApi::of(&request);
    let (store, now) = (api.store.clone(), api.clock.now());
    let known = api.queries.run(move || {
        let Some(owner) = store.reporting_owner(participant.application)? else { return Ok(None) };
        store.note_audit(&AuditRecord {
            at: now,
            actor: Actor::Owner(owner),
            action: "address.asked".to_owned(),
            subject: if network.prefix_len() == network.max_prefix_len() { "an address" } else { "a network" }
                .to_owned(),
        })?;
        store.known_address(network, now).map(Some)
    });
    let known = known.await?.map_err(unanswered)?;
    let known = known.ok_or(BtnFault::Silent)?;
    let is_listed = api.lists.get().deny.document.bytes().split(|byte| *byte == b'\n').any(|line| lists(line, network));
    let answer = json::written(&shown(known, is_listed).map_err(unanswered)?);
    Ok(reply::once(JSON, answer))
}

fn unanswered(fault: StoreError) -> BtnFault {
    log::debug!("what is known of an address cannot be read: {fault}");
    BtnFault::Unanswered
}

/// Reads what is asked about: an address, or a network that is not too wide.
fn asked(text: &str) -> Option<IpNet> {
    let network = match text.trim().parse::<IpNet>() {
        Ok(network) => network.trunc(),
        Err(_) => IpNet::from(PeerAddress::parse(text)?.get()),
    };
    let least = if network.addr().is_ipv4() { LEAST_PREFIX.0 } else { LEAST_PREFIX.1 };
    (network.prefix_len() >= least).then_some(network)
}

/// Tells whether a line of the list of bans has something of the network.
fn lists(line: &[u8], network: IpNet) -> bool {
    let line = std::str::from_utf8(line).unwrap_or_default();
    let listed = line.parse::<IpNet>().ok().or_else(|| line.parse::<IpAddr>().ok().map(IpNet::from));
    listed.is_some_and(|listed| listed.contains(&network) || network.contains(&listed))
}

fn shown(known: KnownAddress, is_listed: bool) -> Result<AddressAnswer, StoreError> {
    let color = match (is_listed, known.bans, known.swarms) {
        (true, ..) => "red",
        (false, 1.., _) => "orange",
        (false, _, 1..) => "green",
        _ => "gray",
    };
    let share_ratio = match (known.from_peer, known.to_peer) {
        (0, 0) | (0, i64::MIN..0) => 0.0,
        (from, to) if to <= 0 && from > 0 => ENDLESS,
        (from, to) => ratio(from, to),
    };
    Ok(AddressAnswer {
        color,
        labels: if is_listed { vec!["banned by the lists of this server"] } else { Vec::new() },
        bans: BanAnswers {
            duration: DURATION,
            total: known.bans,
            records: known.ban_records.into_iter().map(ban).collect::<Result<_, _>>()?,
        },
        swarms: SwarmAnswers {
            duration: DURATION,
            total: known.swarms,
            records: known.swarm_records.into_iter().map(swarm).collect::<Result<_, _>>()?,
            concurrent_download_torrents_count: known.downloading,
            concurrent_seeding_torrents_count: known.seeding,
        },
        traffic: TrafficAnswer {
            duration: DURATION,
            to_peer_traffic: known.to_peer,
            from_peer_traffic: known.from_peer,
            share_ratio,
        },
        torrents: TorrentsAnswer { duration: DURATION, count: known.torrents },
    })
}

fn ratio(from: i64, to: i64) -> f64 {
    let bytes = |bytes: i64| to_f64(to_nearest_index(bytes.unsigned_abs()));
    bytes(from) / bytes(to)
}

fn ban(record: KnownRecord) -> Result<BanAnswer, StoreError> {
    Ok(BanAnswer {
        populate_time: record.at,
        torrent: record.torrent_id.map(|torrent| torrent.to_string()),
        peer_ip: record.address()?.to_string(),
        peer_port: record.port,
        peer_id: record.peer_id,
        peer_client_name: record.client_name,
        peer_progress: record.progress,
        peer_flags: record.flags,
        reporter_progress: record.own_progress,
        to_peer_traffic: record.to_peer,
        from_peer_traffic: record.from_peer,
        module_name: record.module,
        rule: record.rule,
        description: record.description,
        structured_data: RawValue::from_string(record.data).unwrap_or_else(|_| nothing()),
    })
}

#[expect(clippy::expect_used, reason = "an empty object is JSON")]
fn nothing() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).expect("JSON")
}

fn swarm(record: KnownRecord) -> Result<SwarmAnswer, StoreError> {
    Ok(SwarmAnswer {
        torrent: record.torrent_id.map(|torrent| torrent.to_string()),
        peer_ip: record.address()?.to_string(),
        peer_port: record.port,
        peer_id: record.peer_id,
        peer_client_name: record.client_name,
        peer_progress: record.progress,
        from_peer_traffic: record.from_peer,
        to_peer_traffic: record.to_peer,
        from_peer_traffic_offset: -1,
        to_peer_traffic_offset: -1,
        flags: record.flags,
        first_time_seen: record.first_seen,
        last_time_seen: record.at,
        user_progress: record.own_progress,
    })
}
