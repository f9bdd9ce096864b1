//! Health as those see it who decide about the server: while it starts, while it serves, while it stops.

use std::net::TcpListener;
use std::path::Path;

use super::process::{Server, eventually};
use super::relay::Relay;
use super::{done, import, refused, run};
use crate::support::postgres;

/// Serves operations on a free port.
const OPEN: [&str; 2] = ["--ops-listen", "127.0.0.1:0"];

/// Asks as a container would; returns the exit status and what was said.
fn health(folder: &Path, url: &str) -> (Option<i32>, String) {
    let output = run(folder, &["health", url]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap().replace(url, "URL"))
}

#[test]
fn a_server_that_is_stopped_says_so_before_its_listener_closes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, "sqlite:afisha.db", &[1]);
    // Long enough for whatever is asked below; a second signal ends it.
    std::fs::write(folder.join("afisha.toml"), "stop_notice_seconds = 600\n").unwrap();
    let mut server = Server::start(folder, "sqlite:afisha.db", &[&OPEN[..], &["--config", "afisha.toml"]].concat());
    let url = server.operations();
    eventually(|| health(folder, &url).0 == Some(0), || server.log());
    assert_eq!(health(folder, &url), (Some(0), "URL/readyz: ready\n".to_owned()));
    server.terminate();
    server.says("not ready any more; the listeners close in 600 s");
    assert_eq!(
        health(folder, &url),
        (Some(1), "afisha: URL/readyz: not ready: the server was told to stop\n".to_owned())
    );
    assert_eq!(health(folder, &format!("{url}/healthz")).0, Some(0), "it lives");
    server.serves(&[1]);
    assert!(server.is_running());
    server.terminate();
    assert!(server.ended().success(), "{}", server.log());
    assert_eq!(
        health(folder, &url),
        (Some(1), "afisha: URL/readyz does not answer: nobody listens there\n".to_owned())
    );
}

#[test]
fn while_the_database_was_never_there_the_server_lives_and_is_not_ready() {
    let Some(url) = postgres::database() else { return };
    let (folder, relay) = (tempfile::tempdir().unwrap(), Relay::to(&url));
    relay.set_silent(true);
    // As long as it takes to look.
    let silent = relay.url(&url).replace("connect_timeout=2", "connect_timeout=60");
    let server = Server::launch(folder.path(), &silent, &OPEN);
    let url = server.operations();
    let expected = "afisha: URL/readyz: not ready: the database has not answered since the start\n";
    assert_eq!(health(folder.path(), &url), (Some(1), expected.to_owned()));
    assert_eq!(
        health(folder.path(), &format!("{url}/healthz")),
        (Some(0), "URL/healthz: ok\n".replace("URL/healthz", "URL"))
    );
}

#[test]
fn a_port_of_operations_that_is_taken_is_refused_by_the_name_of_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--ops-listen", &address]);
    let expected = format!(
        "afisha: cannot listen on {address}: Address already in use (os error 98); another program is using this port, maybe \
         another afisha: stop it, or choose another port with --ops-listen or the setting `ops_listen` (empty: none)"
    );
    assert!(said.contains(&expected), "{said}");
    assert!(!folder.path().join("afisha.db").exists(), "nothing was done before");
}

#[test]
fn health_asks_where_the_settings_say_and_refuses_what_it_cannot_ask() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(refused(folder, &["health"]), "afisha: ops_listen is empty, so the server tells nobody how it fares\n");
    let server = Server::start(folder, "sqlite:afisha.db", &OPEN);
    let url = server.operations();
    let address = url.strip_prefix("http://").unwrap();
    let program = env!("CARGO_BIN_EXE_afisha");
    let ask = |listen: &str| {
        let mut command = std::process::Command::new(program);
        command.arg("health").env_clear().env("AFISHA_CONFIG", "/dev/null").env("AFISHA_OPS_LISTEN", listen);
        command.status().unwrap().code()
    };
    eventually(|| ask(address) == Some(0), || server.log());
    let port = address.rsplit(':').next().unwrap();
    assert_eq!(ask(&format!("0.0.0.0:{port}")), Some(0), "it listens everywhere, so also here");
    assert_eq!(
        done(folder, &["health", &format!("http://localhost:{port}/healthz/")]),
        format!("http://localhost:{port}/healthz/: ok\n")
    );
    assert_eq!(
        refused(folder, &["health", &format!("{url}/nowhere")]),
        format!("afisha: {url}/nowhere answers with status 404\n")
    );
    for bad in ["localhost", "https://localhost/", "ftp://localhost/", "/readyz"] {
        let said = refused(folder, &["health", bad]);
        assert!(said.ends_with("; it must be a URL such as http://127.0.0.1:9180/\n"), "{said}");
    }
}
