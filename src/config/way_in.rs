//! How a box finds its services and gets a token.

use super::auth::Auth;
use super::declare::settings;
use super::kinds::{Starred, Table};
use super::registry::Registry;

settings! {
    /// How a box finds its services and gets a token.
    pub struct WayIn {
        /// The Registry, which tells boxes where they are and where their services are; it is off if this table is missing.
        /// It needs `public_url`. See docs/REGISTRY.md.
        "registry" => registry: Option<Registry> = None, Table<Registry>;

        /// The token service, which gives boxes access tokens without any registration; it is off if this table is missing.
        /// See docs/REGISTRY.md.
        "auth" => auth: Option<Auth> = None, Starred<Table<Auth>>;
    }
}
