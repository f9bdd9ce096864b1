//! Who may report and ask: the checks between the head of a request and its answer, in memory alone.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

use super::credentials::AppCredentials;
use super::ids::ApplicationId;
use super::server_key::{AppSecretHash, ServerKey};
use crate::catalog::{Moment, PreciseMoment};
use crate::limiting::{ClientWindows, RateLimit, RetryAfter, client_of};

/// What a request is for, which decides how often it may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// How to take part.
    Config,
    /// A report.
    Report,
    /// Rules and lists.
    Rules,
    /// A sign of life.
    Heartbeat,
    /// What is known of an address.
    Query,
}

impl RequestKind {
    const ALL: [Self; 5] = [Self::Config, Self::Report, Self::Rules, Self::Heartbeat, Self::Query];

    /// Returns how often an application may ask. A client reports all its bans at first, page after page.
    const fn limit(self) -> RateLimit {
        match self {
            Self::Config => RateLimit { requests: 6, window_seconds: 60 },
            Self::Report => RateLimit { requests: 600, window_seconds: 600 },
            // Three lists, and twice in a row after a start.
            Self::Rules => RateLimit { requests: 18, window_seconds: 60 },
            Self::Heartbeat => RateLimit { requests: 120, window_seconds: 60 },
            Self::Query => RateLimit { requests: 60, window_seconds: 60 },
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Config => 0,
            Self::Report => 1,
            Self::Rules => 2,
            Self::Heartbeat => 3,
            Self::Query => 4,
        }
    }
}

/// How many applications may be behind one address: it may ask so many times as often as one of them.
const APPLICATIONS_AT_ADDRESS: u32 = 4;
/// How many requests of an address may fail to say who they are from.
const FAILURES: RateLimit = RateLimit { requests: 20, window_seconds: 60 };

/// An application that may be let in.
#[derive(Clone, Debug)]
pub struct KnownApplication {
    /// Its number.
    pub id: ApplicationId,
    /// What is kept of its secret.
    pub secret: AppSecretHash,
    /// Since when it, or its owner, is banned.
    pub banned: Option<Moment>,
}

/// An application whose request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmittedApplication(pub ApplicationId);

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BtnRefusal {
    /// It does not say who it is from.
    Missing,
    /// It brings what a client sends that nobody has configured.
    Unconfigured,
    /// Nobody has this id with this secret.
    Unknown,
    /// The application, or its owner, is banned.
    Banned,
    /// The application, or the address, has asked too much, or failed too often.
    TooMany(RetryAfter),
}

/// Lets requests in, or refuses them.
#[derive(Debug)]
pub struct BtnGate {
    key: ServerKey,
    known: ArcSwap<HashMap<String, KnownApplication>>,
    /// By [`RequestKind::place`].
    applications: [ClientWindows<ApplicationId>; RequestKind::ALL.len()],
    addresses: [ClientWindows<Option<IpAddr>>; RequestKind::ALL.len()],
    failures: ClientWindows<Option<IpAddr>>,
    refused: AtomicU64,
}

impl BtnGate {
    /// Lets nobody in until it is told of [applications](Self::set_applications).
    pub fn new(key: ServerKey) -> Self {
        let of_address = |kind: RequestKind| {
            let limit = kind.limit();
            RateLimit { requests: limit.requests * APPLICATIONS_AT_ADDRESS, ..limit }
        };
        Self {
            key,
            known: ArcSwap::default(),
            applications: RequestKind::ALL.map(|kind| ClientWindows::new(kind.limit())),
            addresses: RequestKind::ALL.map(|kind| ClientWindows::new(of_address(kind))),
            failures: ClientWindows::new(FAILURES),
            refused: AtomicU64::new(0),
        }
    }

    /// From here on these applications may be let in, by the ids that requests bring, and no others.
    pub fn set_applications(&self, known: HashMap<String, KnownApplication>) {
        self.known.store(Arc::new(known));
    }

    /// Tells whether the body of a report is worth reading: its address has not failed too often, it is of an application that
    /// is known and not banned, and neither has asked too much. Nothing is counted.
    pub fn may_send(&self, address: Option<IpAddr>, credentials: Option<&AppCredentials>, now: PreciseMoment) -> bool {
        let (client, report) = (client_of(address), RequestKind::Report.place());
        let is_let = self.failures.check(client, now).is_ok() && self.addresses[report].check(client, now).is_ok();
        let application = credentials.filter(|_| is_let).and_then(|credentials| self.identify(credentials).ok());
        application.is_some_and(|application| self.applications[report].check(application, now).is_ok())
    }

    /// Tells whether credentials are of an application that is known and not banned.
    pub fn knows(&self, credentials: Option<&AppCredentials>) -> bool {
        credentials.is_some_and(|credentials| self.identify(credentials).is_ok())
    }

