//! Whom the owners meet, and what they report of them.

use std::collections::BTreeSet;

use afisha::btn::PeerAddress;
use afisha::btn::analysis::{DownloadSighting, EVIDENCE_FLOOR, Evidence, EvidenceKind};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::super::court::{DAY, NOW_MILLIS, parsed};
use super::accounts::{Character, Mix, SimulatedAccount, accounts};

/// How often an owner meets an innocent, and is wrong about it.
const INNOCENT_MEETING: f64 = 0.06;
const MISTAKE: f64 = 0.003;
/// How often an owner meets a shy cheater, and notices one.
const SHY_MEETING: f64 = 0.1;
const NOTICE: f64 = 0.9;
/// How many torrents there are.
const TORRENTS: i64 = 3_000;

/// How large a network is.
#[derive(Clone, Copy, Debug)]
pub struct NetworkSize {
    pub accounts: usize,
    pub cheaters: usize,
    pub innocents: usize,
}

/// A network, and what is reported in it.
pub struct Simulation {
    pub accounts: Vec<SimulatedAccount>,
    /// In the order of addresses.
    pub rows: Vec<Evidence>,
    pub sightings: Vec<DownloadSighting>,
    pub cheaters: BTreeSet<PeerAddress>,
    pub shy: BTreeSet<PeerAddress>,
    pub innocents: BTreeSet<PeerAddress>,
    /// Where participants are: those who report, and some behind shared addresses.
    pub participants: BTreeSet<PeerAddress>,
    random: StdRng,
}

impl Simulation {
    pub fn new(size: NetworkSize, false_percent: usize, mix: Mix, seed: u64) -> Self {
        let accounts = accounts(size.accounts, false_percent, mix);
        let participants = accounts.iter().map(|account| account.address).collect();
        let mut simulation = Self {
            accounts,
            rows: Vec::new(),
            sightings: Vec::new(),
            cheaters: BTreeSet::new(),
            shy: BTreeSet::new(),
            innocents: BTreeSet::new(),
            participants,
            random: StdRng::seed_from_u64(seed),
        };
        let victims = simulation.add_innocents(size.innocents);
        simulation.add_cheaters(size.cheaters);
        simulation.attack(victims);
        simulation.rows.sort_by_key(|row| row.address);
        simulation
    }

    /// Adds innocents, and returns those who are attacked: one in 20, a whole /24, and whoever has an address that was on the
    /// lists before (one in 30).
    fn add_innocents(&mut self, count: usize) -> Victims {
        let mut victims = Victims::default();
        for number in 0..count {
            let address = innocent(number);
            let behind = if number % 50 == 0 { self.random.random_range(2..=4) } else { 1 };
            for _ in 0..behind {
                self.meet_innocent(address);
            }
            match number {
                _ if number % 200 == 0 => _ = self.participants.insert(address),
                // A cheater is behind the address, too, and in places a participant as well.
                _ if number % 250 == 125 => {
                    self.meet_cheater(address, 0.8);
                    self.cheaters.insert(address);
                    if number % 500 == 125 {
                        self.participants.insert(address);
                    }
                    continue;
                }
                _ => {}
            }
            self.innocents.insert(address);
            if number % 20 == 0 || number < 30 {
                victims.attacked.push(address);
            }
            if number % 30 == 1 {
                victims.heirs.push(address);
            }
        }
        victims
    }

    fn add_cheaters(&mut self, count: usize) {
        for number in 0..count {
            let address = cheater(number);
            let meeting = self.random.random_range(0.35..0.95);
            self.meet_cheater(address, meeting);
            self.cheaters.insert(address);
            let shy = parsed(&format!("72.{}.{}.1", number / 256, number % 256));
            self.meet_cheater(shy, SHY_MEETING);
            self.shy.insert(shy);
        }
    }

    /// An innocent takes three torrents, each of them once from all owners together.
    fn meet_innocent(&mut self, address: PeerAddress) {
        let mut wanted: Vec<(i64, i64)> =
            (0..3).map(|_| self.torrent()).map(|torrent| (torrent, size(torrent))).collect();
        for account in self.reporting() {
            if !self.random.random_bool(INNOCENT_MEETING) {
                continue;
            }
            let at = self.random.random_range(0..wanted.len());
            let (torrent, left) = wanted[at];
            let net = self.random.random_range(0..3_000_000_000).min(left);
            wanted[at].1 -= net;
            self.report(EvidenceKind::Transfer, address, (account, torrent, net));
            if self.random.random_bool(MISTAKE) {
                self.report(EvidenceKind::Ban, address, (account, torrent, net.max(EVIDENCE_FLOOR + 1)));
            }
        }
    }

