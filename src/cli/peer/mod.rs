//! `afisha peer`

mod add;
mod asking;
mod command;
mod found;
mod imdb;
mod key;
mod list;
mod purge;
pub(super) mod reading;
mod refuse;
mod remove;
mod sync;
mod test;

pub(super) use command::Peer;
