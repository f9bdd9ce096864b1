//! `/metrics`

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use crate::answer_cache::AnswerCacheReadings;
use crate::http::pool::PoolReadings;
use crate::http::traffic::TrafficReadings;
use crate::metrics::{CONTENT_TYPE, Metric, MetricsPage, ProcessReadings, Readings, Requests};
use crate::refresh::peers::PassReadings;
use crate::refresh::{BtnReadings, CatalogueReadings, DatabaseReadings, PeerReadings, ViewReadings};

use super::error::OpsError;
use super::readings::ProgramReadings;
use super::state::Ops;

/// Answers the metrics as they are now. Nothing of it asks the database.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, OpsError> {
    let text = page(Ops::of(&request)).text().map_err(|_| OpsError::Unwritable)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, CONTENT_TYPE))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}

fn page(ops: &Ops) -> MetricsPage {
    let mut page = MetricsPage::default();
    page.add(ProgramReadings::of(ops));
    ops.traffic.requests.add_to(&mut page);
    page.add(ops.traffic.readings());
    if let Some(serving) = ops.serving() {
        let (noted, now) = (serving.status.noted(), ops.clock.now());
        page.add(serving.pool.readings());
        if let Some(answers) = &serving.answers {
            page.add(answers.readings());
        }
        page.add(CatalogueReadings::of(&serving.live.get(), &noted, now));
        page.add(DatabaseReadings::of(&noted));
        page.add(ViewReadings::of(&serving.viewers, &noted));
        if let Some(gate) = &serving.gate {
            page.add(PeerReadings::of(gate, now));
        }
        if let Some(peers) = &serving.peers {
            page.add(PassReadings::of(peers, now));
        }
        if let Some(downloaders) = serving.downloaders.get() {
            page.add(BtnReadings::of(&downloaders.gate, &downloaders.taken, &downloaders.board));
        }
    }
    page.add(ProcessReadings::now());
    page
}

/// Returns every metric, in the order of the page.
pub fn all() -> Vec<&'static Metric> {
    let groups = [
        ProgramReadings::METRICS,
        Requests::METRICS,
        TrafficReadings::METRICS,
        PoolReadings::METRICS,
        AnswerCacheReadings::METRICS,
        CatalogueReadings::METRICS,
        DatabaseReadings::METRICS,
        ViewReadings::METRICS,
        PeerReadings::METRICS,
        PassReadings::METRICS,
        BtnReadings::METRICS,
        ProcessReadings::METRICS,
    ];
    groups.into_iter().flatten().collect()
}
