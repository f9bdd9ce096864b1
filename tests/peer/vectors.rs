//! The conformance vectors of the Peer API, both directions, where they lie beside the checkout.

use std::path::PathBuf;

use afisha::catalog::{Moment, PreciseMoment, Text};
use afisha::limiting::{RateLimit, RetryAfter};
use afisha::peer::request::{
    DebridQuestion, ExportQuestion, ItemsQuestion, PrivateQuestion, PublicQuestion, TitleQuestion,
};
use afisha::peer::{
    BodyDigest, Endpoint, FernetKey, GateRefusal, Gatekeeper, GivenHeader, GivenHeaders, Iv, KeyRing, KeySecret, Nonce,
    OpenedToken, PeerKey, PeerKeyId, PeerRequest, PeerSecret, RefusalKind, RequestSignature, Scope, SignatureForm,
    V2Request, Vault,
};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use serde_json::Value;

const ALWAYS: std::ops::RangeInclusive<u64> = 0..=u64::MAX;

/// Reads a section of the vectors; `None`: they are not here, which is said.
fn section(name: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/peer-vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: there are no vectors at {}", path.display());
        return None;
    };
    let mut vectors: Value = serde_json::from_str(&text).unwrap();
    Some(vectors[name].take())
}

/// Reads the vectors of a section.
fn vectors(name: &str) -> Vec<Value> {
    match section(name) {
        None => Vec::new(),
        Some(Value::Array(vectors)) => vectors,
        Some(mut described) => serde_json::from_value(described["vectors"].take()).unwrap(),
    }
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap_or_else(|| panic!("{name} of {vector}"))
}

/// Reads bytes that stand as a text or in base64.
fn bytes(vector: &Value, name: &str) -> Vec<u8> {
    match vector[format!("{name}_utf8")].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => BASE64_STANDARD.decode(text(vector, &format!("{name}_b64"))).unwrap(),
    }
}

/// Reads a moment that may have a fraction.
fn moment(seconds: &Value) -> PreciseMoment {
    PreciseMoment((seconds.as_f64().unwrap() * 1e6).round() as i64)
}

fn unhex(digits: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(digits.as_bytes()).unwrap()
}

fn iv(bytes: &Value) -> Iv {
    let bytes: Vec<u8> = serde_json::from_value(bytes.clone()).unwrap();
    bytes.try_into().unwrap()
}

fn fernet_key(vector: &Value) -> FernetKey {
    let bytes = BASE64_URL_SAFE.decode(text(vector, "secret")).unwrap();
    FernetKey::new(bytes.try_into().unwrap())
}

fn key(id: &str, secret: &str) -> PeerKey {
    PeerKey {
        id: PeerKeyId::new(id).unwrap(),
        name: "test".to_owned(),
        secret: KeySecret::from(PeerSecret::new(secret)),
        earlier: None,
        active: true,
        expires: None,
        limit: RateLimit::default(),
        scopes: Scope::ALL.into(),
        require_v2: false,
        groups: Vec::<Text>::new().into(),
    }
}

fn gate(accept_docs: bool, key: PeerKey) -> Gatekeeper {
    let gate = Gatekeeper::new(accept_docs);
    gate.set_keys(KeyRing::from_iter([key]));
    gate
}

/// Returns the headers of a vector.
fn headers(vector: &Value) -> GivenHeaders<'_> {
    let header = |name: &str| match &vector["headers"][name] {
        Value::Null => GivenHeader::Absent,
        Value::String(value) => GivenHeader::One(value.as_bytes()),
        Value::Array(_) => GivenHeader::Several,
        other => panic!("{other}"),
    };
    GivenHeaders {
        key_id: header("X-Peer-Key-Id"),
        timestamp: header("X-Peer-Timestamp"),
        signature: header("X-Peer-Signature"),
        ..GivenHeaders::default()
    }
}

fn request<'a>(endpoint: Endpoint, headers: GivenHeaders<'a>, body: &'a [u8]) -> PeerRequest<'a> {
    PeerRequest { address: None, endpoint, method: "POST", target: endpoint.path(), headers, body }
}

