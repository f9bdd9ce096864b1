//! What tests of several rooms share.

pub mod app;
pub mod catalogue;
pub mod database;
pub mod postgres;
pub mod xsd;
