//! Room for sets that are found and soon let go of.

use std::cell::RefCell;
use std::mem::MaybeUninit;
use std::ops::{Deref, DerefMut};

use super::line::Line;

/// How many a thread keeps for the sets to come: as many as a question takes at once.
const KEPT: usize = 3;

thread_local! {
    /// What the thread has let go of. The processor has it at hand, as it has not what an allocator gives in turn.
    static SPARE: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

/// Lines in room that the thread has used before, and will use again.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Room(Vec<Line>);

impl Room {
    /// Returns room for so many lines, without any of them.
    fn empty(lines: usize) -> Self {
        let mut room = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
        room.clear();
        room.reserve_exact(lines);
        Self(room)
    }

    /// Returns so many lines without a bit.
    pub fn zeroed(lines: usize) -> Self {
        let mut room = Self::empty(lines);
        room.0.resize(lines, Line::default());
        room
    }

    /// Returns so many lines, which are written by `write`, with what that returns.
    ///
    /// # Safety
    /// It writes every one of them.
    pub(super) unsafe fn written<T>(lines: usize, write: impl FnOnce(&mut [MaybeUninit<Line>]) -> T) -> (Self, T) {
        let mut room = Self::empty(lines);
        let made = write(&mut room.0.spare_capacity_mut()[..lines]);
        // SAFETY: there is room for so many, and every one of them was written.
        unsafe { room.0.set_len(lines) };
        (room, made)
    }
}

impl Clone for Room {
    fn clone(&self) -> Self {
        let mut room = Self::empty(self.len());
        room.0.extend_from_slice(self);
        room
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let room = std::mem::take(&mut self.0);
        // A thread that ends has no spare room any more.
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if spare.len() < KEPT {
                spare.push(room);
            }
        });
    }
}

impl Deref for Room {
    type Target = [Line];

    fn deref(&self) -> &[Line] {
        &self.0
    }
}

impl DerefMut for Room {
    fn deref_mut(&mut self) -> &mut [Line] {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_in_a_room_before_is_not_in_it_again(rounds in vec((0_usize..40, 0_usize..40), 1..20)) {
            for (zeroed, written) in rounds {
                let mut first = Room::zeroed(zeroed);
                prop_assert_eq!(&*first, vec![Line::default(); zeroed]);
                first.fill(Line([7; 8]));
                // SAFETY: it fills them all.
                let (second, made) = unsafe { Room::written(written, |lines| lines.fill(MaybeUninit::new(Line([3; 8])))) };
                prop_assert_eq!((&*second, made), (&vec![Line([3; 8]); written][..], ()));
                let clone = first.clone();
                drop((first, second));
                prop_assert_eq!(&*clone, vec![Line([7; 8]); zeroed]);
                prop_assert!(SPARE.with_borrow(Vec::len) <= KEPT);
            }
        }
    }
}
