//! An access token that this server has not met, and what its viewer is wanted for.

use tokio::sync::oneshot;

use crate::catalog::{FilmId, Moment};
use crate::viewers::{TokenHash, ViewerId};

/// Whose a token is cannot be found out at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unanswered;

/// A token and what its finder is for.
#[derive(Debug)]
pub(super) struct TokenLookup {
    pub(super) token: TokenHash,
    pub(super) at: Moment,
    pub(super) purpose: Purpose,
}

/// Why a token is looked up.
#[derive(Debug)]
pub(super) enum Purpose {
    /// Somebody waits to know whose it is.
    Who(oneshot::Sender<Result<Option<ViewerId>, Unanswered>>),
    /// Whoever has it opened a film, which nobody waits for.
    Opened(FilmId),
}
