//! What goes through the hall, counted: requests, connections and what is refused.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::StatusCode;

use crate::metrics::{Labelled, Requests, readings};

use super::connection::Refusal;

readings! {
    /// Connections, and what is turned away.
    pub struct TrafficReadings {
        /// ListenerLoad connections, by listener.
        Gauge "afisha_http_connections" ["listener"] => connections: Labelled<usize, 1>;
        /// The most connections of a listener; further ones wait.
        Gauge "afisha_http_connections_max" ["listener"] => max_connections: Labelled<usize, 1>;
        /// The most connections of one client; 0: any number.
        Gauge "afisha_http_connections_max_per_address" ["listener"] => max_per_address: Labelled<u32, 1>;
        /// Connections and requests refused, by reason: `connections` (too many of one client), `malformed` (no HTTP),
        /// `slow` (the head did not arrive in time), `head` (too large), `url` (too long), `body` (not taken, or too
        /// large), `method`, `token` (unknown, expired or revoked; or the signature of a peer), `busy` (too many slow requests
        /// are waiting, or the client has asked too much).
        Counter "afisha_http_refused" ["reason"] => refused: Labelled<u64, 1>;
    }
}

/// Why something is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TurnedAway {
    Connections,
    Malformed,
    Slow,
    Head,
    Url,
    Body,
    Method,
    Token,
    Busy,
}

impl TurnedAway {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Connections, "connections"),
        (Self::Malformed, "malformed"),
        (Self::Slow, "slow"),
        (Self::Head, "head"),
        (Self::Url, "url"),
        (Self::Body, "body"),
        (Self::Method, "method"),
        (Self::Token, "token"),
        (Self::Busy, "busy"),
    ];

    /// Returns why a request was refused that reached a door; `None`: for no reason that is counted.
    pub(super) fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::UNAUTHORIZED => Some(Self::Token),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::Method),
            StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Some(Self::Body)
            }
            StatusCode::URI_TOO_LONG => Some(Self::Url),
            StatusCode::TOO_MANY_REQUESTS => Some(Self::Busy),
            _ => None,
        }
    }
}

impl From<Refusal> for TurnedAway {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed => Self::Malformed,
            Refusal::TooSlow => Self::Slow,
            Refusal::UrlTooLong => Self::Url,
            Refusal::HeadTooLarge => Self::Head,
        }
    }
}

/// The connections of a listener.
#[derive(Debug)]
struct ListenerLoad {
    listener: &'static str,
    now: Arc<AtomicUsize>,
    max: usize,
    max_per_address: u32,
}

/// Counts what goes through.
#[derive(Debug)]
pub struct Traffic {
    /// Requests that were answered by a door.
    pub(super) requests: Arc<Requests>,
    /// By [`TurnedAway::ALL`].
    refused: [AtomicU64; TurnedAway::ALL.len()],
    listeners: Mutex<Vec<ListenerLoad>>,
}

impl Traffic {
    /// Counts from 0; requests as this says.
    pub(super) fn new(requests: Requests) -> Self {
        Self { requests: Arc::new(requests), refused: Default::default(), listeners: Mutex::default() }
    }

    /// Returns where the connections of a listener are counted.
    pub(super) fn listen(&self, listener: &'static str, max: usize, max_per_address: u32) -> Arc<AtomicUsize> {
        let now = Arc::new(AtomicUsize::new(0));
        let open = ListenerLoad { listener, now: Arc::clone(&now), max, max_per_address };
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(open);
        now
    }

    /// Counts something that is turned away.
    pub(super) fn refuse(&self, reason: TurnedAway) {
        let at = TurnedAway::ALL.iter().take_while(|(known, _)| *known != reason).count();
        self.refused[at].fetch_add(1, Ordering::Relaxed);
    }

    /// Reads the counts.
    pub fn readings(&self) -> TrafficReadings {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = TurnedAway::ALL.iter().zip(&self.refused);
        TrafficReadings {
            connections: listeners
                .iter()
                .map(|open| ([open.listener.into()], open.now.load(Ordering::Relaxed)))
                .collect(),
            max_connections: listeners.iter().map(|open| ([open.listener.into()], open.max)).collect(),
            max_per_address: listeners.iter().map(|open| ([open.listener.into()], open.max_per_address)).collect(),
            refused: refused.map(|((_, name), count)| ([(*name).into()], count.load(Ordering::Relaxed))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_counted_by_itself() {
        let traffic = Traffic::new(Requests::new(Vec::new(), []));
        for (times, (reason, _)) in (1..).zip(TurnedAway::ALL) {
            (0..times).for_each(|_| traffic.refuse(reason));
        }
        let refused = traffic.readings().refused;
        let expected: Vec<_> =
            TurnedAway::ALL.iter().zip(1..).map(|((_, name), times)| ([(*name).into()], times)).collect();
        assert_eq!(refused, expected);
    }
}
