//! `/api/userapp`: applications of people.

use actix_web::http::Method;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::btn::{AppCredentials, Permission};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::http::body;
use crate::store::{ApplicationRecord, NotAdded, OwnerRecord};

use super::accounts::ShownAccount;
use super::fault::UserFault;
use super::input::BODY;
use super::reply;
use super::reply::milliseconds;
use super::session::LoggedIn;
use super::state::BtnUsers;

/// The most characters of a comment.
const MAX_COMMENT: usize = 255;

/// An application, as it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownApplication {
    id: i64,
    app_id: String,
    comment: String,
    created_at: i64,
    banned_at: Option<i64>,
    banned_reason: Option<String>,
    last_access_at: Option<i64>,
    user: ShownAccount,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_secret: Option<String>,
}

/// What a person says of an application.
#[derive(Deserialize)]
struct SaidOfApplication {
    comment: Option<String>,
}

impl ShownApplication {
    fn new(application: ApplicationRecord, owner: OwnerRecord) -> Self {
        Self {
            id: application.id.0,
            app_id: application.public_id,
            comment: application.comment,
            created_at: milliseconds(application.created),
            banned_at: application.banned.map(milliseconds),
            banned_reason: None,
            last_access_at: application.seen_day.map(|day| milliseconds(Moment(day * DAY_SECONDS))),
            user: ShownAccount::new(owner),
            app_secret: None,
        }
    }
}

/// Lists the applications of who asks, or adds one.
pub(super) async fn all(request: HttpRequest, payload: Payload) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    if request.method() == Method::PUT {
        return add(&request, payload, who).await;
    }
    let owner = who.owner.id;
    let found = BtnUsers::of(&request).ask(move |store, _| store.applications_of(owner)).await?;
    let shown = found.into_iter().map(|application| ShownApplication::new(application, who.owner.clone()));
    Ok(reply::data(shown.collect::<Vec<_>>()))
}

async fn add(request: &HttpRequest, payload: Payload, who: LoggedIn) -> Result<HttpResponse, UserFault> {
    let comment = comment(request, payload).await?;
    let (owner, credentials) = (who.owner.id, AppCredentials::random());
    let drawn = credentials.clone();
    let added = BtnUsers::of(request).ask(move |store, now| {
        let added = store.add_application(owner, &drawn, &comment, now)?;
        Ok((added, store.application(&drawn.id)?))
    });
    let (added, application) = added.await?;
    added.map_err(|why| match why {
        NotAdded::TooMany => UserFault::TooManyApplications,
        NotAdded::NoOwner => UserFault::NotLoggedIn,
        NotAdded::IdTaken => UserFault::Internal,
    })?;
    verbose(application, who.owner, &credentials)
}

/// Shows an application, changes what is said of it, or removes it.
pub(super) async fn one(request: HttpRequest, payload: Payload) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    let permission = match *request.method() {
        Method::PATCH => Permission::EditApplications,
        Method::DELETE => Permission::RemoveApplications,
        _ => Permission::ReadApplications,
    };
    let application = meant(&request, &who, permission).await?;
    let (users, id) = (BtnUsers::of(&request), application.public_id.clone());
    match *request.method() {
        Method::PATCH => {
            let comment = comment(&request, payload).await?;
            let changed = ApplicationRecord { comment: comment.clone(), ..application };
            users.ask(move |store, _| store.comment_application(&id, &comment)).await?;
            shown(&request, changed, None).await
        }
        Method::DELETE => {
            users.ask(move |store, now| store.remove_application(&id, now)).await?;
            Ok(reply::done("the application was removed"))
        }
        _ => shown(&request, application, None).await,
    }
}

/// Gives an application another secret.
pub(super) async fn reset(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let who = LoggedIn::of(&request).await?;
    let application = meant(&request, &who, Permission::ResetApplications).await?;
    let credentials = AppCredentials { id: application.public_id.clone(), ..AppCredentials::random() };
    let drawn = credentials.clone();
    BtnUsers::of(&request).ask(move |store, _| store.reset_application(&drawn)).await?;
    shown(&request, application, Some(&credentials)).await
}

/// Finds the application that the path names, if who asks may do this to it.
async fn meant(request: &HttpRequest, who: &LoggedIn, permission: Permission) -> Result<ApplicationRecord, UserFault> {
    let id = request.match_info().get("appId").unwrap_or_default().to_owned();
    let found = BtnUsers::of(request).ask(move |store, _| store.application(&id)).await?;
    let application = found.ok_or(UserFault::Unknown("application"))?;
    let subject = format!("application {}", application.id.0);
    who.require(request, application.owner, (permission, subject)).await?;
    Ok(application)
}

/// Answers an application with whose it is, and with its secret where that was drawn just now.
async fn shown(
    request: &HttpRequest,
    application: ApplicationRecord,
    credentials: Option<&AppCredentials>,
) -> Result<HttpResponse, UserFault> {
    let whose = application.owner;
    let owner = BtnUsers::of(request).ask(move |store, _| store.owner(whose)).await?;
    let owner = owner.ok_or(UserFault::Unknown("application"))?;
    match credentials {
        Some(credentials) => verbose(Some(application), owner, credentials),
        None => Ok(reply::data(ShownApplication::new(application, owner))),
    }
}

fn verbose(
    application: Option<ApplicationRecord>,
    owner: OwnerRecord,
    credentials: &AppCredentials,
) -> Result<HttpResponse, UserFault> {
    let application = application.ok_or(UserFault::Unknown("application"))?;
    let app_secret = Some(credentials.expose().to_owned());
    Ok(reply::data(ShownApplication { app_secret, ..ShownApplication::new(application, owner) }))
}

/// Reads what is said of an application; nothing where there is no body.
async fn comment(request: &HttpRequest, payload: Payload) -> Result<String, UserFault> {
    let sent = body::whole(request, payload, &BODY).await?;
    if sent.is_empty() {
        return Ok(String::new());
    }
    let said: SaidOfApplication = serde_json::from_slice(&sent)
        .map_err(|_| UserFault::Bad("the body must be an object with a text `comment`"))?;
    let comment = said.comment.unwrap_or_default().replace('\0', "");
    let fits = comment.chars().count() <= MAX_COMMENT;
    if fits { Ok(comment) } else { Err(UserFault::Bad("a comment has at most 255 characters")) }
}
