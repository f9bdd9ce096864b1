//! Access tokens in a header: `Authorization: Bearer` (RFC 6750, 2.1), or as the parameter `access_token`.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::viewers::ClearToken;

/// The scheme, in whatever case.
const SCHEME: &str = "bearer";

/// Why nobody can tell which token is meant: the caller's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BearerFault {
    /// The header begins as one with a token, and holds none.
    Malformed,
    /// Two different tokens are given.
    TwoTokens,
}

impl BearerFault {
    /// Says what is wrong and what is accepted.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Malformed => "the header Authorization must be Bearer, a space and an access token",
            Self::TwoTokens => "two different access tokens are given; send one",
        }
    }
}

/// Returns the token of the header; `None` where there is none. Headers of other schemes are for others, such as a proxy
/// on the way.
///
/// # Errors
/// [`BearerFault`]. The same token twice is one.
pub(super) fn of_header(headers: &HeaderMap) -> Result<Option<ClearToken>, BearerFault> {
    let mut found = None;
    for header in headers.get_all(AUTHORIZATION) {
        let Some(rest) = after_scheme(header.as_bytes()) else { continue };
        let token = std::str::from_utf8(rest).ok().filter(|token| is_token(token)).ok_or(BearerFault::Malformed)?;
        found = one(found, Some(ClearToken::given(token)))?;
    }
    Ok(found)
}

/// Returns the token that is given in either of two places.
///
/// # Errors
/// [`BearerFault::TwoTokens`]: a request brings its token in one way (RFC 6750, 2). The same token in both is forgiven.
pub(super) fn one(header: Option<ClearToken>, other: Option<ClearToken>) -> Result<Option<ClearToken>, BearerFault> {
    match (header, other) {
        (Some(header), Some(other)) if header != other => Err(BearerFault::TwoTokens),
        (header, other) => Ok(header.or(other)),
    }
}

/// Returns what follows the scheme and the spaces after it; `None`: it is another scheme.
fn after_scheme(header: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = header.split_at_checked(SCHEME.len())?;
    let ends = rest.first().is_none_or(|byte| *byte == b' ');
    (scheme.eq_ignore_ascii_case(SCHEME.as_bytes()) && ends).then(|| rest.trim_ascii_start())
}

/// Tells whether it is a `b64token`: letters, digits and `-._~+/`, then any number of `=`.
fn is_token(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn given(headers: &[&[u8]], parameter: Option<&str>) -> Result<Option<String>, BearerFault> {
        let mut map = HeaderMap::new();
        for header in headers {
            map.append(AUTHORIZATION, HeaderValue::from_bytes(header).unwrap());
        }
        let token = of_header(&map).and_then(|header| one(header, parameter.map(ClearToken::given)));
        token.map(|token| token.map(|token| token.reveal().to_owned()))
    }

    #[test]
    fn a_token_is_found_in_the_header_or_in_the_parameter() {
        for (headers, parameter, expected) in [
            (vec![], None, None),
            (vec![], Some("x"), Some("x")),
            (vec![&b"Bearer x"[..]], None, Some("x")),
            (vec![b"bEARER   aZ09-._~+/=="], None, Some("aZ09-._~+/==")),
            (vec![b"Bearer x"], Some("x"), Some("x")),
            (vec![b"Bearer x", b"Bearer x"], None, Some("x")),
            (vec![b"Basic eA==", b"Bearer x"], None, Some("x")),
            (vec![b"Basic eA=="], Some("x"), Some("x")),
            (vec![b"Basic eA=="], None, None),
            (vec![b"Bearerx"], None, None),
            (vec![b"Bear"], None, None),
            (vec![b""], None, None),
            (vec![b"\xff\xfe bearer"], None, None),
        ] {
            assert_eq!(given(&headers, parameter), Ok(expected.map(str::to_owned)), "{headers:?} {parameter:?}");
        }
    }

    #[test]
    fn what_is_no_token_or_two_is_a_fault() {
        for header in
            [&b"Bearer"[..], b"Bearer ", b"Bearer =", b"Bearer a b", b"Bearer a,b", b"Bearer \xd0\xb0", b"Bearer \"a\""]
        {
            assert_eq!(given(&[header], None), Err(BearerFault::Malformed), "{header:?}");
            assert_eq!(given(&[header], Some("x")), Err(BearerFault::Malformed), "{header:?}");
        }
        assert_eq!(given(&[b"Bearer x"], Some("y")), Err(BearerFault::TwoTokens));
        assert_eq!(given(&[b"Bearer x", b"Bearer y"], None), Err(BearerFault::TwoTokens));
    }
}
