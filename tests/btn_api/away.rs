//! The database of reports is away, and comes back: reports are put off, and rules go on.

use afisha::btn::lists::{ManualRule, RuleContent};
use afisha::btn::{AppCredentials, ProfileChoice};
use afisha::catalog::Moment;
use afisha::refresh::{Growth, make_lists};
use afisha::store::DatabaseUrl;
use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection};

use super::program::Place;
use super::{NOW, peer, report_of};
use crate::store::btn::sum;
use crate::support::btn_server::{BtnServer, terms};
use crate::support::connection::Connection;
use crate::support::database::Database;
use crate::support::http::Answer;

const UNAVAILABLE: &str = "the report cannot be stored at present; try again later";
const BUSY: &str = "the server is busy; try again later";

/// A server with a list that is not empty.
fn server(database: &Database) -> (BtnServer, AppCredentials) {
    let store = database.btn_store();
    let content = RuleContent::parse("deny", "198.51.100.7").unwrap();
    store.put_manual_rule(&ManualRule::new(content, Moment(NOW.0 + 86_400), NOW).unwrap(), NOW).unwrap();
    make_lists(&store, &terms(), Growth::Guarded, NOW).unwrap();
    let server = BtnServer::new(database, NOW, ProfileChoice::Auto);
    let (credentials, _) = server.application("anna");
    (server, credentials)
}

fn submit(server: &BtnServer, credentials: &AppCredentials, host: u8) -> Answer {
    let report = report_of("peers", &[peer(&format!("203.0.113.{host}"), "")]);
    server.submit(credentials, "/ping/peers/submit", &report)
}

fn assert_put_off(answer: &Answer, status: u16, told: &str) {
    let retry: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert_eq!((answer.status, answer.text(), retry > 0), (status, told, true));
}

/// Rules come from memory.
fn assert_rules_go_on(server: &BtnServer, credentials: &AppCredentials) {
    let answer = server.get(credentials, "/ping/ruleIpDenylist?rev=initial");
    assert_eq!((answer.status, answer.text().lines().last()), (200, Some("198.51.100.7")));
    assert_eq!(server.get(credentials, "/ping/config").status, 200);
}

/// Clients send again what was put off.
fn assert_back(server: &BtnServer, database: &Database, credentials: &AppCredentials) {
    // Each counted by itself, so that no limit is met.
    server.wait_until(|server| {
        server.clock.set(Moment(server.clock.now().0 + 1));
        submit(server, credentials, 2).status == 200
    });
    assert_eq!(submit(server, credentials, 1).status, 200);
    assert_eq!(sum(database, "snapshots", "count(*)"), 2);
}

#[test]
fn a_file_that_is_away_puts_reports_off_until_it_is_back() {
    let database = Database::sqlite();
    let (server, credentials) = server(&database);
    assert_eq!(submit(&server, &credentials, 1).status, 200);
    let (path, elsewhere) = (database.path(), database.path().with_extension("elsewhere"));
    std::fs::rename(&path, &elsewhere).unwrap();
    for _ in 0..3 {
        assert_put_off(&submit(&server, &credentials, 2), 503, UNAVAILABLE);
    }
    assert_rules_go_on(&server, &credentials);
    std::fs::rename(&elsewhere, &path).unwrap();
    assert_back(&server, &database, &credentials);
}

#[test]
fn a_backup_put_in_place_of_the_file_takes_reports() {
    let database = Database::sqlite();
    let (server, credentials) = server(&database);
    server.store.close();
    let (path, backup) = (database.path(), database.path().with_extension("backup"));
    database.execute(&format!("VACUUM INTO '{}'", backup.to_str().unwrap()));
    assert_eq!(submit(&server, &credentials, 1).status, 200);
    std::fs::rename(&backup, &path).unwrap();
    assert_put_off(&submit(&server, &credentials, 2), 503, UNAVAILABLE);
    assert_rules_go_on(&server, &credentials);
    // What the backup lacks is as if it had never been.
    assert_back(&server, &database, &credentials);
}

#[test]
fn a_file_that_another_program_holds_puts_reports_off_until_it_is_let_go() {
    let database = Database::sqlite();
    let (server, credentials) = server(&database);
    assert_eq!(submit(&server, &credentials, 1).status, 200);
    let mut other = database.raw();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    // Before the client gives up: the database does, or else whoever waits for it.
    let answer = submit(&server, &credentials, 2);
    let (status, told) = if answer.status == 503 { (503, UNAVAILABLE) } else { (429, BUSY) };
    assert_put_off(&answer, status, told);
    assert_rules_go_on(&server, &credentials);
    other.batch_execute("ROLLBACK").unwrap();
    assert_back(&server, &database, &credentials);
}

#[test]
fn a_server_of_postgres_that_is_away_puts_reports_off_until_it_is_back() {
    let Some(database) = Database::postgres() else { return };
    let (server, credentials) = server(&database);
    assert_eq!(submit(&server, &credentials, 1).status, 200);
    let DatabaseUrl::Postgres(url) = &database.url else { panic!("another database") };
    let (of_server, name) = url.expose().rsplit_once('/').unwrap();
    let mut other = PgConnection::establish(&format!("{of_server}/postgres")).unwrap();
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    other.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false; {end}")).unwrap();
    for _ in 0..3 {
        assert_put_off(&submit(&server, &credentials, 2), 503, UNAVAILABLE);
    }
    assert_rules_go_on(&server, &credentials);
    other.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).unwrap();
    assert_back(&server, &database, &credentials);
}

#[test]
fn a_server_of_postgres_that_only_lets_read_puts_reports_off() {
    let Some(database) = Database::postgres() else { return };
    let (server, credentials) = server(&database);
    assert_eq!(submit(&server, &credentials, 1).status, 200);
    let DatabaseUrl::Postgres(url) = &database.url else { panic!("another database") };
    let (of_server, name) = url.expose().rsplit_once('/').unwrap();
    let mut other = PgConnection::establish(&format!("{of_server}/postgres")).unwrap();
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let mut read_only = |on: &str| {
        let set = format!("ALTER DATABASE {name} SET default_transaction_read_only = {on}; {end}");
        other.batch_execute(&set).unwrap();
    };
    read_only("on");
    for _ in 0..3 {
        assert_put_off(&submit(&server, &credentials, 2), 503, UNAVAILABLE);
    }
    assert_rules_go_on(&server, &credentials);
    read_only("off");
    assert_back(&server, &database, &credentials);
}

#[test]
fn a_database_that_comes_after_the_start_opens_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let away = folder.path().join("later");
    let place = Place::of(&format!("sqlite:{}/btn.db", away.display()));
    let mut program = place.begin();
    program.says("downloaders are not served yet: ");
    program.says("listening on ");
    assert!(program.log().iter().all(|line| !line.contains("downloaders are served")));
    std::fs::create_dir(&away).unwrap();
    program.wait_for_the_door();
    let answer = Connection::to(program.address).get("/");
    program.stop();
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn a_server_that_waits_for_the_database_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::of(&format!("sqlite:{}/never/btn.db", folder.path().display()));
    let mut program = place.begin();
    program.says("downloaders are not served yet: ");
    program.says("listening on ");
    program.stop();
}
