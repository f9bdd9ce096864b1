//! What happens to every request and answer, whichever route it is.

pub(super) mod browser;
pub(super) mod compression;
pub(super) mod cors;
pub(super) mod entity_tag;
pub(super) mod limits;
pub(super) mod log;
pub(super) mod slices;