    /// A cheater takes what it can of so many of the owners.
    fn meet_cheater(&mut self, address: PeerAddress, meeting: f64) {
        let torrents: Vec<i64> = (0..4).map(|_| self.torrent()).collect();
        let has_bare_identity = self.random.random_bool(0.3);
        let takes_hundreds = self.random.random_bool(0.1);
        for account in self.reporting() {
            if !self.random.random_bool(meeting) {
                continue;
            }
            let is_noticed = self.random.random_bool(NOTICE);
            for torrent in &torrents[..self.random.random_range(2..=4)] {
                let net = EVIDENCE_FLOOR * self.random.random_range(3..20);
                self.report(EvidenceKind::Transfer, address, (account, *torrent, net));
                if is_noticed {
                    self.report(EvidenceKind::Ban, address, (account, *torrent, net));
                }
                if has_bare_identity {
                    self.report(EvidenceKind::Identity, address, (account, *torrent, net));
                }
            }
            if takes_hundreds {
                let torrents = (0..40).map(|_| self.random.random_range(0..TORRENTS));
                self.sightings.extend(torrents.map(|torrent| DownloadSighting {
                    address,
                    torrent,
                    application: account,
                }));
            }
        }
    }

    /// False accounts accuse their victims of everything, on three torrents each.
    fn attack(&mut self, mut victims: Victims) {
        victims.attacked.extend(&self.participants);
        for at in 0..self.accounts.len() {
            let (number, accused) = match self.accounts[at].character {
                Character::Honest => continue,
                Character::Echo => (self.accounts[at].facts.owner, &victims.heirs),
                _ => (self.accounts[at].facts.owner, &victims.attacked),
            };
            for address in accused.clone() {
                for torrent in 1..=3 {
                    for kind in
                        [EvidenceKind::Ban, EvidenceKind::Transfer, EvidenceKind::Identity, EvidenceKind::FakeName]
                    {
                        self.report(kind, address, (number, torrent, 1 << 50));
                    }
                }
                let sighting = |torrent| DownloadSighting { address, torrent, application: number };
                self.sightings.extend((0..200).filter(|_| number % 10 == 0).map(sighting));
            }
        }
    }

    /// Returns the applications that report what they meet: of honest owners, and of patient accounts, which vote as they do.
    fn reporting(&self) -> Vec<i64> {
        let reports = |account: &&SimulatedAccount| {
            matches!(account.character, Character::Honest | Character::Patient | Character::Echo)
        };
        self.accounts.iter().filter(reports).map(|account| account.facts.owner).collect()
    }

    fn torrent(&mut self) -> i64 {
        self.random.random_range(0..TORRENTS)
    }

    /// Reports a row; as clients are asked to, not what is below the floor.
    fn report(&mut self, kind: EvidenceKind, address: PeerAddress, (application, torrent, net): (i64, i64, i64)) {
        if net > EVIDENCE_FLOOR {
            let last = NOW_MILLIS - self.random.random_range(0..6 * DAY);
            let (torrent, size) = (Some(torrent), size(torrent));
            self.rows.push(Evidence { kind, address, torrent, application, net, size, first: last, last });
        }
    }
}

/// Who is attacked.
#[derive(Default)]
struct Victims {
    attacked: Vec<PeerAddress>,
    /// Whose addresses were on the lists before.
    heirs: Vec<PeerAddress>,
}

/// Torrents have 1 to 40 GB.
fn size(torrent: i64) -> i64 {
    (1 + torrent % 40) * 1_000_000_000
}

/// The first 30 are in one /24; one in five of the others has IPv6.
fn innocent(number: usize) -> PeerAddress {
    match number {
        0..30 => parsed(&format!("60.0.0.{}", number + 1)),
        _ if number.is_multiple_of(5) => parsed(&format!("2a00:{:x}:{:x}::7", number >> 16, number & 0xffff)),
        _ => parsed(&format!("60.{}.{}.{}", 1 + (number >> 12), number >> 4 & 0xff, 1 + number % 16)),
    }
}

/// One in three is in a farm of ten.
fn cheater(number: usize) -> PeerAddress {
    match number % 3 {
        0 => parsed(&format!("70.{}.{}.{}", number / 7_680, number / 30 % 256, 1 + number % 30)),
        1 => parsed(&format!("71.{}.{}.1", number / 256, number % 256)),
        _ => parsed(&format!("2a20:0:{number:x}:1::7")),
    }
}
