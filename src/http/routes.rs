//! The listeners of the program, and the doors behind each.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, ServiceConfig};

use crate::catalog::DeviceProfiles;
use crate::metrics::Requests;

use super::auth::{self, AuthService};
use super::btn_api::{self, BtnApi};
use super::btn_users::{self, BtnUsers};
use super::connection::{Refusal, Shortcut, Takers};
use super::films_api::{self, FastPath, FilmsApi};
use super::ops::{self, Ops};
use super::peer_api::{self, PeerApi};
use super::registry::{self, RegistryService};
use super::route::{Route, RouteName};
use super::traffic::Traffic;

/// A port of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// `listen`: set-top boxes, TV apps and downloaders.
    Boxes,
    /// `ops_listen`: monitoring and load balancers.
    Ops,
    /// `peer_listen`: catalogues of other operators.
    Peers,
    /// `btn_listen`: downloaders that take part in the threat network.
    Btn,
}

impl Listener {
    /// Returns what the log calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boxes => "boxes",
            Self::Ops => "ops",
            Self::Peers => "peers",
            Self::Btn => "btn",
        }
    }

    /// Returns what chooses its address: a flag or a setting.
    pub(super) fn setting(self) -> &'static str {
        match self {
            Self::Boxes => "--listen or the setting `listen`",
            Self::Ops => "--ops-listen or the setting `ops_listen` (empty: none)",
            Self::Peers => "the setting `peer_listen` (empty: none)",
            Self::Btn => "the setting `btn_listen` (empty: none)",
        }
    }

    /// Answers what reaches no route of it.
    pub(super) fn refused(self, refusal: Refusal) -> HttpResponse {
        match self {
            Self::Boxes => films_api::refused(refusal),
            Self::Ops => ops::refused(refusal),
            Self::Peers => peer_api::refused(refusal),
            Self::Btn => btn_api::refused(refusal),
        }
    }

    /// Returns the door that what no route answers is counted for.
    pub(super) fn last_door(self) -> &'static str {
        match self {
            Self::Boxes => "films_api",
            Self::Ops => "ops",
            Self::Peers => "peer_api",
            Self::Btn => "btn_api",
        }
    }
}

/// Every door that is open, with what it answers from.
#[derive(Clone, Default)]
pub struct Doors {
    /// Behind [`Listener::Boxes`].
    pub films_api: Option<Arc<FilmsApi>>,
    /// Behind [`Listener::Boxes`]; `None`: it is shut.
    pub registry: Option<Arc<RegistryService>>,
    /// Behind [`Listener::Boxes`]; `None`: it is shut.
    pub auth: Option<Arc<AuthService>>,
    /// Behind [`Listener::Ops`].
    pub ops: Option<Arc<Ops>>,
    /// Behind [`Listener::Peers`].
    pub peer_api: Option<Arc<PeerApi>>,
    /// Behind [`Listener::Btn`].
    pub btn_api: Option<Arc<BtnApi>>,
    /// Behind [`Listener::Btn`]; `None`: it is shut.
    pub btn_users: Option<Arc<BtnUsers>>,
}

/// Returns what a door answers from.
///
/// # Panics
/// It is shut, though its listener listens.
#[expect(clippy::expect_used, reason = "who takes a port opens its doors")]
fn opened<T>(state: &Option<Arc<T>>) -> &Arc<T> {
    state.as_ref().expect("a listener has its doors")
}

impl Doors {
    /// Opens the doors behind a listener.
    pub(super) fn open(&self, listener: Listener, config: &mut ServiceConfig) {
        match listener {
            Listener::Boxes => {
                if let Some(service) = &self.registry {
                    registry::open(config, Data::from(Arc::clone(service)));
                }
                if let Some(service) = &self.auth {
                    auth::open(config, Data::from(Arc::clone(service)));
                }
                films_api::open(config, Data::from(Arc::clone(opened(&self.films_api))));
            }
            Listener::Ops => ops::open(config, Data::from(Arc::clone(opened(&self.ops)))),
            Listener::Peers => peer_api::open(config, Data::from(Arc::clone(opened(&self.peer_api)))),
            Listener::Btn => {
                if let Some(users) = &self.btn_users {
                    btn_users::open(config, Data::from(Arc::clone(users)));
                }
                btn_api::open(config, Data::from(Arc::clone(opened(&self.btn_api))));
            }
        }
    }

    /// Returns what is answered at once behind a listener; `None`: nothing.
    pub(super) fn shortcut(&self, listener: Listener, traffic: &Arc<Traffic>) -> Option<Box<dyn Shortcut>> {
        if listener != Listener::Boxes {
            return None;
        }
        let registry = self.registry.iter().map(|service| service.base.clone());
        let auth = self.auth.iter().map(|service| service.base.clone());
        let (films_api, traffic) = (Arc::clone(opened(&self.films_api)), Arc::clone(traffic));
        let fast_path = FastPath::new(films_api, traffic, registry.chain(auth).collect())?;
        Some(Box::new(fast_path))
    }

    /// Returns the routes behind a listener that take a body.
    pub(super) fn takers(&self, listener: Listener) -> Takers {
        let mut takers = Takers::default();
        let doors = match listener {
            Listener::Boxes => [
                Some((films_api::ROUTES, opened(&self.films_api).base())),
                self.registry.as_ref().map(|service| (registry::ROUTES, service.base.as_str())),
                self.auth.as_ref().map(|service| (auth::ROUTES, service.base.as_str())),
            ],
            Listener::Ops => [Some((ops::ROUTES, "")), None, None],
            Listener::Peers => [Some((peer_api::ROUTES, "")), None, None],
            Listener::Btn => {
                let users = self.btn_users.as_ref().map(|_| (btn_users::ROUTES, ""));
                [Some((btn_api::ROUTES, "")), users, None]
            }
        };
        if listener == Listener::Btn {
            takers.set_guard(btn_api::guard(opened(&self.btn_api)));
        }
        for (rows, base) in doors.into_iter().flatten() {
            for row in rows {
                row.body.into_iter().for_each(|limits| takers.add(row.patterns(base), row.methods, limits));
            }
        }
        takers
    }
}

/// The doors by name, with their tables.
const DOORS: [(&str, &[Route]); 7] = [
    ("films_api", films_api::ROUTES),
    ("registry", registry::ROUTES),
    ("auth", auth::ROUTES),
    ("ops", ops::ROUTES),
    ("peer_api", peer_api::ROUTES),
    ("btn_api", btn_api::ROUTES),
    ("btn_users", btn_users::ROUTES),
];

/// Counts the traffic of the program: requests by door and path of every route, and of what no route answers, and by
/// device.
pub fn traffic(devices: &DeviceProfiles) -> Traffic {
    let of = |(door, rows): (&'static str, &'static [Route])| {
        rows.iter().map(move |row| (door, row.path)).chain([(door, RouteName::unknown(door).path)])
    };
    Traffic::new(Requests::new(DOORS.into_iter().flat_map(of).collect(), devices.names()))
}

/// Returns every route of the program, with the name of its door.
pub fn table() -> Vec<(&'static str, &'static Route)> {
    DOORS.into_iter().flat_map(|(door, rows)| rows.iter().map(move |row| (door, row))).collect()
}
