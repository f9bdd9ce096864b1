//! A made-up catalogue, by itself and as a server holds it.

#![allow(dead_code, reason = "each bench program uses some of it")]

pub(crate) mod generate;
pub(crate) mod setup;
