//! One signed question and its decrypted answer.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::DateTime;
use ureq::http::HeaderMap;
use ureq::http::header::{DATE, RETRY_AFTER};

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::peer::{
    BodyDigest, FernetKey, Nonce, OpenedToken, PeerKeyId, PeerSecret, RequestSignature, SignatureForm, V2Request,
};

use super::base_url::PeerUrl;
use super::envelope;
use super::fault::ClientFault;
use super::transport::{PeerTransport, RawAnswer};

/// How far the time of an answer may lie outside the exchange, in seconds: a peer whose clock differs more would have
/// refused the question.
const LENIENCY: u64 = 65;
/// The header by which peers tell which signatures they know.
const AUTH_HINT: &str = "X-Peer-Auth";

/// Puts questions to one peer.
#[derive(Clone, Debug)]
pub(super) struct Exchanges {
    pub(super) transport: PeerTransport,
    pub(super) url: PeerUrl,
    pub(super) key_id: PeerKeyId,
    pub(super) secret: PeerSecret,
    pub(super) answers: FernetKey,
    pub(super) clock: Clock,
}

/// How a question is signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct SigningHabits {
    pub(super) form: SignatureForm,
    /// Whether a signature of the second version stands beside that of the first.
    pub(super) with_v2: bool,
}

/// An answer that could be decrypted.
#[derive(Debug)]
pub(super) struct OpenedAnswer {
    pub(super) text: Vec<u8>,
    /// When the peer made it, by its clock.
    pub(super) answered: Moment,
    /// Seconds by which its clock is ahead of ours.
    pub(super) clock_difference: i64,
    /// Whether the peer says that it knows signatures of the second version.
    pub(super) knows_v2: bool,
    /// The signature of the second version that the question had.
    pub(super) signed: Option<RequestSignature>,
}

impl Exchanges {
    /// Puts a question, whose body is sent exactly as it is signed.
    pub(super) fn ask(&self, path: &str, body: &[u8], habits: SigningHabits) -> Result<OpenedAnswer, ClientFault> {
        let asked = self.clock.now();
        let (timestamp, digest) = (asked.0.to_string(), BodyDigest::of(body));
        let signature = RequestSignature::new(&self.secret, &timestamp, &digest, habits.form).to_hex();
        let mut headers = vec![
            ("X-Peer-Key-Id", self.key_id.as_str()),
            ("X-Peer-Timestamp", timestamp.as_str()),
            ("X-Peer-Signature", signature.as_str()),
        ];
        let nonce = Nonce::random();
        let second = habits.with_v2.then(|| {
            let (key_id, timestamp) = (self.key_id.as_str(), timestamp.as_str());
            let request = V2Request { method: "POST", target: path, key_id, timestamp, nonce: &nonce, body: &digest };
            (nonce.to_hex(), RequestSignature::v2(&self.secret, &request))
        });
        let second_hex = second.as_ref().map(|(nonce, signature)| (nonce.as_str(), signature.to_hex()));
        if let Some((nonce, signature)) = &second_hex {
            headers.extend([("X-Peer-Nonce", *nonce), ("X-Peer-Signature-V2", signature.as_str())]);
        }
        let answer = self.transport.post(&self.url.at(path), &headers, body)?;
        let arrived = self.clock.now();
        check_status(&answer, arrived)?;
        let knows_v2 = knows_v2(&answer.headers);
        let token = self.open(answer, times(asked, arrived))?;
        let answered = Moment(token.at.cast_signed());
        // Half of the time that the exchange took is on the way back, more or less.
        let clock_difference = answered.0 - (asked.0 + (arrived.0 - asked.0) / 2);
        let signed = second.map(|(_, signature)| signature);
        Ok(OpenedAnswer { text: token.text, answered, clock_difference, knows_v2, signed })
    }

    fn open(&self, answer: RawAnswer, times: RangeInclusive<u64>) -> Result<OpenedToken, ClientFault> {
        let token = envelope::payload(&answer.body)?;
        // Large answers are large: no copy more than it takes.
        drop(answer);
        self.answers.open(&token, &times).map_err(|_| ClientFault::Token)
    }
}

/// Returns the times that an answer to a question may have been made at.
fn times(asked: Moment, arrived: Moment) -> RangeInclusive<u64> {
    let positive = |moment: Moment| moment.0.max(0).unsigned_abs();
    positive(asked).saturating_sub(LENIENCY)..=positive(arrived).saturating_add(LENIENCY)
}

