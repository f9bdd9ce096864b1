//! The sample configuration of nginx in `docs/PEERS.md`, with TLS, between two programs.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::peers_mutual::Neighbour;

/// A certificate that vouches for itself, and for `localhost` alone.
const CERTIFICATE: &str = "[req]\ndistinguished_name = dn\nx509_extensions = ext\nprompt = no\n[dn]\nCN = localhost\n\
                           [ext]\nsubjectAltName = DNS:localhost\nbasicConstraints = critical, CA:FALSE\n";

/// A proxy in a process of its own; it is killed when it is dropped.
struct Proxy(Child);

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the sample of the document.
fn sample() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PEERS.md");
    let document = std::fs::read_to_string(path).unwrap();
    document.split("```nginx\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

/// Makes the certificate; tells whether there is a program that makes some.
fn make_certificate(folder: &Path) -> bool {
    std::fs::write(folder.join("openssl.cnf"), CERTIFICATE).unwrap();
    let arguments = ["req", "-x509", "-config", "openssl.cnf", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
    let files = ["-keyout", "key.pem", "-out", "cert.pem"];
    let made = Command::new("openssl").args(arguments).args(files).current_dir(folder).output();
    made.is_ok_and(|made| made.status.success())
}

/// Starts nginx with the sample in front of the address; returns its port. `None`: there is none here.
fn start(folder: &Path, address: &str) -> Option<(Proxy, u16)> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let server = sample()
        .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
        .replace("/etc/ssl/films.example.pem", &path("cert.pem"))
        .replace("/etc/ssl/films.example.key", &path("key.pem"))
        .replace("127.0.0.1:8090", address);
    assert!(server.contains(address) && server.contains(&path("cert.pem")), "{server}");
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {};\n", path(kind)))
        .concat();
    let whole = format!(
        "daemon off;\nmaster_process off;\npid {};\nerror_log {} warn;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}{server}}}\n",
        path("nginx.pid"),
        path("error.log")
    );
    std::fs::write(folder.join("nginx.conf"), whole).unwrap();
    let program = ["nginx", "/usr/sbin/nginx"].into_iter().find_map(|program| {
        let mut command = Command::new(program);
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
    })?;
    let proxy = Proxy(program);
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let log = std::fs::read_to_string(folder.join("error.log")).unwrap_or_default();
        assert!(began.elapsed() < Duration::from_secs(30), "nginx does not start: {log}");
        std::thread::sleep(Duration::from_millis(20));
    }
    Some((proxy, port))
}

#[test]
fn a_peer_behind_the_sample_of_nginx_is_read_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let server = Neighbour::new(1..=5);
    let started = make_certificate(folder.path()).then(|| start(folder.path(), server.address())).flatten();
    let Some((_proxy, port)) = started else {
        std::io::stderr().write_all(b"skipped: no nginx or no openssl: the sample of nginx\n").unwrap();
        return;
    };
    let reader = Neighbour::new(6..=6);
    let (key_id, secret) = server.issue();
    let url = format!("https://localhost:{port}");
    let added = reader.peer(&["add", "other", &url, &key_id, "--allow-private", "--require-v2"], &secret);
    assert_eq!(added.code(), Some(0), "{}", added.err());
    let stranger = reader.peer(&["test", "other"], "");
    assert_eq!(stranger.code(), Some(1));
    assert!(
        stranger.err().contains("no secure connection: nobody whom we trust has signed the certificate"),
        "{}",
        stranger.err()
    );
    reader.set(&format!("peer_ca_file = '{}'", folder.path().join("cert.pem").display()));
    assert_eq!(reader.sync(&[])["imported"], 5);
    let plain =
        reader.peer(&["add", "plain", &format!("http://localhost:{port}"), &key_id, "--allow-private"], &secret);
    assert_eq!(plain.code(), Some(0), "{}", plain.err());
    let refused = reader.peer(&["test", "plain"], "");
    assert!(refused.err().contains("plain: the peer refuses the question as faulty (status 400)"), "{}", refused.err());
}
