//! `peer add`, `list`, `test`, `sync`, `purge` and `remove`, and the server that reads peers.

use std::io::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use afisha::clock::Clock;
use afisha::store::{DatabaseUrl, Store};
use serde_json::{Value, json};

use super::serve::Running;
use super::{Desk, Done};
use crate::support::database::{Database, on_both_databases};
use crate::support::peer_server::{Exported, KEY_ID, PeerServer, Reply, SECRET};

const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A folder with settings that have a master key.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("afisha.toml", &format!("peer_master_key = '{MASTER}'\n"));
    desk
}

/// Torrents of these numbers, which the peer has had for long.
fn exported(numbers: impl IntoIterator<Item = u64>) -> Vec<Exported> {
    numbers.into_iter().map(|number| Exported::new(number, 1_600_000_000)).collect()
}

fn server(numbers: impl IntoIterator<Item = u64>) -> PeerServer {
    PeerServer::start(&Clock::system(), exported(numbers))
}

/// Runs `peer` with these arguments and this on standard input.
fn told(desk: &Desk, arguments: &[&str], input: &str) -> Done {
    let mut command = desk.command(&[&["peer"], arguments, &["--config", "afisha.toml"]].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Done(child.wait_with_output().unwrap())
}

/// Runs `peer` with these arguments, and returns what it prints.
fn peer(desk: &Desk, arguments: &[&str]) -> String {
    let done = told(desk, arguments, "");
    assert_eq!(done.code(), Some(0), "{}", done.err());
    done.out().to_owned()
}

fn add(desk: &Desk, server: &PeerServer, more: &[&str]) -> String {
    let url = server.url();
    let arguments = [&["add", "Сосед", &url, KEY_ID, "--allow-private"], more].concat();
    let done = told(desk, &arguments, &format!("{SECRET}\n"));
    assert_eq!(done.code(), Some(0), "{}", done.err());
    assert!(!done.all_err().contains(SECRET) && !done.out().contains(SECRET));
    assert!(!done.all_err().contains("warning"), "{}", done.all_err());
    done.out().to_owned()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_peer_is_added_with_its_secret_from_standard_input_and_tested() {
    let (desk, server) = (desk(), server(1..=3));
    assert!(add(&desk, &server, &[]).starts_with("added Сосед; test it with `afisha peer test`"));
    let database = std::fs::read(desk.path().join("afisha.db")).unwrap();
    assert!(!database.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
    let tested = peer(&desk, &["test", "Сосед"]);
    assert!(tested.starts_with("Сосед answers in ") && tested.contains(": it exports torrents; "), "{tested}");
    let tested = parsed(&peer(&desk, &["test", "Сосед", "--json"]));
    assert_eq!((&tested["answers"], &tested["signature_form"]), (&json!(true), &json!("raw")));
    assert_eq!((&tested["signature_version"], &tested["has_torrents"]), (&json!("v1"), &json!(true)));
    assert!(tested["milliseconds"].is_u64() && tested["clock_difference"].as_i64().unwrap().abs() <= 2, "{tested}");
    let asked = server.asked();
    assert_eq!(asked.iter().map(|asked| asked.limit).collect::<Vec<_>>(), [1, 1]);
    server.behave(|_, _| Reply::Status(403, vec![]));
    let refused = told(&desk, &["test", "Сосед", "--json"], "");
    let fault = "the key is inactive, expired or not meant for this (status 403)";
    assert_eq!((refused.code(), refused.err()), (Some(1), format!("afisha: Сосед: {fault}\n").as_str()));
    assert_eq!(parsed(refused.out()), json!({ "answers": false, "fault": fault }));
}

#[test]
fn a_peer_is_asked_for_torrents_by_their_hashes() {
    let (desk, server) = (desk(), server(1..=3));
    add(&desk, &server, &[]);
    let [has, lacks] = [format!("{:040x}", 2), "F".repeat(40)];
    let tested = peer(&desk, &["test", "Сосед", "--hash", &has, "--hash", &lacks]);
    let of_hashes = format!(
        "  {has}: Имя 2, 5 bytes\n  {}: it has no such torrent, or does not show it to this key\n",
        lacks.to_lowercase()
    );
    assert!(tested.ends_with(&of_hashes), "{tested}");
    let tested = parsed(&peer(&desk, &["test", "Сосед", "--json", "--hash", &has, "--hash", &lacks]));
    let expected = json!({ has.as_str(): { "title": "Имя 2", "size": 5 }, lacks.to_lowercase(): null });
    assert_eq!((&tested["exports"], &tested["torrents"]), (&json!(true), &expected));
    assert_eq!(told(&desk, &["test", "Сосед", "--hash", "x"], "").code(), Some(2));
    server.be_of_release_3();
    let old = told(&desk, &["test", "Сосед", "--json", "--hash", &has], "");
    let fault = "it takes the key, but runs release 3 of Stream Fusion, which exports nothing: it cannot be read until its \
                 operator installs a later release";
    assert_eq!((old.code(), old.err()), (Some(1), format!("afisha: Сосед: {fault}\n").as_str()));
    let tested = parsed(old.out());
    assert_eq!(
        (&tested["answers"], &tested["exports"], &tested["fault"]),
        (&json!(true), &json!(false), &json!(fault))
    );
    assert_eq!(tested["torrents"], json!({ has: { "title": "Имя 2", "size": 5 } }));
    let old = told(&desk, &["test", "Сосед"], "");
    assert!(old.out().contains(" ms: it exports nothing to anybody; its clock"), "{}", old.out());
    assert_eq!(server.asked().pop().unwrap().hashes, ["0".repeat(40)], "a torrent that nobody has");
    server.behave(|_, _| Reply::Status(401, vec![]));
    let refused = told(&desk, &["test", "Сосед"], "");
    assert!(refused.err().starts_with("afisha: Сосед: the peer refuses our key or signature"), "{}", refused.err());
    server.behave(|_, _| Reply::Status(404, vec![]));
    let none = told(&desk, &["test", "Сосед"], "");
    let fault = "afisha: Сосед: there is no Peer API at this URL (status 404): check the URL\n";
    assert_eq!((none.code(), none.err()), (Some(1), fault));
}

#[test]
fn what_a_peer_has_new_is_read_listed_and_purged() {
    let (desk, server) = (desk(), server(1..=5));
    add(&desk, &server, &["--schedule", "5 4 * * *"]);
    let read = parsed(&peer(&desk, &["sync", "Сосед", "--json"]));
    let expected = json!({ "full": true, "pages": 1, "items": 5, "imported": 5, "dropped": 0, "dropped_by_reason": {},
        "removed": 0, "note": null });
    assert_eq!(read, expected);
    let again = peer(&desk, &["sync", "Сосед"]);
    assert_eq!(again, "pass: 1 pages, 0 items; new torrents: 0, removed: 0, items dropped: 0\n");
    let full = parsed(&peer(&desk, &["sync", "Сосед", "--full", "--json"]));
    assert_eq!((&full["full"], &full["items"], &full["imported"]), (&json!(true), &json!(5), &json!(0)));
    let list = peer(&desk, &["list"]);
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines[0].starts_with("NAME   STANDING  LAST SUCCESS  NEWEST"), "{list}");
    assert!(lines[1].starts_with("Сосед  good      ") && lines[1].contains("  5     5     0        "), "{list}");
    let listed = parsed(&peer(&desk, &["list", "--json"]));
    let listed = &listed[0];
    assert_eq!((&listed["name"], &listed["schedule"]), (&json!("Сосед"), &json!("5 4 * * *")));
    assert_eq!((&listed["seen"], &listed["kept"], &listed["newest"]), (&json!(5), &json!(5), &json!(1_600_000_000)));
    assert!(listed["newest_age"].as_i64().unwrap() > 1_000_000 && listed["clock_difference"].is_i64());
    assert!(!list.contains(SECRET) && !listed.to_string().contains(SECRET));
    assert_eq!(parsed(&peer(&desk, &["purge", "Сосед", "--json"])), json!({ "removed": 5 }));
    assert_eq!(peer(&desk, &["purge", "Сосед"]), "torrents removed: 0\n");
    assert_eq!(parsed(&peer(&desk, &["sync", "Сосед", "--json"]))["imported"], json!(5));
    assert_eq!(peer(&desk, &["remove", "Сосед"]), "removed Сосед with 5 torrents\n");
    assert_eq!(parsed(&peer(&desk, &["list", "--json"])), json!([]));
    for command in ["test", "sync", "purge", "remove"] {
        let refused = told(&desk, &[command, "Сосед"], "");
        let fault = "afisha: there is no peer Сосед; `afisha peer list` shows all of them\n";
        assert_eq!((refused.code(), refused.err()), (Some(1), fault), "{command}");
    }
}

#[test]
fn a_peer_that_fails_is_told_with_its_reason() {
    let (desk, server) = (desk(), server(1..=5));
    add(&desk, &server, &[]);
    server.behave(|_, _| Reply::Status(404, vec![]));
    let failed = told(&desk, &["sync", "Сосед"], "");
    let fault = "there is no Peer API with exports at this URL (status 404); `afisha peer test` tells more";
    assert_eq!((failed.code(), failed.err()), (Some(1), format!("afisha: {fault}\n").as_str()));
    let list = peer(&desk, &["list"]);
    assert!(list.contains("failing") && list.ends_with(&format!("Сосед: {fault}\n")), "{list}");
    server.behave(|_, _| Reply::Faithfully);
    peer(&desk, &["test", "Сосед"]);
    assert_eq!(parsed(&peer(&desk, &["list", "--json"]))[0]["failures"], json!(0), "it is asked as before again");
}

#[test]
fn a_peer_by_hand_is_read_by_no_server() {
    let (desk, server) = (desk(), server(1..=5));
    let added = add(&desk, &server, &["--by-hand", "--json"]);
    assert_eq!(parsed(&added)["schedule"], Value::Null);
    assert!(peer(&desk, &["list"]).ends_with("Сосед: is read by `afisha peer sync` only\n"));
    assert_eq!(parsed(&peer(&desk, &["list", "--json"]))[0]["schedule"], Value::Null);
    assert_eq!(parsed(&peer(&desk, &["sync", "Сосед", "--json"]))["imported"], json!(5));
    let both = told(&desk, &["add", "a", "https://films.example", "k", "--by-hand", "--schedule", "* * * * *"], "");
    assert_eq!(both.code(), Some(2));
    add(&desk, &server, &["--replace"]);
    assert_eq!(parsed(&peer(&desk, &["list", "--json"]))[0]["schedule"], json!("0 */6 * * *"));
}

#[test]
fn the_secret_of_a_peer_and_its_place_can_be_changed() {
    let (desk, one, other) = (desk(), server(1..=5), server(3..=9));
    add(&desk, &one, &[]);
    peer(&desk, &["sync", "Сосед"]);
    let taken = told(&desk, &["add", "Сосед", &other.url(), KEY_ID, "--allow-private"], SECRET);
    let fault = "afisha: there is a peer Сосед already; change it with --replace\n";
    assert_eq!((taken.code(), taken.err()), (Some(1), fault));
    let changed = add(&desk, &other, &["--replace", "--json"]);
    assert_eq!(parsed(&changed)["url"], json!(other.url()));
    let read = parsed(&peer(&desk, &["sync", "Сосед", "--full", "--json"]));
    assert_eq!((&read["items"], &read["imported"]), (&json!(7), &json!(4)), "what was told before is still there");
}

#[test]
fn what_cannot_be_a_peer_is_refused() {
    let desk = desk();
    let refused = |arguments: &[&str], secret: &str| {
        let done = told(&desk, arguments, secret);
        assert!(!done.all_err().contains(secret) || secret.len() < 10, "{}", done.all_err());
        (done.code(), done.err().to_owned())
    };
    let add = |url: &str| refused(&["add", "a", url, "k"], SECRET).1;
    assert_eq!(
        add("http://films.example"),
        "afisha: the URL would be asked without TLS; use https, or allow it with --allow-http\n"
    );
    assert_eq!(
        add("https://10.0.0.1"),
        "afisha: the URL names an address or this machine instead of a host; allow that with --allow-private\n"
    );
    assert!(add("films.example").starts_with("afisha: the URL is not the URL of a web server"));
    for secret in
        ["", "short\n", "fifteen letters\n", &"x".repeat(129), "with \u{1} control characters", &"x".repeat(9_999)]
    {
        let fault = "afisha: the secret on standard input must be 16 to 128 printable characters on one line\n";
        let (code, said) = refused(&["add", "a", "https://films.example", "k"], secret);
        assert_eq!((code, said.as_str()), (Some(1), fault), "{secret:?}");
    }
    for arguments in [
        ["add", " ", "https://films.example", "k"].as_slice(),
        &["add", "a", "https://films.example", "key id"],
        &["add", "a", "https://films.example", "k", "--schedule", "* *"],
        &["add", "a", "https://films.example", "k", "--schedule", "0 0 30 2 *"],
        &["add", "a", "https://films.example"],
    ] {
        assert_eq!(refused(arguments, SECRET).0, Some(2), "{arguments:?}");
    }
    let weak = told(&desk, &["add", "a", "https://films.example", "k"], "correct horse battery staple\n");
    assert_eq!(weak.code(), Some(0), "{}", weak.err());
    assert!(
        weak.all_err().contains("warning: the secret is not 64 lower-case hexadecimal digits"),
        "{}",
        weak.all_err()
    );
    desk.write("afisha.toml", "");
    let (code, said) = refused(&["add", "b", "https://films.example", "k"], SECRET);
    assert!(code == Some(1) && said.contains("`peer_master_key_file`"), "{said}");
}

/// A process that is killed when it is dropped.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Waits until it is so.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Writes the settings for a database.
fn desk_at(database: &Database) -> Desk {
    let url = match &database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{path}"),
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
    };
    let desk = Desk::new();
    desk.write("afisha.toml", &format!("peer_master_key = '{MASTER}'\ndatabase_url = '{url}'\n"));
    desk
}

/// Counts the torrents of the only peer.
fn count(store: &Store) -> u64 {
    store.count_public_torrents().unwrap().into_values().sum()
}

on_both_databases! {
    fn a_program_that_is_killed_at_any_page_leaves_the_rest_to_the_next_one(database) {
        let (desk, server) = (desk_at(database), server(1..=20));
        add(&desk, &server, &[]);
        database.execute("UPDATE peers SET page_size = 3");
        let store = database.store();
        let mut imported = 0;
        for page in 1..=6_u64 {
            // It stores one page and waits for the next one in vain.
            server.asked();
            server.behave(|_, number| if number == 0 { Reply::Faithfully } else { Reply::Drip });
            let mut command = desk.command(&["peer", "sync", "Сосед", "--config", "afisha.toml"]);
            let killed = Killed(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
            wait_until("a page is not stored", || count(&store) == 3 * page && server.was_asked(2));
            drop(killed);
            imported += 3;
        }
        server.behave(|_, _| Reply::Faithfully);
        let report = parsed(&peer(&desk, &["sync", "Сосед", "--json"]));
        assert_eq!((&report["pages"], &report["imported"]), (&json!(1), &json!(20 - imported)));
        assert_eq!(count(&store), 20);
        let listed = parsed(&peer(&desk, &["list", "--json"]));
        assert_eq!((&listed[0]["seen"], &listed[0]["kept"]), (&json!(20), &json!(20)));
    }

    fn a_program_that_is_killed_at_thirty_moments_brings_every_torrent_and_none_twice(database) {
        // More pages than are stored in all of the moments together.
        const TORRENTS: u64 = 4_000;
        let (desk, server) = (desk_at(database), server(1..=TORRENTS));
        add(&desk, &server, &[]);
        database.execute("UPDATE peers SET page_size = 10");
        for moment in 0..30_u64 {
            server.asked();
            let mut command = desk.command(&["peer", "sync", "Сосед", "--config", "afisha.toml"]);
            let killed = Killed(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
            // Who asks for the second page has stored the first one: half of the ends are about the first
            // page, before it is stored or while it is, the others about the one after it.
            let asked = 1 + (moment % 2) as usize;
            wait_until("a page is not asked for", || server.was_asked(asked));
            std::thread::sleep(Duration::from_micros(moment * 700));
            drop(killed);
        }
        let store = database.store();
        let stored = count(&store);
        assert!((1..TORRENTS).contains(&stored), "{stored}: kills are to come in the middle of a pass");
        let report = parsed(&peer(&desk, &["sync", "Сосед", "--json"]));
        assert_eq!(report["imported"], json!(TORRENTS - stored));
        let listed = parsed(&peer(&desk, &["list", "--json"]));
        assert_eq!((&listed[0]["seen"], &listed[0]["kept"]), (&json!(TORRENTS), &json!(TORRENTS)));
        assert_eq!(count(&store), TORRENTS);
    }

    fn a_server_goes_on_with_what_a_killed_program_has_left(database) {
        let (desk, server) = (desk_at(database), server(1..=7));
        add(&desk, &server, &[]);
        database.execute("UPDATE peers SET page_size = 3");
        let store = database.store();
        server.behave(|_, number| if number == 0 { Reply::Faithfully } else { Reply::Drip });
        let mut command = desk.command(&["peer", "sync", "Сосед", "--config", "afisha.toml"]);
        let killed = Killed(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        wait_until("a page is not stored", || count(&store) == 3);
        let busy = told(&desk, &["sync", "Сосед"], "");
        assert!(busy.code() == Some(1) && busy.err().contains("another program is working on Сосед"), "{}", busy.err());
        assert!(peer(&desk, &["list"]).contains("syncing"));
        drop(killed);
        database.execute("UPDATE peers SET lease_until = 0");
        server.behave(|_, _| Reply::Faithfully);
        let _running = Running::start(&desk, &["--config", "afisha.toml"]);
        wait_until("the pass does not go on", || count(&store) == 7);
    }
}
