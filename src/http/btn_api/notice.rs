//! `/`

use actix_web::{HttpRequest, HttpResponse};

use super::fault::BtnFault;
use super::reply::{self, TEXT};
use super::state::BtnApi;

/// Tells participants, and whoever looks, what is stored and whom to ask.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    Ok(reply::once(TEXT, format!("{}\n", BtnApi::of(&request).notice)))
}
