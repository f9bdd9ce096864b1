//! Who took too much: several times a torrent, or very many torrents at once.
//!
//! Innocents take bytes of many owners, too, so that what tells a cheater is a sum, and a sum is what a single liar tips. It
//! has to be passed without what those owners say who say the most, one fewer than there have to be accusers: whatever so
//! few say, true reports alone pass it.

use std::collections::{BTreeMap, BTreeSet};

use crate::number::to_u64;

use super::accusers::without_greatest;
use super::evidence::{DownloadSighting, Evidence};
use super::owners::{Jury, JuryMember};
use super::thresholds::Thresholds;

/// Parts of a torrent that several owners see: each of them says as much of it as the others.
const PARTS: i128 = 1_000_000;

/// What an owner says of a torrent: thousandths of it, and bytes.
#[derive(Clone, Copy, Default)]
struct Taken {
    thousandths: i128,
    bytes: i128,
}

/// Returns the owners who report of a torrent of which the address took too much. Of several rows of an application the
/// one with the most bytes counts: they are totals. Torrents of unknown size say nothing.
pub(super) fn over_downloaded(
    heard: &[(Evidence, JuryMember)],
    needed: usize,
    thresholds: &Thresholds,
) -> Vec<JuryMember> {
    let mut best: BTreeMap<(i64, JuryMember, i64), (i64, i64)> = BTreeMap::new();
    for (evidence, member) in heard {
        let Some(torrent) = evidence.torrent.filter(|_| evidence.size > 0) else { continue };
        let known = best.entry((torrent, *member, evidence.application)).or_default();
        *known = (*known).max((evidence.net, evidence.size));
    }
    let mut torrents: BTreeMap<i64, BTreeMap<JuryMember, Taken>> = BTreeMap::new();
    for ((torrent, member, _), (net, size)) in best {
        let taken = torrents.entry(torrent).or_default().entry(member).or_default();
        taken.bytes += i128::from(net);
        taken.thousandths += i128::from(net) * 1000 / i128::from(size);
    }
    let spared = needed.saturating_sub(1);
    let is_over = |taken: &BTreeMap<JuryMember, Taken>| {
        let thousandths = without_greatest(taken.values().map(|taken| taken.thousandths).collect(), spared);
        let bytes = without_greatest(taken.values().map(|taken| taken.bytes).collect(), spared);
        thousandths > i128::from(thresholds.over_thousandths) && bytes > i128::from(thresholds.over_bytes)
    };
    torrents.into_values().filter(is_over).flat_map(BTreeMap::into_keys).collect()
}

/// Returns the owners who saw the address take torrents within the last hour, if it took too many.
///
/// A torrent is shared out among those who saw it. So what some owners say is never less than what is known by them alone,
/// and leaving it out leaves no more than the others saw.
pub(super) fn concurrent(
    sightings: &[DownloadSighting],
    jury: &Jury,
    needed: usize,
    thresholds: &Thresholds,
) -> Vec<JuryMember> {
    let mut torrents: BTreeMap<i64, BTreeSet<JuryMember>> = BTreeMap::new();
    for sighting in sightings {
        if let Some(member) = jury.member(sighting.application) {
            torrents.entry(sighting.torrent).or_default().insert(member);
        }
    }
    let mut shares: BTreeMap<JuryMember, i128> = BTreeMap::new();
    for members in torrents.into_values() {
        let share = PARTS / i128::from(to_u64(members.len()));
        for member in members {
            *shares.entry(member).or_default() += share;
        }
    }
    let left = without_greatest(shares.values().copied().collect(), needed.saturating_sub(1));
    // What shares lose by rounding is far less than one torrent.
    let is_over = (left + PARTS / 2) / PARTS >= i128::from(thresholds.concurrent_torrents);
    if is_over { shares.into_keys().collect() } else { Vec::new() }
}
