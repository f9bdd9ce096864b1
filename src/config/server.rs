//! Where the server listens and what clients call it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use toml::Value;
use url::Url;

use super::declare::{Kind, Shown, settings};
use super::fault::Refusal;
use super::network::Networks;
use super::whole::Whole;

/// The port of the Films API where the operator names none.
const DEFAULT_PORT: u16 = 8080;

settings! {
    /// Where the server listens and what clients call it.
    pub struct Server {
        /// Address and port on which to serve the Films API.
        "listen" => listen: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), DEFAULT_PORT), Address;

        /// The path prefix of all requests: with `/films`, lists are at `/films/list/`.
        "base_path" => base_path: String = "/".to_owned(), BasePath;

        /// The base URL against which relative URLs in the catalogue (pictures, files, pages) are resolved in responses.
        /// If empty, they are left as they are. If the URL has a path, it should end with a slash.
        "public_url" => public_url: Option<Url> = None, PublicUrl;

        /// Networks of the proxies whose `X-Forwarded-For` and `Forwarded` headers are trusted.
        "trusted_proxies" => trusted_proxies: Vec<IpNet> = Vec::new(), Networks;

        /// The maximum number of connections at a time; further ones wait. It is lowered to what the limit of open files
        /// allows (`LimitNOFILE` in the unit).
        "max_connections" => max_connections: u32 = 10_000, Whole<1, 1_000_000>;

        /// The maximum number of connections per client: an IPv4 address or an IPv6 /64 network. Further ones are closed
        /// at once. Trusted proxies are not limited. 0 means no limit. Set it if clients reach the server without a proxy,
        /// well above what one household or one carrier-grade NAT address opens.
        "max_connections_per_address" => max_connections_per_address: u32 = 0, Whole<0, 1_000_000>;
    }
}

/// An address to listen at.
struct Address;

impl Kind for Address {
    type Value = SocketAddr;

    fn accepts() -> String {
        format!("an IP address and a port, such as 0.0.0.0:{DEFAULT_PORT} or [::]:{DEFAULT_PORT}")
    }

    fn read(value: &Value) -> Result<SocketAddr, Vec<Refusal>> {
        value.as_str().and_then(|text| text.trim().parse().ok()).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &SocketAddr) -> Shown {
        Shown::Value(Value::String(value.to_string()))
    }
}

/// A path that begins with a slash and, the root apart, does not end in one.
struct BasePath;

impl Kind for BasePath {
    type Value = String;

    fn accepts() -> String {
        "a path such as / or /films, of letters, digits and -._~ between slashes".to_owned()
    }

    fn read(value: &Value) -> Result<String, Vec<Refusal>> {
        let legal = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let good = |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(legal);
        let path = value.as_str().map(str::trim).ok_or_else(|| Self::refuse(value))?;
        let path = path.strip_prefix('/').unwrap_or(path);
        if path.is_empty() {
            return Ok("/".to_owned());
        }
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.split('/').all(good) { Ok(format!("/{path}")) } else { Err(Self::refuse(value)) }
    }

    fn show(value: &String) -> Shown {
        Shown::Value(Value::String(value.clone()))
    }
}

/// An absolute URL of a web server, or nothing.
struct PublicUrl;

impl Kind for PublicUrl {
    type Value = Option<Url>;

    fn accepts() -> String {
        "an absolute http or https URL without user, query and fragment, such as https://films.example/, or empty"
            .to_owned()
    }

    fn read(value: &Value) -> Result<Option<Url>, Vec<Refusal>> {
        let text = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(text).map_err(|_| Self::refuse(value))?;
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let web = matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
        if plain && web { Ok(Some(url)) } else { Err(Self::refuse(value)) }
    }

    fn show(value: &Option<Url>) -> Shown {
        Shown::Value(Value::String(value.as_ref().map_or("", Url::as_str).to_owned()))
    }
}
