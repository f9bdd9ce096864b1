//! Who asks.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN};

use crate::btn::{OwnerId, Permission, WebToken};
use crate::store::OwnerRecord;

use super::cookies;
use super::fault::UserFault;
use super::state::BtnUsers;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A person who is logged in.
#[derive(Clone, Debug)]
pub(super) struct LoggedIn {
    pub(super) owner: OwnerRecord,
    pub(super) token: WebToken,
}

impl LoggedIn {
    /// Finds out who asks.
    ///
    /// # Errors
    /// Nobody does, or a page of another origin may have made their browser ask.
    pub(super) async fn of(request: &HttpRequest) -> Result<Self, UserFault> {
        let users = BtnUsers::of(request);
        let header = request.headers().get(cookies::SESSION).and_then(|value| value.to_str().ok());
        let token = match header {
            Some(text) => WebToken::given(text.trim()),
            None => {
                let token = cookies::token(request, cookies::SESSION);
                if token.is_some() {
                    require_same_origin(request, users)?;
                }
                token
            }
        };
        let token = token.ok_or(UserFault::NotLoggedIn)?;
        let asked = token.clone();
        let owner = users.ask(move |store, now| store.session_owner(&asked, now)).await?;
        let owner = owner.ok_or(UserFault::NotLoggedIn)?;
        if owner.banned.is_some() { Err(UserFault::Banned) } else { Ok(Self { owner, token }) }
    }

    /// Tells whether the account may do this.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.owner.permissions.has(permission)
    }

    /// Lets the account do something to what is another's, which is noted, or to its own.
    ///
    /// # Errors
    /// It is another's, and the account lacks the permission.
    pub(super) async fn require(
        &self,
        request: &HttpRequest,
        whose: OwnerId,
        (permission, subject): (Permission, String),
    ) -> Result<(), UserFault> {
        if whose == self.owner.id {
            return Ok(());
        }
        if !self.may(permission) {
            return Err(UserFault::Lacks(permission));
        }
        BtnUsers::of(request).note(self.owner.id, permission.name(), subject).await
    }
}

/// Refuses what a page of another origin may have sent. Browsers say where a request is from if it can change something;
/// what only reads is of no use to such a page, but for leaving, which newer browsers tell of, too.
fn require_same_origin(request: &HttpRequest, users: &BtnUsers) -> Result<(), UserFault> {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.as_bytes().to_vec());
    let is_ours = if request.method().is_safe() {
        header(SEC_FETCH_SITE).is_none_or(|site| site == b"same-origin" || site == b"none")
    } else {
        header(ORIGIN).is_some_and(|origin| origin == users.url.origin().ascii_serialization().as_bytes())
    };
    if is_ours { Ok(()) } else { Err(UserFault::CrossSite) }
}
