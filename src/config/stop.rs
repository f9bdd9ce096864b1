//! How the server stops.

use std::path::PathBuf;
use std::time::Duration;

use super::declare::settings;
use super::kinds::{FilePath, OrEmpty, Seconds};

settings! {
    /// How the server stops.
    pub struct StopSettings {
        /// The maximum time that stopping takes, in seconds, whatever the database does: half of it for requests in
        /// progress, half for views that are not written yet.
        "stop_seconds" => limit: Duration = Duration::from_secs(10), Seconds<1, 3600>;

        /// Before that, `/readyz` says for so many seconds that the server is stopping while it answers requests as before,
        /// so that load balancers send no new ones. Set it to a little more than they take to notice. 0: stop at once.
        "stop_notice_seconds" => notice: Duration = Duration::from_secs(1), Seconds<0, 600>;

        /// The file in which views that could not be written are kept until the next start; a relative path is relative
        /// to the working directory. If empty: next to a SQLite database, with `-views` appended to its name; with
        /// PostgreSQL, `afisha-views`.
        "views_spool" => spool: Option<PathBuf> = None, OrEmpty<FilePath>;
    }
}
