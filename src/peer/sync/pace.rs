//! How fast a peer is asked: as fast as it answers, until it says that this is too fast, and then within the window that it
//! counts in.

use std::time::Duration;

/// How long a peer is not asked that does not say how long it wants not to be.
const USUAL_WAIT: Duration = Duration::from_secs(60);
/// The longest wait that a peer may ask for: its window may be this long.
const MAX_WAIT: Duration = Duration::from_secs(3600);
/// How often a peer may say in one pass that it is asked too fast.
const MAX_REFUSALS: u32 = 5;
/// How many questions of a window tell what it holds. A window with fewer of them may have been used by others before.
const TELLING: u32 = 10;

/// A peer says too often, or for too long, that it is asked too fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFast;

/// Paces the questions to one peer. Times are those of a clock that only goes forward, from any beginning.
#[derive(Clone, Debug, Default)]
pub struct Pacer {
    /// What the peer allows in its window, as far as it has been learnt.
    learnt: Option<LearntLimit>,
    /// When the window under way began, and how many questions it has had.
    window: Option<(Duration, u32)>,
    refusals: u32,
}

#[derive(Clone, Copy, Debug)]
struct LearntLimit {
    questions: u32,
    window: Duration,
}

impl Pacer {
    /// Returns how long to wait before the next question.
    pub fn wait(&self, now: Duration) -> Duration {
        match (self.learnt, self.window) {
            (Some(allowance), Some((began, asked))) if asked >= allowance.questions => {
                (began + allowance.window).saturating_sub(now)
            }
            _ => Duration::ZERO,
        }
    }

    /// Counts a question that is about to be asked.
    pub fn ask(&mut self, now: Duration) {
        let is_over = |began: Duration| self.learnt.is_some_and(|allowance| now >= began + allowance.window);
        self.window = Some(match self.window {
            Some((began, asked)) if !is_over(began) => (began, asked.saturating_add(1)),
            _ => (now, 1),
        });
    }

    /// Takes a refusal in, for which the peer may have said how long it wants not to be asked; returns how long to wait.
    ///
    /// # Errors
    /// It is not worth going on at present.
    pub fn refuse(&mut self, now: Duration, after: Option<Duration>) -> Result<Duration, TooFast> {
        self.refusals += 1;
        let wait = after.unwrap_or(USUAL_WAIT).max(Duration::from_secs(1));
        if self.refusals > MAX_REFUSALS || wait > MAX_WAIT {
            return Err(TooFast);
        }
        if let Some((began, asked)) = self.window {
            // The last one was refused.
            let questions = asked.saturating_sub(1);
            if questions >= TELLING || (self.refusals > 1 && questions > 0) {
                self.learnt = Some(LearntLimit { questions, window: now + wait - began });
            }
        }
        // With the next question the peer begins to count anew.
        self.window = None;
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A peer with a window as the contract has it: begun by its first question, refusals counted.
    struct Peer {
        limit: u32,
        window: Duration,
        began: Option<Duration>,
        asked: u32,
        says_when: bool,
    }

    impl Peer {
        fn ask(&mut self, now: Duration) -> Result<(), Option<Duration>> {
            let began = self.began.filter(|began| now < *began + self.window);
            if began.is_none() {
                self.began = Some(now);
                self.asked = 0;
            }
            self.asked += 1;
            let left = (self.began.unwrap() + self.window).saturating_sub(now);
            let after = self.says_when.then(|| seconds(left.as_secs() + u64::from(left.subsec_nanos() > 0)));
            if self.asked > self.limit { Err(after) } else { Ok(()) }
        }
    }

    /// Asks so many questions, each of which takes so long; returns when the last was answered, and how many were refused.
    fn run(peer: &mut Peer, questions: usize, each: Duration) -> Result<(Duration, u32), TooFast> {
        let (mut pacer, mut now, mut refused) = (Pacer::default(), seconds(0), 0);
        let mut left = questions;
        while left > 0 {
            now += pacer.wait(now);
            pacer.ask(now);
            let answer = peer.ask(now);
            now += each;
            match answer {
                Ok(()) => left -= 1,
                Err(after) => {
                    refused += 1;
                    now += pacer.refuse(now, after)?;
                }
            }
        }
        Ok((now, refused))
    }

    #[test]
    fn five_hundred_pages_take_little_longer_than_the_limit_makes_them_and_run_into_it_once() {
        let mut peer = Peer { limit: 60, window: seconds(60), began: None, asked: 0, says_when: true };
        let (took, refused) = run(&mut peer, 500, Duration::from_millis(90)).unwrap();
        assert_eq!(refused, 1);
        assert!(took > seconds(8 * 60) && took < seconds(8 * 60 + 25), "{took:?}");
    }

    #[test]
    fn a_peer_without_a_limit_is_never_waited_for() {
        let mut peer = Peer { limit: u32::MAX, window: seconds(60), began: None, asked: 0, says_when: true };
        assert_eq!(run(&mut peer, 1_000, seconds(1)), Ok((seconds(1_000), 0)));
    }

    #[test]
    fn a_peer_that_does_not_say_when_is_learnt_too() {
        let mut peer = Peer { limit: 20, window: seconds(60), began: None, asked: 0, says_when: false };
        let (took, refused) = run(&mut peer, 100, Duration::from_millis(100)).unwrap();
        assert_eq!(refused, 1);
        assert!(took < seconds(5 * 64), "{took:?}");
    }

    #[test]
    fn a_window_that_others_had_begun_to_use_tells_little() {
        let used = Some(seconds(0));
        let mut peer = Peer { limit: 60, window: seconds(60), began: used, asked: 57, says_when: true };
        let (took, refused) = run(&mut peer, 183, Duration::from_millis(100)).unwrap();
        assert_eq!(refused, 2, "it is learnt from the next one");
        assert!(took < seconds(4 * 62), "{took:?}");
    }

    #[test]
    fn a_peer_that_refuses_for_ever_is_left_in_peace() {
        let mut peer = Peer { limit: 0, window: seconds(60), began: None, asked: 0, says_when: true };
        assert_eq!(run(&mut peer, 1, seconds(1)), Err(TooFast));
        let refuse = |after| Pacer::default().refuse(seconds(0), Some(after));
        assert_eq!(refuse(seconds(0)), Ok(seconds(1)));
        assert_eq!(refuse(seconds(3600)), Ok(seconds(3600)));
        assert_eq!(refuse(seconds(3601)), Err(TooFast));
        assert_eq!(refuse(Duration::MAX), Err(TooFast));
    }
}
