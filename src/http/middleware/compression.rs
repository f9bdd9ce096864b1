//! Compression, for clients that ask for it. Whole bodies only, so that `Content-Length` stays exact.

use std::io::{self, Write};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AcceptEncoding, CONTENT_ENCODING, ContentEncoding, Encoding, Header, HeaderValue, VARY};
use actix_web::middleware::Next;
use flate2::Compression;
use flate2::write::GzEncoder;

/// What answers can be encoded in, the best first.
const SUPPORTED: [Encoding; 4] = [
    Encoding::Known(ContentEncoding::Zstd),
    Encoding::Known(ContentEncoding::Brotli),
    Encoding::Known(ContentEncoding::Gzip),
    Encoding::Known(ContentEncoding::Identity),
];
/// Below this many bytes an encoding saves no packet.
const WORTH_IT: u64 = 1024;
/// Quick settings: beyond them answers take much longer and get little smaller.
const GZIP_LEVEL: u32 = 4;
const BROTLI_QUALITY: u32 = 4;
const BROTLI_WINDOW_BITS: u32 = 20;
const ZSTD_LEVEL: i32 = 3;
/// The bytes that the brotli encoder takes at once.
const BUFFER: usize = 16 * 1024;

/// Encodes the answer as the client prefers.
pub(in crate::http) async fn compression(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // Without the header, answers go as they are: old boxes cannot say so.
    let encoding = AcceptEncoding::parse(request.request())
        .ok()
        .filter(|accepted| !accepted.is_empty())
        .and_then(|accepted| accepted.negotiate(SUPPORTED.iter()));
    let response = next.call(request).await?.map_into_boxed_body();
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    response.headers_mut().append(VARY, HeaderValue::from_static("Accept-Encoding"));
    let Some(Encoding::Known(encoding)) = encoding.filter(|_| is_worth_it(response.status(), body.size())) else {
        return Ok(ServiceResponse::new(request, response.set_body(body)));
    };
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return Ok(ServiceResponse::new(request, response.set_body(body))),
    };
    match encode(encoding, &bytes)? {
        Some(encoded) => {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.as_str()));
            Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(encoded))))
        }
        None => Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(bytes)))),
    }
}

fn is_worth_it(status: StatusCode, size: BodySize) -> bool {
    status == StatusCode::OK && matches!(size, BodySize::Sized(bytes) if bytes >= WORTH_IT)
}

/// Encodes a body; `None` where the encoding is none.
fn encode(encoding: ContentEncoding, bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let room = Vec::with_capacity(bytes.len() / 4);
    Ok(match encoding {
        ContentEncoding::Gzip => {
            let mut encoder = GzEncoder::new(room, Compression::new(GZIP_LEVEL));
            encoder.write_all(bytes)?;
            Some(encoder.finish()?)
        }
        ContentEncoding::Brotli => {
            let mut encoder = brotli::CompressorWriter::new(room, BUFFER, BROTLI_QUALITY, BROTLI_WINDOW_BITS);
            encoder.write_all(bytes)?;
            Some(encoder.into_inner())
        }
        ContentEncoding::Zstd => Some(zstd::bulk::compress(bytes, ZSTD_LEVEL)?),
        _ => None,
    })
}
