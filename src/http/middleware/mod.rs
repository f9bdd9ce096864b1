//! What doors do to requests and answers, whichever route it is.

pub(super) mod compression;
pub(super) mod cors;
pub(super) mod count;
pub(super) mod entity_tag;
pub(super) mod log;
pub(super) mod slices;
pub(super) mod unread;
