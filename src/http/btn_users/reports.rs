//! `/api/banhistory` and `/api/snapshot`: what is reported.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use crate::btn::Permission;
use crate::btn::query::{AskedReports, ReportQuery};
use crate::http::body;
use crate::store::MOST_LOOKED_AT;

use super::fault::UserFault;
use super::input::{BODY, asked_page};
use super::reply;
use super::session::LoggedIn;
use super::shown_report::{Sight, shown};
use super::state::BtnUsers;

/// Answers a page of everything, newest first.
pub(super) async fn recent(request: HttpRequest, kind: AskedReports) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    found(&request, &who, ReportQuery::recent(kind, asked_page(&request)?)).await
}

/// Answers a page of what is asked for.
pub(super) async fn query(
    request: HttpRequest,
    payload: Payload,
    kind: AskedReports,
) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    let sent = body::whole(&request, payload, &BODY).await?;
    found(&request, &who, ReportQuery::read(kind, &sent)?).await
}

async fn found(request: &HttpRequest, who: &LoggedIn, query: ReportQuery) -> Result<HttpResponse, UserFault> {
    let users = BtnUsers::of(request);
    let (sight, query) = if who.may(Permission::ReadReports) {
        users.note(who.owner.id, Permission::ReadReports.name(), subject(&query)).await?;
        (Sight::Whole, query)
    } else {
        if query.names_torrent() {
            // It is asked who met something known, if only by network.
            users.note(who.owner.id, "peers.by-torrent", subject(&query)).await?;
        }
        (Sight::Of(who.owner.id), query.open()?)
    };
    let page = query.page;
    let found = users.ask(move |store, now| store.find_reports(&query, MOST_LOOKED_AT, now)).await?;
    Ok(reply::page(page, found, |report| shown(report, sight)))
}

/// Says what is looked at, without what is looked for.
fn subject(query: &ReportQuery) -> String {
    let kind = match query.kind {
        AskedReports::Bans => "bans",
        AskedReports::Snapshots => "snapshots",
    };
    format!("{kind}, page {} of {}, conditions: {}", query.page.number, query.page.size, query.conditions.len())
}
