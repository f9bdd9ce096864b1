//! Fixed windows: so many requests in so long, from the first one on.

use crate::catalog::PreciseMoment;

/// How many requests are answered in how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many.
    pub requests: u32,
    /// In how many seconds, from the first one on.
    pub window_seconds: u32,
}

impl Default for RateLimit {
    /// 60 a minute.
    fn default() -> Self {
        Self { requests: 60, window_seconds: 60 }
    }
}

/// After how many whole seconds it is worth asking again, 1 at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub u64);

impl RetryAfter {
    /// As soon as one may say.
    pub const SOON: Self = Self(1);
}

/// What was asked in the present window.
#[derive(Clone, Copy, Debug, Default)]
pub struct FixedWindow {
    /// When it began, and how many requests there were since.
    present: Option<(PreciseMoment, u64)>,
}

impl FixedWindow {
    /// Counts a request; one that is over the limit is counted too, but does not move the window.
    ///
    /// # Errors
    /// [`RetryAfter`]: it is over the limit.
    pub fn count(&mut self, limit: RateLimit, now: PreciseMoment) -> Result<(), RetryAfter> {
        let (began, before) = self.running(limit, now).unwrap_or((now, 0));
        self.present = Some((began, before + 1));
        if before < u64::from(limit.requests) { Ok(()) } else { Err(left(began, limit, now)) }
    }

    /// Tells whether the next request would be over the limit, without counting one.
    ///
    /// # Errors
    /// [`RetryAfter`]: it would.
    pub fn check(&self, limit: RateLimit, now: PreciseMoment) -> Result<(), RetryAfter> {
        match self.running(limit, now) {
            Some((began, count)) if count >= u64::from(limit.requests) => Err(left(began, limit, now)),
            _ => Ok(()),
        }
    }

    /// Returns the window that is not over. One that has yet to begin was left by a clock that was set back since.
    fn running(&self, limit: RateLimit, now: PreciseMoment) -> Option<(PreciseMoment, u64)> {
        self.present.filter(|(began, _)| *began <= now && now < began.after(limit.window_seconds))
    }
}

fn left(began: PreciseMoment, limit: RateLimit, now: PreciseMoment) -> RetryAfter {
    RetryAfter(now.seconds_until(began.after(limit.window_seconds)).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: RateLimit = RateLimit { requests: 2, window_seconds: 10 };

    /// A moment in tenths of a second.
    fn at(tenths: i64) -> PreciseMoment {
        PreciseMoment(1_577_836_800_000_000 + tenths * 100_000)
    }

    #[test]
    fn a_window_begins_with_its_first_request_and_is_not_moved() {
        let mut window = FixedWindow::default();
        let retry = |seconds| Err(RetryAfter(seconds));
        for (tenths, expected) in
            [(0, Ok(())), (10, Ok(())), (20, retry(8)), (99, retry(1)), (101, Ok(())), (102, Ok(())), (103, retry(10))]
        {
            assert_eq!(window.check(LIMIT, at(tenths)), expected, "{tenths}");
            assert_eq!(window.count(LIMIT, at(tenths)), expected, "{tenths}");
        }
        assert_eq!(window.count(LIMIT, at(201)), Ok(()), "at its end it is over");
    }

    #[test]
    fn another_limit_holds_from_the_next_request_on() {
        let mut window = FixedWindow::default();
        for _ in 0..2 {
            assert_eq!(window.count(LIMIT, at(0)), Ok(()));
        }
        assert_eq!(window.count(RateLimit { requests: 3, ..LIMIT }, at(1)), Ok(()));
        assert_eq!(window.count(RateLimit { window_seconds: 60, ..LIMIT }, at(1)), Err(RetryAfter(60)));
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let mut window = FixedWindow::default();
        for _ in 0..3 {
            let _ = window.count(LIMIT, at(0));
        }
        assert_eq!(window.count(LIMIT, at(-36_000)), Ok(()));
    }
}
