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
    /// All of them.
    pub const ALL: [Self; 5] = [Self::New, Self::Good, Self::Busy, Self::Failing, Self::Dead];

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

/// A peer that is to be asked, and when it was asked last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DuePeer {
    pub(super) peer: PeerId,
    pub(super) tried: Option<Moment>,
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
    pub(super) fn due(&mut self, peers: &[PeerRecord], now: Moment, delay: &mut dyn FnMut(i64) -> i64) -> Vec<DuePeer> {
        self.times.retain(|id, _| peers.iter().any(|peer| peer.id == *id));
        let is_due = |peer: &&PeerRecord| {
            let is_held = peer.holder.as_ref().is_some_and(|holder| now < holder.until);
            peer.terms.sync_enabled
                && !is_held
                && (is_left_off(peer) || self.time(peer, delay).is_some_and(|at| at <= now))
        };
        peers.iter().filter(is_due).map(|peer| DuePeer { peer: peer.id, tried: peer.health.tried }).collect()
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

#[cfg(test)]
mod tests {
    use crate::peer::sync::{PassState, PeerHabits, PeerProgress};
    use crate::peer::{PeerName, PeerTerms, SealedSecret};
    use crate::store::{PeerHealth, PeerHolder};

    use super::*;

    const HOUR: i64 = 3600;

    /// A peer that became known at the beginning of 1970 and is asked every hour.
    fn peer() -> PeerRecord {
        let progress = PeerProgress {
            pass: PassState::default(),
            habits: PeerHabits::default(),
            clock_difference: None,
            newest: None,
            seen: 0,
            dropped: 0,
        };
        let terms = PeerTerms {
            url: String::new(),
            key_id: String::new(),
            sealed_secret: SealedSecret::new(String::new()),
            allow_http: false,
            allow_private: false,
            require_v2: false,
            sync_enabled: true,
            schedule: "0 * * * *".to_owned(),
        };
        let (id, name) = (PeerId::new(1).unwrap(), PeerName::new("a").unwrap());
        PeerRecord { id, name, terms, created: Moment(0), progress, holder: None, health: PeerHealth::default() }
    }

    /// Tells whether the peer is due at the moment, for the first time that this is asked.
    fn is_due(peer: &PeerRecord, now: i64) -> bool {
        !Agenda::new(Tz::UTC).due(std::slice::from_ref(peer), Moment(now), &mut |_| 7).is_empty()
    }

    #[test]
    fn a_peer_is_due_at_the_next_time_of_its_schedule_and_a_little_later() {
        assert_eq!(
            [0, HOUR, HOUR + 6, HOUR + 7, 9 * HOUR].map(|now| is_due(&peer(), now)),
            [false, false, false, true, true]
        );
        let asked =
            PeerRecord { health: PeerHealth { tried: Some(Moment(HOUR + 9)), ..PeerHealth::default() }, ..peer() };
        assert_eq!([HOUR + 10, 2 * HOUR + 6, 2 * HOUR + 7].map(|now| is_due(&asked, now)), [false, false, true]);
        let mut agenda = Agenda::new(Tz::UTC);
        let due = agenda.due(&[asked], Moment(2 * HOUR + 7), &mut |_| 7);
        assert_eq!(due, [DuePeer { peer: PeerId::new(1).unwrap(), tried: Some(Moment(HOUR + 9)) }]);
    }

    #[test]
    fn the_delay_is_drawn_once_for_each_time_and_never_longer_than_five_minutes() {
        let (mut agenda, mut drawn) = (Agenda::new(Tz::UTC), 0);
        let mut draw = |most| {
            drawn += 1;
            most + 1
        };
        let mut due =
            |peer: &PeerRecord, now| !agenda.due(std::slice::from_ref(peer), Moment(now), &mut draw).is_empty();
        assert_eq!([HOUR, HOUR + 299, HOUR + 300].map(|now| due(&peer(), now)), [false, false, true]);
        let asked =
            PeerRecord { health: PeerHealth { tried: Some(Moment(HOUR + 301)), ..PeerHealth::default() }, ..peer() };
        assert_eq!([2 * HOUR, 2 * HOUR + 300].map(|now| due(&asked, now)), [false, true]);
        assert_eq!(drawn, 2);
    }

    #[test]
    fn a_changed_schedule_acts_and_one_that_never_comes_does_nothing() {
        let mut agenda = Agenda::new(Tz::UTC);
        let mut due = |schedule: &str, now| {
            let mut peer = peer();
            peer.terms.schedule = schedule.to_owned();
            !agenda.due(&[peer], Moment(now), &mut |_| 0).is_empty()
        };
        assert!(!due("0 * * * *", 600));
        assert!(due("*/10 * * * *", 600));
        assert!(!due("rubbish", 9 * HOUR));
        assert!(due("0 * * * *", 9 * HOUR));
    }

    #[test]
    fn nobody_is_asked_whom_another_works_on_or_who_is_not_to_be_asked() {
        let holder = Some(PeerHolder { node: "n".to_owned(), until: Moment(10 * HOUR) });
        let held = PeerRecord { holder, ..peer() };
        assert_eq!([9 * HOUR, 10 * HOUR].map(|now| is_due(&held, now)), [false, true]);
        let mut off = peer();
        off.terms.sync_enabled = false;
        assert!(!is_due(&off, 9 * HOUR));
    }

    #[test]
    fn what_the_end_of_a_program_interrupted_goes_on_at_once_and_a_fault_does_not() {
        let mut interrupted = peer();
        interrupted.progress.pass.cursor = Some("c".to_owned());
        assert!(is_due(&interrupted, 1));
        interrupted.health.failures = 1;
        interrupted.health.tried = Some(Moment(0));
        assert!(!is_due(&interrupted, 1));
        let crashed = PeerRecord { holder: Some(PeerHolder { node: "n".to_owned(), until: Moment(5) }), ..peer() };
        assert_eq!([4, 5].map(|now| is_due(&crashed, now)), [false, true]);
    }

    #[test]
    fn a_failing_peer_is_asked_less_and_less() {
        let failing = |failures| {
            let health = PeerHealth { tried: Some(Moment(1)), failures, ..PeerHealth::default() };
            PeerRecord { health, ..peer() }
        };
        for (failures, hours) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (60, 24)] {
            let peer = failing(failures);
            let at = hours * HOUR + 7;
            assert_eq!([at - 1, at].map(|now| is_due(&peer, now)), [false, true], "{failures}");
        }
    }

    #[test]
    fn how_a_peer_stands_is_told_in_a_word() {
        let standing = |peer: &PeerRecord, now| PeerStanding::of(peer, Moment(now)).name();
        assert_eq!(standing(&peer(), 5), "new");
        let mut known = peer();
        known.health = PeerHealth { tried: Some(Moment(5)), succeeded: Some(Moment(5)), ..PeerHealth::default() };
        assert_eq!(standing(&known, 6), "good");
        known.health.failures = 3;
        let week = 7 * 86_400;
        assert_eq!([4 + week, 5 + week].map(|now| standing(&known, now)), ["failing", "dead"]);
        known.holder = Some(PeerHolder { node: "n".to_owned(), until: Moment(9 + week) });
        assert_eq!(standing(&known, 5 + week), "syncing");
    }
}
