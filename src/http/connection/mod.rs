//! Connections: what lies between the sockets and the HTTP library.
//!
//! The library has a deadline for the first request of a connection only, reads ahead in pipelines, answers what it
//! cannot read without a word and panics on some heads. So it gets one request at a time, and only one that it can read:
//! `Stream` finds the heads of requests in what clients send, refuses bad ones with an answer of ours, answers what a door
//! has a shortcut for, and closes connections that make no progress.

mod admission;
mod alarm;
mod body;
mod body_room;
mod deadlines;
mod exchange;
mod head;
mod refusal;
mod shortcut;
mod stream;
mod takers;
mod target;

pub(super) use admission::Admission;
pub(super) use body_room::BodyRoom;
pub use deadlines::Deadlines;
pub(super) use exchange::{Body, body, exchange};
pub(super) use refusal::{Refusal, http_date};
pub(super) use shortcut::{ScatteredBody, Scratch, Shortcut, WholeAnswer, WholeBody};
pub(super) use stream::{Stream, Terms};
pub(super) use takers::{BodyGuard, Takers};

pub(super) use head::{MAX_HEAD_BYTES, MAX_HEADER_LINES, MAX_HEADER_NAME_BYTES};
