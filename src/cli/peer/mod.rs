//! `afisha peer`

mod command;
mod key;

pub(super) use command::Peer;
