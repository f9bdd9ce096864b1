//! The order of checks, between a request and whoever answers it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;

use crate::catalog::{Moment, PreciseMoment};
use crate::limiting::{ClientWindows, RateLimit, client_of};
use crate::peer::key::{KeyRing, KeySecret, PeerKey};
use crate::peer::key_id::PeerKeyId;
use crate::peer::secret::PeerSecret;
use crate::peer::signature::{RequestSignature, SignatureForm};

use super::headers::Claim;
use super::identify::{Identified, Judgement};
use super::refusal::{GateRefusal, RefusalKind};
use super::request::PeerRequest;
use super::usage::{Fingerprint, KeyUse, RunningRequest};

/// How many requests of an address may fail to say who they are from.
const FAILURES: RateLimit = RateLimit { requests: 30, window_seconds: 60 };

/// Lets requests in, or refuses them.
#[derive(Debug)]
pub struct Gatekeeper {
    judgement: Judgement,
    keys: ArcSwap<KeyRing>,
    uses: Mutex<HashMap<PeerKeyId, KeyUse>>,
    failures: ClientWindows<Option<IpAddr>>,
    /// By [`GateRefusal::place`].
    refused: [AtomicU64; GateRefusal::EACH.len()],
}

/// A request that was let in; it counts as one that is worked on until this is dropped.
#[derive(Debug)]
pub struct LetIn {
    /// Who asks.
    pub key: Arc<PeerKey>,
    by_earlier: bool,
    /// The signature of the second version, if it is signed so: the answer repeats it.
    pub v2: Option<RequestSignature>,
    /// Whether the key signs in the form of the documentation for the first time since the start.
    pub is_first_docs: bool,
    _running: RunningRequest,
}

impl LetIn {
    /// Returns the secret that the request is signed with, and that the answer is for.
    pub fn secret(&self) -> &KeySecret {
        match &self.key.earlier {
            Some(earlier) if self.by_earlier => &earlier.secret,
            _ => &self.key.secret,
        }
    }
}

/// How often a key was used since this was last asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    /// The key.
    pub key_id: PeerKeyId,
    /// Requests that were let in.
    pub requests: u64,
    /// When the last one was.
    pub last: Moment,
}

impl Gatekeeper {
    /// Knows no key yet. `accept_docs`: signatures may be in the form of the documentation.
    pub fn new(accept_docs: bool) -> Self {
        Self {
            judgement: Judgement { accept_docs, dummy: PeerSecret::random() },
            keys: ArcSwap::default(),
            uses: Mutex::default(),
            failures: ClientWindows::new(FAILURES),
            refused: Default::default(),
        }
    }

    /// Knows these keys from here on, and forgets what others did.
    pub fn set_keys(&self, keys: KeyRing) {
        let mut uses = self.lock();
        uses.retain(|id, of_key| keys.get(id).is_some() || of_key.unwritten > 0);
        self.keys.store(Arc::new(keys));
    }

    /// Returns the keys it knows.
    pub fn keys(&self) -> Arc<KeyRing> {
        self.keys.load_full()
    }

    /// Lets a request in whose path, method and size are right: the address, the headers, the time, key and signature,
    /// the standing of the key, whether it came before, how much the key asks.
    ///
    /// # Errors
    /// The first of these that is wrong.
    pub fn admit(&self, request: &PeerRequest<'_>, now: PreciseMoment) -> Result<LetIn, GateRefusal> {
        let allowed = self.failures.check(client_of(request.address), now).map_err(GateRefusal::Address);
        allowed.and_then(|()| self.judge(request, now)).inspect_err(|refusal| {
            self.refused[refusal.place()].fetch_add(1, Ordering::Relaxed);
            if refusal.kind() == RefusalKind::Unauthorized {
                let _ = self.failures.count(client_of(request.address), now);
            }
        })
    }

    fn judge(&self, request: &PeerRequest<'_>, now: PreciseMoment) -> Result<LetIn, GateRefusal> {
        let claim = Claim::read(&request.headers)?;
        // Who comes at the wrong time is not told so by a quicker answer.
        let identified = self.judgement.identify(&self.keys.load(), request, &claim, now);
        claim.require_time(now)?;
        let identified = identified?;
        require_standing(&identified.key, request, now)?;
        self.let_in(identified, &claim, now)
    }

