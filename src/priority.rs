//! The priority of threads.

use std::io;
use std::time::Duration;

/// The turn of threads that nobody waits for: the longest there is.
const LONG_TURN: Duration = Duration::from_millis(100);
/// The turn of those that somebody waits for, but not as boxes wait for a page.
const SHORTER_TURN: Duration = Duration::from_millis(20);

/// Lowers the priority of this thread, and of those that it starts, below that of the others, which have the core as soon as
/// they want it: what it does takes long, and nobody waits for it. On a machine that is busy for long it gets on too. Where the
/// system has no such thing, nothing happens.
pub(crate) fn step_back() {
    report(scheduling::step_back(LONG_TURN));
}

/// Steps back behind those who answer, but not behind those who have [stepped back](step_back).
pub(crate) fn step_aside() {
    report(scheduling::step_back(SHORTER_TURN));
}

/// Lets this thread, and those that it starts, run where nobody else wants the core. On a machine that is busy for long it
/// hardly gets on. Where the system has no such thing, nothing happens.
pub(crate) fn give_way() {
    report(scheduling::give_way());
}

/// Says what nobody misses.
fn report(lowered: io::Result<()>) {
    if let Err(fault) = lowered {
        log::debug!("cannot put a thread behind the others, or not as far as it should be: {fault}");
    }
}
