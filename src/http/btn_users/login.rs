//! `/auth/oauth2/github/…`: logging in at GitHub.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::btn::WebToken;
use crate::http::client;
use crate::http::parameter::parameter;
use crate::store::{BegunLogin, BtnStore, LOGIN_SECONDS, SESSION_SECONDS};

use super::cookies;
use super::fault::UserFault;
use super::state::BtnUsers;

/// Sends a browser to GitHub, bound to it by a cookie.
pub(super) async fn begin(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let users = BtnUsers::of(&request);
    let github = users.github.as_ref().ok_or(UserFault::NoLogin)?;
    users.logins.count(client::address(&request, &users.trusted_proxies), users.clock.precise_now())?;
    let (state, browser) = (WebToken::random(), WebToken::random());
    let (url, verifier) = github.authorization(&state);
    let cookie = cookies::set(cookies::LOGIN, &browser, LOGIN_SECONDS);
    let login = BegunLogin { state, browser, verifier };
    users.ask(move |store, now| store.begin_login(&login, now)).await?;
    Ok(sent_to(url.as_str()).append_header((SET_COOKIE, cookie)).finish())
}

/// Takes a browser back from GitHub, and begins a session. The login is gone whatever comes of it.
pub(super) async fn end(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let users = BtnUsers::of(&request);
    let github = users.github.clone().ok_or(UserFault::NoLogin)?;
    let state = parameter(&request, "state").and_then(|text| WebToken::given(&text)).ok_or(UserFault::UnknownLogin)?;
    let browser = cookies::token(&request, cookies::LOGIN).ok_or(UserFault::UnknownLogin)?;
    let taken = users.ask(move |store, now| store.take_login(&state, &browser, now)).await?;
    let verifier = taken.ok_or(UserFault::UnknownLogin)?;
    let code = parameter(&request, "code").ok_or(UserFault::LoginRefused)?;
    let person = users.pool.run(move || github.person(code, verifier)).await??;
    let network = client::address(&request, &users.trusted_proxies);
    let earlier = cookies::token(&request, cookies::SESSION);
    let entered = users.ask(move |store: &BtnStore, now| {
        let network = network.map(|address| store.key().of_network(address));
        let owner = store.enter_from_github(&person, network, now)?;
        if owner.banned.is_some() {
            return Ok(None);
        }
        if let Some(earlier) = earlier {
            store.end_session(&earlier)?;
        }
        store.begin_session(owner.id, now).map(Some)
    });
    let token = entered.await?.ok_or(UserFault::Banned)?;
    let mut answer = sent_to("/");
    answer.append_header((SET_COOKIE, cookies::removed(cookies::LOGIN)));
    Ok(answer.append_header((SET_COOKIE, cookies::set(cookies::SESSION, &token, SESSION_SECONDS))).finish())
}

/// Sends a browser elsewhere; nobody there is told from which URL, which may have a code in it.
fn sent_to(url: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(StatusCode::FOUND);
    response.insert_header((LOCATION, url)).insert_header((CACHE_CONTROL, "no-store"));
    response.insert_header((REFERRER_POLICY, "no-referrer"));
    response
}
