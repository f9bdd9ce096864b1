//! How a box finds its services and gets a token.

use super::auth::AuthSettings;
use super::declare::settings;
use super::kinds::{Starred, TableOf};
use super::registry::RegistrySettings;

settings! {
    /// How a box finds its services and gets a token.
    pub struct WayInSettings {
        /// The Registry, which tells boxes where they are and where their services are; it is off if this table is missing.
        /// It needs `public_url`. See docs/REGISTRY.md.
        "registry" => registry: Option<RegistrySettings> = None, TableOf<RegistrySettings>;

        /// The token service, which gives boxes access tokens without any registration; it is off if this table is missing.
        /// See docs/REGISTRY.md.
        "auth" => auth: Option<AuthSettings> = None, Starred<TableOf<AuthSettings>>;
    }
}
