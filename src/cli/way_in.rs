//! How boxes find their services and get tokens: the doors of that, and the threads behind them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use url::Url;

use crate::catalog::DAY_SECONDS;
use crate::clock::Clock;
use crate::config::{AuthSettings, Config, FORGET_DAYS};
use crate::http::auth::AuthService;
use crate::http::registry::RegistryService;
use crate::number::{to_index, to_u32};
use crate::refresh::{Forgetter, Issuer, Lookups, Viewers};
use crate::registry::{Own, Registry};
use crate::store::Store;
use crate::viewers::{Applications, Arrivals, Lifetimes};

/// Seconds of a day.
const DAY: u32 = 86_400;

/// The doors that are open, and the threads behind them.
pub(super) struct WayIn {
    pub(super) registry: Option<Arc<RegistryService>>,
    pub(super) auth: Option<Arc<AuthService>>,
    tokens: Option<(Issuer, Lookups)>,
    forgetter: Forgetter,
}

impl WayIn {
    /// Starts what the settings turn on. `public_url` is what boxes are told that we are at.
    pub(super) fn start(
        config: &Config,
        public_url: Option<&Url>,
        (store, clock, viewers): (&Store, &Clock, &Arc<Viewers>),
    ) -> io::Result<Self> {
        let registry = config.way_in.registry.as_ref().zip(public_url).map(|(settings, public_url)| {
            let own = Own {
                public_url: public_url.clone(),
                film_paths: config.server.version_paths.clone(),
                issues_tokens: config.way_in.auth.is_some(),
            };
            Arc::new(RegistryService {
                registry: Registry::new(settings, &own),
                clock: clock.clone(),
                trusted_proxies: config.server.trusted_proxies.clone(),
                base: base(config, "/registry"),
            })
        });
        let tokens = match &config.way_in.auth {
            None => None,
            Some(auth) => {
                let rules = (lifetimes(auth), auth.max_viewers.into());
                let issuer = Issuer::start(store, clock.clone(), Arc::clone(viewers), rules)?;
                Some((issuer, Lookups::start(store, Arc::clone(viewers))?))
            }
        };
        let auth = config.way_in.auth.as_ref().zip(tokens.as_ref()).map(|(settings, (issuer, _))| {
            Arc::new(AuthService {
                applications: Applications::new(
                    settings.clients.iter().map(|client| (client.id.as_str(), client.secret.expose())),
                ),
                arrivals: Arrivals::new(to_index(settings.new_viewers_per_hour)),
                tokens: issuer.tokens(),
                access_seconds: lifetimes(settings).access,
                viewers: Arc::clone(viewers),
                clock: clock.clone(),
                trusted_proxies: config.server.trusted_proxies.clone(),
                base: base(config, "/auth"),
            })
        });
        let forgetter = Forgetter::start(store, clock.clone(), forget_after(config.way_in.auth.as_ref()))?;
        Ok(Self { registry, auth, tokens, forgetter })
    }

    /// Ends the threads, but waits for none of them past the moment; tells whether all have ended.
    pub(super) fn stop(self, until: Instant) -> bool {
        let (issuer, lookups) =
            self.tokens.map_or((true, true), |(issuer, lookups)| (issuer.stop(until), lookups.stop(until)));
        self.forgetter.stop(until) && issuer && lookups
    }
}

fn base(config: &Config, path: &str) -> String {
    format!("{}{path}", config.server.base_path.trim_end_matches('/'))
}

fn lifetimes(auth: &AuthSettings) -> Lifetimes {
    Lifetimes { access: to_u32(auth.access.as_secs()), refresh: auth.refresh_days * DAY }
}

/// Returns for how many seconds viewers who get no token are remembered: they may be here as long as the last one holds.
fn forget_after(auth: Option<&AuthSettings>) -> i64 {
    let days = auth.map_or(FORGET_DAYS, |auth| auth.forget_days);
    i64::from(days) * DAY_SECONDS + auth.map_or(0, |auth| i64::from(lifetimes(auth).access))
}

/// Returns the URL of the program for whoever is on the same machine.
pub(super) fn local_url(address: SocketAddr, config: &Config) -> Option<Url> {
    let mut address = address;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}{}/", base(config, "")).parse().ok()
}
