//! What goes wrong in the store. Built in this room only; the doors log it and, by [`StoreError::blame`], choose what
//! the client or the operator reads. Reasons given by the database are for the log, never for a client.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

use super::advice;

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The program's, or the database holds what the program never wrote.
    Ours,
    /// The caller's: a setting or a value that cannot be.
    Caller,
    /// The machine's: database away or silent, disk full, locked for too long. Later it may work.
    Machine,
}

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no SQLite database at the path.
    #[error("there is no database at {path}; create it with `afisha migrate`")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// The database cannot be reached, or broke off.
    #[error("cannot connect to the database: {reason}")]
    Away {
        /// What the database or its library says.
        reason: String,
    },
    /// Another writer held the database for longer than we wait.
    #[error("another program is writing to the database for too long")]
    Busy,
    /// The file is not there, is not a database or is damaged; the disk is full, cannot be read or cannot be written.
    #[error("the database file cannot be used: {reason}")]
    Disk {
        /// What the database says, and what to do.
        reason: String,
    },
    /// The database is there and gives no answer.
    #[error(
        "the database {database} has not answered within {seconds} s; check whether the server or the network \
             hangs"
    )]
    Silent {
        /// Its URL without secrets.
        database: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// Another file stands where the SQLite database was opened.
    #[error("the database file {database} was replaced while in use")]
    Replaced {
        /// Its URL.
        database: String,
    },
    /// No file stands where the SQLite database was opened.
    #[error("the database file {database} was removed; put it back, or put another in its place")]
    Gone {
        /// Its URL.
        database: String,
    },
    /// The PostgreSQL database cannot hold every text.
    #[error(
        "the database encoding is {encoding}, which cannot store every title; create a database with \
         `createdb --template=template0 --encoding=UTF8` and set `database_url` to it"
    )]
    Encoding {
        /// Its encoding.
        encoding: String,
    },
    /// The database lacks steps that this program needs.
    #[error("the database is older than this program (it lacks {}): run `afisha migrate`", .pending.join(", "))]
    Older {
        /// The steps it lacks, in their order.
        pending: Vec<String>,
    },
    /// The database has steps that this program does not know.
    #[error("the database is newer than this program (it has {}): run a newer afisha", .unknown.join(", "))]
    Newer {
        /// The versions of those steps, in their order.
        unknown: Vec<String>,
    },
    /// A migration step failed; the database is as it was.
    #[error("the database cannot be migrated: {reason}")]
    Migration {
        /// What the database says.
        reason: String,
    },
    /// The reader knows a generation that the database has not reached: the database was replaced. Load everything.
    #[error("the database is at generation {found}, but {known} was read from it before: it was replaced")]
    WentBack {
        /// What the reader knows.
        known: i64,
        /// What the database has.
        found: i64,
    },
    /// A row holds a value that the catalogue does not allow; somebody edited the database by hand.
    #[error("table {table}, id {id}: illegal {column}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// What identifies the row.
        id: i64,
        /// The column.
        column: &'static str,
    },
    /// A constraint of the database refuses what was written.
    #[error("table {table} refuses a row: {constraint}")]
    Conflict {
        /// The table that was written to.
        table: &'static str,
        /// The constraint, as the database names it.
        constraint: String,
    },
    /// An edit went on after one of its writes had failed; all of it was rolled back.
    #[error("an edit went on after a write had failed")]
    EditGoesOn,
    /// Another import of IMDb's tables was begun: what this one has written is given up.
    #[error("another import of IMDb's tables was begun meanwhile, and this one was given up")]
    Superseded,
    /// The database refuses a question of ours.
    #[error("table {table}: {reason}")]
    Question {
        /// The table.
        table: &'static str,
        /// What the database says.
        reason: String,
    },
}

impl StoreError {
    /// Tells whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Missing { .. } | Self::Encoding { .. } | Self::Conflict { .. } | Self::Superseded => Blame::Caller,
            Self::Away { .. }
            | Self::Silent { .. }
            | Self::Busy
            | Self::Disk { .. }
            | Self::Replaced { .. }
            | Self::Gone { .. } => Blame::Machine,
            Self::Older { .. }
            | Self::Newer { .. }
            | Self::Migration { .. }
            | Self::WentBack { .. }
            | Self::BadRow { .. }
            | Self::EditGoesOn
            | Self::Question { .. } => Blame::Ours,
        }
    }

    /// Names the kind of failure in a word: for metrics, and without what the database says.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Away { .. } => "away",
            Self::Busy => "busy",
            Self::Disk { .. } => "disk",
            Self::Silent { .. } => "silent",
            Self::Replaced { .. } => "replaced",
            Self::Gone { .. } => "gone",
            Self::Encoding { .. } => "encoding",
            Self::Older { .. } => "older",
            Self::Newer { .. } => "newer",
            Self::Migration { .. } => "migration",
            Self::WentBack { .. } => "went_back",
            Self::BadRow { .. } => "bad_row",
            Self::Conflict { .. } => "conflict",
            Self::EditGoesOn => "edit_goes_on",
            Self::Superseded => "superseded",
            Self::Question { .. } => "question",
        }
    }

    /// Tells whether the schema of the database is not the one of this program.
    pub fn is_misfit(&self) -> bool {
        matches!(self, Self::Older { .. } | Self::Newer { .. })
    }

    /// Tells whether the database as a whole is out of reach, whatever it is asked.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Away { .. } | Self::Silent { .. } | Self::Replaced { .. } | Self::Gone { .. })
    }

    /// Sorts a failure of diesel that came up at this table.
    pub(super) fn at(table: &'static str, error: DieselError) -> Self {
        let (kind, information) = match error {
            DieselError::DatabaseError(kind, information) => (kind, information),
            DieselError::BrokenTransactionManager => return Self::Away { reason: error.to_string() },
            other => return Self::Question { table, reason: other.to_string() },
        };
        let reason = information.message().to_owned();
        match kind {
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::RestrictViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::CheckViolation => {
                let constraint = information.constraint_name().map_or(reason, str::to_owned);
                Self::Conflict { table, constraint }
            }
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                Self::Away { reason: advice::on_server(&reason) }
            }
            DatabaseErrorKind::SerializationFailure => Self::Busy,
            DatabaseErrorKind::ReadOnlyTransaction => Self::Disk { reason: advice::on_file(&reason) },
            _ => Self::by_text(table, reason),
        }
    }

    /// Sorts a failure for which diesel has no kind by what the database says. SQLite's texts are never translated; of
    /// a PostgreSQL server that speaks another language such failures count as [`Self::Question`].
    fn by_text(table: &'static str, reason: String) -> Self {
        const BUSY: [&str; 3] = ["database is locked", "database table is locked", "lock timeout"];
        const DISK: [&str; 8] = [
            "disk is full",
            "disk I/O error",
            "readonly database",
            "unable to open database file",
            "malformed",
            "not a database",
            "No space left on device",
            "could not extend file",
        ];
        const AWAY: [&str; 4] = ["terminating connection", "closed the connection", "shutting down", "starting up"];
        let says = |texts: &[&str]| texts.iter().any(|text| reason.contains(text));
        match () {
            () if says(&BUSY) => Self::Busy,
            () if says(&DISK) => Self::Disk { reason: advice::on_file(&reason) },
            () if says(&AWAY) => Self::Away { reason: advice::on_server(&reason) },
            () => Self::Question { table, reason },
        }
    }
}
