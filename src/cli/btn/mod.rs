//! `afisha btn`

mod analyse;
mod app;
mod audit;
mod command;
mod issued;
mod lists;
mod opened;
mod person;
mod rule;
mod swarms;
mod user;
mod user_list;

pub(super) use command::Btn;
