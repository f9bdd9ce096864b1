//! What metrics tell of the program as a whole.

use crate::metrics::{Labelled, readings};
use crate::releases::ReleaseName;

use super::health;
use super::state::Ops;

readings! {
    /// The program as a whole.
    pub(super) struct ProgramReadings {
        /// 1, with the version of the program, what it was built for and by, and whether it speaks TLS with PostgreSQL.
        Gauge "afisha_build_info" ["version", "target", "rustc", "postgres_tls"] => build: Labelled<u64, 4>;
        /// 1 while `/readyz` says that the server is ready, 0 while it does not.
        Gauge "afisha_ready" [] => ready: bool;
        /// Panics of threads: each is a bug.
        Counter "afisha_panics" [] => panics: u64;
        /// Names of releases that were parsed, by outcome: `parsed`, `panicked` and `slow` (the parser failed on the name, or
        /// took more than 50 ms: nothing was read of it).
        Counter "afisha_release_names" ["outcome"] => names: Labelled<u64, 1>;
    }
}

impl ProgramReadings {
    pub(super) fn of(ops: &Ops) -> Self {
        let tls = if cfg!(feature = "postgres-tls") { "yes" } else { "no" };
        let build = [env!("CARGO_PKG_VERSION"), env!("BUILD_TARGET"), env!("BUILD_RUSTC"), tls];
        let names = ReleaseName::figures();
        let parsed = names.names - names.panicked - names.slow;
        let outcomes = [("parsed", parsed), ("panicked", names.panicked), ("slow", names.slow)];
        Self {
            build: vec![(build.map(Into::into), 1)],
            ready: health::reasons(ops).is_empty(),
            panics: (ops.panics)(),
            names: outcomes.map(|(outcome, count)| ([outcome.into()], count)).into(),
        }
    }
}
