//! What requests leave for a thread that asks the database.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A queue of so many places. It is shut until a thread opens it: what nobody would take out is not taken in.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    places: usize,
    waiting: Mutex<Posted<T>>,
    wake: Condvar,
}

#[derive(Debug)]
struct Posted<T> {
    items: VecDeque<T>,
    is_open: bool,
}

impl<T> Inbox<T> {
    pub(super) fn new(places: usize) -> Self {
        let waiting = Posted { items: VecDeque::new(), is_open: false };
        Self { places, waiting: Mutex::new(waiting), wake: Condvar::new() }
    }

    /// Lets things in from here on.
    pub(super) fn open(&self) {
        self.lock().is_open = true;
    }

    /// Tells whether things are let in.
    pub(crate) fn is_open(&self) -> bool {
        self.lock().is_open
    }

    /// Takes a thing in; waits for nothing.
    ///
    /// # Errors
    /// The thing: all places are taken, or it is shut.
    pub(super) fn put(&self, item: T) -> Result<(), T> {
        let mut waiting = self.lock();
        if !waiting.is_open || waiting.items.len() >= self.places {
            return Err(item);
        }
        waiting.items.push_back(item);
        self.wake.notify_one();
        Ok(())
    }

    /// Waits until something is there, and takes out at most so many, the oldest first; nothing comes once it is shut.
    pub(super) fn take(&self, most: usize) -> Vec<T> {
        self.take_weighed(most, |_| 1)
    }

    /// Waits until something is there, and takes out the oldest as long as they weigh at most so much together, but always one;
    /// nothing comes once it is shut.
    pub(super) fn take_weighed(&self, most: usize, weigh: impl Fn(&T) -> usize) -> Vec<T> {
        let waiting = self.lock();
        let waits = |waiting: &mut Posted<T>| waiting.is_open && waiting.items.is_empty();
        let mut waiting = self.wake.wait_while(waiting, waits).unwrap_or_else(PoisonError::into_inner);
        let mut weight = 0;
        let fit = waiting.items.iter().take_while(|item| {
            let is_first = weight == 0;
            weight += weigh(item);
            is_first || weight <= most
        });
        let count = fit.count();
        waiting.items.drain(..count).collect()
    }

    /// Takes out what is there without waiting.
    pub(super) fn take_all(&self) -> Vec<T> {
        self.lock().items.drain(..).collect()
    }

    /// Waits that long, or until it is shut.
    pub(crate) fn pause(&self, pause: Duration) {
        drop(self.wake.wait_timeout_while(self.lock(), pause, |waiting| waiting.is_open));
    }

    /// Lets nothing in any more, and lets go of what is there.
    pub(super) fn shut(&self) {
        let mut waiting = self.lock();
        waiting.is_open = false;
        waiting.items.clear();
        self.wake.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Posted<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_out_in_order_as_long_as_it_is_open_and_has_places() {
        let inbox = Inbox::new(3);
        assert_eq!(inbox.put(0), Err(0), "it is shut at first");
        inbox.open();
        assert_eq!([1, 2, 3, 4].map(|item| inbox.put(item)), [Ok(()), Ok(()), Ok(()), Err(4)]);
        assert_eq!(inbox.take(2), [1, 2]);
        assert_eq!(inbox.put(5), Ok(()));
        assert_eq!(inbox.take_all(), [3, 5]);
        inbox.put(6).unwrap();
        inbox.shut();
        assert_eq!((inbox.take(9), inbox.put(7)), (vec![], Err(7)));
    }

    #[test]
    fn as_much_comes_out_as_fits_and_always_one() {
        let inbox = Inbox::new(9);
        inbox.open();
        [5, 1, 2, 3, 1].into_iter().for_each(|item| inbox.put(item).unwrap());
        let take = || inbox.take_weighed(4, |item| *item);
        assert_eq!([take(), take(), take()], [vec![5], vec![1, 2], vec![3, 1]]);
    }

    #[test]
    fn who_waits_is_woken_by_a_thing_and_by_the_end() {
        let inbox = Inbox::new(1);
        inbox.open();
        std::thread::scope(|scope| {
            let taking = scope.spawn(|| (inbox.take(1), inbox.take(1)));
            inbox.put(7).unwrap();
            while !inbox.lock().items.is_empty() {
                std::thread::yield_now();
            }
            inbox.shut();
            assert_eq!(taking.join().unwrap(), (vec![7], vec![]));
        });
    }
}
