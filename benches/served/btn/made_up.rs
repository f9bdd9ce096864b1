//! Reports that nobody sent: of 2,000,000 addresses, of which few are met by many, with 20,000 torrents. One record in 20 has
//! enough bytes to be evidence.

use std::net::IpAddr;

use afisha::btn::report::{Ban, BanKey, Refusals, ReportedPeer, SwarmPeer, TakenReport};
use afisha::btn::{AppCredentials, ApplicationId, PeerAddress, ServerKey, TorrentIdentifier};
use afisha::catalog::Moment;
use afisha::store::{BtnStore, DatabaseUrl, IncomingReport, ReportContent};

/// Noon of a day.
pub(crate) const NOW: Moment = Moment(20_450 * 86_400 + 43_200);
pub(crate) const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const TORRENTS: u64 = 20_000;
const ADDRESSES: u64 = 2_000_000;
/// Bytes of a torrent.
const SIZE: i64 = 4_000_000_000;

/// What is drawn, the same each time.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// Mostly small numbers.
    fn skewed(&mut self, end: u64) -> u64 {
        let (one, other) = (self.below(end), self.below(end));
        one * other / end
    }

    fn peer(&mut self, torrents: &[TorrentIdentifier]) -> ReportedPeer {
        let number = self.skewed(ADDRESSES);
        let address = IpAddr::from((0x5000_0000 + number as u32 * 7).to_be_bytes());
        let to_peer =
            if self.below(20) == 0 { 300_000_000 + self.below(9_000_000_000) } else { self.below(50_000_000) };
        ReportedPeer {
            address: PeerAddress::from(address),
            port: 6881 + self.below(1000) as u16,
            id: "-qB4520-".to_owned(),
            client_name: "qBittorrent/4.5.2".to_owned(),
            torrent: torrents[self.skewed(TORRENTS) as usize],
            size: SIZE,
            is_private: false,
            from_peer: self.below(1_000_000) as i64,
            to_peer: to_peer as i64,
            from_peer_speed: self.below(100_000) as i64,
            to_peer_speed: self.below(1_000_000) as i64,
            progress: self.below(100) as f32 / 100.0,
            own_progress: 1.0,
            flags: "u I E".to_owned(),
        }
    }
}

/// Who reports, and of what.
pub(crate) struct MadeUp {
    draw: Draw,
    torrents: Vec<TorrentIdentifier>,
    pub(crate) applications: Vec<ApplicationId>,
    number: u64,
}

impl MadeUp {
    /// Adds applications, each of an account of its own that is of age.
    pub(crate) fn new(store: &BtnStore, applications: usize) -> Self {
        let made = Moment(NOW.0 - 40 * 86_400);
        let add = |number: usize| {
            let owner = store.add_owner(&format!("owner {number}"), made).unwrap().unwrap();
            store.add_application(owner, &AppCredentials::random(), "", made).unwrap().unwrap()
        };
        let torrents = (0..TORRENTS).map(|number| TorrentIdentifier::of(&format!("{number:040x}"))).collect();
        Self { draw: Draw::new(7), torrents, applications: (0..applications).map(add).collect(), number: 0 }
    }

    fn report(&mut self, content: ReportContent) -> IncomingReport {
        self.number += 1;
        let application = self.applications[self.draw.below(self.applications.len() as u64) as usize];
        IncomingReport::new(application, &self.number.to_be_bytes(), content)
    }

    /// A moment of so many days ago, in Unix milliseconds.
    fn at(&mut self, days: i64) -> i64 {
        NOW.0 * 1000 - days * 86_400_000 - self.draw.below(43_000_000) as i64
    }

    pub(crate) fn snapshot(&mut self, peers: usize, days: i64) -> IncomingReport {
        let at = self.at(days);
        let records = (0..peers).map(|_| self.draw.peer(&self.torrents)).collect();
        self.report(ReportContent::Snapshot(TakenReport { at, records, refused: Refusals::default() }))
    }

    pub(crate) fn swarm(&mut self, peers: usize, days: i64) -> IncomingReport {
        let at = self.at(days);
        let record = |made: &mut Self| SwarmPeer {
            peer: made.draw.peer(&made.torrents),
            downloader: "1".to_owned(),
            first_seen: at - 600_000,
            last_seen: at,
        };
        let records = (0..peers).map(|_| record(self)).collect();
        self.report(ReportContent::Swarm(TakenReport { at, records, refused: Refusals::default() }))
    }

    pub(crate) fn bans(&mut self, bans: usize, days: i64) -> IncomingReport {
        let at = self.at(days);
        let record = |made: &mut Self| {
            let (one, other) = (made.draw.below(u64::MAX), made.draw.below(u64::MAX));
            let key = (u128::from(one) << 64 | u128::from(other)).to_be_bytes();
            Ban {
                peer: made.draw.peer(&made.torrents),
                at,
                key: BanKey(key),
                is_by_rules: made.draw.below(4) == 0,
                module: "com.ghostchu.peerbanhelper.module.impl.rule.ProgressCheatBlocker".to_owned(),
                rule: "The peer's progress went back".to_owned(),
                description: "It said 5 % and took 30 %".to_owned(),
                data: None,
            }
        };
        let records = (0..bans).map(|_| record(self)).collect();
        self.report(ReportContent::Bans(TakenReport { at, records, refused: Refusals::default() }))
    }
}

/// Opens the database of reports, migrated, with the days that are wanted now.
pub(crate) fn open(url: &str) -> BtnStore {
    let url = DatabaseUrl::parse(url).unwrap();
    let store = BtnStore::create(&url, ServerKey::parse(KEY).unwrap()).unwrap();
    store.migrate().unwrap();
    store.keep_days(NOW).unwrap();
    store
}
