//! Which programs were noted lately, so that they are not written again with every report.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// The most programs that are noted in a day: who reports invents as many as they like.
const MAX_A_DAY: usize = 20_000;
/// The most programs that one report is believed to have met.
const MAX_A_REPORT: usize = 200;

/// Which programs were noted today: most are met by everybody all the time, and are not written again.
#[derive(Debug, Default)]
pub(super) struct NotedClients(Mutex<NotedDay>);

#[derive(Debug, Default)]
struct NotedDay {
    day: i64,
    hashes: HashSet<i64>,
}

/// Programs by the number of each: the beginning of a peer id, and a name.
pub(super) type MetClients<'a> = BTreeMap<i64, (&'a str, &'a str)>;

impl NotedClients {
    fn with<T>(&self, day: i64, work: impl FnOnce(&mut HashSet<i64>) -> T) -> T {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.day != day {
            *noted = NotedDay { day, hashes: HashSet::new() };
        }
        work(&mut noted.hashes)
    }

    /// Returns those of reports that were not noted today, as long as any more are.
    pub(super) fn unknown<'a>(&self, reports: impl Iterator<Item = MetClients<'a>>, day: i64) -> MetClients<'a> {
        self.with(day, |noted| {
            let mut unknown = BTreeMap::new();
            for met in reports {
                let room = MAX_A_DAY.saturating_sub(noted.len() + unknown.len()).min(MAX_A_REPORT);
                let met = met.into_iter().filter(|(hash, _)| !noted.contains(hash));
                unknown.extend(met.take(room));
            }
            unknown
        })
    }

    /// Remembers those that were noted. To be called when they are stored for good.
    pub(super) fn remember(&self, hashes: impl Iterator<Item = i64>, day: i64) {
        self.with(day, |noted| noted.extend(hashes));
    }
}
