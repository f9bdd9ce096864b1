//! Who reports: an application and its secret, in whichever headers a client sends them.

use data_encoding::HEXLOWER;
use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// The headers in which credentials may be, in the order of their precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialHeader {
    /// `Bearer id@secret`
    Authorization,
    /// `Bearer id@secret`: the header as clients really send it.
    Authentication,
    /// The id, with the secret in another header.
    XBtnAppId,
    /// The secret.
    XBtnAppSecret,
    /// The id, as the oldest clients send it.
    BtnAppId,
    /// The secret.
    BtnAppSecret,
}

impl CredentialHeader {
    /// Returns the name of the header, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Authentication => "authentication",
            Self::XBtnAppId => "x-btn-appid",
            Self::XBtnAppSecret => "x-btn-appsecret",
            Self::BtnAppId => "btn-appid",
            Self::BtnAppSecret => "btn-appsecret",
        }
    }
}

/// The id and the secret of an application.
#[derive(Clone, Debug)]
pub struct AppCredentials {
    /// Its id.
    pub id: String,
    /// Its secret, which `Debug` does not show.
    pub secret: SecretString,
}

/// What ids begin with that nobody has configured.
const EXAMPLE: &str = "example";

impl AppCredentials {
    /// Finds the first complete pair in the headers, of which `header` returns the value.
    pub fn of<'a>(header: impl Fn(CredentialHeader) -> Option<&'a str>) -> Option<Self> {
        let bearer = |name| header(name).and_then(bearer);
        let pair = |id, secret| Some((header(id)?, header(secret)?));
        bearer(CredentialHeader::Authorization)
            .or_else(|| bearer(CredentialHeader::Authentication))
            .or_else(|| pair(CredentialHeader::XBtnAppId, CredentialHeader::XBtnAppSecret).and_then(complete))
            .or_else(|| pair(CredentialHeader::BtnAppId, CredentialHeader::BtnAppSecret).and_then(complete))
            .map(|(id, secret)| Self { id: id.to_owned(), secret: secret.into() })
    }

    /// Draws a pair that nobody can guess: a random UUID, and 64 hexadecimal digits.
    ///
    /// # Panics
    /// The operating system has no random bytes.
    pub fn random() -> Self {
        let mut id = [0; 16];
        fill(&mut id);
        // The version and the variant of a random UUID.
        id[6] = id[6] & 0x0f | 0x40;
        id[8] = id[8] & 0x3f | 0x80;
        let digits = HEXLOWER.encode(&id);
        let id = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-");
        let mut secret = Zeroizing::new([0; 32]);
        fill(&mut *secret);
        Self { id, secret: HEXLOWER.encode(&*secret).into() }
    }

    /// Returns the secret: to check it, and to whoever it is issued to, never for a log.
    pub fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Tells whether these are what a client sends before anybody has configured it.
    pub fn are_examples(&self) -> bool {
        self.id.to_ascii_lowercase().starts_with(EXAMPLE)
    }
}

/// Fills the bytes from the operating system's generator.
#[expect(clippy::expect_used, reason = "without random bytes there are no secrets to go on with")]
pub(super) fn fill(bytes: &mut [u8]) {
    SysRng.try_fill_bytes(bytes).expect("random bytes of the operating system");
}

/// Reads `Bearer id@secret`.
fn bearer(value: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = value.trim().split_once(char::is_whitespace)?;
    let pair = scheme.eq_ignore_ascii_case("bearer").then(|| rest.split_once('@')).flatten()?;
    complete(pair)
}

/// Returns both without white space around them, if there is something of both.
fn complete<'a>((id, secret): (&'a str, &'a str)) -> Option<(&'a str, &'a str)> {
    let (id, secret) = (id.trim(), secret.trim());
    (!id.is_empty() && !secret.is_empty()).then_some((id, secret))
}

#[cfg(test)]
mod tests {
    use super::CredentialHeader::{Authentication, Authorization, BtnAppId, BtnAppSecret, XBtnAppId, XBtnAppSecret};
    use super::*;

    fn found(headers: &[(CredentialHeader, &str)]) -> Option<(String, String)> {
        let value = |name| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        AppCredentials::of(value).map(|found| (found.id, found.secret.expose_secret().to_owned()))
    }

    #[test]
    fn the_first_complete_pair_wins() {
        let pair = |id: &str, secret: &str| Some((id.to_owned(), secret.to_owned()));
        assert_eq!(found(&[(Authorization, "Bearer a@b"), (Authentication, "Bearer c@d")]), pair("a", "b"));
        assert_eq!(found(&[(Authorization, "Basic a@b"), (Authentication, "bearer  c @ d@e ")]), pair("c", "d@e"));
        for not_one in ["", "B", "Bearer", "Bearer ", "Bearer a", "Bearer @b", "Bearer a@", "Basic eA=="] {
            assert_eq!(found(&[(Authorization, not_one), (XBtnAppId, "a"), (XBtnAppSecret, "b")]), pair("a", "b"));
        }
        assert_eq!(found(&[(XBtnAppId, "a"), (BtnAppId, "c"), (BtnAppSecret, "d")]), pair("c", "d"));
        assert_eq!(found(&[(XBtnAppId, "a"), (BtnAppSecret, "d")]), None);
        assert_eq!(found(&[(BtnAppId, " "), (BtnAppSecret, "d")]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn a_drawn_pair_has_a_random_uuid() {
        let (one, other) = (AppCredentials::random(), AppCredentials::random());
        assert!(one.id != other.id && one.expose() != other.expose() && one.expose().len() == 64);
        let (lengths, marks) = (one.id.split('-').map(str::len).collect::<Vec<_>>(), one.id.as_bytes());
        assert_eq!((lengths, marks[14]), (vec![8, 4, 4, 4, 12], b'4'));
        assert!(b"89ab".contains(&marks[19]), "{}", one.id);
    }

    #[test]
    fn what_nobody_configured_is_known() {
        let examples = |id: &str| AppCredentials { id: id.to_owned(), secret: "x".into() }.are_examples();
        assert!(examples("example-app-id") && examples("EXAMPLE") && !examples("an-example"));
        let shown = format!("{:?}", AppCredentials { id: "a".to_owned(), secret: "hidden".into() });
        assert!(!shown.contains("hidden"));
    }
}