    fn let_in(&self, identified: Identified, claim: &Claim<'_>, now: PreciseMoment) -> Result<LetIn, GateRefusal> {
        let Identified { key, by_earlier, form } = identified;
        let print = Fingerprint { signature: claim.signature, nonce: claim.v2.map(|(nonce, _)| nonce) };
        let mut uses = self.lock();
        let of_key = uses.entry(key.id.clone()).or_default();
        // A replay is refused before it is counted, so that whoever has a copy cannot use the key's requests up.
        of_key.require_new(print, now)?;
        of_key.count(key.limit, now)?;
        // Remembered once counted, so that no more is remembered than the key may ask.
        of_key.remember(print, now);
        let running = of_key.begin()?;
        of_key.unwritten += 1;
        of_key.total += 1;
        of_key.last = Some(now.second());
        let is_first_docs = form == SignatureForm::Docs && !std::mem::replace(&mut of_key.said_docs, true);
        drop(uses);
        Ok(LetIn { key, by_earlier, v2: claim.v2.map(|(_, signature)| signature), is_first_docs, _running: running })
    }

    /// Tells whether it is the first time that this key is seen to ask without TLS.
    pub fn is_first_plain(&self, key: &PeerKeyId) -> bool {
        self.lock().get_mut(key).is_some_and(|of_key| !std::mem::replace(&mut of_key.said_plain, true))
    }

    /// Returns when the key of this name was last used since the start.
    pub fn last_used(&self, name: &str) -> Option<Moment> {
        let keys = self.keys.load();
        let id = keys.named(name)?;
        self.lock().get(id)?.last
    }

