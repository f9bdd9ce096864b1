//! `afisha peer key`

mod add;
mod change;
mod command;
mod issued;
mod list;
mod name;
mod rotate;

pub(super) use command::PeerKeyCommand;
pub(super) use issued::vault;
