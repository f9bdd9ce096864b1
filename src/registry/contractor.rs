//! The operator.

use serde::Serialize;

use crate::config;

/// The profiles of pictures that are logos.
const LOGO_PROFILES: [u32; 2] = [1, 2];

/// The operator, as clients are told.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contractor {
    contractor_id: u32,
    name: String,
    images: Vec<Image>,
}

#[derive(Clone, Debug, Serialize)]
struct Image {
    profile: u32,
    #[serde(rename = "URL")]
    url: String,
}

impl Contractor {
    /// Returns the operator of the settings; `None` where they name none.
    pub(super) fn of(settings: &config::RegistrySettings) -> Option<Self> {
        let (id, name) = settings.contractor_id.zip(settings.contractor_name.as_ref())?;
        let logo = settings.logo.iter().flat_map(|logo| LOGO_PROFILES.map(|profile| (profile, logo.to_string())));
        let images = logo.map(|(profile, url)| Image { profile, url }).collect();
        Some(Self { contractor_id: id, name: name.to_string(), images })
    }

    pub(super) fn id(&self) -> u32 {
        self.contractor_id
    }
}
