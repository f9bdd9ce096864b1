//! Why a pass has ended before its end.

use thiserror::Error;

use crate::peer::VaultFault;
use crate::peer::client::{ClientFault, TrustFault, UrlRefusal};
use crate::peer::sync::GuardFault;
use crate::store::StoreError;

/// Why a pass has ended before its end.
#[derive(Debug, Error)]
pub enum PassFault {
    /// The peer has not answered as it should.
    #[error("{0}")]
    Client(#[from] ClientFault),
    /// What it answers has no end.
    #[error("{0}")]
    Guard(#[from] GuardFault),
    /// Its pages took longer than a day.
    #[error("the pass has taken a day; the next one goes on where it ended")]
    Long,
    /// Its secret cannot be read.
    #[error("the secret of the peer cannot be read: {0}; give it anew with `afisha peer add --replace`")]
    Secret(#[from] VaultFault),
    /// It cannot be asked at its URL on its terms.
    #[error("the URL of the peer {0}")]
    Url(#[from] UrlRefusal),
    /// The id of its key is none.
    #[error("the key id of the peer is not one")]
    KeyId,
    /// Its certificate cannot be judged.
    #[error("{0}")]
    Trust(#[from] TrustFault),
    /// The database is out of reach, or refuses.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Another program works on the peer by now, or removed it.
    #[error("another program has taken over this peer, or removed it")]
    LeaseLost,
    /// The program is ending.
    #[error("interrupted; the next pass goes on where this one ended")]
    Halted,
}

impl PassFault {
    /// Tells whether it is the peer's, or its settings': it is asked less often then.
    pub fn is_of_peer(&self) -> bool {
        !matches!(self, Self::Store(_) | Self::LeaseLost | Self::Halted)
    }
}
