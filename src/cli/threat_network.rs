//! Downloaders that take part in the threat network: their door, and the threads behind it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use url::Url;

use crate::btn::analysis::Thresholds;
use crate::btn::{BtnGate, Profile, ProfileChoice, ServerKey};
use crate::config::{BtnProfile, BtnSettings, Config};
use crate::http::Hall;
use crate::http::btn_api::BtnApi;
use crate::http::btn_users::{BtnUsers, GithubLogin};
use crate::http::ops::DownloaderCounts;
use crate::http::pool::Pool;
use crate::number::to_index;
use crate::peer::client::Trust;
use crate::refresh::{
    CatalogueTorrents, ListBoard, ListTerms, ListWorker, ParticipantWorker, ReportWriter, TakenCounts,
};
use crate::store::{BtnStore, Store};

use super::fault::CommandError;

/// Threads that read reports: each holds one body that is decoded.
const READERS: usize = 2;
/// Threads that answer people: a query of all that is kept takes seconds.
const ANSWERERS: usize = 2;
/// How many reports may wait to be read.
const WAITING: usize = 64;

/// Where people log in, and where GitHub says who they are.
const GITHUB: &str = "https://github.com";
const GITHUB_API: &str = "https://api.github.com";

/// The door, and the threads behind it.
pub(super) struct ThreatNetwork {
    pub(super) api: Arc<BtnApi>,
    pub(super) users: Arc<BtnUsers>,
    board: ListBoard,
    store: BtnStore,
    participants: ParticipantWorker,
    reports: ReportWriter,
    lists: ListWorker,
    torrents: CatalogueTorrents,
}

impl ThreatNetwork {
    /// Returns where the door is to listen; `None`: nowhere.
    pub(super) fn address(config: &Config) -> Option<SocketAddr> {
        config.btn.listen
    }

    /// Starts what is behind the door. `None`: it is to be shut, or its database is away, which is said: boxes are served
    /// all the same.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub(super) fn start(config: &Config, hall: &Hall, catalogue: &Store) -> Result<Option<Self>, CommandError> {
        let settings = &config.btn;
        let (Some(_), Some(url), Some(notice)) = (settings.listen, &settings.url, &settings.notice) else {
            return Ok(None);
        };
        let Some(store) = open(settings) else { return Ok(None) };
        let clock = hall.clock.clone();
        let gate = Arc::new(BtnGate::new(store.key().clone()));
        let participants = ParticipantWorker::start(&store, clock.clone(), Arc::clone(&gate))?;
        let reports = ReportWriter::start(&store, clock.clone())?;
        let lists = ListWorker::start(&store, clock.clone(), terms(settings))?;
        let users = BtnUsers {
            store: store.clone(),
            github: github(settings, url)?.map(Arc::new),
            url: url.clone(),
            clock: clock.clone(),
            trusted_proxies: hall.trusted_proxies.clone(),
            pool: Arc::new(Pool::start(ANSWERERS, WAITING)?),
        };
        let torrents = CatalogueTorrents::start(catalogue, &store)?;
        let api = BtnApi {
            gate,
            reports: reports.reports(),
            heard: participants.heard(),
            lists: lists.lists(),
            taken: Arc::new(TakenCounts::default()),
            url: url.clone(),
            profile: profile(settings.profile),
            store: store.clone(),
            queries: Arc::new(Pool::start(READERS, WAITING)?),
            notice: notice.clone(),
            clock,
            trusted_proxies: hall.trusted_proxies.clone(),
            pool: Arc::new(Pool::start(READERS, WAITING)?),
        };
        Ok(Some(Self {
            api: Arc::new(api),
            users: Arc::new(users),
            board: lists.board(),
            store,
            participants,
            reports,
            lists,
            torrents,
        }))
    }

    /// Returns what operations are told.
    pub(super) fn counts(&self) -> DownloaderCounts {
        DownloaderCounts {
            gate: Arc::clone(&self.api.gate),
            taken: Arc::clone(&self.api.taken),
            board: self.board.clone(),
        }
    }

    /// Ends the threads, but waits for none of them past the moment; tells whether all have ended.
    pub(super) fn stop(self, until: Instant) -> bool {
        let ended = [
            self.reports.stop(until),
            self.participants.stop(until),
            self.lists.stop(until),
            self.torrents.stop(until),
        ];
        self.store.close();
        !ended.contains(&false)
    }
}

/// Opens the database of reports, migrated.
fn open(settings: &BtnSettings) -> Option<BtnStore> {
    let opened = BtnStore::create(&settings.database_url, server_key(settings)?).and_then(|store| {
        for migration in store.asker().ask_long(BtnStore::migrate)? {
            log::info!("migrated the database of reports: {migration}");
        }
        Ok(store)
    });
    let told = opened.inspect_err(|fault| {
        log::error!(
            "downloaders are not served: {fault}; that is the database of the setting `btn_database_url`; restart the \
             server when it is there"
        );
    });
    told.ok()
}

/// Returns how people log in; `None`: they cannot.
fn github(settings: &BtnSettings, door: &Url) -> Result<Option<GithubLogin>, CommandError> {
    let app = settings.github_client_id.as_deref().zip(settings.github_client_secret.as_ref());
    let Some((id, secret)) = app else { return Ok(None) };
    let trust = Trust::load(None).map_err(|fault| CommandError::Refused(fault.to_string()))?;
    let url = |url: &Option<Url>, usual: &str| url.clone().map_or_else(|| Url::parse(usual).ok(), Some);
    let urls = url(&settings.github_url, GITHUB).zip(url(&settings.github_api_url, GITHUB_API));
    Ok(urls.and_then(|(github, api)| GithubLogin::new((id, secret.expose()), (&github, &api), door, &trust)))
}

/// Returns the key of the settings; `None`: they have none.
#[expect(clippy::expect_used, reason = "the settings take no other text for a key")]
pub(super) fn server_key(settings: &BtnSettings) -> Option<ServerKey> {
    settings.server_key().map(|key| ServerKey::parse(key.expose()).expect("a server key"))
}

/// Returns what lists are made by.
pub(super) fn terms(settings: &BtnSettings) -> ListTerms {
    ListTerms {
        thresholds: Thresholds { quorum: to_index(settings.quorum), ..Thresholds::default() },
        most: to_index(settings.list_max),
        protected: settings.protected_networks.clone(),
        lists_documentation: false,
    }
}

fn profile(chosen: BtnProfile) -> ProfileChoice {
    match chosen {
        BtnProfile::Auto => ProfileChoice::Auto,
        BtnProfile::Legacy => ProfileChoice::Always(Profile::Legacy),
        BtnProfile::Modern => ProfileChoice::Always(Profile::Modern),
    }
}
