//! What the Registry says.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use ipnet::IpNet;
use url::Url;

use crate::catalog::Text;

use super::answers::Zone;
use super::declare::entry;
use super::kinds::{ByVersion, ListOf, Name, Network, Optional, TablesOf, TextKind, WebUrl, Whole};

/// The greatest length of the type of a service.
const MAX_TYPE: usize = 64;

entry! {
    /// What the Registry says of the operator, of places and of services.
    pub struct RegistrySettings {
        /// The number of the operator. Boxes prefer services of their operator.
        "contractor_id" => contractor_id: Option<u32> = None, Optional<Whole<0, { u32::MAX }>>, example "2";

        /// The name of the operator; required with `contractor_id`.
        "contractor_name" => contractor_name: Option<Text> = None, Optional<Name>, example "\"Inetra\"";

        /// A picture with the logo of the operator.
        "logo" => logo: Option<Url> = None, Optional<WebUrl>, example "\"https://films.example/logo.png\"";

        /// The name of the films service, as boxes show it.
        "films_name" => films_name: Text = default_name("Films"), Name;

        /// The name of the token service, as boxes show it.
        "auth_name" => auth_name: Text = default_name("Sign-in"), Name;

        /// A place where clients are, by their networks: the first that fits counts. A client that is in none is told of
        /// no place.
        "territory" => territories: Vec<TerritoryEntry> = Vec::new(), TablesOf<Vec<TerritoryEntry>>;

        /// A service of another program. The films service and, with `[auth]`, the token service are always listed.
        "service" => services: Vec<ServiceEntry> = Vec::new(), TablesOf<Vec<ServiceEntry>>;
    }
}

entry! {
    /// A place where clients are.
    pub struct TerritoryEntry {
        /// The number of the place.
        "id" => id: u32, Whole<0, { u32::MAX }>, example "16";

        /// The name of the place.
        "name" => name: Text, Name, example "\"Новосибирск\"";

        /// The time zone of the place.
        "time_zone" => time_zone: Tz, Zone, example "\"Asia/Novosibirsk\"";

        /// The networks of the place, IPv4 and IPv6.
        "networks" => networks: Vec<IpNet>, ListOf<Network>, example "[\"10.54.0.0/16\", \"2001:db8:54::/48\"]";
    }
}

entry! {
    /// A service of another program.
    pub struct ServiceEntry {
        /// The type of the service, such as `iptv`, `tv_guide`, `media_locator`, `notification`, `user_data`, `catalogue`
        /// or `radio`.
        "type" => kind: String, ServiceType, example "\"iptv\"";

        /// The name of the service, as boxes show it.
        "name" => name: Text, Name, example "\"IP-телевидение\"";

        /// The number of the operator of the service. If omitted: that of `[registry]`.
        "contractor_id" => contractor_id: Option<u32> = None, Optional<Whole<0, { u32::MAX }>>, example "2";

        /// The major versions of the service, each with its URL, which boxes are told as it is written.
        "versions" => versions: BTreeMap<u32, String>, ByVersion<ServiceUrl, 0, { u32::MAX }>,
            example "{ 2 = \"http://iptv.example/playlist.m3u\" }";
    }
}

impl RegistrySettings {
    /// Tells what is wrong with what is said of the operator.
    pub(super) fn contractor_conflict(&self) -> Option<&'static str> {
        match (self.contractor_id, &self.contractor_name, &self.logo) {
            (Some(_), None, _) => Some("has contractor_id, but no contractor_name"),
            (None, Some(_), _) => Some("has contractor_name, but no contractor_id"),
            (None, None, Some(_)) => Some("has logo, but no contractor_id and contractor_name"),
            (Some(_), Some(_), _) | (None, None, None) => None,
        }
    }
}

#[expect(clippy::expect_used, reason = "the names above are not empty")]
fn default_name(name: &str) -> Text {
    Text::new(name).expect("a name")
}

/// The type of a service.
struct ServiceType;

impl TextKind for ServiceType {
    type Value = String;

    fn accepts() -> String {
        format!("a type of 1 to {MAX_TYPE} letters, digits and -_")
    }

    fn parse(text: &str) -> Option<String> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        ((1..=MAX_TYPE).contains(&text.len()) && text.bytes().all(legal)).then(|| text.to_owned())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// The URL of a service, of whatever scheme.
struct ServiceUrl;

impl TextKind for ServiceUrl {
    type Value = String;

    fn accepts() -> String {
        "an absolute URL, such as http://iptv.example/playlist.m3u".to_owned()
    }

    fn parse(text: &str) -> Option<String> {
        let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
        (is_plain && Url::parse(text).is_ok()).then(|| text.to_owned())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}
