//! Compression, for clients that ask for it. Whole bodies only, so that `Content-Length` stays exact.
//!
//! No brotli: a page in the time that gzip takes comes out larger, in that of zstd much larger.

use std::io::{self, Write};
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody, None as NoBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    AcceptEncoding, CONTENT_ENCODING, ContentEncoding, Encoding as Accepted, Header, HeaderValue, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::document::{Encoding, SharedDocument};
use crate::http::pool::Pool;

/// What answers can be encoded in, the best first.
const SUPPORTED: [Accepted; 3] = [
    Accepted::Known(ContentEncoding::Zstd),
    Accepted::Known(ContentEncoding::Gzip),
    Accepted::Known(ContentEncoding::Identity),
];
/// The header that answers vary by.
pub(in crate::http) const VARIES_BY: &str = "Accept-Encoding";
/// Below this many bytes an encoding saves no packet.
const WORTH_IT: u64 = 1024;
/// From so many bytes on an answer is encoded beside the answering threads: gzip would hold one up for 0.7 ms. Pages of
/// 24 films are half as large.
const LARGE: usize = 128 * 1024;
/// Quick settings: beyond them answers take much longer and get little smaller.
const GZIP_LEVEL: u32 = 4;
const ZSTD_LEVEL: i32 = 3;

/// Encodes the answer as the client prefers. One that is large goes as it is where too many are being encoded.
pub(in crate::http) async fn compression(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let encoding = encoding(&request);
    let is_head = request.method() == Method::HEAD;
    let response = next.call(request).await?.map_into_boxed_body();
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    response.headers_mut().append(VARY, HeaderValue::from_static(VARIES_BY));
    let document = response.extensions_mut().remove::<Arc<SharedDocument>>();
    let Some(encoding) = encoding.filter(|_| is_worth_it(response.status(), body.size())) else {
        return Ok(ServiceResponse::new(request, response.set_body(body)));
    };
    let encoded = match body.try_into_bytes() {
        // What GET would answer is said as far as it is known without doing so: the length is not (RFC 9110, 9.3.2).
        Ok(_) if is_head => Ok(BoxBody::new(NoBody::new())),
        Ok(bytes) => match request.app_data::<Data<Pool>>() {
            Some(pool) => encoded(encoding, &bytes, document, pool).await.map(BoxBody::new).ok_or(bytes.boxed()),
            None => Err(bytes.boxed()),
        },
        Err(body) => Err(body),
    };
    if encoded.is_ok() {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(name(encoding)));
    }
    Ok(ServiceResponse::new(request, response.set_body(encoded.unwrap_or_else(|plain| plain))))
}

/// Finds what the client prefers; `None` for an answer as it is. Without the header answers go as they are: old boxes
/// cannot say so.
fn encoding(request: &ServiceRequest) -> Option<Encoding> {
    let accepted = AcceptEncoding::parse(request.request()).ok().filter(|accepted| !accepted.is_empty())?;
    match accepted.negotiate(SUPPORTED.iter())? {
        Accepted::Known(ContentEncoding::Zstd) => Some(Encoding::Zstd),
        Accepted::Known(ContentEncoding::Gzip) => Some(Encoding::Gzip),
        _ => None,
    }
}

fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gzip => ContentEncoding::Gzip.as_str(),
        Encoding::Zstd => ContentEncoding::Zstd.as_str(),
    }
}

fn is_worth_it(status: StatusCode, size: BodySize) -> bool {
    status == StatusCode::OK && matches!(size, BodySize::Sized(bytes) if bytes >= WORTH_IT)
}

/// Encodes an answer, or finds what a document that many ask for was encoded in before; `None` where it has to go as it
/// is.
async fn encoded(
    encoding: Encoding,
    bytes: &Bytes,
    document: Option<Arc<SharedDocument>>,
    pool: &Pool,
) -> Option<Bytes> {
    let encode = || async {
        if bytes.len() < LARGE {
            return encode(encoding, bytes).ok();
        }
        let bytes = bytes.clone();
        pool.run(move || encode(encoding, &bytes)).await.ok()?.ok()
    };
    match document {
        Some(document) => {
            let kept = document.encoded(encoding).get_or_try_init(|| async { encode().await.ok_or(()) });
            kept.await.ok().cloned()
        }
        None => encode().await,
    }
}

/// Encodes bytes; the form has no room to spare, since it may be kept.
fn encode(encoding: Encoding, bytes: &[u8]) -> io::Result<Bytes> {
    let encoded = match encoding {
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(GZIP_LEVEL));
            encoder.write_all(bytes)?;
            encoder.finish()?
        }
        Encoding::Zstd => zstd::bulk::compress(bytes, ZSTD_LEVEL)?,
    };
    Ok(Bytes::from(encoded.into_boxed_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::encoding_overhead;

    #[test]
    fn no_form_is_larger_than_is_reckoned_with() {
        let noise = std::iter::successors(Some(1_u64), |last| Some(last.wrapping_mul(6_364_136_223_846_793_005) + 1));
        let noise: Vec<u8> = noise.map(|word| word.to_be_bytes()[0]).take(300_000).collect();
        for bytes in [0, 1, 100, 1024, 20_000, 70_000, 131_072, 300_000] {
            for encoding in [Encoding::Gzip, Encoding::Zstd] {
                let form = encode(encoding, &noise[..bytes]).unwrap();
                assert!(form.len() <= bytes + encoding_overhead(bytes), "{encoding:?} of {bytes}: {}", form.len());
            }
        }
    }
}
