//! All analyses over all evidence, address by address.

use crate::btn::PeerAddress;
use crate::catalog::Moment;
use crate::number::to_u64;

use super::evidence::{DownloadSighting, Evidence};
use super::kinds::Analysis;
use super::merging::NetworkMerger;
use super::owners::{Jury, JuryMember};
use super::suspect::{Suspect, own_network, wider_network};
use super::tally::{AddressTally, Hearing};
use super::thresholds::Thresholds;

/// How long sightings count, in seconds: an hour.
pub const SIGHTING_SECONDS: i64 = 3_600;

/// All analyses over all evidence. Only the evidence of one address is held at a time.
pub struct AnalysisRun<'a> {
    hearing: Hearing<'a>,
    /// In order.
    sightings: Vec<DownloadSighting>,
    address: Option<PeerAddress>,
    /// The evidence of that address.
    rows: Vec<Evidence>,
    /// Of IPv4 and of IPv6.
    families: [FamilyRun; 2],
}

/// The addresses of one family.
#[derive(Default)]
struct FamilyRun {
    /// The last one.
    address: Option<PeerAddress>,
    /// One for each analysis.
    mergers: [NetworkMerger; Analysis::ALL.len()],
}

impl<'a> AnalysisRun<'a> {
    /// Begins; `sightings` are those of the last hour, in any order.
    pub fn new(jury: &'a Jury, thresholds: &'a Thresholds, mut sightings: Vec<DownloadSighting>, now: Moment) -> Self {
        sightings.sort_unstable();
        sightings.dedup();
        let hearing = Hearing { jury, thresholds, now };
        Self { hearing, sightings, address: None, rows: Vec::new(), families: Default::default() }
    }

    /// Returns how many rows of evidence there have to be against an address, except those that [take many
    /// torrents](Self::busy), for anything to come of it.
    pub fn needed(&self) -> usize {
        self.hearing.needed()
    }

    /// Returns the addresses that were seen to take so many torrents at once that this is weighed, however few rows there are.
    pub fn busy(&self) -> impl Iterator<Item = PeerAddress> {
        let many = self.hearing.thresholds.concurrent_torrents;
        let of_one = self.sightings.chunk_by(|one, next| one.address == next.address);
        of_one
            .filter(move |sightings| to_u64(sightings.len()).cast_signed() >= many)
            .map(|sightings| sightings[0].address)
    }

    /// Takes the next row.
    ///
    /// # Panics
    /// It is out of order: the rows of an address stand together, IPv4 addresses ascend, and so do IPv6 addresses. How the two
    /// mix does not matter.
    pub fn take(&mut self, row: Evidence) {
        if self.address != Some(row.address) {
            self.settle();
            let last = self.families[family(row.address)].address.replace(row.address);
            assert!(last.is_none_or(|last| last < row.address), "evidence in the order of addresses");
            self.address = Some(row.address);
        }
        self.rows.push(row);
    }

    /// Returns what the analyses found, in the order of networks, the stronger analysis first: also of those that are only
    /// watched, see [`watched_apart`](super::watched_apart).
    pub fn finish(mut self) -> Vec<Suspect> {
        self.settle();
        let thresholds = self.hearing.thresholds;
        let mergers = self.families.into_iter().flat_map(|family| family.mergers);
        let mut suspects: Vec<Suspect> = mergers.flat_map(|merger| merger.finish(thresholds)).collect();
        suspects.sort_unstable_by_key(|suspect| (suspect.network, suspect.analysis));
        suspects
    }

    /// Weighs the evidence of the present address.
    fn settle(&mut self) {
        let Some(address) = self.address.take() else { return };
        let begin = self.sightings.partition_point(|sighting| sighting.address < address);
        let end = self.sightings.partition_point(|sighting| sighting.address <= address);
        let sightings = &self.sightings[begin..end];
        // Every accuser has a row: most addresses are done with here.
        if self.rows.len() + sightings.len() >= self.hearing.needed() {
            for (analysis, merger) in Analysis::ALL.into_iter().zip(&mut self.families[family(address)].mergers) {
                let (tally, accusers) = self.hearing.tally(analysis, &self.rows, sightings);
                if let Some(suspect) = suspect(&tally, address, self.hearing) {
                    merger.add(suspect, accusers, wider_network(address), self.hearing.thresholds);
                }
            }
        }
        self.rows.clear();
    }
}

fn family(address: PeerAddress) -> usize {
    usize::from(address.get().is_ipv6())
}

/// Returns what each analysis makes of one address; `rows` and `sightings` are those of that address.
pub fn explain(
    jury: &Jury,
    thresholds: &Thresholds,
    (rows, sightings): (&[Evidence], &[DownloadSighting]),
    now: Moment,
) -> [AddressTally; Analysis::ALL.len()] {
    let hearing = Hearing { jury, thresholds, now };
    let tally = |analysis| -> (AddressTally, Vec<JuryMember>) { hearing.tally(analysis, rows, sightings) };
    Analysis::ALL.map(|analysis| tally(analysis).0)
}

/// Returns what is listed of an address, if it is.
fn suspect(tally: &AddressTally, address: PeerAddress, hearing: Hearing<'_>) -> Option<Suspect> {
    let (first, last) = tally.seen.filter(|_| tally.fault.is_none())?;
    let until = match tally.analysis {
        Analysis::ConcurrentDownload => hearing.now.0.saturating_add(SIGHTING_SECONDS),
        analysis => last.saturating_add(hearing.thresholds.window(analysis)).div_euclid(1000),
    };
    Some(Suspect {
        analysis: tally.analysis,
        network: own_network(address),
        accusers: tally.accusers,
        torrents: tally.torrents,
        net: tally.net,
        first,
        last,
        until: Moment(until),
        parts: Vec::new(),
    })
}
