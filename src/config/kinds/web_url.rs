//! URLs of web servers.

use url::Url;

use super::word::TextKind;

/// An absolute URL of a web server.
pub(in crate::config) struct WebUrl;

impl TextKind for WebUrl {
    type Value = Url;

    fn accepts() -> String {
        "an absolute http or https URL without user, query and fragment, such as https://films.example/".to_owned()
    }

    fn parse(text: &str) -> Option<Url> {
        let url = Url::parse(text.trim()).ok()?;
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let web = matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
        (plain && web).then_some(url)
    }

    fn write(value: &Url) -> String {
        value.to_string()
    }
}
