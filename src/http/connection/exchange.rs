//! Where a request and its answer are: what the stream and the routes of a connection know of each other.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use bytes::Bytes;

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing of the next request has come.
    Idle,
    /// Part of a head has come.
    Reading,
    /// The HTTP library has a head, and has not asked the routes yet.
    Handed,
    /// The routes are at it, or the HTTP library takes what they answered.
    Answering,
    /// The HTTP library has all of the answer, and may not have written it yet.
    Flushing,
    /// An answer of ours to what is no request is being written.
    Refusing,
    /// There will be no other request.
    Ended,
}

/// Shared by the stream of a connection and the requests that come over it; both live on one thread.
#[derive(Debug)]
pub(in crate::http) struct Exchange {
    phase: Cell<Phase>,
    has_body: Cell<bool>,
}

impl Exchange {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self { phase: Cell::new(Phase::Idle), has_body: Cell::new(false) })
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase.get()
    }

    pub(super) fn set(&self, phase: Phase) {
        self.phase.set(phase);
    }

    /// Notes whether the request that is handed over has a body, which nobody will read.
    pub(super) fn hand(&self, has_body: bool) {
        self.has_body.set(has_body);
        self.phase.set(Phase::Handed);
    }

    pub(super) fn has_body(&self) -> bool {
        self.has_body.get()
    }
}

/// Tells whether the client sends a body with the request.
pub(in crate::http) fn has_body(request: &ServiceRequest) -> bool {
    request.conn_data::<Rc<Exchange>>().is_some_and(|exchange| exchange.has_body())
}

/// Tells the stream when a request reaches the routes, and when its answer is made. It has to be the outermost middleware.
pub(in crate::http) async fn exchange(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let exchange = request.conn_data::<Rc<Exchange>>().cloned();
    if let Some(exchange) = &exchange {
        exchange.set(Phase::Answering);
    }
    let answering = Answering(exchange);
    Ok(next.call(request).await?.map_body(|_, body| AnswerBody { body, _answering: answering }))
}

/// An answer that is being made; dropped with the last piece of it, or with the fault that stands in its place.
struct Answering(Option<Rc<Exchange>>);

impl Drop for Answering {
    fn drop(&mut self) {
        if let Some(exchange) = &self.0 {
            exchange.set(Phase::Flushing);
        }
    }
}

pin_project_lite::pin_project! {
    /// A body that tells when the HTTP library has all of it.
    struct AnswerBody<B> {
        #[pin]
        body: B,
        _answering: Answering,
    }
}

impl<B: MessageBody> MessageBody for AnswerBody<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, B::Error>>> {
        self.project().body.poll_next(cx)
    }
}
