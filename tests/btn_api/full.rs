//! The program on a disk that is full: reports are put off, rules go on, and what was answered with 200 is there.

use std::process::{Command, Stdio};

use afisha::btn::AppCredentials;
use afisha::clock::Clock;

use super::killed::{record, status, stored};
use super::program::{ARGUMENTS, PROGRAM, Place, Program};
use crate::support::btn_server::{chunked, gzip, headers};
use crate::support::database::Database;

/// Makes a disk of 16 MiB that only the program sees, with a file that takes up a quarter of it, copies the database to it,
/// and becomes the program.
const SCRIPT: &str = r#"mount -t tmpfs -o size=16m none "$1" && head -c 4194304 /dev/zero > "$1/other" &&
    cp "$2" "$1/btn.db" && shift 2 && exec "$@""#;
/// Records of a report.
const RECORDS: usize = 500;

/// Whether disks can be made here.
fn can_make_disks() -> bool {
    let made =
        Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).stderr(Stdio::null()).status();
    made.is_ok_and(|status| status.success())
}

/// Sends a report of these many records, from a number on; returns the status of the answer.
fn report(program: &Program, credentials: &AppCredentials, first: usize) -> u16 {
    let now = Clock::system().now();
    let records: Vec<String> = (first..first + RECORDS).map(|number| record(number, now)).collect();
    let body = format!(r#"{{"populate_time":{},"peers":[{}]}}"#, now.0 * 1000, records.join(","));
    // Each from an address of its own, so that no limit is met.
    let from = format!("{}X-Forwarded-For: 203.0.113.{}\r\n", headers(credentials), first / RECORDS % 250);
    status(program.address, &chunked("POST", "/ping/peers/submit", &from, &gzip(body.as_bytes()))).unwrap()
}

fn rules(program: &Program, credentials: &AppCredentials) -> u16 {
    let request = format!("GET /ping/ruleIpDenylist?rev=initial HTTP/1.1\r\nHost: x\r\n{}\r\n", headers(credentials));
    status(program.address, request.as_bytes()).unwrap()
}

#[test]
fn a_full_disk_puts_reports_off_and_costs_none_that_was_taken() {
    if !can_make_disks() {
        eprintln!("skipped: `unshare` makes no disk here");
        return;
    }
    let (database, disk) = (Database::sqlite(), tempfile::tempdir().unwrap());
    let disk = disk.path().to_str().unwrap();
    let (store, now) = (database.btn_store(), Clock::system().now());
    let credentials: Vec<AppCredentials> = (0..20)
        .map(|number| {
            let owner = store.add_owner(&number.to_string(), now).unwrap().unwrap();
            let credentials = AppCredentials::random();
            store.add_application(owner, &credentials, "", now).unwrap().unwrap();
            credentials
        })
        .collect();
    store.close();
    drop(store);
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", SCRIPT, "sh", disk]).arg(database.path()).arg(PROGRAM).args(ARGUMENTS);
    let place = Place::of(&format!("sqlite:{disk}/btn.db"));
    let mut program = place.begin_by(command);
    program.wait_for_the_door();
    let of = |number: usize| &credentials[number % credentials.len()];
    let full =
        (0..1_000).find(|number| report(&program, of(*number), number * RECORDS) != 200).expect("the disk is full");
    assert!(full > 5, "{full}");
    for tries in 0..3 {
        let refused = report(&program, of(full), full * RECORDS);
        assert!(matches!(refused, 429 | 503), "{refused}, {tries}");
        assert_eq!(rules(&program, of(full)), 200);
    }
    program.says("reports cannot be written and are refused");
    std::fs::remove_file(program.sees(&format!("{disk}/other"))).unwrap();
    assert_eq!(report(&program, of(full), full * RECORDS), 200);
    program.says("reports are being written again");
    // Nothing is written any more: the copy is what a start would find.
    let copy = Database::sqlite();
    for part in ["", "-wal"] {
        let to = format!("{}{part}", copy.path().display());
        std::fs::copy(program.sees(&format!("{disk}/btn.db{part}")), to).unwrap();
    }
    let mut found = stored(&copy, "snapshots");
    found.sort_unstable();
    assert!(found == (0..(full + 1) * RECORDS).collect::<Vec<_>>(), "{} rows of {} reports", found.len(), full + 1);
    program.stop();
}
