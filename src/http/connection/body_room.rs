//! How much of bodies a listener holds at a time, whoever sends them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most bytes of bodies that a listener holds until their requests are answered.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Room for bodies; clones share it.
#[derive(Clone, Debug, Default)]
pub(in crate::http) struct BodyRoom(Arc<AtomicUsize>);

/// Room that a body takes up; given back when this is dropped.
#[derive(Debug)]
pub(super) struct TakenRoom {
    room: BodyRoom,
    bytes: usize,
}

impl BodyRoom {
    /// Returns room for an empty body.
    pub(super) fn take(&self) -> TakenRoom {
        TakenRoom { room: self.clone(), bytes: 0 }
    }
}

impl TakenRoom {
    /// Takes room for a body that has so many bytes now; tells whether there is room.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let taken = self.room.0.fetch_add(more, Ordering::Relaxed) + more;
        self.bytes += more;
        taken <= MAX_BYTES
    }
}

impl Drop for TakenRoom {
    fn drop(&mut self) {
        self.room.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_share_the_room_of_their_listener() {
        let room = BodyRoom::default();
        let (mut one, mut other) = (room.take(), room.clone().take());
        assert!(one.grow(1) && one.grow(MAX_BYTES - 7) && other.grow(7));
        assert!(!other.grow(8), "one byte too many");
        drop(one);
        assert!(other.grow(MAX_BYTES));
        drop(other);
        assert_eq!(room.0.load(Ordering::Relaxed), 0);
    }
}
