//! `/auth/2/account/`: who the viewer of a token is.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use url::form_urlencoded;

use crate::http::caching::Caching;
use crate::http::{bearer, json};
use crate::viewers::ClearToken;

use super::fault::AuthFault;
use super::state::AuthService;

/// A viewer, as the client is told.
#[derive(Serialize)]
struct Account {
    id: u64,
    anonymous: bool,
}

/// Answers who the viewer is.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, AuthFault> {
    let service = AuthService::of(&request);
    let parameter = form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, value)| name == "access_token" && !value.is_empty())
        .last();
    let parameter = parameter.map(|(_, value)| ClearToken::given(&value));
    let token = bearer::one(bearer::of_header(request.headers())?, parameter)?;
    let token = token.ok_or(AuthFault::NoToken)?;
    let viewer = service.viewers.identify(&token, service.clock.now()).await?.ok_or(AuthFault::InvalidToken)?;
    let account = Account { id: viewer.public_number(), anonymous: token.is_short() };
    Ok(json::document(json::written(&account), Caching::Never))
}
