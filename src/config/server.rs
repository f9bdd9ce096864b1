//! Where the server listens and what clients call it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::declare::settings;
use super::kinds::{Address, ByVersion, ListOf, Network, OrEmpty, TextKind, WebUrl, Whole};

/// The port of the Films API where the operator names none.
const DEFAULT_PORT: u16 = 8080;

settings! {
    /// Where the server listens and what clients call it.
    pub struct ServerSettings {
        /// Address and port on which to serve the Films API.
        "listen" => listen: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), DEFAULT_PORT), Address;

        /// The path prefix of all requests: with `/films`, lists are at `/films/list/`.
        "base_path" => base_path: String = "/".to_owned(), BasePath;

        /// The paths below `base_path` at which the Films API also answers, by its version: where older boxes expect it. A
        /// version without a path has none: `{}` turns all of them off.
        "version_paths" => version_paths: BTreeMap<u32, String> = version_paths(), ByVersion<VersionPath, 1, 2>;

        /// The base URL against which relative URLs in the catalogue (pictures, files, pages) are resolved in responses.
        /// If empty, they are left as they are. If the URL has a path, it should end with a slash.
        "public_url" => public_url: Option<Url> = None, OrEmpty<WebUrl>;

        /// Networks of the proxies whose `X-Forwarded-For` and `Forwarded` headers are trusted.
        "trusted_proxies" => trusted_proxies: Vec<IpNet> = Vec::new(), ListOf<Network>;

        /// The maximum number of connections at a time; further ones wait. It is lowered to what the limit of open files
        /// allows (`LimitNOFILE` in the unit).
        "max_connections" => max_connections: u32 = 10_000, Whole<1, 1_000_000>;

        /// The maximum number of connections per client: an IPv4 address or an IPv6 /64 network. Further ones are closed
        /// at once. Trusted proxies are not limited. 0 means no limit. Set it if clients reach the server without a proxy,
        /// well above what one household or one carrier-grade NAT address opens.
        "max_connections_per_address" => max_connections_per_address: u32 = 0, Whole<0, 1_000_000>;
    }
}

fn version_paths() -> BTreeMap<u32, String> {
    [1, 2].map(|version| (version, format!("/films/{version}"))).into()
}

/// A path that begins with a slash and does not end in one.
struct VersionPath;

impl TextKind for VersionPath {
    type Value = String;

    fn accepts() -> String {
        "a path such as /films/1, of letters, digits and -._~ between slashes".to_owned()
    }

    fn parse(text: &str) -> Option<String> {
        BasePath::parse(text).filter(|path| path != "/")
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// A path that begins with a slash and, the root apart, does not end in one.
struct BasePath;

impl TextKind for BasePath {
    type Value = String;

    fn accepts() -> String {
        "a path such as / or /films, of letters, digits and -._~ between slashes".to_owned()
    }

    fn parse(text: &str) -> Option<String> {
        let legal = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let good = |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(legal);
        let path = text.trim();
        let path = path.strip_prefix('/').unwrap_or(path);
        if path.is_empty() {
            return Some("/".to_owned());
        }
        let path = path.strip_suffix('/').unwrap_or(path);
        path.split('/').all(good).then(|| format!("/{path}"))
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}
