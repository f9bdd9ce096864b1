//! The headers by which a request says who it is from.

use crate::catalog::{Moment, PreciseMoment};
use crate::peer::key_id::PeerKeyId;
use crate::peer::nonce::Nonce;
use crate::peer::signature::RequestSignature;

use super::refusal::GateRefusal;

/// How far the time of a request may be from ours, in microseconds, both ends included.
const MAX_DISTANCE: u64 = 60_000_000;
/// The most digits of a time.
const MAX_DIGITS: usize = 12;

/// A header as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GivenHeader<'a> {
    /// It did not.
    #[default]
    Absent,
    /// Once.
    One(&'a [u8]),
    /// More than once: nobody can tell which is meant.
    Several,
}

impl<'a> GivenHeader<'a> {
    /// Takes the values of all lines of a header.
    pub fn of(mut values: impl Iterator<Item = &'a [u8]>) -> Self {
        match (values.next(), values.next()) {
            (None, _) => Self::Absent,
            (Some(value), None) => Self::One(value),
            (Some(_), Some(_)) => Self::Several,
        }
    }

    /// Reads a header that has to be there.
    fn read<T>(self, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, GateRefusal> {
        self.read_or_absent(read)?.ok_or(GateRefusal::Headers)
    }

    /// Reads a header that may be missing.
    fn read_or_absent<T>(self, read: impl FnOnce(&'a str) -> Option<T>) -> Result<Option<T>, GateRefusal> {
        match self {
            Self::Absent => Ok(None),
            Self::One(value) => {
                let value = std::str::from_utf8(value).ok().and_then(read);
                value.map(Some).ok_or(GateRefusal::Headers)
            }
            Self::Several => Err(GateRefusal::Headers),
        }
    }
}

/// The headers of a request, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct GivenHeaders<'a> {
    /// `X-Peer-Key-Id`
    pub key_id: GivenHeader<'a>,
    /// `X-Peer-Timestamp`
    pub timestamp: GivenHeader<'a>,
    /// `X-Peer-Signature`
    pub signature: GivenHeader<'a>,
    /// `X-Peer-Nonce`, of the second version
    pub nonce: GivenHeader<'a>,
    /// `X-Peer-Signature-V2`
    pub signature_v2: GivenHeader<'a>,
}

/// What the headers say.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    pub(super) key_id: PeerKeyId,
    /// Its text is what is signed.
    pub(super) timestamp: &'a str,
    pub(super) at: Moment,
    pub(super) signature: RequestSignature,
    pub(super) v2: Option<(Nonce, RequestSignature)>,
}

impl<'a> Claim<'a> {
    /// Reads the headers.
    ///
    /// # Errors
    /// One is missing, there twice, or not in its one form.
    pub(super) fn read(headers: &GivenHeaders<'a>) -> Result<Self, GateRefusal> {
        let key_id = headers.key_id.read(PeerKeyId::new)?;
        let (timestamp, at) = headers.timestamp.read(|text| Some((text, moment(text)?)))?;
        let signature = headers.signature.read(RequestSignature::parse)?;
        let nonce = headers.nonce.read_or_absent(Nonce::parse)?;
        let v2 = match (nonce, headers.signature_v2.read_or_absent(RequestSignature::parse)?) {
            (None, None) => None,
            (Some(nonce), Some(signature)) => Some((nonce, signature)),
            _ => return Err(GateRefusal::Headers),
        };
        Ok(Self { key_id, timestamp, at, signature, v2 })
    }

    /// Tells whether the request is of this minute.
    ///
    /// # Errors
    /// It is not.
    pub(super) fn require_time(&self, now: PreciseMoment) -> Result<(), GateRefusal> {
        if now.distance(self.at.into()) <= MAX_DISTANCE { Ok(()) } else { Err(GateRefusal::Time) }
    }
}

/// Reads Unix seconds, written in the one way that they are signed in: digits without a zero before them.
fn moment(text: &str) -> Option<Moment> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if !is_plain || text.len() > MAX_DIGITS {
        return None;
    }
    text.parse().ok().map(Moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &[u8] = b"5f8534c7645957f80f3267b2540a9635ea9f6f43a2cb5168356de412ffc74369";
    const NONCE: &[u8] = b"000102030405060708090a0b0c0d0e0f";

    fn good() -> GivenHeaders<'static> {
        GivenHeaders {
            key_id: GivenHeader::One(b"a"),
            timestamp: GivenHeader::One(b"1767225600"),
            signature: GivenHeader::One(SIGNATURE),
            ..GivenHeaders::default()
        }
    }

    #[test]
    fn three_headers_say_who_asks_and_two_more_in_the_second_version() {
        let claim = Claim::read(&good()).unwrap();
        assert_eq!((claim.key_id.as_str(), claim.timestamp, claim.at), ("a", "1767225600", Moment(1_767_225_600)));
        assert_eq!(claim.v2, None);
        let (nonce, signature_v2) = (GivenHeader::One(NONCE), GivenHeader::One(SIGNATURE));
        let claim = Claim::read(&GivenHeaders { nonce, signature_v2, ..good() }).unwrap();
        assert_eq!(claim.v2, Some((Nonce::parse("000102030405060708090a0b0c0d0e0f").unwrap(), claim.signature)));
    }

    #[test]
    fn a_header_that_is_missing_twice_there_or_malformed_is_refused() {
        let bad = [GivenHeader::Absent, GivenHeader::Several, GivenHeader::One(b""), GivenHeader::One(b"\xff")];
        let good = good();
        for header in bad {
            for headers in [
                GivenHeaders { key_id: header, ..good },
                GivenHeaders { timestamp: header, ..good },
                GivenHeaders { signature: header, ..good },
                GivenHeaders { nonce: GivenHeader::One(NONCE), signature_v2: header, ..good },
                GivenHeaders { nonce: header, signature_v2: GivenHeader::One(SIGNATURE), ..good },
            ] {
                assert_eq!(Claim::read(&headers).unwrap_err(), GateRefusal::Headers, "{headers:?}");
            }
        }
    }

    #[test]
    fn a_time_is_written_in_one_way() {
        for (text, expected) in [("0", Some(0)), ("7", Some(7)), ("999999999999", Some(999_999_999_999))] {
            assert_eq!(moment(text), expected.map(Moment), "{text}");
        }
        for bad in ["", "00", "01", "-1", "+1", "1.0", "1_0", " 1", "1 ", "1e3", "1000000000000", "١"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn sixty_seconds_are_allowed_and_not_a_microsecond_more() {
        let claim = Claim::read(&good()).unwrap();
        let at = |microseconds: i64| claim.require_time(PreciseMoment(1_767_225_600_000_000 + microseconds));
        for good in [0, 60_000_000, -60_000_000] {
            assert_eq!(at(good), Ok(()), "{good}");
        }
        for bad in [60_000_001, -60_000_001, 60_500_000, 3_600_000_000] {
            assert_eq!(at(bad), Err(GateRefusal::Time), "{bad}");
        }
    }
}
