//! Why a request is not let in.

use crate::limiting::RetryAfter;

/// Why a request is not let in. The caller hears of the kind only, see [`Self::kind`]; metrics tell operators more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateRefusal {
    /// The address has failed too often.
    Address(RetryAfter),
    /// A header is missing, there twice, or malformed.
    Headers,
    /// The time is too far from ours.
    Time,
    /// There is no such key.
    UnknownKey,
    /// The signature is not that of the key.
    Signature,
    /// The key has to sign in the second version.
    VersionRequired,
    /// The key was disabled.
    Disabled,
    /// The key has expired.
    Expired,
    /// The key may not ask this.
    Scope,
    /// The request came before.
    Replay,
    /// The key has asked too much.
    Rate(RetryAfter),
    /// The key asks too much at the same time.
    Concurrency,
}

/// What a caller is told of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// Nobody knows who asks.
    Unauthorized,
    /// Who asks is known, and may not ask at all.
    Inactive,
    /// Who asks is known, and may not ask this.
    OutOfScope,
    /// Who asks may ask again later.
    TooMany(RetryAfter),
}

impl GateRefusal {
    /// One of each, in the order of the checks.
    pub const EACH: [Self; 12] = [
        Self::Address(RetryAfter::SOON),
        Self::Headers,
        Self::Time,
        Self::UnknownKey,
        Self::Signature,
        Self::VersionRequired,
        Self::Disabled,
        Self::Expired,
        Self::Scope,
        Self::Replay,
        Self::Rate(RetryAfter::SOON),
        Self::Concurrency,
    ];

    /// Returns its place in [`Self::EACH`].
    pub(super) fn place(self) -> usize {
        Self::EACH.iter().take_while(|known| known.name() != self.name()).count()
    }

    /// Returns what metrics call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Headers => "headers",
            Self::Time => "time",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::VersionRequired => "version",
            Self::Disabled => "disabled",
            Self::Expired => "expired",
            Self::Scope => "scope",
            Self::Replay => "replay",
            Self::Rate(_) => "rate",
            Self::Concurrency => "concurrency",
        }
    }

    /// Returns what the caller is told. Who has not proved to have a key learns nothing of keys.
    pub fn kind(self) -> RefusalKind {
        match self {
            Self::Headers | Self::Time | Self::UnknownKey | Self::Signature | Self::VersionRequired | Self::Replay => {
                RefusalKind::Unauthorized
            }
            Self::Disabled | Self::Expired => RefusalKind::Inactive,
            Self::Scope => RefusalKind::OutOfScope,
            Self::Address(retry) | Self::Rate(retry) => RefusalKind::TooMany(retry),
            Self::Concurrency => RefusalKind::TooMany(RetryAfter::SOON),
        }
    }
}
