//! Whose reports others bear out.

use std::collections::BTreeSet;

use crate::btn::PeerAddress;
use crate::catalog::Moment;

use super::evidence::Evidence;
use super::owners::{Jury, JuryMember};
use super::tally::Hearing;
use super::thresholds::Thresholds;

/// Finds the owners of age whom others bear out: somebody in another network says something against an address that they
/// accuse, too.
///
/// That has to be somebody who is heard, so that accounts which agree with one another alone stay unheard. As long as
/// fewer are heard than a [quorum](Thresholds::quorum), it is anybody of age: somebody has to be the first.
pub struct Corroboration<'a> {
    hearing: Hearing<'a>,
    address: Option<PeerAddress>,
    /// Who accuses that address.
    accusers: BTreeSet<JuryMember>,
    found: BTreeSet<i64>,
}

impl<'a> Corroboration<'a> {
    /// Begins.
    pub fn new(jury: &'a Jury, thresholds: &'a Thresholds, now: Moment) -> Self {
        let hearing = Hearing { jury, thresholds, now };
        Self { hearing, address: None, accusers: BTreeSet::new(), found: BTreeSet::new() }
    }

    /// Takes the next row; those of an address stand together.
    pub fn take(&mut self, row: &Evidence) {
        if self.address != Some(row.address) {
            self.settle();
            self.address = Some(row.address);
        }
        let Hearing { thresholds, .. } = self.hearing;
        if row.net > thresholds.floor && self.hearing.is_timely(row, thresholds.vote_window) {
            self.accusers.extend(self.hearing.jury.of_age(row.application));
        }
    }

    /// Returns the numbers of the owners that are borne out, of those that were not before.
    pub fn finish(mut self) -> BTreeSet<i64> {
        self.settle();
        self.found
    }

    /// Looks at who accuses the present address.
    fn settle(&mut self) {
        let Hearing { jury, thresholds, .. } = self.hearing;
        let anybody_counts = jury.heard() < thresholds.quorum;
        let counts = |accuser: &JuryMember| anybody_counts || jury.hears(accuser.owner);
        // Where somebody is whose network is not known, nobody is known to be elsewhere.
        let networks: BTreeSet<_> =
            self.accusers.iter().filter(|accuser| counts(accuser)).filter_map(|accuser| accuser.network).collect();
        let is_borne_out =
            |accuser: &&JuryMember| accuser.network.is_some_and(|own| networks.iter().any(|network| *network != own));
        let unheard = self.accusers.iter().filter(|accuser| !jury.hears(accuser.owner));
        self.found.extend(unheard.filter(is_borne_out).map(|accuser| accuser.owner));
        self.accusers.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EvidenceKind, OwnerFacts};
    use super::*;
    use crate::btn::NetworkHash;

    const NOW: Moment = Moment(100 * 86_400);
    const NET: i64 = 300 << 20;
    const DAY: i64 = 86_400_000;

    /// Owners with these numbers, of whom those below 10 are heard; an owner's network is that of the number modulo 100, and unknown of 3.
    fn jury(owners: &[u8]) -> Jury {
        let facts = |owner: &u8| OwnerFacts {
            owner: i64::from(*owner),
            created: Moment(0),
            is_banned: false,
            vouched_until: None,
            made_from: None,
            is_corroborated: *owner < 10,
            active_days: 7,
            reports_from: (*owner != 3).then_some(NetworkHash([owner % 100; 32])),
            applications: vec![i64::from(*owner)],
        };
        let owners: Vec<OwnerFacts> = owners.iter().map(facts).collect();
        Jury::new(&owners, &Thresholds::default(), NOW)
    }

    fn row((host, application): (u8, u8)) -> Evidence {
        let last = NOW.0 * 1000 - DAY;
        Evidence {
            kind: EvidenceKind::Transfer,
            address: PeerAddress::from(std::net::IpAddr::from([60, 0, 0, host])),
            torrent: Some(7),
            application: i64::from(application),
            net: NET,
            size: NET,
            first: last,
            last,
        }
    }

    fn found(jury: &Jury, rows: impl IntoIterator<Item = Evidence>) -> Vec<i64> {
        let thresholds = Thresholds::default();
        let mut corroboration = Corroboration::new(jury, &thresholds, NOW);
        rows.into_iter().for_each(|row| corroboration.take(&row));
        corroboration.finish().into_iter().collect()
    }

    #[test]
    fn whoever_agrees_with_one_who_is_heard_is_borne_out() {
        let jury = jury(&[1, 2, 3, 11, 12, 13, 101]);
        let agree = |pairs: &[(u8, u8)]| found(&jury, pairs.iter().copied().map(row));
        assert_eq!(agree(&[(1, 1), (1, 11), (2, 2), (3, 12), (4, 3), (4, 13)]), [11]);
        // Agreement among themselves is none, nor is that of one network, nor what another address is accused of.
        assert_eq!(agree(&[(1, 11), (1, 12), (1, 13), (2, 1), (2, 101), (3, 1), (4, 12)]), [0; 0]);
        assert_eq!(agree(&[(1, 1), (1, 2), (1, 101), (1, 13), (2, 99)]), [13, 101]);
    }

    #[test]
    fn where_too_few_are_heard_anybody_of_age_bears_out() {
        let jury = jury(&[1, 2, 11, 12, 111]);
        let agree = |pairs: &[(u8, u8)]| found(&jury, pairs.iter().copied().map(row));
        assert_eq!(agree(&[(1, 11), (1, 12), (2, 11), (2, 111)]), [11, 12]);
        assert_eq!(agree(&[(1, 11), (1, 111)]), [0; 0]);
    }

    #[test]
    fn what_is_too_little_or_past_bears_nobody_out() {
        let jury = jury(&[1, 2, 3, 11]);
        let now = NOW.0 * 1000;
        for (change, expected) in [
            (Evidence { last: now - 14 * DAY, ..row((1, 1)) }, &[11][..]),
            (Evidence { last: now - 14 * DAY - 1, ..row((1, 1)) }, &[]),
            (Evidence { last: now + 3_600_001, ..row((1, 1)) }, &[]),
            (Evidence { net: 256 << 20, ..row((1, 1)) }, &[]),
        ] {
            assert_eq!(found(&jury, [change, row((1, 11))]), expected);
        }
    }
}