    /// Lets a request in, and counts it.
    ///
    /// # Errors
    /// Why it is not: first because of its address, then of its credentials, then of how often the application asks.
    pub fn admit(
        &self,
        kind: RequestKind,
        address: Option<IpAddr>,
        credentials: Option<&AppCredentials>,
        now: PreciseMoment,
    ) -> Result<AdmittedApplication, BtnRefusal> {
        let admitted = self.judge(kind, client_of(address), credentials, now);
        if admitted.is_err() {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        admitted
    }

    /// Returns how many requests were refused since the start.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Returns how many applications are known.
    pub fn applications(&self) -> usize {
        self.known.load().len()
    }

    fn judge(
        &self,
        kind: RequestKind,
        client: Option<IpAddr>,
        credentials: Option<&AppCredentials>,
        now: PreciseMoment,
    ) -> Result<AdmittedApplication, BtnRefusal> {
        self.failures.check(client, now).map_err(BtnRefusal::TooMany)?;
        self.addresses[kind.place()].count(client, now).map_err(BtnRefusal::TooMany)?;
        let identified = match credentials {
            Some(credentials) => self.identify(credentials),
            None => Err(BtnRefusal::Missing),
        };
        if identified == Err(BtnRefusal::Unknown) {
            // What was over the limit is refused from the next request on.
            let _over = self.failures.count(client, now);
        }
        let application = identified?;
        self.applications[kind.place()].count(application, now).map_err(BtnRefusal::TooMany)?;
        Ok(AdmittedApplication(application))
    }

    /// Finds the application of a pair. An id that nobody has takes as long as a wrong secret.
    fn identify(&self, credentials: &AppCredentials) -> Result<ApplicationId, BtnRefusal> {
        if credentials.are_examples() {
            return Err(BtnRefusal::Unconfigured);
        }
        let given = self.key.of_secret(credentials.expose());
        let known = self.known.load();
        match known.get(&credentials.id) {
            Some(known) if known.secret.is(&given) => match known.banned {
                Some(_) => Err(BtnRefusal::Banned),
                None => Ok(known.id),
            },
            _ => Err(BtnRefusal::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ServerKey {
        ServerKey::parse(&"5".repeat(64)).unwrap()
    }

    fn at(seconds: i64) -> PreciseMoment {
        PreciseMoment((1_577_836_800 + seconds) * 1_000_000)
    }

    /// A gate that knows the application `a`, whose secret is `right`, and `b`, which is banned.
    fn gate() -> BtnGate {
        let gate = BtnGate::new(key());
        let known =
            |number, banned| KnownApplication { id: ApplicationId(number), secret: key().of_secret("right"), banned };
        let known = [("a".to_owned(), known(1, None)), ("b".to_owned(), known(2, Some(Moment(7))))];
        gate.set_applications(known.into());
        gate
    }

    fn pair(id: &str, secret: &str) -> Option<AppCredentials> {
        Some(AppCredentials { id: id.to_owned(), secret: secret.into() })
    }

    #[test]
    fn only_a_known_application_with_its_secret_is_let_in() {
        let (gate, address) = (gate(), Some("192.0.2.1".parse().unwrap()));
        for (credentials, expected) in [
            (pair("a", "right"), Ok(AdmittedApplication(ApplicationId(1)))),
            (pair("a", "wrong"), Err(BtnRefusal::Unknown)),
            (pair("c", "right"), Err(BtnRefusal::Unknown)),
            (pair("b", "right"), Err(BtnRefusal::Banned)),
            (pair("b", "wrong"), Err(BtnRefusal::Unknown)),
            (pair("example-app-id", "example-app-secret"), Err(BtnRefusal::Unconfigured)),
            (None, Err(BtnRefusal::Missing)),
        ] {
            let admitted = gate.admit(RequestKind::Report, address, credentials.as_ref(), at(0));
            assert_eq!(admitted, expected, "{credentials:?}");
            assert_eq!(gate.knows(credentials.as_ref()), expected.is_ok(), "{credentials:?}");
        }
        assert_eq!(gate.refused(), 6);
    }

    #[test]
    fn an_address_may_guess_so_often() {
        let gate = gate();
        let admit = |address: &str, id: &str, second| {
            let address = Some(address.parse().unwrap());
            gate.admit(RequestKind::Rules, address, pair(id, "right").as_ref(), at(second))
        };
        for _ in 0..20 {
            assert_eq!(admit("192.0.2.1", "c", 0), Err(BtnRefusal::Unknown));
        }
        assert_eq!(admit("192.0.2.1", "a", 1), Err(BtnRefusal::TooMany(RetryAfter(59))));
        let may_send = |address: &str, second| {
            gate.may_send(Some(address.parse().unwrap()), pair("a", "right").as_ref(), at(second))
        };
        assert!(!may_send("192.0.2.1", 1) && may_send("192.0.2.2", 1) && may_send("192.0.2.1", 60));
        assert!(admit("192.0.2.2", "a", 1).is_ok() && admit("192.0.2.1", "a", 60).is_ok());
    }

    #[test]
    fn each_kind_of_request_has_a_limit_of_its_own() {
        for kind in RequestKind::ALL {
            let (gate, limit) = (gate(), kind.limit());
            let ask = |host: u8, second| {
                let address = Some(IpAddr::from([192, 0, 2, host]));
                gate.admit(kind, address, pair("a", "right").as_ref(), at(second))
            };
            for number in 0..limit.requests {
                assert!(ask(u8::try_from(number % 200).unwrap(), 0).is_ok(), "{kind:?} {number}");
            }
            let over = BtnRefusal::TooMany(RetryAfter(u64::from(limit.window_seconds)));
            assert_eq!(ask(201, 0), Err(over), "{kind:?}");
            assert!(ask(201, i64::from(limit.window_seconds)).is_ok(), "{kind:?}");
        }
    }
}
