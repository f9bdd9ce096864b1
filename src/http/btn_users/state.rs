//! What the door answers from.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;
use url::Url;

use crate::btn::OwnerId;
use crate::catalog::{Moment, PreciseMoment};
use crate::clock::Clock;
use crate::http::pool::Pool;
use crate::http::route::door_state;
use crate::limiting::{ClientWindows, RateLimit, RetryAfter, client_of};
use crate::store::{Actor, AuditRecord, BtnStore, StoreError};

use super::fault::UserFault;
use super::github::GithubLogin;

/// How many logins may begin at an address, which many people may share.
const LOGINS: RateLimit = RateLimit { requests: 30, window_seconds: 600 };

/// What the door may see; built once.
pub struct BtnUsers {
    /// The database of reports.
    pub store: BtnStore,
    /// Where people log in; `None`: they cannot.
    pub github: Option<Arc<GithubLogin>>,
    /// Where the door is, as people reach it.
    pub url: Url,
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where the database and GitHub are waited for.
    pub pool: Arc<Pool>,
    /// The logins that each address has begun lately.
    pub logins: BegunLogins,
}

/// How many logins each address has begun lately: each is kept, at most so many of all addresses.
#[derive(Debug)]
pub struct BegunLogins(ClientWindows<Option<IpAddr>>);

impl Default for BegunLogins {
    fn default() -> Self {
        Self(ClientWindows::new(LOGINS))
    }
}

impl BegunLogins {
    /// Counts one more.
    ///
    /// # Errors
    /// [`RetryAfter`]: it is one too many.
    pub(super) fn count(&self, address: Option<IpAddr>, now: PreciseMoment) -> Result<(), RetryAfter> {
        self.0.count(client_of(address), now)
    }
}

impl BtnUsers {
    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }

    /// Asks the database, and waits elsewhere.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&BtnStore, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, UserFault> {
        let (store, now) = (self.store.clone(), self.clock.now());
        Ok(self.pool.run(move || question(&store, now)).await??)
    }

    /// Notes what an account is about to do that concerns others.
    pub(super) async fn note(&self, owner: OwnerId, action: &'static str, subject: String) -> Result<(), UserFault> {
        let at = self.clock.now();
        let record = AuditRecord { at, actor: Actor::Owner(owner), action: action.to_owned(), subject };
        self.ask(move |store, _| store.note_audit(&record)).await
    }
}