/// Returns the status that a request is answered with, as far as the gate decides.
fn status(admitted: &Result<afisha::peer::LetIn, GateRefusal>) -> u64 {
    match admitted.as_ref().map_err(|refusal| refusal.kind()) {
        Ok(_) => 200,
        Err(RefusalKind::Unauthorized) => 401,
        Err(RefusalKind::Inactive | RefusalKind::OutOfScope) => 403,
        Err(RefusalKind::TooMany(_)) => 429,
    }
}

#[test]
fn key_derivation() {
    for vector in vectors("key_derivation") {
        let (id, prefix) = (text(&vector, "id"), text(&vector, "prefix"));
        let expected = FernetKey::new(unhex(text(&vector, "key_hex")).try_into().unwrap());
        let secret = text(&vector, "secret");
        match prefix {
            "sf-peer-cache-v1:" => {
                let token = FernetKey::of_answers(&PeerSecret::new(secret)).seal(b"x", 7);
                assert!(expected.open(&token, &ALWAYS).is_ok(), "{id}");
            }
            "sf-peer-storage-v1:" => {
                let token = Vault::new(secret).unwrap().seal("a", &PeerSecret::new("s"), Moment(7));
                let opened = expected.open(token.as_str(), &ALWAYS).unwrap();
                assert_eq!(opened.text, br#"{"key_id":"a","secret":"s"}"#, "{id}");
            }
            other => panic!("{id}: {other}"),
        }
    }
}

#[test]
fn sign() {
    for vector in vectors("sign") {
        let (secret, timestamp) = (PeerSecret::new(text(&vector, "secret")), text(&vector, "timestamp"));
        let body = BodyDigest::of(&bytes(&vector, "body"));
        for (form, name) in [(SignatureForm::Raw, "signature"), (SignatureForm::Docs, "signature_docs_form")] {
            let signature = RequestSignature::new(&secret, timestamp, &body, form);
            assert_eq!(signature.to_hex(), text(&vector, name), "{} {name}", text(&vector, "id"));
            assert!(bool::from(RequestSignature::parse(text(&vector, name)).unwrap().is(&signature)));
        }
    }
}

#[test]
fn verify_request() {
    for vector in vectors("verify_request") {
        let body = bytes(&vector, "body");
        let forms = match vector["needs"].as_str() {
            None => vec![true, false],
            Some("dual_form") => vec![true],
            Some("raw_only") => vec![false],
            Some(other) => panic!("{other}"),
        };
        for accept_docs in forms {
            let server = key("a1b2c3d4-e5f6-4789-8abc-def012345678", text(&vector, "server_secret"));
            let gate = gate(accept_docs, server);
            let admitted =
                gate.admit(&request(Endpoint::PrivateExport, headers(&vector), &body), moment(&vector["now"]));
            let (id, why) = (text(&vector, "id"), text(&vector, "why"));
            assert_eq!(status(&admitted), vector["status"].as_u64().unwrap(), "{id}: {why}, {accept_docs}");
            assert_eq!(admitted.is_ok(), text(&vector, "expect") == "accept", "{id}: {why}");
        }
    }
}

#[test]
fn key_states() {
    const NOW: i64 = 1_767_225_600;
    let (body, id) = (b"{}", "a1b2c3d4-e5f6-4789-8abc-def012345678");
    for vector in vectors("key_states") {
        let mut known = key(id, "s");
        match text(&vector, "key") {
            "unknown" => known.id = PeerKeyId::new("another").unwrap(),
            "active" => {}
            "inactive" => known.active = false,
            "expired" => known.expires = Some(Moment(NOW - 1)),
            "expires_at equals now" => known.expires = Some(Moment(NOW)),
            "inactive and expired" => (known.active, known.expires) = (false, Some(Moment(NOW - 1))),
            other => panic!("{other}"),
        }
        let signatures = match text(&vector, "signature") {
            "good" => vec!["s"],
            "bad" => vec!["x"],
            "any" => vec!["s", "x"],
            other => panic!("{other}"),
        };
        for secret in signatures {
            let time = NOW.to_string();
            let digest = BodyDigest::of(body);
            let signature =
                RequestSignature::new(&PeerSecret::new(secret), &time, &digest, SignatureForm::Raw).to_hex();
            let headers = GivenHeaders {
                key_id: GivenHeader::One(id.as_bytes()),
                timestamp: GivenHeader::One(time.as_bytes()),
                signature: GivenHeader::One(signature.as_bytes()),
                ..GivenHeaders::default()
            };
            let gate = gate(true, known.clone());
            let admitted = gate.admit(&request(Endpoint::PrivateExport, headers, body), Moment(NOW).into());
            assert_eq!(status(&admitted), vector["ours"].as_u64().unwrap(), "{vector}");
        }
    }
}

#[test]
fn fernet_generate() {
    for vector in vectors("fernet_generate") {
        let (id, at, token) = (text(&vector, "id"), vector["now_unix"].as_u64().unwrap(), text(&vector, "token"));
        let source = bytes(&vector, "src");
        let mut keys = vec![fernet_key(&vector)];
        keys.extend(vector["peer_secret"].as_str().map(|secret| FernetKey::of_answers(&PeerSecret::new(secret))));
        for key in keys {
            let mut made = String::new();
            key.seal_with(&source, (at, &iv(&vector["iv"])), &mut made);
            assert_eq!(made, token, "{id}");
            assert_eq!(key.open(token, &ALWAYS), Ok(OpenedToken { at, text: source.clone() }), "{id}");
        }
    }
}

/// Returns the times at which a token may have been made.
fn times(vector: &Value) -> std::ops::RangeInclusive<u64> {
    let now = vector["now_unix"].as_u64().unwrap();
    // As Python's library has it: a minute of the future is forgiven, where the age counts at all.
    vector["ttl_sec"].as_u64().map_or(ALWAYS, |age| now.saturating_sub(age)..=now + 60)
}

#[test]
fn fernet_verify() {
    for vector in vectors("fernet_verify") {
        let opened = fernet_key(&vector).open(text(&vector, "token"), &times(&vector));
        assert_eq!(opened.map(|opened| opened.text), Ok(bytes(&vector, "src")), "{vector}");
    }
}

#[test]
fn fernet_invalid() {
    for vector in vectors("fernet_invalid") {
        let opened = fernet_key(&vector).open(text(&vector, "token"), &times(&vector));
        // What is wrong with those of the layer `application` is inside.
        assert_eq!(opened.is_ok(), text(&vector, "layer") == "application", "{vector}");
    }
}

/// Reads a body as its endpoint does; tells whether it is right.
fn is_question(endpoint: Endpoint, body: &[u8]) -> bool {
    match endpoint {
        Endpoint::DebridCheck | Endpoint::CheckOfRelease3 => DebridQuestion::read(body).is_ok(),
        Endpoint::PrivateItems | Endpoint::ItemsOfRelease3 => ItemsQuestion::read(body).is_ok(),
        Endpoint::PrivateSearch => PrivateQuestion::read(body).is_ok(),
        Endpoint::PrivateExport => ExportQuestion::read(body).is_ok(),
        Endpoint::PublicSearch => PublicQuestion::read(body).is_ok(),
        Endpoint::ImdbLookup => TitleQuestion::read(body).is_ok(),
    }
}

#[test]
fn exchanges() {
    for vector in vectors("exchanges") {
        let (id, body) = (text(&vector, "id"), bytes(&vector, "request_body"));
        let endpoint = Endpoint::ALL.into_iter().find(|endpoint| endpoint.path() == text(&vector, "path")).unwrap();
        let now: i64 = text(&vector["headers"], "X-Peer-Timestamp").parse().unwrap();
        let gate = gate(true, key(text(&vector["headers"], "X-Peer-Key-Id"), text(&vector, "peer_secret")));
        let let_in = gate.admit(&request(endpoint, headers(&vector), &body), Moment(now).into()).unwrap();
        assert!(is_question(endpoint, &body), "{id}");
        let (at, token) = (vector["response_time_unix"].as_u64().unwrap(), text(&vector["response_body"], "payload"));
        let plain = bytes(&vector, "response_plaintext");
        let mut made = String::new();
        let_in.secret().answers.seal_with(&plain, (at, &iv(&vector["response_iv"])), &mut made);
        assert_eq!(made, token, "{id}");
        assert_eq!(let_in.secret().answers.open(token, &(at..=at)).unwrap().text, plain, "{id}");
    }
}

#[test]
fn rate_limit() {
    let Some(section) = section("rate_limit") else { return };
    let limit = |name: &str| u32::try_from(section[name].as_u64().unwrap()).unwrap();
    let rate = RateLimit { requests: limit("rate_limit"), window_seconds: limit("rate_window") };
    let gate = gate(true, PeerKey { limit: rate, ..key("a", "s") });
    let began = 1_767_225_600_000_000;
    for (number, step) in section["steps"].as_array().unwrap().iter().enumerate() {
        let now = PreciseMoment(began + moment(&step["t"]).0);
        // Another body each time, so that none is a copy.
        let (time, body) = (now.second().0.to_string(), format!("{{\"x\":{number}}}"));
        let digest = BodyDigest::of(body.as_bytes());
        let signature = RequestSignature::new(&PeerSecret::new("s"), &time, &digest, SignatureForm::Raw).to_hex();
        let headers = GivenHeaders {
            key_id: GivenHeader::One(b"a"),
            timestamp: GivenHeader::One(time.as_bytes()),
            signature: GivenHeader::One(signature.as_bytes()),
            ..GivenHeaders::default()
        };
        let admitted = gate.admit(&request(Endpoint::PrivateExport, headers, body.as_bytes()), now);
        assert_eq!(status(&admitted), step["status"].as_u64().unwrap(), "{step}");
        if let Some(seconds) = step["retry_after"].as_u64() {
            assert_eq!(admitted.unwrap_err(), GateRefusal::Rate(RetryAfter(seconds)), "{step}");
        }
    }
}

#[test]
fn extension_v2() {
    for vector in vectors("extension_v2") {
        let (secret, timestamp) = (text(&vector, "peer_secret"), text(&vector, "timestamp"));
        let (nonce, key_id) = (text(&vector, "nonce"), text(&vector, "key_id"));
        let body = bytes(&vector, "body");
        let signed = V2Request {
            method: text(&vector, "method"),
            target: text(&vector, "target"),
            key_id,
            timestamp,
            nonce: &Nonce::parse(nonce).unwrap(),
            body: &BodyDigest::of(&body),
        };
        let v2 = RequestSignature::v2(&PeerSecret::new(secret), &signed).to_hex();
        assert_eq!(v2, text(&vector, "signature_v2"), "{}", text(&vector, "id"));
        let digest = BodyDigest::of(&body);
        let v1 = RequestSignature::new(&PeerSecret::new(secret), timestamp, &digest, SignatureForm::Raw).to_hex();
        let headers = GivenHeaders {
            key_id: GivenHeader::One(key_id.as_bytes()),
            timestamp: GivenHeader::One(timestamp.as_bytes()),
            signature: GivenHeader::One(v1.as_bytes()),
            nonce: GivenHeader::One(nonce.as_bytes()),
            signature_v2: GivenHeader::One(v2.as_bytes()),
        };
        let endpoint = Endpoint::ALL.into_iter().find(|endpoint| endpoint.path() == signed.target).unwrap();
        let now = Moment(timestamp.parse().unwrap()).into();
        let gate = gate(true, PeerKey { require_v2: true, ..key(key_id, secret) });
        let let_in = gate.admit(&request(endpoint, headers, &body), now).unwrap();
        assert_eq!(let_in.v2.map(RequestSignature::to_hex).as_deref(), Some(v2.as_str()));
        let elsewhere = PeerRequest { target: "/api/peer/imdb/lookup", ..request(endpoint, headers, &body) };
        assert_eq!(gate.admit(&elsewhere, now).unwrap_err(), GateRefusal::Signature);
    }
}
