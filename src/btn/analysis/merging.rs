//! Several listed addresses of a network as that network.

use ipnet::IpNet;

use super::accusers::counted;
use super::owners::JuryMember;
use super::suspect::Suspect;
use super::thresholds::Thresholds;

/// The suspects of one analysis, in the order of their addresses: those of the present network wait until it is known whether
/// they are listed as one. Analyses never list what is wider.
#[derive(Default)]
pub(super) struct NetworkMerger {
    network: Option<IpNet>,
    waiting: Vec<(Suspect, Vec<JuryMember>)>,
    done: Vec<Suspect>,
}

impl NetworkMerger {
    /// Takes the next suspect, with the network that it may be merged into.
    pub(super) fn add(&mut self, suspect: Suspect, accusers: Vec<JuryMember>, wider: IpNet, thresholds: &Thresholds) {
        if self.network != Some(wider) {
            self.settle(thresholds);
            self.network = Some(wider);
        }
        self.waiting.push((suspect, accusers));
    }

    /// Returns all of them.
    pub(super) fn finish(mut self, thresholds: &Thresholds) -> Vec<Suspect> {
        self.settle(thresholds);
        self.done
    }

    fn settle(&mut self, thresholds: &Thresholds) {
        let (waiting, Some(network)) = (std::mem::take(&mut self.waiting), self.network.take()) else { return };
        let accusers: Vec<JuryMember> = waiting.iter().flat_map(|(_, accusers)| accusers).copied().collect();
        let accusers = counted(&accusers, thresholds.network_percent);
        let parts: Vec<Suspect> = waiting.into_iter().map(|(suspect, _)| suspect).collect();
        match merged(network, &parts, accusers) {
            Some(suspect) if parts.len() >= thresholds.merged_addresses && accusers >= thresholds.merged_owners => {
                self.done.push(Suspect { parts, ..suspect });
            }
            _ => self.done.extend(parts),
        }
    }
}

fn merged(network: IpNet, parts: &[Suspect], accusers: usize) -> Option<Suspect> {
    Some(Suspect {
        analysis: parts.first()?.analysis,
        network,
        accusers,
        torrents: parts.iter().map(|part| part.torrents).max()?,
        net: parts.iter().fold(0, |sum, part| part.net.saturating_add(sum)),
        first: parts.iter().map(|part| part.first).min()?,
        last: parts.iter().map(|part| part.last).max()?,
        until: parts.iter().map(|part| part.until).max()?,
        parts: Vec::new(),
    })
}
