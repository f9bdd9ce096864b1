//! Threads of Linux, as its usual scheduler shares the processors among them.

use std::io;
use std::time::Duration;

/// How far threads step back: to a tenth of the time, where others want the same processor. Not farther, so that on a machine
/// that is busy for long they get on too.
const NICE: i32 = 10;
/// The lowest priority.
const LAST: i32 = 19;

/// Lowers the priority of this thread, and of those that it starts: they have a tenth of the time where others want all of it.
/// Their turns are so long, of 100 ms at most.
///
/// A long turn is for the sake of others: who wakes up and asks for a shorter one, as all do that ask for none, takes the
/// processor in the middle of it (Linux 6.12 or later). By the priority alone who had its share waits for its end, which is
/// looked for once in four milliseconds.
///
/// # Errors
/// The system refuses it, as it does for threads in real time, or knows no turns (Linux before 5.3): the priority may be lowered
/// all the same.
pub fn step_back(turn: Duration) -> io::Result<()> {
    let nice = rustix::process::nice(NICE)?;
    let turn = u64::try_from(turn.as_nanos()).unwrap_or(u64::MAX);
    schedule(libc::sched_attr {
        sched_flags: u64::from(libc::SCHED_FLAG_KEEP_POLICY.unsigned_abs()),
        sched_nice: nice,
        sched_runtime: turn,
        ..usual()
    })
}

/// Lets this thread, and those that it starts, run where nobody else wants the processor. On a machine that is busy for long it
/// hardly gets on.
///
/// # Errors
/// The system refuses it.
pub fn give_way() -> io::Result<()> {
    schedule(libc::sched_attr { sched_policy: libc::SCHED_IDLE.unsigned_abs(), sched_nice: LAST, ..usual() })
}

/// Returns what threads begin with.
fn usual() -> libc::sched_attr {
    libc::sched_attr {
        size: u32::try_from(size_of::<libc::sched_attr>()).unwrap_or(u32::MAX),
        sched_policy: libc::SCHED_OTHER.unsigned_abs(),
        sched_flags: 0,
        sched_nice: 0,
        sched_priority: 0,
        sched_runtime: 0,
        sched_deadline: 0,
        sched_period: 0,
    }
}

/// Has this thread scheduled like that.
fn schedule(attributes: libc::sched_attr) -> io::Result<()> {
    // SAFETY: 0 is this thread, the attributes are of the size that they tell and are only read, and there are no flags.
    let answered = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) };
    if answered == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const TURN: Duration = Duration::from_millis(20);

    /// Returns how this thread is scheduled.
    fn scheduled() -> libc::sched_attr {
        let mut attributes = usual();
        // SAFETY: 0 is this thread, there is room for as many bytes as it is told, and there are no flags.
        let answered = unsafe { libc::syscall(libc::SYS_sched_getattr, 0, &raw mut attributes, attributes.size, 0) };
        assert_eq!(answered, 0, "{}", io::Error::last_os_error());
        attributes
    }

    /// Returns how a thread is scheduled that has done so, and one that it started then.
    fn after(done: fn() -> io::Result<()>) -> [libc::sched_attr; 2] {
        let started = thread::spawn(move || {
            done().unwrap();
            [scheduled(), thread::spawn(scheduled).join().unwrap()]
        });
        started.join().unwrap()
    }

    #[test]
    fn a_thread_that_stepped_back_has_a_lower_priority_and_its_turn() {
        let before = scheduled();
        for now in after(|| step_back(TURN)) {
            assert_eq!(now.sched_policy, before.sched_policy);
            assert_eq!(now.sched_nice, (before.sched_nice + NICE).min(LAST));
            if now.sched_runtime == 0 {
                println!("skipped: this system lets no thread ask for a turn");
            } else {
                assert_eq!(u128::from(now.sched_runtime), TURN.as_nanos());
                assert!(before.sched_runtime < now.sched_runtime);
            }
        }
    }

    #[test]
    fn one_may_step_back_again() {
        let twice = after(|| step_back(TURN).and_then(|()| step_back(TURN)));
        assert!(twice.iter().all(|now| now.sched_nice == (scheduled().sched_nice + 2 * NICE).min(LAST)));
    }

    #[test]
    fn a_thread_that_gives_way_is_last_also_when_it_stepped_back_before() {
        for done in [give_way, || step_back(TURN).and_then(|()| give_way())] {
            assert!(after(done).iter().all(|now| now.sched_policy == libc::SCHED_IDLE.unsigned_abs()));
        }
    }
}
