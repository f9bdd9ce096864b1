//! `/ping/config`

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse};

use crate::btn::{Client, ConfigDocument, ConfigSettings, RequestKind};
use crate::http::json::JSON;

use super::entry::enter;
use super::fault::BtnFault;
use super::reply;
use super::state::BtnApi;

/// Tells a client how to take part, as it understands it.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    enter(&request, RequestKind::Config)?;
    let api = BtnApi::of(&request);
    let client = client(&request);
    let (profile, window) = client.profile(api.profile).ok_or(BtnFault::TooOld)?;
    let settings = ConfigSettings { url: &api.url, profile, window, with_histories: client.knows_histories() };
    Ok(reply::once(JSON, ConfigDocument::new(&settings).as_str().to_owned()))
}

/// Returns the client that asks, as it says.
pub(super) fn client(request: &HttpRequest) -> Client {
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Client::of(user_agent.unwrap_or_default())
}
