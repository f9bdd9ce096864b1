//! How long PostgreSQL is waited for. What the operator's URL says wins.

use std::time::Duration;

use super::DatabaseUrl;

/// Parameters of libpq that a URL gets unless it has them: a server that is gone is noticed within half a minute, also
/// while its answer is awaited.
const PARAMETERS: [(&str, &str); 5] = [
    // Seconds, for each address of the server.
    (CONNECT_TIMEOUT, "5"),
    // Milliseconds that what was sent may stay without the acknowledgement of the other machine.
    ("tcp_user_timeout", "15000"),
    // Seconds of silence before the other machine is asked whether it is there, seconds between such questions, and how
    // many of them may be lost.
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
];
const CONNECT_TIMEOUT: &str = "connect_timeout";
/// How long a small question may take where the URL does not say.
const PATIENCE: Duration = Duration::from_secs(5);
/// The least that a URL can ask for: libpq knows no less.
const LEAST_PATIENCE: u64 = 2;

impl DatabaseUrl {
    /// Returns how long a small question may take before the database counts as silent: the connect timeout of the URL.
    pub(super) fn patience(&self) -> Duration {
        let seconds = self.parameter(CONNECT_TIMEOUT).and_then(|value| value.trim().parse::<u64>().ok());
        // libpq takes 0 for «without end», which nobody who serves can wait.
        seconds
            .filter(|seconds| *seconds > 0)
            .map_or(PATIENCE, |seconds| Duration::from_secs(seconds.max(LEAST_PATIENCE)))
    }

    /// Returns the URL for libpq, with the timeouts that it lacks; the path of a SQLite file as it is.
    pub(super) fn with_timeouts(&self) -> String {
        match self {
            Self::Sqlite(path) => path.clone(),
            Self::Postgres(url) => {
                let lacking = PARAMETERS.into_iter().filter(|(name, _)| url.parameter(name).is_none());
                url.with_parameters(&lacking.collect::<Vec<_>>()).expose().to_owned()
            }
        }
    }

    /// Returns the statement that a session of PostgreSQL begins with.
    pub(super) fn session_settings(&self, lock: Duration, statement: Duration) -> String {
        let options = self.parameter("options").unwrap_or_default();
        [("lock_timeout", lock), ("statement_timeout", statement)]
            .iter()
            .filter(|(name, _)| !options.contains(name))
            .map(|(name, limit)| format!("SET {name} = {};", limit.as_millis()))
            .collect()
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(url) => url.parameter(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str =
        "connect_timeout=5&tcp_user_timeout=15000&keepalives_idle=10&keepalives_interval=5&keepalives_count=3";

    fn url(text: &str) -> DatabaseUrl {
        DatabaseUrl::parse(text).unwrap()
    }

    #[test]
    fn what_the_operator_says_of_time_stands() {
        for (text, whole) in [
            ("postgres://u:p@h/d", format!("postgres://u:p@h/d?{ALL}")),
            ("postgres://h/d?", format!("postgres://h/d?{ALL}")),
            ("postgres://h/d?sslmode=disable", format!("postgres://h/d?sslmode=disable&{ALL}")),
            (
                "postgres://h/d?connect_timeout=9&keepalives_count=1",
                "postgres://h/d?connect_timeout=9&keepalives_count=1&tcp_user_timeout=15000&keepalives_idle=10\
                 &keepalives_interval=5"
                    .to_owned(),
            ),
        ] {
            assert_eq!(url(text).with_timeouts(), whole);
        }
        assert_eq!(url("postgres://h/d?connect_timeout=9").patience(), Duration::from_secs(9));
        assert_eq!(url("postgres://h/d?connect_timeout=1").patience(), Duration::from_secs(2));
        assert_eq!(url("postgres://h/d?connect_timeout=0").patience(), PATIENCE);
        assert_eq!(url("postgres://h/d").patience(), PATIENCE);
        assert_eq!(url("sqlite:a").patience(), PATIENCE);
    }

    #[test]
    fn a_session_keeps_the_limits_that_its_options_name() {
        let settings = |text| url(text).session_settings(Duration::from_secs(3), Duration::from_secs(4));
        assert_eq!(settings("postgres://h/d"), "SET lock_timeout = 3000;SET statement_timeout = 4000;");
        let own = settings("postgres://h/d?options=-c%20statement_timeout%3D0");
        assert_eq!(own, "SET lock_timeout = 3000;");
    }
}
