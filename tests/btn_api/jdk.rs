//! The HTTP client of the JDK, which carried the clients to 8.0.4, where Java is on the machine.

use std::io::Write;
use std::process::Command;

use afisha::btn::ProfileChoice;

use super::{NOW, peer, report_of};
use crate::store::btn::sum;
use crate::support::btn_server::BtnServer;
use crate::support::database::Database;

const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/btn_api/JdkClient.java");

#[test]
fn the_client_of_the_jdk_takes_part() {
    if Command::new("java").arg("-version").output().is_err() {
        std::io::stderr().write_all(b"skipped: there is no java on the path\n").unwrap();
        return;
    }
    let database = Database::sqlite();
    let server = BtnServer::new(&database, NOW, ProfileChoice::Auto);
    let (credentials, _) = server.application("anna");
    let report = |list: &str| String::from_utf8(report_of(list, &[peer("203.0.113.1", "")])).unwrap();
    let mut command = Command::new("java");
    command.args(["-Xmx128m", CLIENT, &format!("http://{}/", server.address), &credentials.id, credentials.expose()]);
    let done = command.args([report("peers"), report("bans")]).output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    let expected = [
        "config 200",
        "submit_peers 200 0 HTTP_1_1",
        "submit_peers 200 0 HTTP_1_1",
        "submit_bans 200 0 HTTP_1_1",
        "submit_bans 200 0 HTTP_1_1",
        "rules 200",
        "the same rules 204",
        "the same config true",
        "a wrong secret 403",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected, "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(["snapshots", "bans"].map(|table| sum(&database, table, "count(*)")), [1, 1]);
}
