//! The priority of threads.

#[cfg(target_os = "linux")]
use thread_priority::{
    NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
};

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

/// Lets this thread, and those that it starts, run where nobody else wants the core: who wants it has it at once, and not
/// when the thread's turn is over, as with [`step_back`]. On a machine that is busy for long it hardly gets on. Where the
/// system has no such thing, nothing happens.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    {
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        if let Err(fault) = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle) {
            log::debug!("cannot lower the priority of a thread: {fault}");
        }
    }
}
