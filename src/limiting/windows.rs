//! What each of many clients asked in its present window.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::rate::{FixedWindow, RateLimit, RetryAfter};
use crate::catalog::PreciseMoment;

/// The bits that name the network of an IPv6 address: within it every address is the client's to choose.
const V6_BITS: u32 = 64;
/// From how many clients on those that asked least lately are forgotten.
const MAX_CLIENTS: usize = 100_000;

/// The requests, or failures, of each client in its present window.
pub struct ClientWindows<K> {
    limit: RateLimit,
    known: Mutex<RecentWindows<K>>,
}

/// Shows nobody's address.
impl<K> fmt::Debug for ClientWindows<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientWindows").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// The clients of this period, and those of the one before; older ones fall away unasked.
struct RecentWindows<K> {
    /// When the period began.
    since: Option<PreciseMoment>,
    lately: HashMap<K, FixedWindow>,
    earlier: HashMap<K, FixedWindow>,
}

impl<K> Default for RecentWindows<K> {
    fn default() -> Self {
        Self { since: None, lately: HashMap::new(), earlier: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash> ClientWindows<K> {
    /// Allows each client so much.
    pub fn new(limit: RateLimit) -> Self {
        Self { limit, known: Mutex::default() }
    }

    /// Tells whether the client is to be answered, without counting anything.
    ///
    /// # Errors
    /// [`RetryAfter`]: it has used up its window.
    pub fn check(&self, client: K, now: PreciseMoment) -> Result<(), RetryAfter> {
        let known = self.lock();
        let window = known.lately.get(&client).or_else(|| known.earlier.get(&client));
        window.map_or(Ok(()), |window| window.check(self.limit, now))
    }

    /// Counts a request, or a failure.
    ///
    /// # Errors
    /// [`RetryAfter`]: it is over the limit.
    pub fn count(&self, client: K, now: PreciseMoment) -> Result<(), RetryAfter> {
        self.lock().of(client, self.limit, now).count(self.limit, now)
    }

    fn lock(&self) -> MutexGuard<'_, RecentWindows<K>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash> RecentWindows<K> {
    fn of(&mut self, client: K, limit: RateLimit, now: PreciseMoment) -> &mut FixedWindow {
        let since = *self.since.get_or_insert(now);
        // Also where the clock was set back.
        let is_over = now < since || now >= since.after(limit.window_seconds);
        if is_over || self.lately.len() >= MAX_CLIENTS {
            self.earlier = std::mem::take(&mut self.lately);
            self.since = Some(now);
        }
        let earlier = &mut self.earlier;
        self.lately.entry(client).or_insert_with(|| earlier.remove(&client).unwrap_or_default())
    }
}

/// Returns what counts as one client: an IPv4 address, or the network of an IPv6 one. Clients whose address nobody knows
/// count as one.
pub fn client_of(address: Option<IpAddr>) -> Option<IpAddr> {
    address.map(|address| match address.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (Ipv6Addr::BITS - V6_BITS))).into(),
    })
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
        client_of(Some(text.parse().unwrap()))
    }

    #[test]
    fn a_client_may_ask_so_often_in_a_minute() {
        let windows = ClientWindows::new(LIMIT);
        for second in 0..3 {
            assert_eq!(windows.check(address("192.0.2.1"), at(second)), Ok(()));
            assert_eq!(windows.count(address("192.0.2.1"), at(second)), Ok(()));
        }
        assert_eq!(windows.check(address("::ffff:192.0.2.1"), at(3)), Err(RetryAfter(57)));
        assert_eq!(windows.check(address("192.0.2.2"), at(3)), Ok(()));
        assert_eq!(windows.check(None, at(3)), Ok(()));
        assert_eq!(windows.check(address("192.0.2.1"), at(59)), Err(RetryAfter(1)));
        assert_eq!(windows.check(address("192.0.2.1"), at(60)), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_and_who_cannot_be_placed_are_one_client_each() {
        let windows = ClientWindows::new(RateLimit { requests: 1, ..LIMIT });
        let _ = windows.count(address("2001:db8::1"), at(0));
        assert!(windows.check(address("2001:db8::ffff:1"), at(0)).is_err());
        assert!(windows.check(address("2001:db8:0:1::1"), at(0)).is_ok());
        let _ = windows.count(None, at(0));
        assert!(windows.check(None, at(0)).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let windows = ClientWindows::new(LIMIT);
        let remembered = || {
            let known = windows.known.lock().unwrap();
            known.lately.len() + known.earlier.len()
        };
        for number in 0..250_000 {
            let _ = windows.count(Some(Ipv4Addr::from_bits(number).into()), at(0));
        }
        assert!(remembered() <= 2 * MAX_CLIENTS, "{}", remembered());
        for minute in 1..=2 {
            let _ = windows.count(address("192.0.2.1"), at(60 * minute));
        }
        assert_eq!(remembered(), 1, "who failed minutes ago is forgotten");
    }
}
