//! The documents of the Registry.

use std::net::IpAddr;

use serde::Serialize;

use super::contractor::Contractor;
use super::places::Place;
use super::services::{NewForm, OldForm};

/// `whereami.json`.
#[derive(Serialize)]
pub(super) struct WhereAmI<'a> {
    pub(super) territories: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contractor: Option<&'a Contractor>,
    /// For newer clients.
    pub(super) services: Vec<NewForm<'a>>,
    /// For older ones.
    pub(super) apis: Vec<OldForm<'a>>,
    #[serde(rename = "ipAddress")]
    pub(super) ip_address: IpAddr,
}

/// `contractors.json`.
#[derive(Serialize)]
pub(super) struct Contractors<'a> {
    pub(super) contractors: Vec<&'a Contractor>,
}
