//! `/ping/heartbeat`

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::btn::{PeerAddress, RequestKind};
use crate::http::body;
use crate::http::json::{self, JSON};

use super::entry::{self, enter};
use super::fault::BtnFault;
use super::reply;

#[derive(Serialize)]
struct HeartbeatAnswer {
    external_ip: String,
}

/// Tells a client from which address it was heard of. What it says of its own addresses is not looked at.
pub(super) async fn answer(request: HttpRequest, payload: Payload) -> Result<HttpResponse, BtnFault> {
    let participant = enter(&request, RequestKind::Heartbeat)?;
    body::sent(&request, payload, &entry::HEARTBEAT).await?;
    let address = PeerAddress::from(participant.address.ok_or(BtnFault::NoAddress)?);
    let answer = HeartbeatAnswer { external_ip: address.get().to_string() };
    Ok(reply::once(JSON, json::written(&answer)))
}
