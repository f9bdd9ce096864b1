//! `/auth/2/token`: an access token, and a refresh token that brings the next two.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::http::caching::Caching;
use crate::http::{body, client, json};
use crate::viewers::Pair;

use super::fault::AuthFault;
use super::form::{FORM, Form, Wanted};
use super::state::AuthService;

/// A pair as OAuth has it (RFC 6749, 5.1).
#[derive(Serialize)]
struct TokenAnswer<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u32,
    refresh_token: &'a str,
}

/// Answers a pair of tokens.
pub(super) async fn answer(request: HttpRequest, payload: Payload) -> Result<HttpResponse, AuthFault> {
    let service = AuthService::of(&request);
    let form = Form::read(&body::whole(&request, payload, &FORM).await?)?;
    form.require_grant()?;
    let application = form.credentials.clone().known(request.headers(), &service.applications)?;
    let pair = match form.wanted()? {
        Wanted::First => first(service, &request, &application).await?,
        Wanted::Next(Some(used)) => service.tokens.next(&application, used).await?,
        Wanted::Next(None) => return Err(AuthFault::InvalidGrant),
    };
    let answer = TokenAnswer {
        access_token: pair.access.reveal(),
        token_type: "bearer",
        expires_in: service.access_seconds,
        refresh_token: pair.refresh.reveal(),
    };
    Ok(json::document(json::written(&answer), Caching::Never))
}

/// Makes a viewer, if the client's network may bring another.
async fn first(service: &AuthService, request: &HttpRequest, application: &str) -> Result<Pair, AuthFault> {
    let address = client::address(request, &service.trusted_proxies);
    let arrival = service.arrivals.admit(address, service.clock.now()).map_err(AuthFault::TooMany)?;
    let pair = service.tokens.first(application).await;
    if pair.is_err() {
        service.arrivals.take_back(arrival);
    }
    Ok(pair?)
}
