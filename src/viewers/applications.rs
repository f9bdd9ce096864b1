//! The applications whose boxes get tokens.

use std::collections::HashMap;
use std::fmt;

use super::TokenHash;

/// Applications by their ids. Of their secrets the hashes are kept, which are compared: how long that takes tells
/// nothing of a secret, not even its length.
#[derive(Clone, Default)]
pub struct Applications(HashMap<String, TokenHash>);

/// Shows no secret.
impl fmt::Debug for Applications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Applications {
    /// Collects ids with their secrets.
    pub fn new<'a>(applications: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let hashed = applications.into_iter().map(|(id, secret)| (id.to_owned(), TokenHash::of(secret)));
        Self(hashed.collect())
    }

    /// Tells whether there is such an application and this is its secret. That takes as long where there is none.
    pub fn know(&self, id: &str, secret: &str) -> bool {
        let given = TokenHash::of(secret);
        let known = self.0.get(id);
        let is_equal = known.unwrap_or(&TokenHash::of("")).is(&given);
        known.is_some() && is_equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_known_by_its_own_secret() {
        let applications = Applications::new([("box", "hush"), ("phone", "quiet")]);
        for (id, secret, expected) in [
            ("box", "hush", true),
            ("phone", "quiet", true),
            ("box", "quiet", false),
            ("box", "hus", false),
            ("box", "", false),
            ("Box", "hush", false),
            ("", "", false),
            ("tv", "hush", false),
            ("tv", "", false),
        ] {
            assert_eq!(applications.know(id, secret), expected, "{id} {secret}");
        }
        assert!(!format!("{applications:?}").contains("hush"));
    }
}
