//! From the name of a peer to addresses that may be connected to.

use std::net::SocketAddr;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::is_public;

/// What is said of a name that has no address which may be connected to.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the peer is at no address of the public internet")]
pub(super) struct PrivateAddress;

/// Looks names up, and hands over those addresses only that may be connected to. The connection is made to one of them, and
/// the name is not looked up again: what it leads to by then does not matter.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    inner: DefaultResolver,
    allow_private: bool,
}

impl GuardedResolver {
    pub(super) fn new(allow_private: bool) -> Self {
        Self { inner: DefaultResolver::default(), allow_private }
    }

    fn may_connect(&self, address: &SocketAddr) -> bool {
        self.allow_private || is_public(address.ip())
    }
}

impl Resolver for GuardedResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|fault| match fault {
            // What the system says of a name varies.
            Error::Io(_) => Error::HostNotFound,
            fault => fault,
        })?;
        let mut allowed = self.empty();
        found.iter().filter(|address| self.may_connect(address)).for_each(|address| allowed.push(*address));
        if allowed.is_empty() { Err(Error::Other(Box::new(PrivateAddress))) } else { Ok(allowed) }
    }
}

#[cfg(test)]
mod tests {
    use ureq::unversioned::transport::time::Duration;
    use ureq::{Agent, Timeout};

    use super::*;

    fn resolve(uri: &str, allow_private: bool) -> Result<Vec<SocketAddr>, String> {
        let timeout = NextTimeout { after: Duration::NotHappening, reason: Timeout::Resolve, ..NextTimeout::default() };
        let resolver = GuardedResolver::new(allow_private);
        let config = Agent::config_builder().build();
        let found = resolver.resolve(&uri.parse().unwrap(), &config, timeout);
        found.map(|found| found.to_vec()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn an_address_that_may_not_be_connected_to_is_not_handed_over_however_it_is_written() {
        let refused = Err("other: the peer is at no address of the public internet".to_owned());
        for uri in [
            "https://127.0.0.1",
            "http://localhost:8080",
            "https://[::1]",
            "https://[::ffff:7f00:1]",
            "https://[64:ff9b::7f00:1]",
            "https://10.0.0.1:9200/x",
            "https://169.254.169.254/latest",
            "https://0.0.0.0",
        ] {
            assert_eq!(resolve(uri, false), refused, "{uri}");
        }
        assert_eq!(resolve("https://8.8.8.8", false), Ok(vec!["8.8.8.8:443".parse().unwrap()]));
        assert_eq!(resolve("http://127.0.0.1", true), Ok(vec!["127.0.0.1:80".parse().unwrap()]));
    }

    #[test]
    fn a_name_that_leads_nowhere_is_no_host() {
        assert_eq!(resolve("https://nowhere.invalid", false), Err("host not found".to_owned()));
    }
}
