//! How right a list is.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use afisha::btn::PeerAddress;
use afisha::btn::analysis::{AnalysisRun, Corroboration, Jury, Thresholds};
use afisha::btn::lists::{DenyList, ListSources, NeverList, Participants};
use ipnet::IpNet;

use super::super::court::NOW;
use super::super::lists::key;
use super::peers::Simulation;

/// How right a list is.
pub struct Judgement {
    pub rows: usize,
    pub eligible: usize,
    pub needed: usize,
    pub entries: usize,
    /// Entries that are wider than an address or a /64.
    pub wide: usize,
    /// Attempts that the never-list kept off.
    pub alerts: usize,
    /// Cheaters who are listed, of how many that may be: those at the address of a participant may not.
    pub right: usize,
    pub cheaters: usize,
    /// The same of shy ones.
    pub shy: (usize, usize),
    /// Innocents who are listed.
    pub wrong: usize,
    /// Participants who are.
    pub participants: usize,
}

impl Judgement {
    /// Returns how many of a list are cheaters.
    pub fn precision(&self) -> f64 {
        (self.right + self.shy.0) as f64 / (self.right + self.shy.0 + self.wrong).max(1) as f64
    }

    /// Returns how many cheaters are listed.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.cheaters as f64
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, eligible, needed, entries, wide, alerts, right, cheaters, shy, wrong, participants } = self;
        write!(
            f,
            "{rows} rows, {needed} of {eligible} owners needed: {entries} entries ({wide} wide), {alerts} alerts; "
        )?;
        write!(f, "listed are {right} of {cheaters} cheaters, {} of {} shy ones, {wrong} innocents, ", shy.0, shy.1)?;
        write!(f, "{participants} participants; precision {:.4}, recall {:.4}", self.precision(), self.recall())
    }
}

/// Makes the list of a network and compares it with the truth.
pub fn judge(simulation: &Simulation, thresholds: &Thresholds) -> Judgement {
    let mut owners: Vec<_> = simulation.accounts.iter().map(|account| account.facts.clone()).collect();
    let jury = Jury::new(&owners, thresholds, NOW);
    let mut corroboration = Corroboration::new(&jury, thresholds, NOW);
    simulation.rows.iter().for_each(|row| corroboration.take(row));
    let corroborated = corroboration.finish();
    owners.iter_mut().for_each(|owner| owner.is_corroborated = corroborated.contains(&owner.owner));
    let jury = Jury::new(&owners, thresholds, NOW);
    let mut run = AnalysisRun::new(&jury, thresholds, simulation.sightings.clone(), NOW);
    simulation.rows.iter().for_each(|row| run.take(*row));
    let suspects = run.finish();
    let key = key();
    let hashes = simulation.participants.iter().map(|address| key.of_address(*address)).collect();
    let never = NeverList::new(Participants { key: &key, hashes: &hashes }, []);
    let list = DenyList::new(&ListSources { suspects: &suspects, rules: &[], never: &never, most: 20_000, now: NOW });
    let listed: BTreeSet<IpNet> = list.entries.iter().map(|entry| entry.network).collect();
    let listed_of = |addresses: &BTreeSet<PeerAddress>| {
        addresses
            .iter()
            .filter(|address| networks(address.get()).iter().any(|network| listed.contains(network)))
            .count()
    };
    let listable = simulation.cheaters.difference(&simulation.participants).copied().collect();
    let innocents = simulation.innocents.difference(&simulation.participants).copied().collect();
    Judgement {
        rows: simulation.rows.len(),
        eligible: jury.eligible(),
        needed: thresholds.needed(jury.eligible()),
        entries: listed.len(),
        wide: listed.iter().filter(|network| matches!(network.prefix_len(), 24 | 56)).count(),
        alerts: list.alerts.len(),
        right: listed_of(&listable),
        cheaters: listable.len(),
        shy: (listed_of(&simulation.shy), simulation.shy.len()),
        wrong: listed_of(&innocents),
        participants: listed_of(&simulation.participants),
    }
}

/// Returns every network of lists that an address is in.
fn networks(address: IpAddr) -> [IpNet; 3] {
    let lengths = if address.is_ipv4() { [32, 24, 24] } else { [128, 64, 56] };
    lengths.map(|length| IpNet::new(address, length).unwrap().trunc())
}
