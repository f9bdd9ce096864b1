//! `btn`: users, their applications, and what is noted of them.

use afisha::btn::report::read_bans;
use afisha::btn::{AppCredentials, PeerAddress, ServerKey};
use afisha::catalog::{DAY_SECONDS, Moment};
use afisha::clock::Clock;
use afisha::store::{BtnStore, DatabaseUrl, IncomingReport, ReportContent};
use serde_json::{Value, json};

use super::Desk;

const CONFIG: &str = "btn_server_key_file = 'server-key'\nbtn_database_url = 'sqlite:reports.db'\n";

/// A folder with settings that have a server key.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("server-key", &format!("{}\n", "5".repeat(64)));
    desk.write("afisha.toml", CONFIG);
    desk
}

/// Runs `btn` with these arguments, and returns what it prints.
fn btn(desk: &Desk, arguments: &[&str]) -> String {
    let done = desk.run(&[&["btn"], arguments, &["--config", "afisha.toml"]].concat());
    assert_eq!(done.code(), Some(0), "{}", done.err());
    done.out().to_owned()
}

fn btn_json(desk: &Desk, arguments: &[&str]) -> Value {
    serde_json::from_str(&btn(desk, &[arguments, &["--json"]].concat())).unwrap()
}

/// Returns what is wrong with a command.
fn fault(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    let done = desk.run(&[&["btn"], arguments, &["--config", "afisha.toml"]].concat());
    (done.code(), done.err().to_owned())
}

#[test]
fn a_secret_is_printed_once_and_kept_as_a_hash() {
    let desk = desk();
    assert_eq!(btn_json(&desk, &["user", "add", "Анна"]), json!({ "user_id": 1 }));
    let added = desk.run(&["btn", "app", "add", "Анна", "--json", "--config", "afisha.toml"]);
    let issued: Value = serde_json::from_str(added.out()).unwrap();
    let text = |member: &str| issued[member].as_str().unwrap();
    let (id, secret) = (text("app_id"), text("app_secret"));
    assert_eq!((issued.as_object().unwrap().len(), id.len(), secret.len()), (2, 36, 64));
    assert!(added.err().contains(id) && !added.err().contains(secret), "{}", added.err());
    let reset = btn_json(&desk, &["app", "reset", id]);
    assert_eq!(reset["app_id"], id);
    assert_ne!(reset["app_secret"], secret);
    let printed = btn(&desk, &["app", "add", "Анна", "--comment", "at home"]);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(matches!(lines[..], [id, secret] if id.starts_with("app id: ") && secret.starts_with("app secret: ")));
    let database = std::fs::read(desk.path().join("reports.db")).unwrap();
    assert!(!database.windows(64).any(|window| window == secret.as_bytes()));
}

#[test]
fn users_and_applications_are_listed_and_changed_by_name() {
    let desk = desk();
    assert_eq!(btn(&desk, &["user", "add", "a"]), "user id: 1\n");
    let id = btn_json(&desk, &["app", "add", "a", "--comment", "at home"])["app_id"].as_str().unwrap().to_owned();
    assert_eq!(btn(&desk, &["user", "ban", "a"]), "banned: a\n");
    let vouched = btn(&desk, &["user", "vouch", "a", "--days", "7"]);
    assert!(vouched.starts_with("vouched for until 2") && vouched.ends_with("Z: a\n"), "{vouched}");
    assert_eq!(
        btn(&desk, &["user", "permit", "a", "user:read.other", "peers.read-full"]),
        "may do peers.read-full user:read.other: a\n"
    );
    let listed = &btn_json(&desk, &["user", "list"])[0];
    let seven_days = listed["vouched_until"].as_i64().unwrap() - listed["banned"].as_i64().unwrap();
    assert!((604_800..604_860).contains(&seven_days), "{listed}");
    assert_eq!(listed["permissions"], json!(["peers.read-full", "user:read.other"]));
    assert_eq!(
        (&listed["name"], &listed["applications"], &listed["last_seen"]),
        (&json!("a"), &json!(1), &Value::Null)
    );
    let app = &btn_json(&desk, &["app", "list"])[0];
    assert_eq!((&app["app_id"], &app["user"], &app["comment"]), (&json!(id), &json!("a"), &json!("at home")));
    assert!(app["banned"].is_number() && app.get("app_secret").is_none(), "{app}");
    assert_eq!(btn(&desk, &["user", "unban", "a"]), "not banned any more: a\n");
    assert_eq!(btn(&desk, &["user", "vouch", "a", "--days", "0"]), "not vouched for any more: a\n");
    assert_eq!(btn(&desk, &["user", "permit", "a"]), "may do nothing more than all: a\n");
    let table = btn(&desk, &["user", "list"]);
    let [head, row] = table.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(
        head.starts_with("ID  NAME  NICKNAME  CREATED") && head.ends_with("LAST SEEN  APPS  PERMISSIONS"),
        "{head}"
    );
    assert!(row.starts_with("1   a     -") && row.ends_with("-       -              -          1     -"), "{row}");
    let table = btn(&desk, &["app", "list"]);
    assert!(table.starts_with("APP ID") && table.contains(&format!("{id}  a     at home  2")), "{table}");
    assert_eq!(btn(&desk, &["app", "ban", &id]), format!("banned: {id}\n"));
    assert!(btn_json(&desk, &["app", "list"])[0]["banned"].is_number());
    assert_eq!(btn(&desk, &["app", "unban", &id]), format!("not banned any more: {id}\n"));
    assert_eq!(btn_json(&desk, &["app", "list"])[0]["banned"], Value::Null);
    assert_eq!(btn(&desk, &["app", "remove", &id]), format!("removed: {id}\n"));
    assert_eq!(btn(&desk, &["user", "remove", "a"]), "removed: a\n");
    assert_eq!((btn_json(&desk, &["user", "list"]), btn_json(&desk, &["app", "list"])), (json!([]), json!([])));
}

