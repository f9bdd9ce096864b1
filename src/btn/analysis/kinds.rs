//! The analyses that put addresses on lists.

use super::evidence::EvidenceKind;

/// An analysis that puts addresses on lists; a stronger one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Analysis {
    /// Many owners banned it for cheating about its progress.
    UntrustedVote,
    /// It took a torrent several times over.
    OverDownload,
    /// It takes very many torrents at once.
    ConcurrentDownload,
    /// Its program calls itself by a peer id that nobody knows.
    RandomIdentity,
    /// Its program calls itself what it is not.
    FakeName,
}

impl Analysis {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::UntrustedVote, Self::OverDownload, Self::ConcurrentDownload, Self::RandomIdentity, Self::FakeName];

    /// Returns what it is called: on lists, and wherever its beginning is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::UntrustedVote => "untrusted vote",
            Self::OverDownload => "over-download",
            Self::ConcurrentDownload => "concurrent download",
            Self::RandomIdentity => "random identity",
            Self::FakeName => "fake name",
        }
    }

    /// Finds an analysis by its name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|analysis| analysis.name() == name)
    }

    /// Returns the kind of evidence that it goes by.
    pub(super) fn evidence(self) -> EvidenceKind {
        match self {
            Self::UntrustedVote => EvidenceKind::Ban,
            Self::OverDownload | Self::ConcurrentDownload => EvidenceKind::Transfer,
            Self::RandomIdentity => EvidenceKind::Identity,
            Self::FakeName => EvidenceKind::FakeName,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn analyses_are_found_by_their_names() {
        assert_eq!(Analysis::ALL.map(|analysis| Analysis::of_name(analysis.name())), Analysis::ALL.map(Some));
        assert_eq!(Analysis::of_name("votes"), None);
    }
}
