//! The URL of a PostgreSQL database, read strictly. Its client library takes what it can: of `postgres://u:p@ss@h/db` it
//! takes `ss@h` for the host, and names that in its errors. Here such a URL is none, so that all of it is kept secret.
//! No URL library reads these: they may hold several hosts.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv6Addr;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::secret::{STARS, Secret};

/// What such a URL begins with.
const SCHEMES: [&str; 2] = ["postgres", "postgresql"];
/// The parameters that the client library knows and that hold no secret.
const PARAMETERS: [&str; 44] = [
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "options",
    "passfile",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "service",
    "servicefile",
    "ssl",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];
/// The parameter of the password.
const PASSWORD: &str = "password";
/// The parameters that the client library knows and that hold secrets.
const SECRET_PARAMETERS: [&str; 5] =
    [PASSWORD, "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"];
/// What may stand unescaped in names beside letters and digits.
const NAME_SIGNS: &str = "-._~$+!*";
/// What may stand unescaped in the values of parameters beside letters and digits.
const VALUE_SIGNS: &str = "-._~$+!*/:,;()[]";

/// A URL of which it is certain what each part is. `Display` stars its secrets; `Debug` shows none either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresUrl {
    text: Secret,
    shown: String,
    place: String,
    password: Option<Secret>,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parameter {
    name: String,
    /// As it stands in the URL, and decoded.
    value: [Secret; 2],
}

impl PostgresUrl {
    /// Reads `postgres://user:password@host:port,…/database?parameter=value&…`, of which all but the scheme may be left
    /// out. `None`: some sign that has a meaning in URLs stands where it has none, or a parameter is unknown.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (rest, query) = split(rest, '?');
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (credentials, hosts) = authority.split_once('@').unwrap_or(("", authority));
        let (user, password) = split(credentials, ':');
        let known = SCHEMES.contains(&scheme)
            && !text.chars().any(|c| c.is_whitespace() || c.is_control())
            && is_name(user, ":")
            && hosts.split(',').all(is_host)
            && is_name(path.strip_prefix('/').unwrap_or(path), ":@");
        if !known || password.is_some_and(|password| decoded(password).is_none()) {
            return None;
        }
        let pairs = query.filter(|query| !query.is_empty()).into_iter().flat_map(|query| query.split('&'));
        let parameters = pairs.map(parameter).collect::<Option<Vec<_>>>()?;
        let starred = if password.is_some() { format!(":{STARS}") } else { String::new() };
        let at = |user: &str| if user.is_empty() { "" } else { "@" };
        let shown_query = match query {
            // All of it: a `&` in the password would begin a parameter.
            Some(_) if parameters.iter().any(|parameter| is_secret(&parameter.name)) => format!("?{STARS}"),
            Some(query) => format!("?{query}"),
            None => String::new(),
        };
        let shown_user = format!("{user}{starred}");
        Some(Self {
            text: Secret::new(text),
            shown: format!("{scheme}://{shown_user}{}{hosts}{path}{shown_query}", at(&shown_user)),
            place: format!("postgres://{user}{}{hosts}{path}", at(user)),
            password: password.map(Secret::new),
            parameters,
        })
    }

    /// Returns the whole URL, secrets included: for the client library alone.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// Returns the URL without password and parameters, for errors.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Tells whether the URL holds the password, after the user or among the parameters.
    pub fn has_password(&self) -> bool {
        self.password.is_some() || self.parameter(PASSWORD).is_some()
    }

    /// Returns the decoded value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|parameter| parameter.name == name)?;
        let [_, decoded] = &found.value;
        Some(decoded.expose())
    }

    /// Returns the URL with more parameters, whose names are known and not in it yet.
    pub fn with_parameters(&self, more: &[(&str, &str)]) -> Self {
        let encoded = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let more: Vec<String> = more.iter().map(encoded).collect();
        let text = self.expose();
        let separator = match text.split_once('?') {
            _ if more.is_empty() => "",
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        #[expect(clippy::expect_used, reason = "known parameters, percent-encoded, after a URL that was read")]
        Self::parse(&format!("{text}{separator}{}", more.join("&"))).expect("a URL with more parameters is one")
    }

    /// Returns the URL with this password.
    pub(super) fn with_password(&self, password: &Secret) -> Self {
        self.with_parameters(&[(PASSWORD, password.expose())])
    }

    /// Takes what is secret, and the URL that holds it, out of a text of the client library.
    pub fn scrub(&self, text: &str) -> String {
        let scrubbed = text.replace(self.expose(), &self.place);
        self.secrets().iter().fold(scrubbed, |scrubbed, secret| scrubbed.replace(secret, STARS))
    }

    /// Returns what is secret, as it stands in the URL and decoded.
    fn secrets(&self) -> Vec<String> {
        let password =
            self.password.iter().flat_map(|raw| [Some(raw.expose().into()), decoded(raw.expose())]).flatten();
        let of_query = self.parameters.iter().filter(|parameter| is_secret(&parameter.name));
        let of_query = of_query.flat_map(|parameter| &parameter.value).map(|value| value.expose().into());
        password.chain(of_query).map(Cow::into_owned).filter(|secret| !secret.is_empty()).collect()
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_secret(parameter: &str) -> bool {
    SECRET_PARAMETERS.contains(&parameter)
}

/// Returns the text with its escapes read; `None`: some `%` begins none, or it is no text.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    let escape = |rest: &str| {
        let digits = rest.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        digits.is_some_and(|digits| digits != "00")
    };
    let legal = text.split('%').skip(1).all(escape);
    percent_decode_str(text).decode_utf8().ok().filter(|_| legal)
}

