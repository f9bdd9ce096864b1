//! `afisha btn`

mod app;
mod audit;
mod command;
mod issued;
mod opened;
mod user;
mod user_list;

pub(super) use command::Btn;
