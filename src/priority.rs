//! The priority of threads.

/// How far threads step back: to a tenth of the time, where others want the same core. Not farther, so that on a machine that
/// is busy for long they get on too.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Lowers the priority of this thread, and of those that it starts, below that of the others: what it does takes long, and
/// nobody waits for it as boxes wait for a page. Where the system has no such thing, nothing happens.
pub(crate) fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(fault) = rustix::process::nice(NICE) {
        log::debug!("cannot lower the priority of a thread: {fault}");
    }
}
