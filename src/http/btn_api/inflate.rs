//! Bodies that are encoded.

use std::io::{self, Read};

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::web::Bytes;
use flate2::bufread::GzDecoder;

use super::fault::BtnFault;
use crate::number::to_u64;

/// The most bytes of a body once it is decoded; counted as they come, whatever a head or a trailer says.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyCoding {
    Plain,
    Gzip,
}

impl BodyCoding {
    /// Finds how the body of a request is encoded.
    ///
    /// # Errors
    /// [`BtnFault::Encoding`]: in a way that is not known here.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, BtnFault> {
        let mut codings = request.headers().get_all(CONTENT_ENCODING);
        let Some(coding) = codings.next() else { return Ok(Self::Plain) };
        let coding = coding.as_bytes().trim_ascii();
        match codings.next() {
            None if coding.is_empty() || coding.eq_ignore_ascii_case(b"identity") => Ok(Self::Plain),
            None if coding.eq_ignore_ascii_case(b"gzip") => Ok(Self::Gzip),
            _ => Err(BtnFault::Encoding),
        }
    }

    /// Decodes a body.
    ///
    /// # Errors
    /// [`BtnFault::TooLarge`], at the first byte too many; [`BtnFault::Gzip`].
    pub(super) fn decode(self, body: Bytes) -> Result<Bytes, BtnFault> {
        match self {
            Self::Plain => Ok(body),
            Self::Gzip => inflated(&body).map(Bytes::from),
        }
    }
}

fn inflated(body: &[u8]) -> Result<Vec<u8>, BtnFault> {
    let mut decoder = GzDecoder::new(body);
    let mut plain = Vec::new();
    let read = decoder.by_ref().take(to_u64(MAX_BYTES) + 1).read_to_end(&mut plain);
    read.map_err(|_: io::Error| BtnFault::Gzip)?;
    if plain.len() > MAX_BYTES {
        return Err(BtnFault::TooLarge);
    }
    // Whatever follows the one member.
    if !decoder.into_inner().is_empty() {
        return Err(BtnFault::Gzip);
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn one_member_is_inflated_and_nothing_else() {
        assert_eq!(inflated(&gzip(b"abc")), Ok(b"abc".to_vec()));
        assert_eq!(inflated(&gzip(b"")), Ok(vec![]));
        let (whole, two) = (gzip(b"abc"), [gzip(b"abc"), gzip(b"d")].concat());
        let mut wrong = whole.clone();
        let end = wrong.len() - 5;
        wrong[end] ^= 1;
        for broken in [&two, &b"abc".to_vec(), &vec![], &whole[..whole.len() - 1].to_vec(), &wrong] {
            assert_eq!(inflated(broken), Err(BtnFault::Gzip), "{broken:?}");
        }
    }

    #[test]
    fn a_bomb_goes_off_at_the_first_byte_too_many() {
        assert_eq!(inflated(&gzip(&vec![b' '; MAX_BYTES])).map(|plain| plain.len()), Ok(MAX_BYTES));
        assert_eq!(inflated(&gzip(&vec![b' '; MAX_BYTES + 1])), Err(BtnFault::TooLarge));
        assert_eq!(inflated(&gzip(&vec![b' '; 8 * MAX_BYTES])), Err(BtnFault::TooLarge));
    }
}
