//! Where a request and its answer are: what the stream and the routes of a connection know of each other.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest};
use bytes::Bytes;

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing of the next request has come.
    Idle,
    /// Part of a head has come.
    Reading,
    /// Part of a body has come.
    ReadingBody,
    /// The HTTP library has a head, and has not asked the routes yet.
    Handed,
    /// The routes are at it, or the HTTP library takes what they answered.
    Answering,
    /// The HTTP library has all of the answer, and may not have written it yet.
    Flushing,
    /// An answer that was made before the HTTP library saw the request is being written.
    Writing,
    /// An answer of ours to what is no request is being written.
    Refusing,
    /// There will be no other request.
    Ended,
}

/// The body that came with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Body {
    /// There is none.
    Absent,
    /// The route takes it, and it is here.
    Whole,
    /// No route takes it: it is not read.
    Unread,
    /// It is larger than the route takes.
    TooLarge,
    /// It did not come in the time that the route gives it.
    TooSlow,
    /// It is not read: the bodies of other requests leave no room for it.
    Crowded,
}

impl Body {
    /// Tells whether more of it may come: then the connection cannot go on.
    pub(in crate::http) fn is_unfinished(self) -> bool {
        !matches!(self, Self::Absent | Self::Whole)
    }
}

/// Shared by the stream of a connection and the requests that come over it; both live on one thread.
#[derive(Debug)]
pub(in crate::http) struct Exchange {
    phase: Cell<Phase>,
    body: Cell<Body>,
}

impl Exchange {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self { phase: Cell::new(Phase::Idle), body: Cell::new(Body::Absent) })
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase.get()
    }

    pub(super) fn set(&self, phase: Phase) {
        self.phase.set(phase);
    }

    /// Notes what body the request that is handed over has.
    pub(super) fn hand(&self, body: Body) {
        self.body.set(body);
        self.phase.set(Phase::Handed);
    }

    pub(super) fn body(&self) -> Body {
        self.body.get()
    }
}

/// Returns what body came with a request.
pub(in crate::http) fn body(request: &HttpRequest) -> Body {
    request.conn_data::<Rc<Exchange>>().map_or(Body::Absent, |exchange| exchange.body())
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
