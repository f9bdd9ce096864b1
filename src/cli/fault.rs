//! Why a command was refused. Built by the commands, printed once at the end of the program.

use std::io;

use thiserror::Error;

use crate::config::SettingsFaults;
use crate::exchange::ExchangeError;
use crate::http::ServerError;
use crate::query::search::TooManyWords;
use crate::refresh::LoadError;
use crate::refresh::peers::PassFault;
use crate::store::StoreError;

/// Why a command was refused.
#[derive(Debug, Error)]
pub(super) enum CommandError {
    #[error("{0}")]
    Settings(#[from] SettingsFaults),
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Exchange(#[from] ExchangeError),
    #[error("{0}")]
    Load(#[from] LoadError),
    #[error("{0}")]
    Search(#[from] TooManyWords),
    #[error("{0}")]
    Server(#[from] ServerError),
    #[error("{0}")]
    Pass(#[from] PassFault),
    #[error("the system reports: {0}")]
    Machine(#[from] io::Error),
    #[error("{0}")]
    Refused(String),
}

impl CommandError {
    /// Prints it on standard error.
    #[allow(clippy::print_stderr, reason = "a refusal is for the person at the terminal, whatever the log level")]
    pub(super) fn print(&self) {
        eprintln!("afisha: {self}");
    }
}
