//! Downloaders that take part in the threat network: what is behind their door, and the threads of that.

use std::sync::Arc;
use std::time::Instant;

use url::Url;

use crate::btn::analysis::Thresholds;
use crate::btn::{BtnGate, Profile, ProfileChoice, ServerKey};
use crate::config::{BtnProfile, BtnSettings};
use crate::http::Hall;
use crate::http::btn_api::BtnApi;
use crate::http::btn_users::{BegunLogins, BtnUsers, GithubLogin};
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

/// What is behind the door, and the threads of that.
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
    /// Starts what is behind the door, over the migrated database of reports. `None`: the settings do not open the door.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub(super) fn start(
        settings: &BtnSettings,
        hall: &Hall,
        (catalogue, store): (&Store, BtnStore),
    ) -> Result<Option<Self>, CommandError> {
        let (Some(url), Some(notice)) = (&settings.url, &settings.notice) else { return Ok(None) };
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
            pool: Arc::new(Pool::start_giving_way(ANSWERERS, WAITING)?),
            logins: BegunLogins::default(),
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
            queries: Arc::new(Pool::start_giving_way(READERS, WAITING)?),
            notice: notice.clone(),
            clock,
            trusted_proxies: hall.trusted_proxies.clone(),
            pool: Arc::new(Pool::start_giving_way(READERS, WAITING)?),
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

/// Returns how people log in; `None`: they cannot.
fn github(settings: &BtnSettings, door: &Url) -> Result<Option<GithubLogin>, CommandError> {
    let app = settings.github_client_id.as_deref().zip(settings.github_client_key.as_ref());
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
