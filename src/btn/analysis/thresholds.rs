//! How much it takes to put an address on a list.

use crate::catalog::{DAY_SECONDS, Moment};

use super::evidence::EVIDENCE_FLOOR;
use super::kinds::Analysis;

const DAY_MILLIS: i64 = DAY_SECONDS * 1000;

/// How much it takes to put an address on a list. The defaults are what is published by; others answer what they would list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// The fewest eligible owners; with fewer, nothing is listed.
    pub quorum: usize,
    /// How old an account has to be, in seconds.
    pub age_seconds: i64,
    /// On how many of the last 30 days its owner has to have reported.
    pub active_days: u32,
    /// So many accounts made from one network within [`Self::burst_seconds`] are not heard.
    pub burst_accounts: usize,
    /// See [`Self::burst_accounts`].
    pub burst_seconds: i64,
    /// The fewest accusers of an address.
    pub least_accusers: usize,
    /// One eligible owner in so many has to accuse: with a third, a third of false accounts, however patient, lists nobody.
    pub accusing_part: usize,
    /// The most accusers ever needed. It is the security parameter: beyond three times as many eligible owners, so many
    /// patient accounts that collude can list an innocent, whatever their share is.
    pub most_accusers: usize,
    /// At most so many accusers in a hundred count from one network, and always one.
    pub network_percent: usize,
    /// Net bytes that evidence has to exceed.
    pub floor: i64,
    /// From how many owners there has to be evidence of a known torrent.
    pub corroborating_owners: usize,
    /// On how many torrents there has to be evidence.
    pub torrents: usize,
    /// How many thousandths of a torrent an over-downloader took of it, at least.
    pub over_thousandths: i64,
    /// How many net bytes of one torrent.
    pub over_bytes: i64,
    /// How many torrents a concurrent downloader takes within an hour.
    pub concurrent_torrents: i64,
    /// So many listed addresses of a /24, or /64 networks of a /56, are listed as that network.
    pub merged_addresses: usize,
    /// From how many owners.
    pub merged_owners: usize,
    /// How long bans and names count, in milliseconds.
    pub vote_window: i64,
    /// How long transfers count, in milliseconds.
    pub transfer_window: i64,
    /// How long an analysis is watched before it is published, in seconds.
    pub shadow_seconds: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            quorum: 3,
            age_seconds: 14 * DAY_SECONDS,
            active_days: 7,
            burst_accounts: 3,
            burst_seconds: DAY_SECONDS,
            least_accusers: 3,
            accusing_part: 3,
            most_accusers: 50,
            network_percent: 30,
            floor: EVIDENCE_FLOOR,
            corroborating_owners: 2,
            torrents: 2,
            over_thousandths: 3_200,
            over_bytes: 15_000_000_000,
            concurrent_torrents: 150,
            merged_addresses: 8,
            merged_owners: 5,
            vote_window: 14 * DAY_MILLIS,
            transfer_window: 7 * DAY_MILLIS,
            shadow_seconds: 7 * DAY_SECONDS,
        }
    }
}

impl Thresholds {
    /// Returns how many accusers an address has to have where so many owners are eligible.
    pub fn needed(&self, eligible: usize) -> usize {
        let part = eligible.div_ceil(self.accusing_part.max(1)).min(self.most_accusers);
        part.max(self.least_accusers)
    }

    /// Tells whether an analysis is only watched: what it finds is not published in its first days. `begun`: when it first
    /// ran; `None`: it never did.
    pub fn is_watched(&self, begun: Option<Moment>, now: Moment) -> bool {
        begun.is_none_or(|begun| now.0.saturating_sub(begun.0) < self.shadow_seconds)
    }

    /// Returns how long evidence of an analysis counts, in milliseconds.
    pub(super) fn window(&self, analysis: Analysis) -> i64 {
        match analysis {
            Analysis::OverDownload | Analysis::ConcurrentDownload => self.transfer_window,
            Analysis::UntrustedVote | Analysis::RandomIdentity | Analysis::FakeName => self.vote_window,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analysis_is_watched_for_its_first_seven_days() {
        let is_watched = |begun, now| Thresholds::default().is_watched(begun, Moment(now));
        let week = 7 * 86_400;
        assert_eq!([is_watched(None, 9), is_watched(Some(Moment(0)), week - 1)], [true, true]);
        assert_eq!([is_watched(Some(Moment(0)), week), is_watched(Some(Moment(9)), 0)], [false, true]);
    }

    #[test]
    fn a_third_of_the_eligible_owners_is_needed_at_least_3_and_at_most_50() {
        let needed = [0, 3, 9, 10, 11, 148, 150, 151, 10_000].map(|eligible| Thresholds::default().needed(eligible));
        assert_eq!(needed, [3, 3, 3, 4, 4, 50, 50, 50, 50]);
    }
}
