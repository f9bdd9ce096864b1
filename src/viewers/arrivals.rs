//! How many new viewers a network may bring: anybody may ask for a token, and each costs the database two rows.
//!
//! In memory, and so for each server by itself. Only viewers who were let in are remembered, so that what is remembered
//! grows no faster than the database does.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::catalog::Moment;

/// The period for which the limit holds, in seconds.
const PERIOD_SECONDS: i64 = 3_600;
/// The bits that name the network of an IPv4 address.
const V4_BITS: u32 = 24;
/// The bits that name the network of an IPv6 address: within it every address is the client's to choose.
const V6_BITS: u32 = 64;
/// From how many networks on those that brought nobody lately are forgotten sooner: the cap on all viewers holds then.
const MAX_NETWORKS: usize = 100_000;

/// The new viewers of each network.
pub struct Arrivals {
    /// The most in [`PERIOD_SECONDS`].
    most: usize,
    known: Mutex<RecentArrivals>,
}

/// Shows nobody's network.
impl fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrivals").field("most", &self.most).finish_non_exhaustive()
    }
}

/// A viewer who was let in, and whom [`Arrivals::take_back`] forgets where nothing came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    network: Option<IpAddr>,
    at: Moment,
}

/// The network has brought as many as it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// After how many seconds it may bring another: 1 to an hour.
    pub retry_seconds: u64,
}

impl Arrivals {
    /// Lets in so many an hour.
    pub fn new(most: usize) -> Self {
        Self { most, known: Mutex::default() }
    }

    /// Lets a viewer in. Clients whose address nobody knows count as one network.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn admit(&self, client: Option<IpAddr>, at: Moment) -> Result<Arrival, TooMany> {
        let network = client.map(network);
        let mut known = self.lock();
        let moments = known.of(network, at);
        // What lies ahead was noted before the clock was set back.
        moments.retain(|moment| *moment <= at && at.0 - moment.0 < PERIOD_SECONDS);
        match moments.front() {
            Some(first) if moments.len() >= self.most => {
                Err(TooMany { retry_seconds: first.0.saturating_add(PERIOD_SECONDS).abs_diff(at.0) })
            }
            _ => {
                moments.push_back(at);
                Ok(Arrival { network, at })
            }
        }
    }

    /// Forgets a viewer who got no token after all.
    pub fn take_back(&self, arrival: Arrival) {
        let mut known = self.lock();
        let moments = known.of(arrival.network, arrival.at);
        if let Some(place) = moments.iter().rposition(|moment| *moment == arrival.at) {
            moments.remove(place);
        }
    }

    fn lock(&self) -> MutexGuard<'_, RecentArrivals> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When the viewers of each network came, the oldest first.
type Moments = HashMap<Option<IpAddr>, VecDeque<Moment>>;

/// The networks that brought somebody in this period, and those of the one before; older ones fall away unasked.
struct RecentArrivals {
    /// When the period began.
    since: Moment,
    lately: Moments,
    earlier: Moments,
}

impl Default for RecentArrivals {
    fn default() -> Self {
        Self { since: Moment::MIN, lately: HashMap::new(), earlier: HashMap::new() }
    }
}

impl RecentArrivals {
    fn of(&mut self, network: Option<IpAddr>, at: Moment) -> &mut VecDeque<Moment> {
        // The clock may have been set back.
        self.since = self.since.min(at);
        if at.0.saturating_sub(self.since.0) >= PERIOD_SECONDS || self.lately.len() >= MAX_NETWORKS {
            self.earlier = std::mem::take(&mut self.lately);
            self.since = at;
        }
        let earlier = &mut self.earlier;
        self.lately.entry(network).or_insert_with(|| earlier.remove(&network).unwrap_or_default())
    }
}

/// Returns the network that counts as one client.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & (u32::MAX << (Ipv4Addr::BITS - V4_BITS))).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (Ipv6Addr::BITS - V6_BITS))).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_577_836_800;

    fn admit(arrivals: &Arrivals, address: &str, at: i64) -> Result<Arrival, TooMany> {
        arrivals.admit(Some(address.parse().unwrap()), Moment(at))
    }

    #[test]
    fn a_network_brings_so_many_in_any_hour() {
        let arrivals = Arrivals::new(3);
        let refused = |seconds| Err(TooMany { retry_seconds: seconds });
        for (address, second) in [("192.0.2.1", 0), ("192.0.2.255", 10), ("::ffff:192.0.2.7", 20)] {
            assert!(admit(&arrivals, address, NOW + second).is_ok(), "{address}");
        }
        assert_eq!(admit(&arrivals, "192.0.2.9", NOW + 20), refused(3_580));
        assert!(admit(&arrivals, "192.0.3.1", NOW + 20).is_ok(), "another network");
        assert_eq!(admit(&arrivals, "192.0.2.9", NOW + 3_599), refused(1));
        assert!(admit(&arrivals, "192.0.2.9", NOW + 3_600).is_ok());
        assert_eq!(admit(&arrivals, "192.0.2.9", NOW + 3_600), refused(10), "what was refused does not count");
    }

    #[test]
    fn a_network_is_a_24_or_a_64_and_who_cannot_be_placed_is_one() {
        let arrivals = Arrivals::new(1);
        assert!(admit(&arrivals, "2001:db8::1", NOW).is_ok());
        assert!(admit(&arrivals, "2001:db8::ffff:1", NOW).is_err());
        assert!(admit(&arrivals, "2001:db8:0:1::1", NOW).is_ok());
        assert!(arrivals.admit(None, Moment(NOW)).is_ok());
        assert!(arrivals.admit(None, Moment(NOW)).is_err());
    }

    #[test]
    fn who_got_nothing_does_not_count() {
        let arrivals = Arrivals::new(1);
        let arrival = admit(&arrivals, "192.0.2.1", NOW).unwrap();
        arrivals.take_back(arrival);
        assert!(admit(&arrivals, "192.0.2.1", NOW).is_ok());
        arrivals.take_back(Arrival { at: Moment(NOW - 5), ..arrival });
        assert!(admit(&arrivals, "192.0.2.1", NOW).is_err(), "another's place is not given back");
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let arrivals = Arrivals::new(1);
        assert!(admit(&arrivals, "192.0.2.1", NOW).is_ok());
        assert!(admit(&arrivals, "192.0.2.1", NOW - 1_000_000).is_ok());
        assert!(admit(&arrivals, "192.0.2.1", NOW - 1_000_000).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let arrivals = Arrivals::new(1);
        let remembered = || {
            let known = arrivals.known.lock().unwrap();
            known.lately.len() + known.earlier.len()
        };
        for number in 0..250_000_u32 {
            let _ = arrivals.admit(Some(Ipv4Addr::from_bits(number << 8).into()), Moment(NOW));
        }
        assert!(remembered() <= 2 * MAX_NETWORKS, "{}", remembered());
        for hour in 1..=2 {
            assert!(admit(&arrivals, "192.0.2.1", NOW + hour * PERIOD_SECONDS).is_ok());
        }
        assert_eq!(remembered(), 1, "who came hours ago is forgotten");
    }
}
