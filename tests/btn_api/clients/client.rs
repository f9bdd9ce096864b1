//! A client as real ones are: its database of peers, its cursors, and what it remembers of rules.

use std::collections::BTreeMap;

use afisha::btn::AppCredentials;
use serde_json::{Value, json};
use url::Url;

use super::config::Config;
use super::profile::{Histories, Profile, Shape, Stack, Success};
use super::records::{Met, body};
use super::rules::{Networks, Rules, networks};
use super::wire::{Failure, Reply, Sent, Wire};

/// What the server is called in the settings of the client.
pub const SERVER: &str = "http://btn.example.org/";
/// What a client without rules sends.
const INITIAL: &str = "initial";

/// How far each report has come, as places in the database of the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursors {
    pub bans: usize,
    pub histories: usize,
    pub swarms: usize,
}

/// What a client has of the rules.
#[derive(Debug, Default)]
pub struct HeldRules {
    pub deny: Networks,
    pub allow: Networks,
    pub documents: BTreeMap<&'static str, Rules>,
    /// By ability; on the disk of the client, so that it outlives a restart.
    pub versions: BTreeMap<&'static str, String>,
}

/// What became of a question for rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    New,
    Unchanged,
}

pub struct Client {
    pub profile: &'static Profile,
    pub wire: Wire,
    pub config: Option<Config>,
    pub cursors: Cursors,
    pub rules: HeldRules,
    /// The `rev`s with which it started.
    started_with: BTreeMap<&'static str, String>,
    met: Vec<Met>,
    now: i64,
    /// The last body of each path, for when its answer is lost.
    last: BTreeMap<String, Vec<u8>>,
}

impl Client {
    pub fn new(profile: &'static Profile, credentials: AppCredentials, server: std::net::SocketAddr, now: i64) -> Self {
        Self {
            profile,
            wire: Wire::new(profile, credentials, server),
            config: None,
            cursors: Cursors::default(),
            rules: HeldRules::default(),
            started_with: BTreeMap::new(),
            met: Vec::new(),
            now,
            last: BTreeMap::new(),
        }
    }

    /// Meets, and bans, so many peers.
    pub fn meet(&mut self, count: usize) {
        let first = self.met.len();
        self.met.extend((first..first + count).map(|place| Met { place, at: self.now - 1_000 + (place % 900) as i64 }));
    }

    /// Is started again: all but what is on its disk is gone.
    pub fn restart(&mut self, now: i64) {
        self.config = None;
        self.started_with = self.rules.versions.clone();
        self.now = now;
    }

    /// Fetches the config document, and works by it from now on.
    pub fn configure(&mut self) -> Result<(), String> {
        let url = Url::parse(SERVER).unwrap().join("ping/config").unwrap();
        let reply = self.wire.ask("GET", &url, Sent::Nothing).map_err(|failure| format!("{failure:?}"))?;
        if reply.status != 200 {
            return Err(format!("{} {}", reply.status, reply.text()));
        }
        self.config = Some(Config::read(self.profile, &url, &reply.body)?);
        Ok(())
    }

    /// Looks whether there is another config document, and works by it; tells whether there was.
    pub fn reconfigure(&mut self) -> bool {
        let before = self.config().version.clone();
        self.configure().unwrap();
        self.config().version != before
    }

    pub fn config(&self) -> &Config {
        self.config.as_ref().expect("a config")
    }

    /// Tells whether it reports so.
    pub fn has(&self, ability: &str) -> bool {
        self.config().endpoints.contains_key(ability)
    }

    /// Sends every report that it was told to send, each until its first failure.
    pub fn submit(&mut self) -> Result<(), Failure> {
        let peers = if self.has("submit_peers") { self.submit_peers() } else { Ok(()) };
        let bans = self.submit_bans();
        let histories = self.submit_histories();
        let swarms = if self.has("submit_swarm") { self.submit_swarms() } else { Ok(()) };
        peers.and(bans).and(histories).and(swarms)
    }

    /// Sends its last bodies once more, as one whose answers were lost.
    pub fn repeat(&mut self) {
        for (path, body) in self.last.clone() {
            let url = Url::parse(SERVER).unwrap().join(&path).unwrap();
            let reply = self.send(&url, &body).unwrap();
            assert_eq!((reply.status, reply.text()), (200, ""), "{path}");
        }
    }

    /// The whole swarm of the moment, dropped where it fails.
    fn submit_peers(&mut self) -> Result<(), Failure> {
        let members = self.profile.members;
        let live: Vec<Value> = self.met.iter().rev().take(50).map(|met| met.live(members)).collect();
        if live.is_empty() {
            return Ok(());
        }
        let sent = body(self.profile, "peers", Shape::Legacy, self.now, live);
        self.report("submit_peers", sent)
    }

    fn submit_bans(&mut self) -> Result<(), Failure> {
        let (shape, members) = (self.config().shape, self.profile.members);
        let page = if shape == Shape::Legacy { usize::MAX } else { self.profile.pages.0 };
        while self.cursors.bans < self.met.len() {
            let rows: Vec<Met> = self.met[self.cursors.bans..].iter().copied().take(page).collect();
            let bans = rows.iter().map(|met| match shape {
                Shape::Legacy => met.nested_ban(members),
                Shape::Draft | Shape::Modern => met.flat_ban(shape, members),
            });
            let sent = body(self.profile, "bans", shape, self.now, bans.collect());
            self.report("submit_bans", sent)?;
            self.cursors.bans += rows.len();
        }
        Ok(())
    }

