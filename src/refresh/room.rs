//! How much room there is for anonymous viewers.

use crate::catalog::Moment;
use crate::number::{to_nearest_index, to_u64};
use crate::store::{Asker, Store, StoreError};

/// The part of the room that this server fills before it counts again; others may be filling it at the same time.
const SHARE: u64 = 8;
/// How long nobody is counted where there is no room, in seconds.
const FULL_SECONDS: i64 = 60;

/// The room that is left.
pub(super) struct Room {
    most: u64,
    /// How many may come in before all are counted again.
    left: u64,
    full_until: Moment,
}

impl Room {
    /// Room for so many in all.
    pub(super) fn new(most: u64) -> Self {
        Self { most, left: 0, full_until: Moment::MIN }
    }

    /// Lets newcomers in; tells how many. Where there is no room, viewers go who watched nothing and are not here.
    ///
    /// # Errors
    /// They cannot be counted.
    pub(super) fn admit(&mut self, asker: &Asker, wanted: usize, now: Moment) -> Result<usize, StoreError> {
        let newcomers = to_u64(wanted);
        if self.left < newcomers && !self.is_full(now) {
            self.count(asker, newcomers, now)?;
        }
        let admitted = wanted.min(to_nearest_index(self.left));
        self.left -= to_u64(admitted);
        Ok(admitted)
    }

    fn is_full(&self, now: Moment) -> bool {
        // The clock may have been set back.
        now < self.full_until && self.full_until.0 - now.0 <= FULL_SECONDS
    }

    fn count(&mut self, asker: &Asker, wanted: u64, now: Moment) -> Result<(), StoreError> {
        let mut free = self.most.saturating_sub(asker.ask_long(Store::count_anonymous)?);
        if free < wanted {
            asker.ask_long(move |store| store.make_room(now))?;
            free = self.most.saturating_sub(asker.ask_long(Store::count_anonymous)?);
        }
        self.left = free.div_ceil(SHARE).max(wanted).min(free);
        if free == 0 {
            self.full_until = Moment(now.0.saturating_add(FULL_SECONDS));
            log::warn!(
                "there are {} anonymous viewers, the most that `max_viewers` allows, and all of them watched something or \
                 were here lately: no token is issued to new ones",
                self.most
            );
        }
        Ok(())
    }
}