#[test]
fn what_an_operator_does_is_noted() {
    let desk = desk();
    btn(&desk, &["user", "add", "a"]);
    btn(&desk, &["user", "vouch", "a", "--days", "7"]);
    btn(&desk, &["user", "remove", "a"]);
    let deeds = btn_json(&desk, &["audit"]);
    let told: Vec<(&str, &str)> = deeds
        .as_array()
        .unwrap()
        .iter()
        .map(|deed| (deed["action"].as_str().unwrap(), deed["actor"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("user.remove", "operator"), ("user.vouch", "operator"), ("user.add", "operator")]);
    assert!(deeds[1]["subject"].as_str().unwrap().starts_with("a: vouched for until 2"), "{deeds}");
    let table = btn(&desk, &["audit"]);
    assert!(table.starts_with("AT") && table.lines().count() == 4, "{table}");
    btn(&desk, &["user", "add", "b"]);
    let id = btn_json(&desk, &["app", "add", "b"])["app_id"].as_str().unwrap().to_owned();
    btn(&desk, &["app", "ban", &id]);
    btn(&desk, &["app", "remove", &id]);
    btn(&desk, &["app", "unban", &id]);
    let deeds = btn_json(&desk, &["audit"]);
    let told: Vec<&str> = deeds.as_array().unwrap().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    assert_eq!(told[..3], ["app.unban", "app.remove", "app.ban"]);
    assert_eq!(fault(&desk, &["app", "remove", &id]).0, Some(1));
    assert_eq!(btn_json(&desk, &["audit"]), deeds, "nothing was done");
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let desk = desk();
    btn(&desk, &["user", "add", "a"]);
    let twice = fault(&desk, &["user", "add", "a"]);
    assert_eq!(twice.0, Some(1));
    assert!(twice.1.contains("there is a user a already; choose another name"), "{}", twice.1);
    for arguments in [&["user", "ban", "b"][..], &["app", "add", "b"], &["user", "vouch", "b", "--days", "1"]] {
        let expected = "afisha: there is no user b; `afisha btn user list` shows all of them\n";
        assert_eq!(fault(&desk, arguments), (Some(1), expected.to_owned()), "{arguments:?}");
    }
    for arguments in [&["app", "reset", "x"][..], &["app", "remove", "x"], &["app", "ban", "x"]] {
        let expected = "afisha: there is no application \"x\"; `afisha btn app list` shows all of them\n";
        assert_eq!(fault(&desk, arguments), (Some(1), expected.to_owned()), "{arguments:?}");
    }
    for arguments in [
        &["user", "add", " "][..],
        &["user", "add", "github:7"],
        &["user", "vouch", "a"],
        &["user", "vouch", "a", "--days", "-1"],
        &["user", "permit", "a", "everything"],
        &[],
    ] {
        assert_eq!(fault(&desk, arguments).0, Some(2), "{arguments:?}");
    }
    desk.write("afisha.toml", "");
    let (code, words) = fault(&desk, &["user", "list"]);
    assert!(code == Some(1) && words.contains("`btn_server_key_file`"), "{words}");
}

#[test]
fn rules_are_added_listed_published_and_removed() {
    let desk = desk();
    btn(&desk, &["user", "add", "a"]);
    let added = btn(&desk, &["rule", "add", "deny", "93.184.216.34", "--days", "30"]);
    assert!(added.starts_with("added until 2") && added.ends_with(": deny 93.184.216.34/32\n"), "{added}");
    btn(&desk, &["rule", "add", "peer-id", "STARTS_WITH:-XX", "--days", "1"]);
    btn(&desk, &["rule", "add", "client-name", "LENGTH:1-3", "--days", "1"]);
    btn(&desk, &["rule", "add", "port", "6881", "--days", "1"]);
    for kept_off in ["8.8.8.8", "192.168.0.0/24"] {
        btn(&desk, &["rule", "add", "deny", kept_off, "--days", "1"]);
    }
    let listed = btn(&desk, &["rule", "list"]);
    assert!(listed.contains(r#"{"method":"STARTS_WITH","content":"-XX"}"#) && listed.lines().count() == 7, "{listed}");
    let shortfall = "Lists take 3 owners of age who report, and there are 0; 1 more accounts do not count yet.\n";
    assert_eq!(btn(&desk, &["analyse"]), format!("{shortfall}published 1 entries; 0 owners are heard\n"));
    let lists = btn(&desk, &["lists"]);
    for told in [
        shortfall,
        "  a is not heard: too young until 2",
        "93.184.216.34",
        "8.8.8.8/32: rule: not listed: ",
        "private use",
    ] {
        assert!(lists.contains(told), "{told}: {lists}");
    }
    btn(&desk, &["lists", "--publish-empty"]);
    let (code, told) = fault(&desk, &["analyse"]);
    assert!(code == Some(1) && told.contains("`afisha btn lists --resume` ends that"), "{told}");
    assert!(!btn(&desk, &["lists"]).contains("93.184.216.34"));
    btn(&desk, &["lists", "--resume"]);
    assert_eq!(btn(&desk, &["rule", "remove", "1"]), "removed: 1\n");
    assert_eq!(btn(&desk, &["analyse"]), format!("{shortfall}published 0 entries; 0 owners are heard\n"));
    assert_eq!(btn(&desk, &["lists", "--accept-growth"]), "published 0 entries\n");
    for (wrong, told) in [
        (&["rule", "add", "deny", "0.0.0.0/0", "--days", "1"][..], "this rule cannot be made: "),
        (&["rule", "add", "deny", "10.0.0.0/15", "--days", "1"], "this rule cannot be made: "),
        (&["rule", "add", "deny", "x", "--days", "1"], "this rule cannot be made: "),
        (
            &["rule", "add", "peer-id", "REGEX:.*", "--days", "1"],
            "this rule cannot be made: a matcher is an object of JSON",
        ),
        (&["rule", "remove", "1"], "there is no rule 1; `afisha btn rule list` shows all of them"),
    ] {
        let (code, said) = fault(&desk, wrong);
        assert!(code == Some(1) && said.contains(told), "{wrong:?}: {said}");
    }
}

#[test]
fn what_an_analysis_finds_in_its_first_days_is_said_to_be_watched() {
    let desk = desk();
    let key = ServerKey::parse(&"5".repeat(64)).unwrap();
    let path = desk.path().join("reports.db");
    btn(&desk, &["user", "add", "a"]);
    let store = BtnStore::open(&DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap(), key).unwrap();
    let now = Clock::system().now();
    let ban = |torrent: char| {
        format!(
            r#"{{"peer_ip":"93.184.216.34","peer_port":7,"torrent_identifier":"{}","torrent_size":9000000000,
            "from_peer_traffic":0,"to_peer_traffic":4000000000,"module":"x.ProgressCheatBlocker","ban_at":{}}}"#,
            torrent.to_string().repeat(64),
            now.0 * 1000
        )
    };
    let body = format!(r#"{{"bans":[{},{}]}}"#, ban('a'), ban('b'));
    for number in 0..4 {
        let name = format!("owner {number}");
        let owner = store.add_owner(&name, now).unwrap().unwrap();
        btn(&desk, &["user", "vouch", &name, "--days", "7"]);
        let app = store.add_application(owner, &AppCredentials::random(), "", now).unwrap().unwrap();
        let taken = read_bans(body.as_bytes(), false, now).unwrap();
        store.take_in(&[IncomingReport::new(app, body.as_bytes(), ReportContent::Bans(taken))], now).unwrap();
        store.note_heard(&[(app, PeerAddress::parse(&format!("84.{number}.0.1")).unwrap())], now).unwrap();
    }
    let explained = || btn(&desk, &["analyse", "--explain", "93.184.216.34"]);
    assert!(explained().starts_with("watched, not listed: untrusted vote: "), "{}", explained());
    store.begin_analyses(Moment(now.0 - 8 * DAY_SECONDS)).unwrap();
    assert!(explained().starts_with("enough to be listed: untrusted vote: "), "{}", explained());
}

#[test]
fn an_address_is_explained_replayed_exported_and_erased() {
    let desk = desk();
    btn(&desk, &["user", "add", "a"]);
    let explained = btn(&desk, &["analyse", "--explain", "93.184.216.34"]);
    assert_eq!(explained.lines().count(), 6, "one line an analysis, and the list: {explained}");
    let analyses = explained.strip_suffix("Not on the list of bans.\n").unwrap();
    assert!(analyses.lines().all(|line| line.starts_with("not listed: ")), "{explained}");
    let replayed = btn(&desk, &["analyse", "--replay", "2", "--accusers", "2", "--over", "200"]);
    assert_eq!(replayed.lines().count(), 4, "{replayed}");
    assert_eq!(btn(&desk, &["person", "export", "--address", "93.184.216.34"]), "");
    let erased = "erased 0 rows; lists are made without them within the hour\n";
    assert_eq!(btn(&desk, &["person", "erase", "--user", "a"]), erased);
    assert_eq!(btn(&desk, &["swarms"]), "No film had 5 peers or more in the last 24 hours.\n");
    assert_eq!(btn_json(&desk, &["swarms"]), json!([]));
    let audit = btn(&desk, &["audit"]);
    assert!(audit.contains("person.export") && !audit.contains("93.184"), "{audit}");
    assert_eq!(fault(&desk, &["person", "export"]).0, Some(2));
}