    /// Returns how often requests were refused since the start, by reason.
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = self.refused.iter().map(|count| count.load(Ordering::Relaxed));
        GateRefusal::EACH.into_iter().map(GateRefusal::name).zip(counts)
    }

    /// Returns how often each key was used since the start, and when last, by its name, in the order of names.
    pub fn uses(&self) -> Vec<(String, u64, Option<Moment>)> {
        let (keys, uses) = (self.keys.load(), self.lock());
        let of_key = |key: &PeerKey| {
            let (total, last) = uses.get(&key.id).map_or((0, None), |of_key| (of_key.total, of_key.last));
            (key.name.clone(), total, last)
        };
        let mut uses: Vec<_> = keys.keys().map(of_key).collect();
        uses.sort_unstable();
        uses
    }

    /// Returns the uses that were not taken yet.
    pub fn take_uses(&self) -> Vec<KeyUsage> {
        let mut uses = self.lock();
        let taken = uses.iter_mut().filter_map(|(id, of_key)| {
            let requests = std::mem::take(&mut of_key.unwritten);
            let last = of_key.last.filter(|_| requests > 0)?;
            Some(KeyUsage { key_id: id.clone(), requests, last })
        });
        taken.collect()
    }

    /// Takes back uses that could not be written.
    pub fn give_back(&self, unwritten: Vec<KeyUsage>) {
        let mut uses = self.lock();
        for usage in unwritten {
            let of_key = uses.entry(usage.key_id).or_default();
            of_key.unwritten += usage.requests;
            of_key.last = of_key.last.max(Some(usage.last));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PeerKeyId, KeyUse>> {
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells whether a key that has proved to be one may ask this now.
fn require_standing(key: &PeerKey, request: &PeerRequest<'_>, now: PreciseMoment) -> Result<(), GateRefusal> {
    match () {
        () if !key.active => Err(GateRefusal::Disabled),
        () if key.expires.is_some_and(|expires| expires < now.second()) => Err(GateRefusal::Expired),
        () if !key.scopes.contains(&request.endpoint.scope()) => Err(GateRefusal::Scope),
        () => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::SortedSet;
    use crate::limiting::RetryAfter;
    use crate::peer::endpoint::Endpoint;
    use crate::peer::gate::{GivenHeader, GivenHeaders};
    use crate::peer::key::EarlierSecret;
    use crate::peer::nonce::Nonce;
    use crate::peer::scope::Scope;
    use crate::peer::signature::{BodyDigest, V2Request};

    const NOW: i64 = 1_767_225_600;
    const LIMIT: RateLimit = RateLimit { requests: 60, window_seconds: 60 };

    fn key() -> PeerKey {
        PeerKey {
            id: PeerKeyId::new("a").unwrap(),
            name: "test".to_owned(),
            secret: PeerSecret::new("s").into(),
            earlier: None,
            active: true,
            expires: None,
            limit: LIMIT,
            scopes: Scope::ALL.into(),
            require_v2: false,
            groups: SortedSet::default(),
        }
    }

    fn gate(key: PeerKey) -> Gatekeeper {
        let gate = Gatekeeper::new(true);
        gate.set_keys(KeyRing::from_iter([key]));
        gate
    }

    /// A moment in milliseconds after [`NOW`].
    fn at(millis: i64) -> PreciseMoment {
        PreciseMoment(NOW * 1_000_000 + millis * 1000)
    }

    /// A request that is signed as it should be, for tests to spoil.
    #[derive(Clone)]
    struct Signed {
        endpoint: Endpoint,
        key_id: &'static str,
        time: String,
        body: &'static [u8],
        signature: String,
        v2: Option<(String, String)>,
        address: Option<&'static str>,
    }

    impl Signed {
        fn new(secret: &str, time: i64, body: &'static [u8]) -> Self {
            let time = time.to_string();
            let digest = BodyDigest::of(body);
            let signature =
                RequestSignature::new(&PeerSecret::new(secret), &time, &digest, SignatureForm::Raw).to_hex();
            Self { endpoint: Endpoint::PrivateExport, key_id: "a", time, body, signature, v2: None, address: None }
        }

        fn v2(secret: &str, time: i64, body: &'static [u8]) -> Self {
            let (signed, nonce) = (Self::new(secret, time, body), Nonce::random());
            let request = V2Request {
                method: "POST",
                target: signed.endpoint.path(),
                key_id: signed.key_id,
                timestamp: &signed.time,
                nonce: &nonce,
                body: &BodyDigest::of(body),
            };
            let signature = RequestSignature::v2(&PeerSecret::new(secret), &request).to_hex();
            Self { v2: Some((nonce.to_hex(), signature)), ..signed }
        }

        fn ask(&self, gate: &Gatekeeper, millis: i64) -> Result<LetIn, GateRefusal> {
            let header = |text: &str| GivenHeader::One(Box::leak(text.to_owned().into_boxed_str()).as_bytes());
            let [nonce, signature_v2] = match &self.v2 {
                Some((nonce, signature)) => [header(nonce), header(signature)],
                None => [GivenHeader::Absent; 2],
            };
            let headers = GivenHeaders {
                key_id: header(self.key_id),
                timestamp: header(&self.time),
                signature: header(&self.signature),
                nonce,
                signature_v2,
            };
            let request = PeerRequest {
                address: self.address.map(|address| address.parse().unwrap()),
                endpoint: self.endpoint,
                method: "POST",
                target: self.endpoint.path(),
                headers,
                body: self.body,
            };
            gate.admit(&request, at(millis))
        }

        fn refused(&self, gate: &Gatekeeper, millis: i64) -> GateRefusal {
            self.ask(gate, millis).unwrap_err()
        }
    }

    #[test]
    fn checks_come_in_their_order() {
        let everything_wrong = Signed { time: "1".to_owned(), key_id: "b", ..Signed::new("x", NOW, b"{}") };
        let no_key_and_no_scope = PeerKey {
            active: false,
            expires: Some(Moment(NOW - 1)),
            scopes: [Scope::Imdb].into(),
            require_v2: true,
            limit: RateLimit { requests: 1, ..LIMIT },
            ..key()
        };
        let twice = GivenHeader::of([&b"1"[..], b"1"].into_iter());
        assert_eq!(twice, GivenHeader::Several);
        let gate = gate(no_key_and_no_scope.clone());
        let steps = [
            (Signed { signature: String::new(), ..everything_wrong.clone() }, GateRefusal::Headers),
            (everything_wrong.clone(), GateRefusal::Time),
            (Signed { key_id: "b", ..Signed::new("x", NOW, b"{}") }, GateRefusal::UnknownKey),
            (Signed::new("x", NOW, b"{}"), GateRefusal::Signature),
            (Signed { body: b"{ }", ..Signed::new("s", NOW, b"{}") }, GateRefusal::Signature),
            (Signed::v2("x", NOW, b"{}"), GateRefusal::Signature),
            (Signed::new("s", NOW, b"{}"), GateRefusal::VersionRequired),
            (Signed::v2("s", NOW, b"{}"), GateRefusal::Disabled),
        ];
        for (signed, expected) in steps {
            assert_eq!(signed.refused(&gate, 0), expected);
        }
        gate.set_keys(KeyRing::from_iter([PeerKey { active: true, ..no_key_and_no_scope.clone() }]));
        assert_eq!(Signed::v2("s", NOW, b"{}").refused(&gate, 0), GateRefusal::Expired);
        let expires = Some(Moment(NOW));
        gate.set_keys(KeyRing::from_iter([PeerKey { active: true, expires, ..no_key_and_no_scope.clone() }]));
        assert_eq!(
            Signed::v2("s", NOW, b"{}").refused(&gate, 999),
            GateRefusal::Scope,
            "it holds to the end of its second"
        );
        let scopes = [Scope::Private].into();
        gate.set_keys(KeyRing::from_iter([PeerKey { active: true, expires, scopes, ..no_key_and_no_scope }]));
        let good = Signed::v2("s", NOW, b"{}");
        drop(good.ask(&gate, 0).unwrap());
        assert_eq!(good.refused(&gate, 0), GateRefusal::Replay);
        assert_eq!(Signed::v2("s", NOW, b"{}").refused(&gate, 0), GateRefusal::Rate(RetryAfter(60)));
    }

    #[test]
    fn a_signature_is_taken_eight_times_within_two_seconds_and_never_again() {
        let gate = gate(key());
        let signed = Signed::new("s", NOW, b"{}");
        for use_ in 0..8 {
            drop(signed.ask(&gate, use_ * 250).unwrap());
        }
        assert_eq!(signed.refused(&gate, 2000), GateRefusal::Replay);
        let slow = Signed::new("s", NOW - 59, b"{}");
        drop(slow.ask(&gate, 0).unwrap());
        drop(slow.ask(&gate, 1000).unwrap());
        let other = Signed::new("s", NOW + 1, b"{}");
        drop(other.ask(&gate, 0).unwrap());
        drop(other.ask(&gate, 2000).unwrap());
        assert_eq!(other.refused(&gate, 2001), GateRefusal::Replay);
    }

    #[test]
    fn a_late_copy_uses_nothing_of_the_keys_limit_up() {
        let gate = gate(PeerKey { limit: RateLimit { requests: 2, ..LIMIT }, ..key() });
        let signed = Signed::new("s", NOW, b"{}");
        drop(signed.ask(&gate, 0).unwrap());
        for _ in 0..20 {
            assert_eq!(signed.refused(&gate, 3000), GateRefusal::Replay);
        }
        drop(Signed::new("s", NOW + 3, b"{}").ask(&gate, 3000).unwrap());
        assert_eq!(Signed::new("s", NOW + 4, b"{}").refused(&gate, 3000), GateRefusal::Rate(RetryAfter(57)));
    }

    #[test]
    fn in_the_second_version_no_copy_and_no_other_path_is_taken() {
        let gate = gate(key());
        let signed = Signed::v2("s", NOW, b"{}");
        let let_in = signed.ask(&gate, 0).unwrap();
        assert_eq!(let_in.v2.map(RequestSignature::to_hex), signed.v2.as_ref().map(|(_, signature)| signature.clone()));
        drop(let_in);
        assert_eq!(signed.refused(&gate, 0), GateRefusal::Replay);
        let elsewhere = Signed { endpoint: Endpoint::PublicSearch, ..Signed::v2("s", NOW, b"{}") };
        assert_eq!(elsewhere.refused(&gate, 0), GateRefusal::Signature);
        for _ in 0..20 {
            drop(Signed::v2("s", NOW, b"{}").ask(&gate, 100).unwrap());
        }
        let stripped = Signed { v2: None, ..signed };
        assert_eq!(stripped.refused(&gate, 100), GateRefusal::Replay, "the first signature alone is used up too");
        let half = Signed { v2: Some((String::new(), String::new())), ..Signed::new("s", NOW, b"{}") };
        assert_eq!(half.refused(&gate, 0), GateRefusal::Headers);
    }

    #[test]
    fn after_a_rotation_both_secrets_hold_for_a_while_and_each_answers_for_itself() {
        let earlier = Some(EarlierSecret { secret: PeerSecret::new("before").into(), until: Moment(NOW + 10) });
        let gate = gate(PeerKey { earlier, ..key() });
        for secret in ["s", "before"] {
            let let_in = Signed::new(secret, NOW, b"{}").ask(&gate, 0).unwrap();
            assert_eq!(let_in.secret().secret.expose(), secret);
        }
        let let_in = Signed::v2("before", NOW, b"{}").ask(&gate, 10_999).unwrap();
        assert_eq!(let_in.secret().secret.expose(), "before");
        assert_eq!(Signed::new("before", NOW, b"[]").refused(&gate, 11_000), GateRefusal::Signature);
    }

    #[test]
    fn the_form_of_the_documentation_is_told_once_and_may_be_refused() {
        let mut signed = Signed::new("s", NOW, b"{}");
        let digest = BodyDigest::of(signed.body);
        signed.signature =
            RequestSignature::new(&PeerSecret::new("s"), &signed.time, &digest, SignatureForm::Docs).to_hex();
        let strict = Gatekeeper::new(false);
        strict.set_keys(KeyRing::from_iter([key()]));
        assert_eq!(signed.refused(&strict, 0), GateRefusal::Signature);
        let gate = gate(key());
        assert!(!Signed::new("s", NOW, b"{}").ask(&gate, 0).unwrap().is_first_docs);
        assert!(signed.ask(&gate, 0).unwrap().is_first_docs);
        assert!(!signed.ask(&gate, 0).unwrap().is_first_docs);
    }

    #[test]
    fn a_key_has_four_requests_worked_on_at_a_time() {
        let gate = gate(key());
        let mut running: Vec<LetIn> =
            (0..4).map(|second| Signed::new("s", NOW + second, b"{}").ask(&gate, 0).unwrap()).collect();
        assert_eq!(Signed::new("s", NOW + 4, b"{}").refused(&gate, 0), GateRefusal::Concurrency);
        running.pop();
        assert!(Signed::new("s", NOW + 5, b"{}").ask(&gate, 0).is_ok());
    }

    #[test]
    fn an_address_that_fails_thirty_times_is_not_heard_for_a_minute() {
        let gate = gate(key());
        let from = |address, secret| Signed { address: Some(address), ..Signed::new(secret, NOW, b"{}") };
        for _ in 0..30 {
            assert_eq!(from("192.0.2.1", "x").refused(&gate, 0), GateRefusal::Signature);
        }
        assert_eq!(from("192.0.2.1", "s").refused(&gate, 500), GateRefusal::Address(RetryAfter(60)));
        assert!(from("192.0.2.2", "s").ask(&gate, 500).is_ok());
        let later = Signed { address: Some("192.0.2.1"), ..Signed::new("s", NOW + 60, b"{}") };
        assert!(later.ask(&gate, 60_000).is_ok());
    }

    #[test]
    fn forbidden_and_limited_requests_are_no_failures_of_the_address() {
        let gate = gate(PeerKey { active: false, ..key() });
        for _ in 0..100 {
            assert_eq!(Signed::new("s", NOW, b"{}").refused(&gate, 0), GateRefusal::Disabled);
        }
    }

    #[test]
    fn no_more_is_remembered_than_a_key_may_ask() {
        let gate = gate(PeerKey { limit: RateLimit { requests: 3, window_seconds: 60 }, ..key() });
        for second in 0..500 {
            let _ = Signed::v2("s", NOW + second, b"{}").ask(&gate, second * 1000);
        }
        let uses = gate.lock();
        let (signatures, nonces) = uses.values().next().unwrap().remembered();
        assert!(signatures <= 9 && nonces <= 9, "{signatures} {nonces}");
    }

    #[test]
    fn uses_are_taken_once_and_given_back_where_they_cannot_be_written() {
        let gate = gate(key());
        drop(Signed::new("s", NOW, b"{}").ask(&gate, 0).unwrap());
        drop(Signed::new("s", NOW + 7, b"{}").ask(&gate, 7000).unwrap());
        let _ = Signed::new("x", NOW + 8, b"{}").ask(&gate, 8000);
        let usage = vec![KeyUsage { key_id: PeerKeyId::new("a").unwrap(), requests: 2, last: Moment(NOW + 7) }];
        assert_eq!(gate.take_uses(), usage);
        assert_eq!(gate.take_uses(), []);
        gate.give_back(usage.clone());
        assert_eq!(gate.take_uses(), usage);
        assert_eq!((gate.last_used("test"), gate.last_used("other")), (Some(Moment(NOW + 7)), None));
        assert_eq!(gate.uses(), [("test".to_owned(), 2, Some(Moment(NOW + 7)))]);
        assert_eq!(gate.refused().find(|(name, _)| *name == "signature"), Some(("signature", 1)));
        gate.set_keys(KeyRing::default());
        assert_eq!(Signed::new("s", NOW + 9, b"{}").refused(&gate, 9000), GateRefusal::UnknownKey);
        assert_eq!(gate.lock().len(), 0);
    }

    #[test]
    fn a_key_without_tls_is_told_of_once() {
        let (gate, id) = (gate(key()), PeerKeyId::new("a").unwrap());
        assert!(!gate.is_first_plain(&id), "it was never let in");
        drop(Signed::new("s", NOW, b"{}").ask(&gate, 0).unwrap());
        assert!(gate.is_first_plain(&id));
        assert!(!gate.is_first_plain(&id));
    }
}
