//! The form of a request for a token.

use std::time::Duration;

use url::form_urlencoded;

use crate::http::route::BodyLimits;
use crate::viewers::RefreshToken;

use super::client::Credentials;
use super::fault::AuthFault;

/// The body of a request for a token.
pub(super) const FORM: BodyLimits =
    BodyLimits { max_bytes: 4 * 1024, time: Duration::from_secs(5), media_type: "application/x-www-form-urlencoded" };
/// The grant of the family: a token for a new viewer.
const ANONYMOUS: &str = "inetra:anonymous";
/// The grant of OAuth: a token for one who had one.
const REFRESH: &str = "refresh_token";

/// What is known of a form.
#[derive(Debug, Default)]
pub(super) struct Form {
    grant_type: Option<String>,
    refresh_token: Option<String>,
    /// What the client says of itself in the form.
    pub(super) credentials: Credentials,
}

/// What a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A token for a new viewer.
    First,
    /// The next token; `None`: what is given is of no form that a refresh token has.
    Next(Option<RefreshToken>),
}

impl Form {
    /// Reads a form. Fields that nobody knows are ignored, and empty ones are the same as none (RFC 6749, 3.2).
    ///
    /// # Errors
    /// A field stands twice.
    pub(super) fn read(body: &[u8]) -> Result<Self, AuthFault> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body).filter(|(_, value)| !value.is_empty()) {
            let place = match &*name {
                "grant_type" => &mut form.grant_type,
                "refresh_token" => &mut form.refresh_token,
                "client_id" => &mut form.credentials.id,
                "client_secret" => &mut form.credentials.secret,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(AuthFault::InvalidRequest("a parameter is given twice"));
            }
        }
        Ok(form)
    }

    /// Tells whether it says what is asked for.
    ///
    /// # Errors
    /// It does not.
    pub(super) fn require_grant(&self) -> Result<(), AuthFault> {
        self.grant_type.as_ref().map(|_| ()).ok_or(AuthFault::InvalidRequest("grant_type is missing"))
    }

    /// Returns what is asked for.
    ///
    /// # Errors
    /// It is nothing that is granted here, or its token is missing.
    pub(super) fn wanted(&self) -> Result<Wanted, AuthFault> {
        match self.grant_type.as_deref() {
            Some(ANONYMOUS) => Ok(Wanted::First),
            Some(REFRESH) => match &self.refresh_token {
                Some(token) => Ok(Wanted::Next(RefreshToken::given(token))),
                None => Err(AuthFault::InvalidRequest("refresh_token is missing")),
            },
            _ => Err(AuthFault::UnsupportedGrantType),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_by_its_names() {
        let form =
            Form::read(b"signature=x&grant_type=inetra%3Aanonymous&client_id=a+b&client_secret=%2B&refresh_token=");
        let form = form.unwrap();
        assert_eq!(form.wanted(), Ok(Wanted::First));
        assert_eq!((form.credentials.id.as_deref(), form.credentials.secret.as_deref()), (Some("a b"), Some("+")));
        let token = "0123456789abcdef0123456789abcdef";
        let form = Form::read(format!("grant_type=refresh_token&refresh_token={token}").as_bytes()).unwrap();
        assert_eq!(form.wanted(), Ok(Wanted::Next(RefreshToken::given(token))));
    }

    #[test]
    fn what_is_missing_unknown_or_said_twice_is_told() {
        let wanted = |body: &[u8]| Form::read(body).and_then(|form| form.require_grant().and_then(|()| form.wanted()));
        let invalid = |what| Err(AuthFault::InvalidRequest(what));
        for (body, expected) in [
            (&b""[..], invalid("grant_type is missing")),
            (b"grant_type=", invalid("grant_type is missing")),
            (b"grant_type=authorization_code", Err(AuthFault::UnsupportedGrantType)),
            (b"grant_type=INETRA:ANONYMOUS", Err(AuthFault::UnsupportedGrantType)),
            (b"grant_type=\xff", Err(AuthFault::UnsupportedGrantType)),
            (b"grant_type=refresh_token", invalid("refresh_token is missing")),
            (b"grant_type=refresh_token&refresh_token=x", Ok(Wanted::Next(None))),
            (b"grant_type=a&grant_type=a", invalid("a parameter is given twice")),
            (b"client_id=a&client_id=a&grant_type=x", invalid("a parameter is given twice")),
        ] {
            assert_eq!(wanted(body), expected, "{}", String::from_utf8_lossy(body));
        }
    }
}
