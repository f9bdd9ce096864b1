//! What rendering depends on besides the film, and what is written by it.

use chrono_tz::Tz;
use url::Url;

use crate::catalog::Moment;

use super::element;

/// Renders films and tags as the configuration asks for.
#[derive(Clone, Debug)]
pub struct Renderer {
    /// The zone that times are given in.
    pub time_zone: Tz,
    /// What relative URLs are resolved against, as RFC 3986 does; `None`: they stand as they are.
    pub public_url: Option<Url>,
}

impl Renderer {
    /// Writes a URL that may be relative.
    pub(super) fn url(&self, out: &mut Vec<u8>, name: &str, url: Option<&str>) {
        let Some(url) = url else { return };
        let resolved = match &self.public_url {
            Some(base) if Url::parse(url) == Err(url::ParseError::RelativeUrlWithoutBase) => base.join(url).ok(),
            _ => None,
        };
        element::text(out, name, resolved.as_ref().map_or(url, Url::as_str));
    }

    /// Writes pictures.
    pub(super) fn images<'a>(&self, out: &mut Vec<u8>, images: impl Iterator<Item = &'a str>) {
        element::wrapper(out, "Images", |out| {
            for image in images {
                self.url(out, "Image", Some(image));
            }
        });
    }

    /// Writes a moment.
    pub(super) fn moment(&self, out: &mut Vec<u8>, name: &str, moment: Moment) {
        element::optional(out, name, moment.to_rfc3339(&self.time_zone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_whose_offset_has_seconds_is_written_in_utc() {
        let renderer = Renderer { time_zone: Tz::Europe__Moscow, public_url: None };
        for (text, expected) in [
            ("1918-01-01T00:00:00Z", "<Updated>1918-01-01T00:00:00Z</Updated>"),
            ("2012-05-01T10:00:00Z", "<Updated>2012-05-01T14:00:00+04:00</Updated>"),
            ("9999-12-31T23:59:59Z", "<Updated>9999-12-31T23:59:59Z</Updated>"),
        ] {
            let mut out = Vec::new();
            renderer.moment(&mut out, "Updated", Moment::parse_rfc3339(text).unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
