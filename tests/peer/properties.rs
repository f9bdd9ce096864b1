//! What holds for every secret, body and token.

use afisha::catalog::{Moment, SortedSet};
use afisha::limiting::RateLimit;
use afisha::peer::{
    BodyDigest, Endpoint, FernetFault, FernetKey, Gatekeeper, GivenHeader, GivenHeaders, KeyRing, PeerKey, PeerKeyId,
    PeerRequest, PeerSecret, RefusalKind, RequestSignature, Scope, SignatureForm,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::dice::Dice;

const NOW: i64 = 1_767_225_600;

/// Returns a gate with one key, `a`, which may ask as much as it likes.
fn gate(secret: &str) -> Gatekeeper {
    let gate = Gatekeeper::new(true);
    gate.set_keys(KeyRing::from_iter([PeerKey {
        id: PeerKeyId::new("a").unwrap(),
        name: "test".to_owned(),
        secret: PeerSecret::new(secret).into(),
        earlier: None,
        active: true,
        expires: None,
        limit: RateLimit { requests: 1_000_000, window_seconds: 60 },
        scopes: Scope::ALL.into(),
        require_v2: false,
        groups: SortedSet::default(),
    }]));
    gate
}

/// The headers of a request.
#[derive(Clone, Debug)]
struct Headers {
    key_id: Vec<u8>,
    timestamp: Vec<u8>,
    signature: Vec<u8>,
}

fn signed(secret: &str, body: &[u8], form: SignatureForm) -> Headers {
    let time = NOW.to_string();
    let signature = RequestSignature::new(&PeerSecret::new(secret), &time, &BodyDigest::of(body), form);
    Headers { key_id: b"a".to_vec(), timestamp: time.into_bytes(), signature: signature.to_hex().into_bytes() }
}

fn status(gate: &Gatekeeper, headers: &Headers, body: &[u8]) -> Result<(), RefusalKind> {
    let given = GivenHeaders {
        key_id: GivenHeader::One(&headers.key_id),
        timestamp: GivenHeader::One(&headers.timestamp),
        signature: GivenHeader::One(&headers.signature),
        ..GivenHeaders::default()
    };
    let endpoint = Endpoint::PrivateExport;
    let request =
        PeerRequest { address: None, endpoint, method: "POST", target: endpoint.path(), headers: given, body };
    gate.admit(&request, Moment(NOW).into()).map(drop).map_err(|refusal| refusal.kind())
}

#[test]
fn no_flipped_bit_of_a_signature_is_let_in() {
    let body = br#"{"limit":500}"#;
    let good = signed("s", body, SignatureForm::Raw);
    for bit in 0..8 * good.signature.len() {
        let mut headers = good.clone();
        headers.signature[bit / 8] ^= 1 << (bit % 8);
        // A gate for each, since an address that fails often is not heard.
        assert_eq!(status(&gate("s"), &headers, body), Err(RefusalKind::Unauthorized), "bit {bit}");
    }
    assert_eq!(status(&gate("s"), &good, body), Ok(()));
}

proptest! {
    #[test]
    fn a_signed_request_is_let_in_and_nothing_else(
        secret in "[ -~]{1,128}",
        body in proptest::collection::vec(any::<u8>(), 0..2000),
        docs: bool,
        place in 0..3_usize,
        at: prop::sample::Index,
        flip in 0..8_u8,
        add: bool,
    ) {
        let form = if docs { SignatureForm::Docs } else { SignatureForm::Raw };
        let gate = gate(&secret);
        let good = signed(&secret, &body, form);
        prop_assert_eq!(status(&gate, &good, &body), Ok(()));
        let (mut headers, mut changed) = (good, body.clone());
        let field = match place {
            0 => &mut headers.signature,
            1 => &mut headers.timestamp,
            _ => &mut changed,
        };
        if add || field.is_empty() {
            field.push(b'0');
        } else {
            let at = at.index(field.len());
            field[at] ^= 1 << flip;
        }
        prop_assert_eq!(status(&gate, &headers, &changed), Err(RefusalKind::Unauthorized));
    }

    #[test]
    fn rubbish_in_headers_is_refused(key_id: Vec<u8>, timestamp: Vec<u8>, signature: Vec<u8>, body: Vec<u8>) {
        let headers = Headers { key_id, timestamp, signature };
        prop_assert_eq!(status(&gate("s"), &headers, &body), Err(RefusalKind::Unauthorized));
    }
}

/// Makes some JSON of about so many bytes.
fn random_json(dice: &mut Dice, bytes: usize) -> Value {
    let mut items = Vec::new();
    let mut size = 2;
    while size < bytes {
        let item = match dice.below(5) {
            0 => json!(null),
            1 => json!(dice.next()),
            2 => json!({ "raw_title": random_text(dice, 200), "size": dice.below(1 << 40), "x": [true, -1, 0.5] }),
            3 => json!([[], {}, random_text(dice, 20)]),
            _ => json!(random_text(dice, 1000)),
        };
        size += item.to_string().len() + 1;
        items.push(item);
    }
    Value::Array(items)
}

fn random_text(dice: &mut Dice, most: usize) -> String {
    const LETTERS: [char; 12] = ['a', 'Z', '.', ' ', '"', '\\', '\n', '\u{0}', 'й', 'ё', '界', '🎬'];
    (0..dice.below(most)).map(|_| *dice.pick(&LETTERS)).collect()
}

#[test]
fn json_of_0_to_5_megabytes_comes_back() {
    let mut dice = Dice::new(9);
    let key = FernetKey::of_answers(&PeerSecret::random());
    for bytes in [0, 1, 15, 16, 17, 1000, 65_536, 1_000_000, 5_000_000] {
        let text = random_json(&mut dice, bytes).to_string();
        let token = key.seal(text.as_bytes(), 7);
        let opened = key.open(&token, &(7..=7)).unwrap();
        assert!(opened.text == text.as_bytes(), "{bytes}");
        let cut = &token[..token.len() / 2];
        assert_eq!(key.open(cut, &(7..=7)), Err(FernetFault), "{bytes}");
    }
}
