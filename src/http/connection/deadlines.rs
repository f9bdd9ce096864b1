//! How long clients may take.

use std::time::Duration;

/// How long a client may take for each part of its side of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// From the end of one answer, or from the start, to the first byte of the next request.
    pub idle: Duration,
    /// From the first byte of a request to the end of its head; routes that take a body say how long that may take.
    pub head: Duration,
    /// From one piece of a body to the next.
    pub body: Duration,
    /// How long an answer may make no progress: a client that reads nothing holds memory.
    pub write: Duration,
    /// From the first byte of a request to the last byte of its answer, however slowly it makes progress.
    pub total: Duration,
    /// How long a connection that is closed with unread input goes on reading, so that the client gets the answer
    /// before the end.
    pub linger: Duration,
}

impl Default for Deadlines {
    /// A stalled request is gone 10 seconds after the last answer.
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(5),
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            write: Duration::from_secs(30),
            total: Duration::from_secs(900),
            linger: Duration::from_secs(2),
        }
    }
}
