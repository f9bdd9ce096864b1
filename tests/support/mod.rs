//! What tests of several rooms share.

pub mod app;
pub mod catalogue;
pub(crate) mod xsd;