    fn submit_histories(&mut self) -> Result<(), Failure> {
        let page = match self.profile.histories {
            Histories::OnePage(rows) | Histories::Pages(rows) if self.has("submit_histories") => rows,
            _ => return Ok(()),
        };
        while self.cursors.histories < self.met.len() {
            let rows: Vec<Met> = self.met[self.cursors.histories..].iter().copied().take(page).collect();
            let histories = rows.iter().map(|met| met.history(self.profile.members)).collect();
            let sent = body(self.profile, "peers", Shape::Legacy, self.now, histories);
            self.report("submit_histories", sent)?;
            self.cursors.histories += rows.len();
            if matches!(self.profile.histories, Histories::OnePage(_)) {
                break;
            }
        }
        Ok(())
    }

    fn submit_swarms(&mut self) -> Result<(), Failure> {
        let (shape, members) = (self.config().shape, self.profile.members);
        while self.cursors.swarms < self.met.len() {
            let rows: Vec<Met> = self.met[self.cursors.swarms..].iter().copied().take(self.profile.pages.1).collect();
            let swarms = rows.iter().map(|met| met.swarm(shape, members)).collect();
            let sent = body(self.profile, "swarms", shape, self.now, swarms);
            self.report("submit_swarm", sent)?;
            self.cursors.swarms += rows.len();
        }
        Ok(())
    }

    fn report(&mut self, ability: &str, sent: Vec<u8>) -> Result<(), Failure> {
        let url = self.config().endpoints[ability].clone();
        let reply = self.send(&url, &sent)?;
        self.last.insert(url.path().to_owned(), sent);
        if !self.profile.success.is(reply.status, ability) {
            return Err(Failure::Status(reply.status, reply.text().to_owned()));
        }
        assert_eq!(reply.text(), "", "{ability}");
        Ok(())
    }

    fn send(&mut self, url: &Url, sent: &[u8]) -> Result<Reply, Failure> {
        match self.profile.stack {
            Stack::Curl => self.wire.ask("GET", url, Sent::Plain(sent)),
            Stack::Jdk | Stack::OkHttp => self.wire.ask("POST", url, Sent::Report(sent)),
        }
    }

    /// Asks for every kind of rules that it was told of.
    pub fn fetch_rules(&mut self) -> Result<Vec<(&'static str, Fetched)>, Failure> {
        let abilities = ["rules", "ip_denylist", "ip_allowlist", "rule_peer_identity"];
        let mine: Vec<&'static str> = abilities.into_iter().filter(|ability| self.has(ability)).collect();
        mine.into_iter().map(|ability| Ok((ability, self.fetch(ability)?))).collect()
    }

    fn fetch(&mut self, ability: &'static str) -> Result<Fetched, Failure> {
        // The release with the fault forgets what it got since it was started.
        let known = if self.profile.keeps_its_rev && ability.starts_with("ip_") {
            &self.started_with
        } else {
            &self.rules.versions
        };
        let rev = known.get(ability).map_or(INITIAL, String::as_str).to_owned();
        let mut url = self.config().endpoints[ability].clone();
        url.set_query(Some(&format!("rev={rev}")));
        let reply = self.wire.ask("GET", &url, Sent::Nothing)?;
        if reply.status == 204 {
            assert_ne!(rev, INITIAL, "{ability}: nothing is no answer to who has nothing");
            assert_eq!(reply.body, b"");
            return Ok(Fetched::Unchanged);
        }
        if !self.profile.success.is(reply.status, ability) {
            return Err(Failure::Status(reply.status, reply.text().to_owned()));
        }
        let header = reply.header("x-btn-contentversion").map(str::to_owned);
        let version = match ability {
            "ip_denylist" => {
                self.rules.deny = networks(reply.text());
                header.expect("a version")
            }
            "ip_allowlist" => {
                self.rules.allow = networks(reply.text());
                header.expect("a version")
            }
            _ => {
                let rules = Rules::read(&reply.body);
                let version = rules.version.clone();
                self.rules.documents.insert(ability, rules);
                version
            }
        };
        self.rules.versions.insert(ability, version);
        Ok(Fetched::New)
    }

    /// Says that it is there: once for each of its addresses, and once more past its proxy for each.
    pub fn beat(&mut self) -> Vec<String> {
        let url = self.config().endpoints["heartbeat"].clone();
        let addresses = ["192.168.1.7", "default", "192.168.1.7", "default"];
        let beat = |address: &str| {
            let sent = json!({ "ifaddr": address }).to_string();
            let reply = self.wire.ask("POST", &url, Sent::Plain(sent.as_bytes())).unwrap();
            assert!(Success::Any2xx.is(reply.status, "heartbeat"), "{}", reply.text());
            let answer: Value = serde_json::from_slice(&reply.body).unwrap();
            answer["external_ip"].as_str().expect("a missing member is a failure").to_owned()
        };
        addresses.into_iter().map(beat).collect()
    }
}
