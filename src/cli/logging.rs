//! What is logged.

use env_logger::{Builder, Env};
use log::LevelFilter;

/// What is logged where `RUST_LOG` does not say.
const USUAL: &str = "info";
/// What the HTTP library logs, unless `RUST_LOG` names the library itself: of requests that are no HTTP it logs an error
/// each, so that any client could fill the disk.
const LIBRARY: [(&str, LevelFilter); 2] = [("actix_http", LevelFilter::Off), ("actix_server", LevelFilter::Warn)];

/// Begins to log on standard error what `RUST_LOG` asks for.
pub(super) fn start() {
    quiet().parse_env(Env::default().default_filter_or(USUAL)).init();
}

/// Returns a builder that takes filters, and keeps the HTTP library quiet under those that do not name it.
fn quiet() -> Builder {
    let mut builder = Builder::new();
    // What an empty `RUST_LOG`, or one that names other targets alone, leaves to be logged.
    builder.filter_level(LevelFilter::Error);
    for (target, level) in LIBRARY {
        builder.filter_module(target, level);
    }
    builder
}

#[cfg(test)]
mod tests {
    use log::{Level, Log, Metadata};

    use super::*;

    /// Returns the most verbose level at which the target is logged.
    fn level(filters: &str, target: &str) -> Option<Level> {
        let logger = quiet().parse_filters(filters).build();
        let is_logged = |level: &Level| logger.enabled(&Metadata::builder().level(*level).target(target).build());
        Level::iter().filter(is_logged).last()
    }

    #[test]
    fn no_filter_lets_the_http_library_log_requests_unless_it_names_the_library() {
        for filters in ["", USUAL, "warn", "info,afisha=debug", "trace", "afisha=trace", "actix=trace", "off"] {
            assert_eq!(level(filters, "actix_http::h1::dispatcher"), None, "{filters}");
        }
        for (filters, expected) in [
            ("actix_http=debug", Some(Level::Debug)),
            ("warn,actix_http=error", Some(Level::Error)),
            ("actix_http", Some(Level::Trace)),
            ("actix_http::h1=info", Some(Level::Info)),
        ] {
            assert_eq!(level(filters, "actix_http::h1::dispatcher"), expected, "{filters}");
        }
        assert_eq!(level("trace", "actix_server::worker"), Some(Level::Warn));
        assert_eq!(level("info,actix_server=info", "actix_server::worker"), Some(Level::Info));
    }

    #[test]
    fn filters_hold_for_everything_else() {
        for (filters, target, expected) in [
            (USUAL, "afisha::refresh", Some(Level::Info)),
            ("warn", "afisha::refresh", Some(Level::Warn)),
            ("info,afisha=debug", "afisha::http", Some(Level::Debug)),
            ("info,afisha=debug", "actix_web", Some(Level::Info)),
            ("afisha=debug", "actix_web", Some(Level::Error)),
            ("", "afisha::refresh", Some(Level::Error)),
            ("off", "afisha::refresh", None),
        ] {
            assert_eq!(level(filters, target), expected, "{filters}: {target}");
        }
    }
}
