//! The analyses that put addresses on lists.

use crate::catalog::Moment;

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

    /// Tells whether it is only watched: what it finds is not published in its first days. `begun`: when it first ran,
    /// `None`: it never did; `shadow_seconds`: how long that is.
    pub fn is_shadow(self, begun: Option<Moment>, shadow_seconds: i64, now: Moment) -> bool {
        begun.is_none_or(|begun| now.0.saturating_sub(begun.0) < shadow_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analysis_is_watched_for_its_first_seven_days() {
        let week = 7 * 86_400;
        let is_shadow = |begun, now| Analysis::FakeName.is_shadow(begun, week, Moment(now));
        assert_eq!([is_shadow(None, 9), is_shadow(Some(Moment(0)), week - 1)], [true, true]);
        assert_eq!([is_shadow(Some(Moment(0)), week), is_shadow(Some(Moment(9)), 0)], [false, true]);
    }

    #[test]
    fn analyses_are_found_by_their_names() {
        assert_eq!(Analysis::ALL.map(|analysis| Analysis::of_name(analysis.name())), Analysis::ALL.map(Some));
        assert_eq!(Analysis::of_name("votes"), None);
    }
}
