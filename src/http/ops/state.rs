//! What operations are told from.

use std::sync::{Arc, OnceLock};

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::answer_cache::AnswerCache;
use crate::btn::BtnGate;
use crate::clock::Clock;
use crate::http::pool::Pool;
use crate::http::route::door_state;
use crate::http::stopping::Stopping;
use crate::http::traffic::Traffic;
use crate::peer::Gatekeeper;
use crate::query::live::Live;
use crate::refresh::peers::PeerBoard;
use crate::refresh::{ListBoard, RefreshStatus, Served, TakenCounts, Viewers};

/// What the door may see. It is open before the database is: what comes later is [set](Self::serve) later.
#[derive(Debug)]
pub struct Ops {
    /// What time it is.
    pub clock: Clock,
    /// What goes through the hall.
    pub traffic: Arc<Traffic>,
    /// Whether the server was told to stop.
    pub stopping: Stopping,
    /// Returns how often a thread panicked since the start.
    pub panics: fn() -> u64,
    /// Set once the database has answered.
    database: OnceLock<()>,
    /// Set once requests are answered.
    serving: OnceLock<Serving>,
}

/// What is there once requests are answered.
#[derive(Debug)]
pub struct Serving {
    /// What is served.
    pub live: Arc<Live<Served>>,
    /// Who watches.
    pub viewers: Arc<Viewers>,
    /// How refreshing fares.
    pub status: Arc<RefreshStatus>,
    /// Where what takes long is done.
    pub pool: Arc<Pool>,
    /// The answers of the Films API that are kept; `None`: none are.
    pub answers: Option<Arc<AnswerCache>>,
    /// Which peers may ask; `None`: their door is shut.
    pub gate: Option<Arc<Gatekeeper>>,
    /// What is known of peers whom we ask; `None`: nobody is asked.
    pub peers: Option<Arc<PeerBoard>>,
    /// Which downloaders take part; empty: their door is shut.
    pub downloaders: Arc<OnceLock<DownloaderCounts>>,
}

/// What is counted of downloaders.
#[derive(Debug)]
pub struct DownloaderCounts {
    /// Who may report.
    pub gate: Arc<BtnGate>,
    /// What became of what they reported.
    pub taken: Arc<TakenCounts>,
    /// How making lists fares.
    pub board: ListBoard,
}

impl Ops {
    /// Tells of a server that has just been started.
    pub fn new(clock: Clock, traffic: Arc<Traffic>, stopping: Stopping, panics: fn() -> u64) -> Self {
        Self { clock, traffic, stopping, panics, database: OnceLock::new(), serving: OnceLock::new() }
    }

    /// Notes that the database has answered.
    pub fn database_answers(&self) {
        self.database.get_or_init(|| ());
    }

    /// Notes that requests are answered from here on.
    pub fn serve(&self, serving: Serving) {
        self.serving.get_or_init(|| serving);
    }

    /// Tells whether the database has answered since the start.
    pub(super) fn has_database(&self) -> bool {
        self.database.get().is_some()
    }

    /// Returns what answers requests; `None` before any are.
    pub(super) fn serving(&self) -> Option<&Serving> {
        self.serving.get()
    }

    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }
}