/// Judges an answer by its status.
fn check_status(answer: &RawAnswer, now: Moment) -> Result<(), ClientFault> {
    let status = answer.status;
    Err(match status {
        200 => return Ok(()),
        300..=399 => ClientFault::Redirected { status },
        400 | 422 => ClientFault::Refused { status },
        401 => ClientFault::Unauthorized {
            clock_difference: date(&answer.headers).map(|date| date.0 - now.0),
            knows_v2: knows_v2(&answer.headers),
        },
        403 => ClientFault::Forbidden,
        404 | 405 => ClientFault::Missing { status },
        413 => ClientFault::QuestionTooLarge,
        429 => ClientFault::Limited { after: retry_after(&answer.headers, now) },
        500..=599 => ClientFault::Failing { status },
        _ => ClientFault::Unexpected { status },
    })
}

/// Reads the `Date` of an answer.
fn date(headers: &HeaderMap) -> Option<Moment> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

fn http_date(text: &str) -> Option<Moment> {
    DateTime::parse_from_rfc2822(text).ok().map(|date| Moment(date.timestamp()))
}

/// Reads `Retry-After`: seconds, or a moment by the clock of the answer.
fn retry_after(headers: &HeaderMap, now: Moment) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let until = http_date(text)?.0 - date(headers).unwrap_or(now).0;
            until.max(0).unsigned_abs()
        }
    };
    Some(Duration::from_secs(seconds))
}

/// Tells whether a peer says that it knows signatures of the second version.
fn knows_v2(headers: &HeaderMap) -> bool {
    let mut hints = headers.get_all(AUTH_HINT).iter().filter_map(|hint| hint.to_str().ok());
    hints.any(|hint| hint.split(',').any(|version| version.trim() == "v2"))
}

#[cfg(test)]
mod tests {
    use ureq::http::{HeaderName, HeaderValue};

    use super::*;

    const DATE_OF_1000: &str = "Thu, 01 Jan 1970 00:16:40 GMT";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        });
        pairs.collect()
    }

    #[test]
    fn each_status_has_its_meaning() {
        let of = |status, pairs: &[(&'static str, &str)]| {
            let answer = RawAnswer { status, headers: headers(pairs), body: Vec::new() };
            check_status(&answer, Moment(970)).unwrap_err()
        };
        for status in [301, 302, 307, 308, 304] {
            assert_eq!(of(status, &[("location", "http://127.0.0.1")]), ClientFault::Redirected { status });
        }
        for status in [400, 422] {
            assert_eq!(of(status, &[]), ClientFault::Refused { status });
        }
        assert_eq!(of(401, &[]), ClientFault::Unauthorized { clock_difference: None, knows_v2: false });
        let (clock_difference, knows_v2) = (Some(30), true);
        let refused = of(401, &[("date", DATE_OF_1000), ("x-peer-auth", "v1,v2")]);
        assert_eq!(refused, ClientFault::Unauthorized { clock_difference, knows_v2 });
        assert_eq!(of(403, &[]), ClientFault::Forbidden);
        assert_eq!(of(405, &[]), ClientFault::Missing { status: 405 });
        assert_eq!(of(413, &[]), ClientFault::QuestionTooLarge);
        assert_eq!(of(503, &[("retry-after", "5")]), ClientFault::Failing { status: 503 });
        for status in [100, 204, 206, 402, 418, 451, 999] {
            assert_eq!(of(status, &[]), ClientFault::Unexpected { status });
        }
    }

    #[test]
    fn a_peer_may_say_in_seconds_or_by_its_clock_when_it_wants_to_be_asked_again() {
        let after = |pairs: &[(&'static str, &str)]| retry_after(&headers(pairs), Moment(900));
        assert_eq!(after(&[]), None);
        assert_eq!(after(&[("retry-after", " 17 ")]), Some(Duration::from_secs(17)));
        assert_eq!(after(&[("retry-after", DATE_OF_1000)]), Some(Duration::from_secs(100)));
        let both = [("retry-after", DATE_OF_1000), ("date", "Thu, 01 Jan 1970 00:16:00 GMT")];
        assert_eq!(after(&both), Some(Duration::from_secs(40)));
        assert_eq!(after(&[("retry-after", "soon")]), None);
        assert_eq!(after(&[("retry-after", "-5")]), None);
    }

    #[test]
    fn an_answer_is_of_the_time_of_the_exchange() {
        assert_eq!(times(Moment(1_000), Moment(1_010)), 935..=1_075);
        assert_eq!(times(Moment(-5), Moment(3)), 0..=68);
    }

    #[test]
    fn the_second_version_is_hinted_at_in_a_list() {
        for (hints, expected) in [
            (&[("x-peer-auth", "v1,v2")][..], true),
            (&[("x-peer-auth", "v1"), ("x-peer-auth", " v2 ")], true),
            (&[("x-peer-auth", "v1,v20")], false),
            (&[], false),
        ] {
            assert_eq!(knows_v2(&headers(hints)), expected, "{hints:?}");
        }
    }
}
