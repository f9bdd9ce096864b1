//! The services that clients are told of: ours first, then those of the settings in their order.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config;

use super::own::Own;

/// The type of our films service.
const FILMS: &str = "films";
/// The versions of the films service.
const FILM_VERSIONS: [u32; 2] = [1, 2];
/// The type of our token service, its version, and where it is below the public URL.
const AUTH: (&str, u32, &str) = ("auth", 2, "/auth/2");

/// A service.
#[derive(Clone, Debug)]
pub(super) struct Service {
    kind: String,
    name: String,
    contractor: Option<ContractorRef>,
    /// In ascending order: clients take the version that they know, else the last one.
    versions: Vec<Version>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContractorRef {
    contractor_id: u32,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    major_version: u32,
    location: String,
}

/// A service, as newer clients are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewForm<'a> {
    r#type: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contractor: Option<ContractorRef>,
    api_versions: &'a [Version],
}

/// A service, as older clients are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OldForm<'a> {
    api_type: &'a str,
    name: &'a str,
    api_versions: &'a [Version],
}

impl Service {
    pub(super) fn new_form(&self) -> NewForm<'_> {
        NewForm { r#type: &self.kind, name: &self.name, contractor: self.contractor, api_versions: &self.versions }
    }

    pub(super) fn old_form(&self) -> OldForm<'_> {
        OldForm { api_type: &self.kind, name: &self.name, api_versions: &self.versions }
    }
}

/// Returns all of them.
pub(super) fn all(settings: &config::RegistrySettings, own: &Own) -> Vec<Service> {
    let base = own.public_url.as_str().trim_end_matches('/');
    let service = |kind: &str, name: &str, contractor: Option<u32>, versions: BTreeMap<u32, String>| Service {
        kind: kind.to_owned(),
        name: name.to_owned(),
        contractor: contractor.or(settings.contractor_id).map(|contractor_id| ContractorRef { contractor_id }),
        versions: versions.into_iter().map(|(major_version, location)| Version { major_version, location }).collect(),
    };
    let mut services = vec![service(FILMS, settings.films_name.as_str(), None, film_versions(base, own))];
    if own.issues_tokens {
        let (kind, version, path) = AUTH;
        let versions = [(version, format!("{base}{path}/"))].into();
        services.push(service(kind, settings.auth_name.as_str(), None, versions));
    }
    let others = settings.services.iter();
    services.extend(
        others.map(|other| service(&other.kind, other.name.as_str(), other.contractor_id, other.versions.clone())),
    );
    services
}

/// Returns where the Films API is, by version: where it has no paths by version, all of them are at the base.
fn film_versions(base: &str, own: &Own) -> BTreeMap<u32, String> {
    if own.film_paths.is_empty() {
        return FILM_VERSIONS.map(|version| (version, format!("{base}/"))).into();
    }
    own.film_paths.iter().map(|(version, path)| (*version, format!("{base}{path}/"))).collect()
}