/// Tells whether the text is plain, and holds nothing that looks like another part of the URL once it is decoded.
fn is_plain(text: &str, signs: &str, forbidden: &str) -> bool {
    let plain = text.chars().all(|c| c.is_alphanumeric() || c == '%' || signs.contains(c));
    plain && decoded(text).is_some_and(|decoded| !decoded.contains(|c| c == '%' || forbidden.contains(c)))
}

fn is_name(text: &str, forbidden: &str) -> bool {
    is_plain(text, NAME_SIGNS, forbidden)
}

fn is_host(text: &str) -> bool {
    let (known, rest) = match text.strip_prefix('[') {
        Some(bracketed) => {
            let Some((address, rest)) = bracketed.split_once(']') else { return false };
            (address.parse::<Ipv6Addr>().is_ok(), rest)
        }
        None => {
            let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
            (is_name(name, ":@"), rest)
        }
    };
    known && (rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.is_empty() || is_port(port)))
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// Reads `name=value`; `None` for an unknown name, or a value with a sign out of place.
fn parameter(pair: &str) -> Option<Parameter> {
    let (name, value) = pair.split_once('=')?;
    let legal = is_secret(name) || PARAMETERS.contains(&name) && is_plain(value, VALUE_SIGNS, "@");
    let decoded = decoded(value).filter(|_| legal)?;
    Some(Parameter { name: name.to_owned(), value: [Secret::new(value), Secret::new(&decoded)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_secrets() {
        for (url, shown) in [
            ("postgres://", "postgres://"),
            ("postgresql://db/films", "postgresql://db/films"),
            ("postgres://afisha@db:5433/films", "postgres://afisha@db:5433/films"),
            ("postgres://afisha:secret@db/films", "postgres://afisha:***@db/films"),
            ("postgres://afisha:se:c#r%2Ft@db/films", "postgres://afisha:***@db/films"),
            ("postgres://:secret@db/films", "postgres://:***@db/films"),
            ("postgres://afisha%40cloud:secret@db/films", "postgres://afisha%40cloud:***@db/films"),
            ("postgres://a@[2001:db8::1]:5432,b:,c/films", "postgres://a@[2001:db8::1]:5432,b:,c/films"),
            ("postgres://a@%2Frun%2Fpostgresql/films", "postgres://a@%2Frun%2Fpostgresql/films"),
            ("postgres:///films?host=/run/postgresql&user=a", "postgres:///films?host=/run/postgresql&user=a"),
            ("postgres://db/films?sslmode=require", "postgres://db/films?sslmode=require"),
            ("postgres://db/films?user=a&password=se?c=r@t", "postgres://db/films?***"),
            ("postgres://db/films?sslpassword=a&sslmode=require", "postgres://db/films?***"),
            ("postgres://пользователь:пароль@база/фильмы", "postgres://пользователь:***@база/фильмы"),
        ] {
            assert_eq!(PostgresUrl::parse(url).map(|url| url.to_string()).as_deref(), Some(shown), "{url}");
        }
    }

    #[test]
    fn a_url_with_a_sign_out_of_place_is_none() {
        for url in [
            "postgres:/u:SECRET@h",
            "postgres:u:SECRET@h",
            "u:SECRET@h",
            "host=h password=SECRET",
            "postgres://u:p@ss@h/db",
            "postgres://u:p/ss@h/db",
            "postgres://u:12/SECRET@h/db",
            "postgres://u:p?ss@h/db",
            "postgres://u:12?host=SECRET@h/db",
            "postgres://u:SEC RET@h",
            "postgres://u:SEC%RET@h",
            "postgres://u:SEC%00RET@h",
            "postgres://u:SECRET",
            "postgres://u:65536",
            "postgres://u%3ASECRET@h/db",
            "postgres://u%253ASECRET@h/db",
            "postgres://u%3ASECRET%40h/db",
            "postgres%3A//u:SECRET@h/db",
            "postgres://u;SECRET@h/db",
            "postgres://[SECRET]@h/db",
            "postgres://h/db;password=SECRET",
            "postgres://h/db?pasword=SECRET",
            "postgres://h/db?password=SEC&RET",
            "postgres://h/db?password=SEC&RET=1",
            "postgres://h/db?SECRET",
            "POSTGRES://u:SECRET@h/db",
        ] {
            assert!(PostgresUrl::parse(url).is_none(), "{url}");
        }
    }
}
