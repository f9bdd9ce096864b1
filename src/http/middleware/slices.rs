//! Large answers a slice at a time.
//!
//! The HTTP library copies what it is given into the buffer of the connection before it sends. So a client that asks
//! for a large answer and does not read it would cost as much memory as the answer has bytes.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

use crate::number::to_u64;

/// The most bytes that are handed over at once; answers up to this go in one piece.
const SLICE: usize = 64 * 1024;

/// Cuts large answers into slices. It has to be the outermost of all that look at bodies: the others take them whole.
pub(in crate::http) async fn slices(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, body| if is_large(body.size()) { sliced(body) } else { body }))
}

fn is_large(size: BodySize) -> bool {
    matches!(size, BodySize::Sized(bytes) if usize::try_from(bytes).is_ok_and(|bytes| bytes > SLICE))
}

fn sliced(body: BoxBody) -> BoxBody {
    match body.try_into_bytes() {
        Ok(bytes) => BoxBody::new(Slices(bytes)),
        Err(body) => body,
    }
}

/// The rest of an answer. That it never becomes whole again is on purpose: boxing asks for that, and would undo it.
struct Slices(Bytes);

impl MessageBody for Slices {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(to_u64(self.0.len()))
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.0.len().min(SLICE);
        Poll::Ready(Some(self.0.split_to(next)).filter(|slice| !slice.is_empty()).map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use actix_web::http::header::CONTENT_LENGTH;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    /// Serves so many bytes, and returns the slices that go to the connection.
    async fn sliced(bytes: &Bytes) -> Vec<Bytes> {
        let body = bytes.clone();
        let answer = move || std::future::ready(HttpResponse::Ok().body(body.clone()));
        let app = App::new().wrap(from_fn(slices)).route("/", web::get().to(answer));
        let response = call_service(&init_service(app).await, TestRequest::get().uri("/").to_request()).await;
        assert!(response.headers().get(CONTENT_LENGTH).is_none(), "the library writes it");
        let mut body = response.into_body();
        assert_eq!(body.size(), BodySize::Sized(bytes.len().try_into().unwrap()));
        let mut slices = Vec::new();
        while let Some(slice) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
            slices.push(slice.unwrap());
        }
        slices
    }

    #[actix_web::test]
    async fn a_large_answer_is_handed_over_in_slices_that_share_its_memory() {
        let bytes = Bytes::from((0..=250).cycle().take(3 * SLICE + 7).collect::<Vec<u8>>());
        let slices = sliced(&bytes).await;
        assert_eq!(slices.iter().map(Bytes::len).collect::<Vec<_>>(), [SLICE, SLICE, SLICE, 7]);
        for (at, slice) in slices.iter().enumerate() {
            assert_eq!(slice.as_ptr(), bytes[at * SLICE..].as_ptr(), "nothing is copied");
        }
    }

    #[actix_web::test]
    async fn an_answer_of_one_slice_goes_in_one_piece() {
        for length in [0, 1, SLICE] {
            let bytes = Bytes::from(vec![7; length]);
            assert_eq!(sliced(&bytes).await.concat(), bytes);
            assert!(sliced(&bytes).await.len() <= 1);
        }
    }
}
