//! Cookies: that of a session, and that of a login.

use actix_web::HttpRequest;
use actix_web::http::header::COOKIE;

use crate::btn::WebToken;

/// The cookie of a session, and the header that may be in its place.
pub(super) const SESSION: &str = "X-BTN-Token";
/// The cookie of a login. Its prefix makes browsers refuse one that another host has set.
pub(super) const LOGIN: &str = "__Host-btn-login";

/// Returns the token of a cookie; `None`: there is none, or more than one, of which nobody knows who set it.
pub(super) fn token(request: &HttpRequest, name: &str) -> Option<WebToken> {
    let lines = request.headers().get_all(COOKIE).filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
    let value = values.next()?;
    if values.next().is_some() { None } else { WebToken::given(value) }
}

/// Returns the value of `Set-Cookie` for a token: no script reads it, and pages of other sites send it with links alone.
pub(super) fn set(name: &str, token: &WebToken, seconds: i64) -> String {
    format!("{name}={}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax", token.expose())
}

/// Returns the value of `Set-Cookie` that removes a cookie.
pub(super) fn removed(name: &str) -> String {
    format!("{name}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}
