//! What tests of several rooms share.

pub mod app;
pub mod bases;
pub mod btn_server;
pub mod catalogue;
pub mod connection;
pub mod database;
pub mod dice;
pub mod http;
pub mod jsonl;
pub mod log;
pub mod made;
pub mod peer_server;
pub mod peering;
pub mod postgres;
pub mod promtool;
pub mod told;
pub mod xsd;
