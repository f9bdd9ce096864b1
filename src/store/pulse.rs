//! Signs of life: what a question tells whoever waits for its answer while it is at work.
//!
//! Kept by the thread, so that no function of the store has to pass them on.

use std::cell::RefCell;

/// What a thread that puts a question is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// The database has answered something.
    Answered,
    /// A connection is being made, for which the library keeps the time.
    Connecting,
}

type PulseListener = Box<dyn Fn(Beat)>;

thread_local! {
    static LISTENER: RefCell<Option<PulseListener>> = const { RefCell::new(None) };
}

/// Runs the work of this thread and hands its beats to the listener meanwhile.
pub(super) fn listened<T>(listener: PulseListener, work: impl FnOnce() -> T) -> T {
    /// Takes the listener away, also where the work panics.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            LISTENER.with(|listener| listener.borrow_mut().take());
        }
    }
    LISTENER.with(|known| known.borrow_mut().replace(listener));
    let _reset = Reset;
    work()
}

/// Tells that the database has answered something. Without a listener this does nothing.
pub(super) fn beat() {
    tell(Beat::Answered);
}

/// Tells that a connection is being made, and when it is there.
pub(super) fn connecting<T>(connect: impl FnOnce() -> T) -> T {
    tell(Beat::Connecting);
    let done = connect();
    tell(Beat::Answered);
    done
}

fn tell(beat: Beat) {
    LISTENER.with(|listener| {
        if let Some(listener) = &*listener.borrow() {
            listener(beat);
        }
    });
}
