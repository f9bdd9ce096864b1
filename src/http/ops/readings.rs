//! What metrics tell of the program as a whole.

use crate::metrics::{Labelled, readings};

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
    }
}

impl ProgramReadings {
    pub(super) fn of(ops: &Ops) -> Self {
        let tls = if cfg!(feature = "postgres-tls") { "yes" } else { "no" };
        let build = [env!("CARGO_PKG_VERSION"), env!("BUILD_TARGET"), env!("BUILD_RUSTC"), tls];
        Self { build: vec![(build.map(Into::into), 1)], ready: health::reasons(ops).is_empty(), panics: (ops.panics)() }
    }
}
