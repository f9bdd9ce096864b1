//! A socket that hands the HTTP library one readable request at a time and gives up on clients that make no progress.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Instant;

use actix_server::GracefulShutdownSignal;
use actix_web::rt::net::TcpStream;
use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::admission::Admitted;
use super::alarm::Alarm;
use super::body::{Incoming, Progress};
use super::body_room::{BodyRoom, TakenRoom};
use super::deadlines::Deadlines;
use super::exchange::{Body, Exchange, Phase};
use super::head::{Head, Heads};
use super::refusal;
use super::refusal::{Face, Refusal};
use super::shortcut::{Scratch, Shortcut, WholeAnswer};
use super::takers::Takers;
use crate::clock::Clock;

/// How much is read from a socket at once, and how much of later requests while one is answered.
const READ_BYTES: usize = 4 * 1024;
/// What a client is told that asks for leave to send a body.
const LEAVE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// What holds for all connections of a listener.
pub(in crate::http) struct Terms {
    pub(in crate::http) deadlines: Deadlines,
    pub(in crate::http) clock: Clock,
    /// The routes that take bodies.
    pub(in crate::http) takers: Takers,
    /// Where their bodies are while they are answered.
    pub(in crate::http) room: BodyRoom,
    /// The answer to what reaches no route.
    pub(in crate::http) refused: Face,
    /// What is answered before the HTTP library sees it; `None`: nothing.
    pub(in crate::http) shortcut: Option<Box<dyn Shortcut>>,
    /// Where that is put together.
    pub(in crate::http) scratch: Scratch,
}

/// One connection.
pub(in crate::http) struct Stream {
    socket: TcpStream,
    peer: IpAddr,
    exchange: Rc<Exchange>,
    terms: Rc<Terms>,
    /// What came and was not handed over yet.
    input: BytesMut,
    heads: Heads,
    /// The body that is being read.
    body: Option<Incoming>,
    /// What the body takes up whose request is answered.
    taken: Option<TakenRoom>,
    /// The rest of the request that is being handed over.
    head: Bytes,
    /// The rest of the leave to send a body.
    leave: Bytes,
    /// The rest of an answer that the HTTP library does not know of.
    answer: WholeAnswer,
    /// Whether the answer waits for those of other connections.
    waits_for_others: bool,
    /// The rest of an answer of ours.
    refusal: Bytes,
    /// Whether the present request is HEAD, whose answer has no body.
    to_head: bool,
    /// Whether the client has said that it sends no more.
    finished: bool,
    /// Whether input may lie unread at the end.
    unread: bool,
    /// Since when the client has made no progress, or the HTTP library has had its request, however long the body took.
    since: Instant,
    /// When the first byte of the present request came.
    began: Instant,
    /// When reading on after the end of an answer is over.
    linger_until: Option<Instant>,
    alarm: Alarm,
    reader: Option<Waker>,
    /// Resolves when the server is told to stop; `None` once it has.
    stop: Option<Pin<Box<dyn Future<Output = ()>>>>,
    _admitted: Admitted,
}

impl Stream {
    pub(in crate::http) fn new(
        (socket, peer): (TcpStream, IpAddr),
        terms: Rc<Terms>,
        stop: GracefulShutdownSignal,
        admitted: Admitted,
    ) -> Self {
        let now = Instant::now();
        Self {
            socket,
            peer,
            exchange: Exchange::new(),
            terms,
            input: BytesMut::new(),
            heads: Heads::default(),
            body: None,
            taken: None,
            head: Bytes::new(),
            leave: Bytes::new(),
            answer: WholeAnswer::empty(),
            waits_for_others: false,
            refusal: Bytes::new(),
            to_head: false,
            finished: false,
            unread: false,
            since: now,
            began: now,
            linger_until: None,
            alarm: Alarm::default(),
            reader: None,
            stop: Some(Box::pin(async move { stop.notified().await })),
            _admitted: admitted,
        }
    }

    /// Returns what the requests of this connection tell it by.
    pub(in crate::http) fn exchange(&self) -> Rc<Exchange> {
        Rc::clone(&self.exchange)
    }

    /// Returns when patience with the client ends.
    fn due(&self) -> Instant {
        let limits = &self.terms.deadlines;
        match self.exchange.phase() {
            Phase::Idle => self.since + limits.idle,
            Phase::ReadingBody => self.body.as_ref().map_or(self.began, Incoming::due),
            Phase::Reading => self.began + limits.head,
            Phase::Handed => self.since + limits.head,
            Phase::Answering => self.began + limits.total,
            Phase::Flushing | Phase::Writing | Phase::Refusing | Phase::Ended => self.send_due(),
        }
    }

    /// Returns when patience ends with a client that does not read.
    fn send_due(&self) -> Instant {
        let limits = &self.terms.deadlines;
        (self.since + limits.write).min(self.began + limits.total)
    }

