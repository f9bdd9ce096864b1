//! What follows a question that was not answered.

use std::time::Duration;

use crate::peer::client::ClientFault;

use super::pace::Pacer;
use super::progress::SMALL_PAGE;

/// How often the same question is asked again after a fault that may pass: after 1, 2, 4, 8 and 16 s.
const MAX_RETRIES: u32 = 5;
/// The part of such a wait that chance decides.
const JITTER: f64 = 0.5;

/// What follows a question that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFault {
    /// It is asked again after a while.
    Wait(Duration),
    /// It is asked again for fewer items, so many.
    AskFor(u32),
    /// It is not asked again. `anew`: the next pass does not go on here, for the peer does not take the place where it would.
    End {
        /// Whether the next pass begins anew.
        anew: bool,
    },
}

/// What went wrong with one question so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Retries(u32);

impl Retries {
    /// Decides what follows a fault. `page_size` is what was asked for, `has_cursor` whether it was a page in the middle, and
    /// `chance` a number from 0 to 1.
    pub fn after(
        &mut self,
        fault: &ClientFault,
        (page_size, has_cursor): (u32, bool),
        (pacer, now): (&mut Pacer, Duration),
        chance: f64,
    ) -> AfterFault {
        if fault.is_of_size() && page_size > SMALL_PAGE {
            return AfterFault::AskFor(SMALL_PAGE);
        }
        if let ClientFault::Limited { after } = fault {
            return pacer.refuse(now, *after).map_or(AfterFault::End { anew: false }, AfterFault::Wait);
        }
        if fault.is_passing() && self.0 < MAX_RETRIES {
            let wait = Duration::from_secs(1 << self.0);
            self.0 += 1;
            return AfterFault::Wait(wait.mul_f64(1.0 - JITTER * chance.clamp(0.0, 1.0)));
        }
        AfterFault::End { anew: has_cursor && matches!(fault, ClientFault::Refused { .. }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(retries: &mut Retries, fault: &ClientFault, page_size: u32, has_cursor: bool) -> AfterFault {
        retries.after(fault, (page_size, has_cursor), (&mut Pacer::default(), Duration::ZERO), 0.0)
    }

    #[test]
    fn what_may_pass_is_asked_again_after_longer_and_longer_waits() {
        for fault in [
            ClientFault::Slow,
            ClientFault::Failing { status: 500 },
            ClientFault::Unreachable { reason: String::new() },
        ] {
            let mut retries = Retries::default();
            let waits: Vec<_> = (0..6).map(|_| after(&mut retries, &fault, 2000, true)).collect();
            let mut expected: Vec<_> =
                [1, 2, 4, 8, 16].map(|seconds| AfterFault::Wait(Duration::from_secs(seconds))).to_vec();
            expected.push(AfterFault::End { anew: false });
            assert_eq!(waits, expected, "{fault}");
        }
        let chance = Retries(4).after(&ClientFault::Slow, (2000, false), (&mut Pacer::default(), Duration::ZERO), 1.0);
        assert_eq!(chance, AfterFault::Wait(Duration::from_secs(8)));
    }

    #[test]
    fn a_large_page_that_is_refused_is_asked_for_in_small_ones() {
        for fault in [ClientFault::Refused { status: 422 }, ClientFault::QuestionTooLarge, ClientFault::AnswerTooLarge]
        {
            let mut retries = Retries::default();
            assert_eq!(after(&mut retries, &fault, 2000, true), AfterFault::AskFor(500));
            let anew = matches!(fault, ClientFault::Refused { .. });
            assert_eq!(after(&mut retries, &fault, 500, true), AfterFault::End { anew }, "{fault}");
            assert_eq!(after(&mut retries, &fault, 500, false), AfterFault::End { anew: false });
        }
    }

    #[test]
    fn what_does_not_pass_ends_the_pass_at_once() {
        for fault in [
            ClientFault::Unauthorized { clock_difference: None, knows_v2: false },
            ClientFault::Forbidden,
            ClientFault::Missing { status: 404 },
            ClientFault::Redirected { status: 302 },
            ClientFault::Unexpected { status: 204 },
            ClientFault::PrivateAddress,
            ClientFault::Tls { reason: String::new() },
            ClientFault::Token,
            ClientFault::Unbound,
            ClientFault::Unsaid,
            ClientFault::Malformed { what: "" },
        ] {
            assert_eq!(after(&mut Retries::default(), &fault, 2000, true), AfterFault::End { anew: false }, "{fault}");
        }
    }

    #[test]
    fn a_peer_that_is_asked_too_fast_is_waited_for_as_it_says() {
        let fault = ClientFault::Limited { after: Some(Duration::from_secs(17)) };
        let waited = after(&mut Retries::default(), &fault, 2000, true);
        assert_eq!(waited, AfterFault::Wait(Duration::from_secs(17)));
        let fault = ClientFault::Limited { after: Some(Duration::from_secs(86_400)) };
        assert_eq!(after(&mut Retries::default(), &fault, 2000, true), AfterFault::End { anew: false });
    }
}
