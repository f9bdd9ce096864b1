//! Owners and what they report, for tests of the analyses.

use afisha::btn::analysis::{
    AddressTally, Analysis, AnalysisRun, DownloadSighting, Evidence, EvidenceKind, Jury, OwnerFacts, Suspect,
    Thresholds, explain,
};
use afisha::btn::{NetworkHash, PeerAddress};
use afisha::catalog::Moment;

/// When the tests are.
pub const NOW: Moment = Moment(1_800_000_000);
/// The same in milliseconds.
pub const NOW_MILLIS: i64 = NOW.0 * 1000;
pub const DAY: i64 = 86_400_000;
/// What a row takes, in bytes.
pub const NET: i64 = 300 << 20;

/// Owners and what they report.
#[derive(Clone, Default)]
pub struct Court {
    pub owners: Vec<OwnerFacts>,
    pub rows: Vec<Evidence>,
    pub sightings: Vec<DownloadSighting>,
    pub thresholds: Thresholds,
}

impl Court {
    /// So many owners who are heard, each in a network of its own; the application of an owner has its number.
    pub fn of(owners: i64) -> Self {
        Self { owners: (1..=owners).map(owner).collect(), ..Self::default() }
    }

    /// Adds rows: these applications accuse the address, each on the torrents.
    pub fn accuse(
        &mut self,
        kind: EvidenceKind,
        address: &str,
        applications: impl IntoIterator<Item = i64>,
        torrents: &[i64],
    ) {
        for application in applications {
            self.rows.extend(torrents.iter().map(|torrent| row(kind, address, application, *torrent)));
        }
    }

    pub fn jury(&self) -> Jury {
        Jury::new(&self.owners, &self.thresholds, NOW)
    }

    /// Returns what the analyses find.
    pub fn suspects(&self) -> Vec<Suspect> {
        let jury = self.jury();
        let mut run = AnalysisRun::new(&jury, &self.thresholds, self.sightings.clone(), NOW);
        let mut rows = self.rows.clone();
        rows.sort_by_key(|row| row.address);
        rows.into_iter().for_each(|row| run.take(row));
        run.finish()
    }

    /// Returns what is found, in short: by which analysis, which network, by how many.
    pub fn found(&self) -> Vec<(Analysis, String, usize)> {
        let short = |suspect: Suspect| (suspect.analysis, suspect.network.to_string(), suspect.accusers);
        self.suspects().into_iter().map(short).collect()
    }

    /// Returns what an analysis makes of an address.
    pub fn tally(&self, analysis: Analysis, address: &str) -> AddressTally {
        let address = parsed(address);
        let rows: Vec<_> = self.rows.iter().filter(|row| row.address == address).copied().collect();
        let sightings: Vec<_> = self.sightings.iter().filter(|seen| seen.address == address).copied().collect();
        let tallies = explain(&self.jury(), &self.thresholds, (&rows, &sightings), NOW);
        tallies.into_iter().find(|tally| tally.analysis == analysis).unwrap()
    }

    /// Returns the same in words.
    pub fn told(&self, analysis: Analysis, address: &str) -> String {
        self.tally(analysis, address).to_string()
    }
}

pub fn owner(number: i64) -> OwnerFacts {
    OwnerFacts {
        owner: number,
        created: Moment(NOW.0 - 100 * 86_400),
        is_banned: false,
        vouched_until: None,
        made_from: None,
        is_corroborated: true,
        active_days: 20,
        reports_from: Some(network(number)),
        applications: vec![number],
    }
}

pub fn network(number: i64) -> NetworkHash {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    NetworkHash::from_bytes(&bytes).unwrap()
}

pub fn row(kind: EvidenceKind, address: &str, application: i64, torrent: i64) -> Evidence {
    Evidence {
        kind,
        address: parsed(address),
        torrent: Some(torrent),
        application,
        net: NET,
        size: 10_000_000_000,
        first: NOW_MILLIS - 2 * DAY,
        last: NOW_MILLIS - DAY,
    }
}

pub fn parsed(address: &str) -> PeerAddress {
    PeerAddress::parse(address).unwrap().cut()
}
