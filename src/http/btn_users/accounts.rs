//! `/api/user/me`, `/api/user/{id}` and `/api/user/logout`

use actix_web::http::header::SET_COOKIE;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::btn::{OwnerId, Permission};
use crate::store::OwnerRecord;

use super::fault::UserFault;
use super::reply::milliseconds;
use super::session::LoggedIn;
use super::state::BtnUsers;
use super::{cookies, reply};

/// An account, as it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownAccount {
    id: i64,
    avatar: String,
    nickname: String,
    register_at: i64,
    last_seen_at: Option<i64>,
    banned_at: Option<i64>,
    banned_reason: Option<String>,
    email: Option<String>,
}

impl ShownAccount {
    pub(super) fn new(owner: OwnerRecord) -> Self {
        Self {
            id: owner.id.0,
            avatar: owner.avatar,
            nickname: if owner.nickname.is_empty() { owner.name } else { owner.nickname },
            register_at: milliseconds(owner.created),
            last_seen_at: owner.last_seen.map(milliseconds),
            banned_at: owner.banned.map(milliseconds),
            banned_reason: None,
            email: owner.email,
        }
    }
}

/// Answers who asks.
pub(super) async fn me(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    Ok(reply::data(ShownAccount::new(who.owner)))
}

/// Answers who has a number.
pub(super) async fn other(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    let number = request.match_info().get("id").and_then(|text| text.parse().ok());
    let number: i64 = number.ok_or(UserFault::Bad("the number of a user must be a whole number"))?;
    who.require(&request, OwnerId(number), (Permission::ReadUsers, format!("user {number}"))).await?;
    let found = BtnUsers::of(&request).ask(move |store, _| store.owner(OwnerId(number))).await?;
    Ok(reply::data(ShownAccount::new(found.ok_or(UserFault::Unknown("user"))?)))
}

/// Ends the session. Who asks by a link is believed where the browser says that it is one of this site.
pub(super) async fn leave(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    BtnUsers::of(&request).ask(move |store, _| store.end_session(&who.token)).await?;
    let mut answer = reply::begun(actix_web::http::StatusCode::OK);
    Ok(answer.insert_header((SET_COOKIE, cookies::removed(cookies::SESSION))).finish())
}
