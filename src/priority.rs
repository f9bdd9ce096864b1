//! The priority of threads.

use std::io;

/// Lowers the priority of this thread, and of those that it starts, below that of the others: what it does takes long, and
/// nobody waits for it as boxes wait for a page. On a machine that is busy for long it gets on too. Where the system has no
/// such thing, nothing happens.
pub(crate) fn step_back() {
    report(scheduling::step_back());
}

/// Lets this thread, and those that it starts, run where nobody else wants the core. On a machine that is busy for long it
/// hardly gets on. Where the system has no such thing, nothing happens.
pub(crate) fn give_way() {
    report(scheduling::give_way());
}

/// Says what nobody misses.
fn report(lowered: io::Result<()>) {
    if let Err(fault) = lowered {
        log::debug!("cannot lower the priority of a thread: {fault}");
    }
}
