//! How many connections there may be: in all, and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;

/// The bits of an IPv6 address that name a client's network: within it every address is the client's to choose.
const CLIENT_PREFIX: u32 = 64;

/// Counts the connections of each address.
#[derive(Debug)]
pub(in crate::http) struct Admission {
    /// The most of one address; 0: any number.
    limit: u32,
    /// Proxies bring the connections of many.
    trusted: Vec<IpNet>,
    open: Mutex<HashMap<IpAddr, u32>>,
    /// Those of all addresses.
    all: Arc<AtomicUsize>,
}

impl Admission {
    /// Admits so many connections of one address, and counts those of all where it is told.
    pub(in crate::http) fn new(limit: u32, trusted: Vec<IpNet>, all: Arc<AtomicUsize>) -> Arc<Self> {
        Arc::new(Self { limit, trusted, open: Mutex::default(), all })
    }

    /// Admits a connection; `None` where its address has as many as it may.
    pub(in crate::http) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Admitted> {
        let peer = peer.to_canonical();
        if self.limit == 0 || self.trusted.iter().any(|network| network.contains(&peer)) {
            return Some(self.admitted(None));
        }
        let client = network_of(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(self.admitted(Some(client)))
    }

    fn admitted(self: &Arc<Self>, client: Option<IpAddr>) -> Admitted {
        self.all.fetch_add(1, Ordering::Relaxed);
        Admitted { admission: Arc::clone(self), client }
    }
}

fn network_of(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(v6) => {
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (Ipv6Addr::BITS - CLIENT_PREFIX))))
        }
    }
}

/// A place among the connections, free again when it is dropped.
#[derive(Debug)]
pub(in crate::http) struct Admitted {
    admission: Arc<Admission>,
    /// The address that it is a place of, where those of one are counted.
    client: Option<IpAddr>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.admission.all.fetch_sub(1, Ordering::Relaxed);
        if let Some(client) = &self.client {
            let mut open = self.admission.open.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = open.get_mut(client) {
                *count -= 1;
                if *count == 0 {
                    open.remove(client);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_connections_and_no_more() {
        let all = Arc::new(AtomicUsize::new(0));
        let admission = Admission::new(2, vec!["192.0.2.9/32".parse().unwrap()], Arc::clone(&all));
        let admit = |address: &str| admission.admit(address.parse().unwrap());
        let (one, two) = (admit("192.0.2.1"), admit("::ffff:192.0.2.1"));
        assert!(one.is_some() && two.is_some() && admit("192.0.2.1").is_none());
        assert!(admit("192.0.2.2").is_some());
        drop(one);
        assert!(admit("192.0.2.1").is_some(), "a closed connection counts no more");
        let proxied: Vec<_> = (0..9).map(|_| admit("192.0.2.9")).collect();
        assert!(proxied.iter().all(Option::is_some), "a trusted proxy has as many as it likes");
        let v6 = [admit("2001:db8::1"), admit("2001:db8::ffff:1")];
        assert!(v6.iter().all(Option::is_some) && admit("2001:db8::2:1").is_none(), "a /64 is one client");
        assert!(admit("2001:db8:0:1::1").is_some());
        drop((two, v6, proxied));
        assert!(admission.open.lock().unwrap().is_empty());
        assert_eq!(all.load(Ordering::Relaxed), 0);
        let open = Admission::new(0, Vec::new(), Arc::clone(&all));
        let many: Vec<_> = (0..99).map(|_| open.admit("192.0.2.1".parse().unwrap())).collect();
        assert!(many.iter().all(Option::is_some), "0 is no limit");
        assert_eq!(all.load(Ordering::Relaxed), 99);
    }
}