    /// Reads what has come, at most so much that one read more fits; tells how many bytes, 0 at the end.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut room = [const { MaybeUninit::uninit() }; READ_BYTES];
        let mut room = ReadBuf::uninit(&mut room);
        ready!(Pin::new(&mut self.socket).poll_read(cx, &mut room))?;
        self.input.extend_from_slice(room.filled());
        self.finished = room.filled().is_empty();
        Poll::Ready(Ok(room.filled().len()))
    }

    /// Goes on reading, a little, while a request is answered, so that the next is noticed when it comes.
    fn read_ahead(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        while !self.finished && self.input.len() < READ_BYTES {
            match self.poll_fill(cx) {
                Poll::Ready(read) => read?,
                Poll::Pending => break,
            };
        }
        if self.reader.as_ref().is_none_or(|known| !known.will_wake(cx.waker())) {
            self.reader = Some(cx.waker().clone());
        }
        Ok(())
    }

    /// Takes one step towards the next request. `Ready`: look again.
    fn poll_request(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // What came ahead of its time counts from now.
        if self.exchange.phase() == Phase::Idle && !self.input.is_empty() {
            self.began = Instant::now();
            self.exchange.set(Phase::Reading);
        }
        self.to_head = self.input.starts_with(b"HEAD ");
        match self.heads.next(&mut self.input) {
            Ok(Some(head)) => {
                self.begin(head);
                return Poll::Ready(Ok(()));
            }
            Ok(None) if self.finished => {
                self.exchange.set(Phase::Ended);
                return Poll::Ready(Ok(()));
            }
            Ok(None) => {}
            Err(refused) => {
                self.refuse(refused);
                return Poll::Ready(Ok(()));
            }
        }
        match self.poll_fill(cx)? {
            Poll::Ready(_) => Poll::Ready(Ok(())),
            Poll::Pending => self.poll_patience(cx).map(Ok),
        }
    }

    /// Answers a request or hands it over, or begins to read its body where a route takes that.
    fn begin(&mut self, head: Head) {
        if let Some(answer) = head.plain.as_ref().and_then(|target| self.at_once(target)) {
            self.answer = answer;
            self.waits_for_others = true;
            self.since = Instant::now();
            return self.exchange.set(Phase::Writing);
        }
        let Some(framing) = head.body else { return self.hand(head.bytes, Body::Absent) };
        let terms = &self.terms;
        let body = terms
            .takers
            .limits(&head.method, &head.target)
            .filter(|limits| terms.takers.admits(self.peer, &head.bytes, limits.max_bytes))
            .and_then(|limits| Incoming::new(head.bytes.clone(), framing, (limits, terms.deadlines.body), &terms.room));
        if body.is_none() {
            return self.hand(head.bytes, Body::Unread);
        }
        if head.expects_leave && self.input.is_empty() {
            self.leave = Bytes::from_static(LEAVE);
        }
        self.body = body;
        self.exchange.set(Phase::ReadingBody);
    }

    /// Returns the answer to a plain request where there is a shortcut to it.
    fn at_once(&self, target: &[u8]) -> Option<WholeAnswer> {
        self.terms.shortcut.as_ref()?.answer(std::str::from_utf8(target).ok()?, self.peer)
    }

    fn hand(&mut self, request: Bytes, body: Body) {
        self.unread |= body.is_unfinished();
        (self.head, self.since) = (request, Instant::now());
        self.exchange.hand(body);
    }

    /// Takes one step towards the end of a body. `Ready`: look again.
    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.leave.is_empty() {
            let leave = self.leave.clone();
            let written = ready!(self.poll_send(cx, &[IoSlice::new(&leave)]))?;
            self.leave.advance(written);
        }
        let Some(mut body) = self.body.take() else {
            self.exchange.set(Phase::Ended);
            return Poll::Ready(Ok(()));
        };
        match body.take(&mut self.input) {
            Progress::Whole => {
                let (request, taken) = body.whole();
                self.taken = Some(taken);
                self.hand(request, Body::Whole);
            }
            Progress::TooLarge => self.hand(body.into_head(), Body::TooLarge),
            Progress::Crowded => self.hand(body.into_head(), Body::Crowded),
            Progress::Malformed => self.refuse(Refusal::Malformed),
            Progress::More if self.finished => self.exchange.set(Phase::Ended),
            Progress::More if Instant::now() >= body.due() => self.hand(body.into_head(), Body::TooSlow),
            Progress::More => {
                let due = body.due();
                self.body = Some(body);
                if self.poll_fill(cx)?.is_pending() {
                    self.alarm.set(due, cx);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Waits for the client; `Ready` where there is nothing to wait for any more.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let idle = self.exchange.phase() == Phase::Idle;
        if idle && self.is_stopping(cx) {
            self.exchange.set(Phase::Ended);
            return Poll::Ready(());
        }
        let due = self.due();
        if Instant::now() < due {
            self.alarm.set(due, cx);
            return Poll::Pending;
        }
        if idle {
            self.exchange.set(Phase::Ended);
        } else {
            self.refuse(Refusal::TooSlow);
        }
        Poll::Ready(())
    }

    fn is_stopping(&mut self, cx: &mut Context<'_>) -> bool {
        if self.stop.as_mut().is_some_and(|stop| stop.as_mut().poll(cx).is_ready()) {
            self.stop = None;
        }
        self.stop.is_none()
    }

    /// Answers in place of the routes; the connection ends then.
    fn refuse(&mut self, refused: Refusal) {
        log::debug!("rejected a request before routing: {refused}");
        self.refusal = refusal::written((self.terms.refused)(refused), self.to_head, self.terms.clock.now());
        self.unread = true;
        self.since = Instant::now();
        self.exchange.set(Phase::Refusing);
    }

    fn poll_refuse(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.refusal.is_empty() {
            let refusal = self.refusal.clone();
            let written = ready!(self.poll_send(cx, &[IoSlice::new(&refusal)]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.refusal.advance(written);
        }
        self.exchange.set(Phase::Ended);
        Poll::Ready(Ok(()))
    }

    /// Takes one step towards the end of an answer. `Ready`: the next request may be read.
    ///
    /// What other connections have asked by now is answered first, and all is sent in one go: so whoever reads many of the
    /// answers, on this machine or behind one network card, is woken once for all of them.
    fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if std::mem::take(&mut self.waits_for_others) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while !self.answer.is_empty() {
            let mut answer = std::mem::replace(&mut self.answer, WholeAnswer::empty());
            let terms = Rc::clone(&self.terms);
            let sent = answer.send(&terms.scratch, |slices| self.poll_send(cx, slices));
            self.answer = answer;
            if ready!(sent)? == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        self.exchange.set(Phase::Idle);
        Poll::Ready(Ok(()))
    }

    /// Writes, and gives up on a client that has read nothing for too long.
    fn poll_send(&mut self, cx: &mut Context<'_>, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.socket).poll_write_vectored(cx, bytes);
        let now = Instant::now();
        if sent.is_ready() {
            self.since = now;
            return sent;
        }
        let due = self.send_due();
        if now >= due {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        self.alarm.set(due, cx);
        Poll::Pending
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if !this.head.is_empty() {
                let piece = this.head.split_to(this.head.len().min(out.remaining()));
                out.put_slice(&piece);
                return Poll::Ready(Ok(()));
            }
            match this.exchange.phase() {
                Phase::Ended => return Poll::Ready(Ok(())),
                Phase::Refusing => ready!(this.poll_refuse(cx))?,
                Phase::Writing => ready!(this.poll_answer(cx))?,
                Phase::Idle | Phase::Reading => ready!(this.poll_request(cx))?,
                Phase::ReadingBody => ready!(this.poll_body(cx))?,
                Phase::Handed | Phase::Answering | Phase::Flushing => {
                    this.read_ahead(cx)?;
                    let due = this.due();
                    if Instant::now() >= due {
                        return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                    }
                    this.alarm.set(due, cx);
                    return Poll::Pending;
                }
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // What the library writes before the routes were asked is its bare refusal of a head that it cannot read.
        if this.exchange.phase() == Phase::Handed {
            this.refuse(Refusal::Malformed);
        }
        if this.exchange.phase() == Phase::Refusing {
            ready!(this.poll_refuse(cx))?;
            return Poll::Ready(Ok(bytes.len()));
        }
        this.poll_send(cx, &[IoSlice::new(bytes)])
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.socket).poll_flush(cx))?;
        // The library flushes only what it has written whole.
        if this.exchange.phase() == Phase::Flushing {
            this.since = Instant::now();
            let next = if this.exchange.body().is_unfinished() { Phase::Ended } else { Phase::Idle };
            this.exchange.set(next);
            this.taken = None;
            if next == Phase::Ended || this.finished || !this.input.is_empty() || this.stop.is_none() {
                this.reader.take().into_iter().for_each(Waker::wake);
            } else {
                let due = this.due();
                this.alarm.set(due, cx);
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
        if !this.unread && this.input.is_empty() {
            return Poll::Ready(Ok(()));
        }
        // Closed with unread input, a connection is reset, and the client may lose the answer.
        let until = *this.linger_until.get_or_insert_with(|| Instant::now() + this.terms.deadlines.linger);
        loop {
            this.input.clear();
            if this.finished || Instant::now() >= until {
                return Poll::Ready(Ok(()));
            }
            match this.poll_fill(cx) {
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(_)) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    this.alarm.set(until, cx);
                    return Poll::Pending;
                }
            }
        }
    }
}
