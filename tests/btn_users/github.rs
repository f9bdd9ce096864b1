//! A GitHub of the test's own, on loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// A GitHub that knows one person, and one code: `code`, for which a challenge may be expected.
pub(super) struct Github {
    pub(super) address: SocketAddr,
    state: Arc<Mutex<GithubState>>,
}

#[derive(Default)]
struct GithubState {
    user: String,
    emails: String,
    challenge: String,
    used: bool,
}

impl Github {
    pub(super) fn start(user: &str, emails: &str) -> Self {
        let state = GithubState { user: user.to_owned(), emails: emails.to_owned(), ..GithubState::default() };
        let (state, listener) = (Arc::new(Mutex::new(state)), TcpListener::bind("127.0.0.1:0").unwrap());
        let (address, shared) = (listener.local_addr().unwrap(), Arc::clone(&state));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &shared);
            }
        });
        Self { address, state }
    }

    /// Expects the proof of this challenge, and the code anew.
    pub(super) fn expect(&self, challenge: &str) {
        let mut state = self.state.lock().unwrap();
        (state.challenge, state.used) = (challenge.to_owned(), false);
    }

    /// Changes the person.
    pub(super) fn set_user(&self, user: &str) {
        self.state.lock().unwrap().user = user.to_owned();
    }
}

fn answer(stream: TcpStream, state: &Mutex<GithubState>) {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length, mut token) = (String::new(), 0, String::new());
    reader.read_line(&mut first).unwrap();
    let mut accepts_json = false;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => token = value.to_owned(),
            "accept" => accepts_json |= value.contains("application/json"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut state = state.lock().unwrap();
    let (status, text) = match first.split(' ').nth(1).unwrap() {
        "/login/oauth/access_token" if accepts_json => (200, exchange(&mut state, &body)),
        "/user" if token == "Bearer gho_token" => (200, state.user.clone()),
        "/user/emails" if token == "Bearer gho_token" => (200, state.emails.clone()),
        _ => (404, "{}".to_owned()),
    };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n");
    write!(reader.get_mut(), "{head}Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
}

/// As GitHub does: errors have status 200, scopes have commas between.
fn exchange(state: &mut GithubState, body: &[u8]) -> String {
    let form: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let proof = BASE64URL_NOPAD.encode(&Sha256::digest(form["code_verifier"].as_bytes()));
    let is_right = form["client_id"] == "app"
        && form["client_secret"] == "hush"
        && form["code"] == "code"
        && proof == state.challenge
        && !std::mem::replace(&mut state.used, true);
    if is_right {
        r#"{"access_token":"gho_token","scope":"read:user,user:email","token_type":"bearer"}"#.to_owned()
    } else {
        r#"{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired."}"#.to_owned()
    }
}
