//! The application that asks for a token: in the form, as boxes have it, or by HTTP's own means (RFC 6749, 2.3.1).

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;

use crate::viewers::Applications;

use super::fault::AuthFault;

/// The scheme of HTTP, in whatever case, and the space after it.
const SCHEME: &[u8] = b"basic ";

/// What an application says of itself. `Debug` shows none of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) id: Option<String>,
    pub(super) secret: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(***)")
    }
}

impl Credentials {
    /// Finds the application, and returns its id.
    ///
    /// # Errors
    /// It is unknown, or says who it is in two ways.
    pub(super) fn known(self, headers: &HeaderMap, known: &Applications) -> Result<String, AuthFault> {
        let credentials = match of_header(headers)? {
            Some(_) if self.secret.is_some() => {
                return Err(AuthFault::InvalidRequest("the client says who it is in two ways"));
            }
            Some(credentials) => credentials,
            None => self,
        };
        let Credentials { id: Some(id), secret: Some(secret) } = credentials else {
            return Err(AuthFault::InvalidClient);
        };
        if known.know(&id, &secret) { Ok(id) } else { Err(AuthFault::InvalidClient) }
    }
}

/// Reads the header; `None`: there is none of this scheme.
fn of_header(headers: &HeaderMap) -> Result<Option<Credentials>, AuthFault> {
    let mut basic = headers.get_all(AUTHORIZATION).filter_map(|header| {
        let (scheme, rest) = header.as_bytes().split_at_checked(SCHEME.len())?;
        scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
    });
    let Some(first) = basic.next() else { return Ok(None) };
    if basic.next().is_some() {
        return Err(AuthFault::InvalidRequest("the client says who it is in two ways"));
    }
    let decoded = BASE64_STANDARD.decode(first.trim_ascii()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = decoded.as_deref().and_then(|text| text.split_once(':'));
    let (id, secret) = pair.ok_or(AuthFault::InvalidClient)?;
    Ok(Some(Credentials { id: Some(plain(id)), secret: Some(plain(secret)) }))
}

/// Undoes the encoding of forms, which stands under the other.
fn plain(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn asked(header: Option<&str>, id: Option<&str>, secret: Option<&str>) -> Result<String, AuthFault> {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.append(AUTHORIZATION, HeaderValue::from_str(header).unwrap());
        }
        let credentials = Credentials { id: id.map(str::to_owned), secret: secret.map(str::to_owned) };
        credentials.known(&headers, &Applications::new([("box", "hush"), ("a b", "c:+d")]))
    }

    #[test]
    fn an_application_is_known_by_its_form_or_its_header() {
        let of = |text: &str| format!("bASIC {}", BASE64_STANDARD.encode(text));
        for (header, id, secret, expected) in [
            (None, Some("box"), Some("hush"), Ok("box")),
            (Some(of("box:hush")), None, None, Ok("box")),
            (Some(of("a+b:c%3A%2Bd")), None, None, Ok("a b")),
            (Some(of("box:hush")), Some("box"), None, Ok("box")),
            (Some("Bearer x".to_owned()), Some("box"), Some("hush"), Ok("box")),
            (None, Some("box"), Some("hus"), Err(AuthFault::InvalidClient)),
            (None, Some("box"), None, Err(AuthFault::InvalidClient)),
            (None, None, None, Err(AuthFault::InvalidClient)),
            (Some(of("box:hus")), None, None, Err(AuthFault::InvalidClient)),
            (Some(of("box")), None, None, Err(AuthFault::InvalidClient)),
            (Some("Basic !!!".to_owned()), None, None, Err(AuthFault::InvalidClient)),
        ] {
            assert_eq!(asked(header.as_deref(), id, secret), expected.map(str::to_owned), "{header:?} {id:?}");
        }
        let twice = asked(Some(&of("box:hush")), Some("box"), Some("hush"));
        assert_eq!(twice, Err(AuthFault::InvalidRequest("the client says who it is in two ways")));
    }
}
