//! A record that is wrong costs itself and no other, whatever is wrong with it.

use afisha::btn::report::{RecordFault, Refusals, ReportFault, read_bans, read_histories, read_snapshot, read_swarm};
use afisha::catalog::Moment;
use proptest::prelude::*;

const NOW: Moment = Moment(1_766_000_005);
/// A record that every kind of report takes.
const RECORD: &str = r#"{"ban_at":1766000000000,"peer_ip":"203.0.113.45","peer_port":15000,"peer_id":"-XX0001-",
    "peer_client_name":"x","peer_progress":0.5,"peer_flag":"u","torrent_size":9,"from_peer_traffic":1,"to_peer_traffic":2,
    "torrent_identifier":"52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad","torrent_is_private":false,
    "downloader_progress":1.0,"module":"m","rule":"r","description":"d","structured_data":null,"downloader":"a",
    "first_time_seen":1766000000000,"last_time_seen":1766000000000}"#;

/// A kind of report.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Snapshot,
    Bans,
    Histories,
    Swarm,
}

const KINDS: [Kind; 4] = [Kind::Snapshot, Kind::Bans, Kind::Histories, Kind::Swarm];

/// Reads a report of these records: how many were taken, and why the others were not.
fn read(kind: Kind, records: &[String]) -> Result<(usize, Vec<(RecordFault, u64)>), ReportFault> {
    let list = match kind {
        Kind::Snapshot | Kind::Histories => "peers",
        Kind::Bans => "bans",
        Kind::Swarm => "swarms",
    };
    let body = format!(r#"{{"populate_time":1766000000000,"{list}":[{}]}}"#, records.join(","));
    let said = |taken: usize, refused: Refusals| (taken, refused.by_reason().filter(|(_, count)| *count > 0).collect());
    let body = body.as_bytes();
    Ok(match kind {
        Kind::Snapshot => read_snapshot(body, NOW).map(|taken| said(taken.records.len(), taken.refused))?,
        Kind::Bans => read_bans(body, true, NOW).map(|taken| said(taken.records.len(), taken.refused))?,
        Kind::Histories => read_histories(body, NOW).map(|taken| said(taken.records.len(), taken.refused))?,
        Kind::Swarm => read_swarm(body, NOW).map(|taken| said(taken.records.len(), taken.refused))?,
    })
}

/// A record with another value of a member.
fn with(name: &str, value: &str) -> String {
    let (before, rest) = RECORD.split_once(&format!("\"{name}\":")).unwrap();
    let end = rest.find([',', '}']).unwrap();
    format!("{before}\"{name}\":{value}{}", &rest[end..])
}

/// A record without a member.
fn without(name: &str) -> String {
    RECORD.replace(&format!("\"{name}\":"), "\"unknown\":")
}

/// Everything that can be wrong with a record, and the reason that is counted.
fn faults() -> Vec<(String, RecordFault)> {
    let mut faults = vec![
        (with("peer_ip", r#""CE67:...""#), RecordFault::Address),
        (with("peer_ip", r#""10.0.0.1""#), RecordFault::Address),
        (with("torrent_identifier", r#""a placeholder""#), RecordFault::Identifier),
        (with("torrent_identifier", r#"{"a":1}"#), RecordFault::Type),
        (format!(r#"{{"\ud800":1,{}"#, &RECORD[1..]), RecordFault::Surrogate),
        (with("peer_id", &format!("{}0{}", "[".repeat(20), "]".repeat(20))), RecordFault::Depth),
    ];
    for name in ["peer_id", "peer_client_name", "peer_flag"] {
        faults.push((with(name, r#""a\ud800b""#), RecordFault::Surrogate));
        faults.push((with(name, r#""a\udc00""#), RecordFault::Surrogate));
        faults.push((with(name, r#""a\u0000b""#), RecordFault::Nul));
        faults.push((with(name, "7"), RecordFault::Type));
    }
    for name in ["from_peer_traffic", "to_peer_traffic"] {
        faults.push((with(name, "9223372036854775808"), RecordFault::Number));
        faults.push((with(name, "-9223372036854775809"), RecordFault::Number));
        faults.push((with(name, "1e400"), RecordFault::Number));
        faults.push((with(name, r#""1""#), RecordFault::Type));
        faults.push((with(name, "0.5"), RecordFault::Type));
        faults.push((without(name), RecordFault::Missing));
    }
    for name in ["peer_ip", "torrent_identifier"] {
        faults.push((without(name), RecordFault::Missing));
        faults.push((with(name, "null"), RecordFault::Missing));
    }
    faults
}

#[test]
fn a_record_that_is_right_is_taken_by_every_kind() {
    for kind in KINDS {
        assert_eq!(read(kind, &[RECORD.to_owned()]), Ok((1, vec![])), "{kind:?}");
    }
}

#[test]
fn every_fault_is_counted_by_its_reason() {
    for kind in KINDS {
        for (record, fault) in faults() {
            let records = [RECORD.to_owned(), record.clone(), RECORD.to_owned()];
            assert_eq!(read(kind, &records), Ok((2, vec![(fault, 1)])), "{kind:?} {record}");
        }
    }
}

#[test]
fn times_beyond_the_window_cost_their_record() {
    for (kind, name) in [(Kind::Bans, "ban_at"), (Kind::Histories, "last_time_seen"), (Kind::Swarm, "last_time_seen")] {
        for (at, taken) in [
            (NOW.0 * 1000 - 7 * 86_400_000, 1),
            (NOW.0 * 1000 - 7 * 86_400_000 - 1, 0),
            (NOW.0 * 1000 + 3_600_000, 1),
            (NOW.0 * 1000 + 3_600_001, 0),
            (i64::MIN, 0),
        ] {
            let refused = if taken == 1 { vec![] } else { vec![(RecordFault::Time, 1)] };
            assert_eq!(read(kind, &[with(name, &at.to_string())]), Ok((taken, refused)), "{kind:?} {at}");
        }
    }
}

proptest! {
    #[test]
    fn a_wrong_record_costs_itself_alone(
        kind in proptest::sample::select(KINDS.to_vec()),
        wrong in proptest::collection::vec(proptest::option::of(proptest::sample::select(faults())), 0..20),
    ) {
        let records: Vec<String> =
            wrong.iter().map(|fault| fault.as_ref().map_or(RECORD.to_owned(), |(record, _)| record.clone())).collect();
        let right = wrong.iter().filter(|fault| fault.is_none()).count();
        let (taken, refused) = read(kind, &records).unwrap();
        prop_assert_eq!(taken, right);
        prop_assert_eq!(refused.iter().map(|(_, count)| *count).sum::<u64>(), (records.len() - right) as u64);
    }

    #[test]
    fn no_value_of_a_member_costs_another_record(
        kind in proptest::sample::select(KINDS.to_vec()),
        name in proptest::sample::select(vec!["peer_ip", "peer_port", "peer_id", "torrent_size", "to_peer_traffic",
            "peer_progress", "torrent_is_private", "structured_data", "last_time_seen", "ban_at"]),
        value in r#"-?[1-9][0-9]{0,40}(\.[0-9]{1,3})?([eE][0-9]{1,4})?|"(\\u[0-9a-f]{4}|[a-z.:% ]){0,20}"|null|true|false|\{\}|\[\]"#,
    ) {
        let (taken, refused) = read(kind, &[RECORD.to_owned(), with(name, &value), RECORD.to_owned()]).unwrap();
        let refused: u64 = refused.iter().map(|(_, count)| *count).sum();
        prop_assert!(taken >= 2);
        prop_assert_eq!(taken as u64 + refused, 3);
    }

    #[test]
    fn no_body_is_a_panic(body in r#"[\x00-\xff]{0,200}|(\{|\[|"populate_time"|"peers"|:|,|1|\]|\}|"\\ud800"){0,40}"#) {
        for kind in KINDS {
            drop(read(kind, std::slice::from_ref(&body)));
        }
        drop(read_snapshot(body.as_bytes(), NOW));
    }
}
