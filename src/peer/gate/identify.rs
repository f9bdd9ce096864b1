//! Who a request is from.

use std::sync::Arc;

use subtle::{Choice, ConstantTimeEq};

use crate::catalog::PreciseMoment;
use crate::peer::key::{KeyRing, PeerKey};
use crate::peer::secret::PeerSecret;
use crate::peer::signature::{BodyDigest, RequestSignature, SignatureForm, V2Request};

use super::headers::Claim;
use super::refusal::GateRefusal;
use super::request::PeerRequest;

/// How requests are judged.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    /// Whether a signature may be in the form of the documentation.
    pub(super) accept_docs: bool,
    /// Stands in for secrets that are not there, so that their absence takes as long.
    pub(super) dummy: PeerSecret,
}

/// Who a request is from, and how it says so.
#[derive(Debug)]
pub(super) struct Identified {
    pub(super) key: Arc<PeerKey>,
    /// Whether it is signed with the secret before the last rotation.
    pub(super) by_earlier: bool,
    pub(super) form: SignatureForm,
}

/// The signatures that a secret makes of a request.
struct Compared {
    raw: Choice,
    docs: Choice,
    /// Also where there is no signature of the second version to be wrong.
    v2: Choice,
}

impl Judgement {
    /// Finds out who a request is from.
    ///
    /// # Errors
    /// There is no such key, or this is not its signature. Both take as long: two secrets are tried with both forms,
    /// whatever is known, and nothing is decided before all of it is compared.
    pub(super) fn identify(
        &self,
        keys: &KeyRing,
        request: &PeerRequest<'_>,
        claim: &Claim<'_>,
        now: PreciseMoment,
    ) -> Result<Identified, GateRefusal> {
        let key = keys.get(&claim.key_id);
        let earlier = key.and_then(|key| key.earlier.as_ref()).filter(|earlier| now.second() <= earlier.until);
        let body = BodyDigest::of(request.body);
        let [current, before] = [key.map(|key| &key.secret), earlier.map(|earlier| &earlier.secret)]
            .map(|known| compare(known.map_or(&self.dummy, |known| &known.secret), request, claim, &body));
        let docs = Choice::from(u8::from(self.accept_docs));
        let holds = |compared: &Compared| (compared.raw | (compared.docs & docs)) & compared.v2;
        let by_current = holds(&current) & Choice::from(u8::from(key.is_some()));
        let by_earlier = holds(&before) & Choice::from(u8::from(earlier.is_some()));
        let is_raw = (by_current & current.raw) | (by_earlier & before.raw);
        let Some(key) = key else { return Err(GateRefusal::UnknownKey) };
        if !bool::from(by_current | by_earlier) {
            return Err(GateRefusal::Signature);
        }
        if key.require_v2 && claim.v2.is_none() {
            return Err(GateRefusal::VersionRequired);
        }
        let form = if is_raw.into() { SignatureForm::Raw } else { SignatureForm::Docs };
        Ok(Identified { key: Arc::clone(key), by_earlier: !bool::from(by_current), form })
    }
}

/// Compares all signatures that a secret can make of a request with those that came.
fn compare(secret: &PeerSecret, request: &PeerRequest<'_>, claim: &Claim<'_>, body: &BodyDigest) -> Compared {
    let of = |form| RequestSignature::new(secret, claim.timestamp, body, form).is(&claim.signature);
    let v2 = claim.v2.as_ref().map_or(0_u8.ct_eq(&0), |(nonce, signature)| {
        let signed = V2Request {
            method: request.method,
            target: request.target,
            key_id: claim.key_id.as_str(),
            timestamp: claim.timestamp,
            nonce,
            body,
        };
        RequestSignature::v2(secret, &signed).is(signature)
    });
    Compared { raw: of(SignatureForm::Raw), docs: of(SignatureForm::Docs), v2 }
}
