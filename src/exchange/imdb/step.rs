//! How far an import of IMDb's tables has come.

use crate::exchange::source::ReadProgress;

/// How far an import of IMDb's tables has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImdbStep {
    /// The files are being read, each of them once.
    Reading(ReadProgress),
    /// What an earlier import wrote is being removed; so many rows are gone.
    Removing(usize),
}
