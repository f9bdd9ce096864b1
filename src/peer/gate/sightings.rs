//! What was seen lately, so that a copy of it is recognised.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::catalog::PreciseMoment;

/// For how many seconds a thing is remembered: longer than any request stays good, whichever clock is ahead.
const KEPT_SECONDS: u32 = 130;

/// What is remembered of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sighting {
    /// When it was first seen.
    pub(super) first: PreciseMoment,
    /// How often it was seen.
    pub(super) uses: u32,
}

/// The things seen lately.
#[derive(Clone, Debug)]
pub(super) struct Sightings<T> {
    known: HashMap<T, Sighting>,
    /// In the order in which they were first seen.
    order: VecDeque<(PreciseMoment, T)>,
}

impl<T> Default for Sightings<T> {
    fn default() -> Self {
        Self { known: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T: Copy + Eq + Hash> Sightings<T> {
    /// Returns what is remembered of a thing; `None`: it is new.
    pub(super) fn of(&mut self, thing: &T, now: PreciseMoment) -> Option<Sighting> {
        self.forget(now);
        self.known.get(thing).copied()
    }

    /// Remembers that it was seen now, as so many times.
    pub(super) fn note(&mut self, thing: T, uses: u32, now: PreciseMoment) {
        self.forget(now);
        let sighting = self.known.entry(thing).or_insert_with(|| {
            self.order.push_back((now, thing));
            Sighting { first: now, uses: 0 }
        });
        sighting.uses = sighting.uses.saturating_add(uses);
    }

    /// Returns how many are remembered.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Forgets what is past its time, also where the clock was set back by more than that.
    fn forget(&mut self, now: PreciseMoment) {
        let is_over = |seen: PreciseMoment| seen.after(KEPT_SECONDS) < now || now.after(KEPT_SECONDS) < seen;
        while let Some((_, thing)) = self.order.pop_front_if(|(seen, _)| is_over(*seen)) {
            self.known.remove(&thing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> PreciseMoment {
        PreciseMoment(seconds * 1_000_000)
    }

    #[test]
    fn a_thing_is_remembered_from_its_first_sighting_for_130_seconds() {
        let mut sightings = Sightings::default();
        assert_eq!(sightings.of(&'a', at(0)), None);
        sightings.note('a', 1, at(0));
        sightings.note('b', 1, at(100));
        sightings.note('a', 2, at(120));
        assert_eq!(sightings.of(&'a', at(130)), Some(Sighting { first: at(0), uses: 3 }));
        assert_eq!(sightings.of(&'a', at(131)), None);
        assert_eq!((sightings.len(), sightings.of(&'b', at(131)).is_some()), (1, true));
    }

    #[test]
    fn a_clock_that_is_set_back_leaves_nothing_for_ever() {
        let mut sightings = Sightings::default();
        sightings.note('a', 1, at(0));
        assert!(sightings.of(&'a', at(-130)).is_some());
        assert_eq!(sightings.of(&'a', at(-131)), None);
        assert_eq!(sightings.len(), 0);
    }
}
