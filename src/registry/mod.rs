//! The Registry: where a client is, and where its services are, as JSON. Pure values: who asks and what time it is are
//! told by the door.

mod answer;
mod contractor;
mod own;
mod places;
mod services;

use std::net::IpAddr;

use serde::Serialize;

use crate::catalog::Moment;
use crate::config::{self, TerritoryEntry};

pub use own::Own;

use answer::{Contractors, WhereAmI};
use contractor::Contractor;
use services::Service;

/// What the Registry knows.
#[derive(Clone, Debug)]
pub struct Registry {
    territories: Vec<TerritoryEntry>,
    contractor: Option<Contractor>,
    services: Vec<Service>,
}

impl Registry {
    /// Collects what is known.
    pub fn new(settings: &config::RegistrySettings, own: &Own) -> Self {
        Self {
            territories: settings.territories.clone(),
            contractor: Contractor::of(settings),
            services: services::all(settings, own),
        }
    }

    /// Returns what a client is told that asks where it is, as JSON. `placed` is its address as far as that is certain,
    /// `seen` what is said to be its address.
    pub fn whereami(&self, placed: Option<IpAddr>, seen: IpAddr, now: Moment) -> Vec<u8> {
        json(&WhereAmI {
            territories: places::of(&self.territories, placed, now).into_iter().collect(),
            contractor: self.contractor.as_ref(),
            services: self.services.iter().map(Service::new_form).collect(),
            apis: self.services.iter().map(Service::old_form).collect(),
            ip_address: seen.to_canonical(),
        })
    }

    /// Returns the contractors with these ids, as JSON; those that are unknown are left out. `None`: all of them.
    pub fn contractors(&self, ids: Option<&[u32]>) -> Vec<u8> {
        let wanted = |contractor: &&Contractor| ids.is_none_or(|ids| ids.contains(&contractor.id()));
        json(&Contractors { contractors: self.contractor.iter().filter(wanted).collect() })
    }
}

#[expect(clippy::expect_used, reason = "these are structs with text keys, written to memory: nothing of it can fail")]
fn json(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("a document")
}
