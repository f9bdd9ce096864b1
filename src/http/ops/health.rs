//! `/healthz` and `/readyz`

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::state::Ops;

/// Why no requests should be sent to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Unready {
    /// A word for programs.
    reason: &'static str,
    /// A sentence for people.
    message: &'static str,
}

const STOPPING: Unready = Unready { reason: "stopping", message: "the server was told to stop" };
const DATABASE: Unready = Unready { reason: "database", message: "the database has not answered since the start" };
const LOADING: Unready = Unready { reason: "loading", message: "the catalogue is being loaded" };
const SCHEMA: Unready = Unready {
    reason: "schema",
    message: "the database has the schema of another version of the program: run `afisha migrate`, or the newer version",
};
const SEARCH: Unready = Unready {
    reason: "search",
    message: "the search index could not be built, so search knows nothing of the latest edits; the log says why",
};

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    reasons: Vec<Unready>,
}

/// Answers that the process answers.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body("ok\n")
}

/// Answers whether requests should be sent here, and if not, why.
pub(super) async fn readyz(request: HttpRequest) -> HttpResponse {
    let reasons = reasons(Ops::of(&request));
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Readiness { ready: reasons.is_empty(), reasons })
}

/// Returns why the server is not ready; nothing: it is.
pub(super) fn reasons(ops: &Ops) -> Vec<Unready> {
    let serving = ops.serving().map(|serving| ServiceFacts {
        fits: !serving.status.noted().misfit,
        is_searchable: !serving.live.get().snapshot.search_is_behind(),
    });
    let facts = ReadinessFacts { is_stopping: ops.stopping.has_begun(), has_database: ops.has_database(), serving };
    facts.reasons()
}

/// What readiness depends on. A database that is away is no part of it: requests need none.
struct ReadinessFacts {
    is_stopping: bool,
    has_database: bool,
    serving: Option<ServiceFacts>,
}

/// What requests are answered from.
struct ServiceFacts {
    /// Whether the schema of the database is that of the program.
    fits: bool,
    is_searchable: bool,
}

impl ReadinessFacts {
    fn reasons(&self) -> Vec<Unready> {
        let service = match &self.serving {
            None if self.has_database => [Some(LOADING), None],
            None => [Some(DATABASE), None],
            Some(service) => [(!service.fits).then_some(SCHEMA), (!service.is_searchable).then_some(SEARCH)],
        };
        self.is_stopping.then_some(STOPPING).into_iter().chain(service.into_iter().flatten()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_given() {
        let reasons = |is_stopping, has_database, serving: Option<[bool; 2]>| {
            let serving = serving.map(|[fits, is_searchable]| ServiceFacts { fits, is_searchable });
            let reasons = ReadinessFacts { is_stopping, has_database, serving }.reasons();
            reasons.iter().map(|reason| reason.reason).collect::<Vec<_>>()
        };
        assert_eq!(reasons(false, false, None), ["database"]);
        assert_eq!(reasons(true, false, None), ["stopping", "database"]);
        assert_eq!(reasons(false, true, None), ["loading"]);
        assert_eq!(reasons(false, true, Some([true, true])), [""; 0]);
        assert_eq!(reasons(false, true, Some([true, false])), ["search"]);
        assert_eq!(reasons(true, true, Some([false, false])), ["stopping", "schema", "search"]);
    }
}
