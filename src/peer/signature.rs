//! Signatures of requests: an HMAC-SHA256 over the time and the body, under the text of the secret.

use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::mac::{MAC_BYTES, mac};
use super::nonce::Nonce;
use super::secret::PeerSecret;

/// What the key of signatures of the second version is made of.
const V2_KEY: &[u8] = b"sf-peer-auth-v2";
/// What a message of the second version begins with.
const V2_BEGIN: &[u8] = b"SFPEER2";

/// The SHA-256 of a body, as the exact bytes that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyDigest([u8; MAC_BYTES]);

impl BodyDigest {
    /// Hashes a body.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }
}

/// How the digest of the body stands in the signed message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureForm {
    /// As its 32 bytes: what programs do.
    Raw,
    /// As 64 hexadecimal digits: what the published documentation says.
    Docs,
}

/// A signature. It is no secret, but good for a minute: `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestSignature([u8; MAC_BYTES]);

impl fmt::Debug for RequestSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestSignature(***)")
    }
}

impl RequestSignature {
    /// Signs a request of this time, which is the text of its header, with this body.
    pub fn new(secret: &PeerSecret, timestamp: &str, body: &BodyDigest, form: SignatureForm) -> Self {
        let digits;
        let digest: &[u8] = match form {
            SignatureForm::Raw => &body.0,
            SignatureForm::Docs => {
                digits = HEXLOWER.encode(&body.0);
                digits.as_bytes()
            }
        };
        Self(mac(secret.expose().as_bytes(), [timestamp.as_bytes(), b".", digest]))
    }

    /// Signs a request in the second version, which covers everything that it says.
    pub fn v2(secret: &PeerSecret, request: &V2Request<'_>) -> Self {
        let key = mac(secret.expose().as_bytes(), [V2_KEY]);
        let (nonce, digest) = (request.nonce.to_hex(), HEXLOWER.encode(&request.body.0));
        let lines = [request.method, request.target, request.key_id, request.timestamp, &nonce, &digest];
        let rest = lines.iter().flat_map(|line| [&b"\n"[..], line.as_bytes()]);
        Self(mac(&key, [V2_BEGIN].into_iter().chain(rest)))
    }

    /// Reads 64 lower-case hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// Returns what the header says.
    pub fn to_hex(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Tells whether it is the same, in a time that does not depend on how alike the two are.
    pub fn is(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

/// What a signature of the second version covers.
#[derive(Clone, Copy, Debug)]
pub struct V2Request<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path from `/api/peer/` on, and `?` and the query where there is one.
    pub target: &'a str,
    /// The id of the key.
    pub key_id: &'a str,
    /// The text of the header.
    pub timestamp: &'a str,
    /// Drawn for this request alone.
    pub nonce: &'a Nonce,
    /// The body.
    pub body: &'a BodyDigest,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const TIME: &str = "1767225600";
    const BODY: &[u8] = b"{\"limit\":500}";

    fn signed(secret: &str, body: &[u8], form: SignatureForm) -> String {
        RequestSignature::new(&PeerSecret::new(secret), TIME, &BodyDigest::of(body), form).to_hex()
    }

    #[test]
    fn both_forms_of_the_worked_example_are_made() {
        let raw = "5f8534c7645957f80f3267b2540a9635ea9f6f43a2cb5168356de412ffc74369";
        let docs = "58b6aa12ae3c884ea76f56743280d9964ef29258a7185807655b99af0430a90e";
        assert_eq!(signed(SECRET, BODY, SignatureForm::Raw), raw);
        assert_eq!(signed(SECRET, BODY, SignatureForm::Docs), docs);
        let empty = "0f9435c47641b5a87990013e9b3fbeae0b8aba725f1e36426ca0572b893a7f6b";
        assert_eq!(signed(SECRET, b"", SignatureForm::Raw), empty);
        assert_ne!(signed("x", BODY, SignatureForm::Raw), raw);
    }

    #[test]
    fn the_second_version_covers_the_path_too() {
        let sign = |target| {
            let nonce = Nonce::parse("000102030405060708090a0b0c0d0e0f").unwrap();
            let body = BodyDigest::of(BODY);
            let key_id = "a1b2c3d4-e5f6-4789-8abc-def012345678";
            let request = V2Request { method: "POST", target, key_id, timestamp: TIME, nonce: &nonce, body: &body };
            RequestSignature::v2(&PeerSecret::new(SECRET), &request).to_hex()
        };
        let expected = "1c9c845ef4aa7e18f8ae46ef15c8c89cb9e807ddafc5dd42a4be048e38eff198";
        assert_eq!(sign("/api/peer/private/export"), expected);
        let expected = "03bd4184ffb83f4b777618cdf774d738aef2c57e68bee3e620495b026d7dfbde";
        assert_eq!(sign("/api/peer/public/search"), expected);
    }

    #[test]
    fn a_signature_is_64_lower_case_digits_and_every_bit_counts() {
        let text = signed(SECRET, BODY, SignatureForm::Raw);
        let signature = RequestSignature::parse(&text).unwrap();
        assert_eq!(signature.to_hex(), text);
        for bad in
            ["", &text[1..], &format!("{text}0"), &text.to_uppercase(), &text.replace('5', "g"), &format!("{text}\n")]
        {
            assert_eq!(RequestSignature::parse(bad), None, "{bad}");
        }
        for bit in 0..256 {
            let mut bytes = signature.0;
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(!bool::from(signature.is(&RequestSignature(bytes))), "bit {bit}");
        }
        assert!(bool::from(signature.is(&signature)));
        assert_eq!(format!("{signature:?}"), "RequestSignature(***)");
    }
}
