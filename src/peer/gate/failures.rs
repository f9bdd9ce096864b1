//! How many requests of an address may fail to say who they are from: guesses cost us, and nobody guesses right.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::catalog::PreciseMoment;
use crate::peer::rate::{FixedWindow, RateLimit, RetryAfter};

/// The bits that name the network of an IPv6 address: within it every address is the client's to choose.
const V6_BITS: u32 = 64;
/// From how many addresses on those that failed least lately are forgotten.
const MAX_ADDRESSES: usize = 100_000;

/// The failures of each address in its present window.
pub(super) struct Failures {
    limit: RateLimit,
    known: Mutex<RecentFailures>,
}

/// Shows nobody's address.
impl fmt::Debug for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failures").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// Clients whose address nobody knows count as one.
type FailuresByAddress = HashMap<Option<IpAddr>, FixedWindow>;

/// The addresses that failed in this period, and those of the one before; older ones fall away unasked.
#[derive(Default)]
struct RecentFailures {
    /// When the period began.
    since: Option<PreciseMoment>,
    lately: FailuresByAddress,
    earlier: FailuresByAddress,
}

impl Failures {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self { limit, known: Mutex::default() }
    }

    /// Tells whether the address is to be answered.
    ///
    /// # Errors
    /// [`RetryAfter`]: it has failed too often.
    pub(super) fn check(&self, address: Option<IpAddr>, now: PreciseMoment) -> Result<(), RetryAfter> {
        let (known, client) = (self.lock(), address.map(client));
        let window = known.lately.get(&client).or_else(|| known.earlier.get(&client));
        window.map_or(Ok(()), |window| window.check(self.limit, now))
    }

    /// Counts a failure.
    pub(super) fn count(&self, address: Option<IpAddr>, now: PreciseMoment) {
        let mut known = self.lock();
        let _ = known.of(address.map(client), self.limit, now).count(self.limit, now);
    }

    fn lock(&self) -> MutexGuard<'_, RecentFailures> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RecentFailures {
    fn of(&mut self, client: Option<IpAddr>, limit: RateLimit, now: PreciseMoment) -> &mut FixedWindow {
        let since = *self.since.get_or_insert(now);
        // Also where the clock was set back.
        let is_over = now < since || now >= since.after(limit.window_seconds);
        if is_over || self.lately.len() >= MAX_ADDRESSES {
            self.earlier = std::mem::take(&mut self.lately);
            self.since = Some(now);
        }
        let earlier = &mut self.earlier;
        self.lately.entry(client).or_insert_with(|| earlier.remove(&client).unwrap_or_default())
    }
}

/// Returns what counts as one client: an IPv4 address, or the network of an IPv6 one.
fn client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (Ipv6Addr::BITS - V6_BITS))).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const LIMIT: RateLimit = RateLimit { requests: 3, window_seconds: 60 };

    fn at(seconds: i64) -> PreciseMoment {
        PreciseMoment((1_577_836_800 + seconds) * 1_000_000)
    }

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn an_address_may_fail_so_often_in_a_minute() {
        let failures = Failures::new(LIMIT);
        for second in 0..3 {
            assert_eq!(failures.check(address("192.0.2.1"), at(second)), Ok(()));
            failures.count(address("192.0.2.1"), at(second));
        }
        assert_eq!(failures.check(address("::ffff:192.0.2.1"), at(3)), Err(RetryAfter(57)));
        assert_eq!(failures.check(address("192.0.2.2"), at(3)), Ok(()));
        assert_eq!(failures.check(None, at(3)), Ok(()));
        assert_eq!(failures.check(address("192.0.2.1"), at(59)), Err(RetryAfter(1)));
        assert_eq!(failures.check(address("192.0.2.1"), at(60)), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_and_who_cannot_be_placed_are_one_client_each() {
        let failures = Failures::new(RateLimit { requests: 1, ..LIMIT });
        failures.count(address("2001:db8::1"), at(0));
        assert!(failures.check(address("2001:db8::ffff:1"), at(0)).is_err());
        assert!(failures.check(address("2001:db8:0:1::1"), at(0)).is_ok());
        failures.count(None, at(0));
        assert!(failures.check(None, at(0)).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let failures = Failures::new(LIMIT);
        let remembered = || {
            let known = failures.known.lock().unwrap();
            known.lately.len() + known.earlier.len()
        };
        for number in 0..250_000 {
            failures.count(Some(Ipv4Addr::from_bits(number).into()), at(0));
        }
        assert!(remembered() <= 2 * MAX_ADDRESSES, "{}", remembered());
        for minute in 1..=2 {
            failures.count(address("192.0.2.1"), at(60 * minute));
        }
        assert_eq!(remembered(), 1, "who failed minutes ago is forgotten");
    }
}
