//! The listeners of the program, and the doors behind each.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, ServiceConfig};

use super::connection::{Refusal, Takers};
use super::films_api::{self, FilmsApi};
use super::route::Route;

/// A port of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// `listen`: set-top boxes, TV apps and downloaders.
    Boxes,
}

impl Listener {
    /// Returns what the log calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boxes => "boxes",
        }
    }

    /// Returns what chooses its address: a flag or a setting.
    pub(super) fn setting(self) -> &'static str {
        match self {
            Self::Boxes => "--listen or the setting `listen`",
        }
    }

    /// Answers what reaches no route of it.
    pub(super) fn refused(self, refusal: Refusal) -> HttpResponse {
        match self {
            Self::Boxes => films_api::refused(refusal),
        }
    }
}

/// Every door that is open, with what it answers from.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Behind [`Listener::Boxes`].
    pub films_api: Arc<FilmsApi>,
}

impl Doors {
    /// Opens the doors behind a listener.
    pub(super) fn open(&self, listener: Listener, config: &mut ServiceConfig) {
        match listener {
            Listener::Boxes => films_api::open(config, Data::from(Arc::clone(&self.films_api))),
        }
    }

    /// Returns the routes behind a listener that take a body.
    pub(super) fn takers(&self, listener: Listener) -> Takers {
        let mut takers = Takers::default();
        let (rows, base) = match listener {
            Listener::Boxes => (films_api::ROUTES, self.films_api.base()),
        };
        for row in rows {
            row.body.into_iter().for_each(|limits| takers.add(row.patterns(base), row.methods, limits));
        }
        takers
    }
}

/// Every route of the program, with the name of its door.
pub fn table() -> Vec<(&'static str, &'static Route)> {
    let doors = [("films_api", films_api::ROUTES)];
    doors.into_iter().flat_map(|(door, rows)| rows.iter().map(move |row| (door, row))).collect()
}
