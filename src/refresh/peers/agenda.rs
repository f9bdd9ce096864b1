//! When which peer is asked.

use std::collections::HashMap;

use chrono_tz::Tz;

use crate::catalog::Moment;
use crate::peer::PeerId;
use crate::peer::sync::{Schedule, is_dead};
use crate::store::PeerRecord;

/// The longest that a peer is asked later than its schedule says, in seconds, so that peers do not all call at once.
const MAX_DELAY: i64 = 300;

/// How a peer stands, as operators see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerStanding {
    /// It was not asked yet.
    New,
    /// A program is working on it.
    Busy,
    /// The last pass was completed, or interrupted.
    Good,
    /// The last pass failed.
    Failing,
    /// It has failed for so long that somebody should look after it.
    Dead,
}

impl PeerStanding {
    /// Judges a peer.
    pub fn of(record: &PeerRecord, now: Moment) -> Self {
        let (health, good) = (&record.health, record.health.succeeded.unwrap_or(record.created));
        match () {
            () if record.holder.as_ref().is_some_and(|holder| now < holder.until) => Self::Busy,
            () if is_dead(health.failures, good, now) => Self::Dead,
            () if health.failures > 0 => Self::Failing,
            () if health.tried.is_none() => Self::New,
            () => Self::Good,
        }
    }

    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Busy => "syncing",
            Self::Good => "good",
            Self::Failing => "failing",
            Self::Dead => "dead",
        }
    }
}

/// What decides when a peer is asked: while it stays the same, so does the time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    schedule: String,
    last: Moment,
    failures: u32,
}

/// When peers are asked.
#[derive(Debug)]
pub(super) struct Agenda {
    zone: Tz,
    times: HashMap<PeerId, (Facts, Option<Moment>)>,
}

impl Agenda {
    pub(super) fn new(zone: Tz) -> Self {
        Self { zone, times: HashMap::new() }
    }

    /// Returns the peers that are to be asked by now, and forgets those that are on record no longer. `delay` draws how many
    /// seconds later than its schedule a peer is asked, out of so many.
    pub(super) fn due(&mut self, peers: &[PeerRecord], now: Moment, delay: &mut dyn FnMut(i64) -> i64) -> Vec<PeerId> {
        self.times.retain(|id, _| peers.iter().any(|peer| peer.id == *id));
        let is_due = |peer: &&PeerRecord| {
            let is_held = peer.holder.as_ref().is_some_and(|holder| now < holder.until);
            peer.terms.sync_enabled && !is_held && (is_left_off(peer) || self.time(peer, delay).is_some_and(|at| at <= now))
        };
        peers.iter().filter(is_due).map(|peer| peer.id).collect()
    }

    fn time(&mut self, peer: &PeerRecord, delay: &mut dyn FnMut(i64) -> i64) -> Option<Moment> {
        let facts = Facts {
            schedule: peer.terms.schedule.clone(),
            last: peer.health.tried.unwrap_or(peer.created),
            failures: peer.health.failures,
        };
        match self.times.get(&peer.id) {
            Some((known, at)) if *known == facts => *at,
            _ => {
                let at = Schedule::parse(&facts.schedule)
                    .ok()
                    .and_then(|schedule| schedule.next_of_failing(facts.last, facts.failures, self.zone))
                    .map(|at| Moment(at.0.saturating_add(delay(MAX_DELAY).clamp(0, MAX_DELAY))));
                if at.is_none() {
                    log::warn!("the peer {} is never asked: its schedule is {}", peer.name, facts.schedule);
                }
                self.times.insert(peer.id, (facts, at));
                at
            }
        }
    }
}

/// Tells whether a pass was interrupted by the end of a program, and not by a fault of the peer: it goes on at once.
fn is_left_off(peer: &PeerRecord) -> bool {
    peer.health.failures == 0 && (peer.progress.pass.cursor.is_some() || peer.holder.is_some())
}
