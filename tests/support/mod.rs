//! What tests of several rooms share.

pub(crate) mod catalogue;
pub(crate) mod database;
pub(crate) mod postgres;
