//! What metrics tell of peers that ask.

use crate::catalog::Moment;
use crate::metrics::{Labelled, readings};
use crate::peer::Gatekeeper;

readings! {
    /// Peers that ask.
    pub struct PeerReadings {
        /// Keys of peers, by standing: `active`, `disabled`, `expired`. Those whose secret cannot be read are not counted.
        Gauge "afisha_peer_keys" ["standing"] => keys: Labelled<usize, 1>;
        /// Requests of peers that were refused before they were read, by reason: `address` (it failed too often), `headers`
        /// (missing, twice or malformed), `time`, `unknown_key`, `signature`, `version` (the key has to sign in the second
        /// one), `disabled`, `expired`, `scope`, `replay`, `rate`, `concurrency`.
        Counter "afisha_peer_refused" ["reason"] => refused: Labelled<u64, 1>;
        /// Requests of peers that were let in, by the name of the key.
        Counter "afisha_peer_requests" ["key"] => requests: Labelled<u64, 1>;
        /// When each key was last used since the start, in Unix time.
        Gauge "afisha_peer_key_used_timestamp_seconds" ["key"] => used: Labelled<i64, 1>;
    }
}

impl PeerReadings {
    /// Reads what the gate knows.
    pub fn of(gate: &Gatekeeper, now: Moment) -> Self {
        let (mut active, mut disabled, mut expired) = (0, 0, 0);
        for key in gate.keys().keys() {
            match key.expires {
                _ if !key.active => disabled += 1,
                Some(expires) if expires < now => expired += 1,
                _ => active += 1,
            }
        }
        let keys = [("active", active), ("disabled", disabled), ("expired", expired)];
        let uses = gate.uses();
        Self {
            keys: keys.map(|(standing, count)| ([standing.into()], count)).into(),
            refused: gate.refused().map(|(reason, count)| ([reason.into()], count)).collect(),
            requests: uses.iter().map(|(key, count, _)| ([key.clone().into()], *count)).collect(),
            used: uses.into_iter().filter_map(|(key, _, last)| Some(([key.into()], last?.0))).collect(),
        }
    }
}
