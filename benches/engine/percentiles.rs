//! Times of single questions: what a mean does not show.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Returns the processor time that this thread has taken: what a question costs, however busy the machine is.
pub(crate) fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// Prints the median, the 90th and the 99th percentile of the processor times of questions, each asked once, and the
/// longest.
pub(crate) fn print<T>(name: &str, questions: &[T], mut ask: impl FnMut(&T)) {
    let mut times: Vec<Duration> = Vec::with_capacity(questions.len());
    for question in questions {
        let began = processor_time();
        ask(question);
        times.push(processor_time() - began);
    }
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("{name:<32} p50 {:>9.1?}  p90 {:>9.1?}  p99 {:>9.1?}  longest {:>9.1?}", at(50), at(90), at(99), at(100));
}
