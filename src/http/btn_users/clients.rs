//! `/api/clientdiscovery`: programs that were met.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::btn::query::ClientQuery;
use crate::http::body;
use crate::store::FoundClient;

use super::fault::UserFault;
use super::input::{BODY, asked_page};
use super::reply;
use super::reply::milliseconds;
use super::session::LoggedIn;
use super::state::BtnUsers;

/// A program, as it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownClient {
    hash: i64,
    client_name: String,
    peer_id: String,
    found_at: i64,
    last_seen_at: i64,
}

impl ShownClient {
    fn new(client: FoundClient) -> Self {
        Self {
            hash: client.hash,
            client_name: client.client_name,
            peer_id: client.peer_id,
            found_at: milliseconds(client.found),
            last_seen_at: milliseconds(client.seen),
        }
    }
}

/// Answers a page of all.
pub(super) async fn recent(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    LoggedIn::of(&request).await?;
    found(&request, ClientQuery::recent(asked_page(&request)?)).await
}

/// Answers a page of those that are asked for.
pub(super) async fn query(request: HttpRequest, payload: Payload) -> Result<HttpResponse, UserFault> {
    LoggedIn::of(&request).await?;
    let sent = body::whole(&request, payload, &BODY).await?;
    found(&request, ClientQuery::read(&sent)?).await
}

async fn found(request: &HttpRequest, query: ClientQuery) -> Result<HttpResponse, UserFault> {
    let page = query.page;
    let found = BtnUsers::of(request).ask(move |store, _| store.find_clients(&query)).await?;
    Ok(reply::page(page, found, ShownClient::new))
}
