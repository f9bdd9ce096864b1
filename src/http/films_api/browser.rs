//! What people are answered who look with a browser.

use std::cmp::Reverse;

use actix_web::HttpMessage;
use actix_web::http::header::{
    Accept, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Header, HeaderMap, HeaderValue, Quality, QualityItem,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::mime::Mime;

use crate::html;

/// Tells whether the client would rather have HTML than XML: it names HTML, and XML not at all, later, or as worth less.
/// Programs that say nothing, or that anything will do, get XML.
pub(super) fn prefers_html(request: &impl HttpMessage) -> bool {
    let Ok(Accept(ranges)) = Accept::parse(request) else { return false };
    let worth = |names: &[&str]| worth(&ranges, names);
    let Some(html) = worth(&["text/html"]).filter(|(quality, _)| *quality > Quality::ZERO) else { return false };
    let xml = worth(&["application/xml", "text/xml"]);
    let unnamed = || worth(&["application/*", "text/*"]).or_else(|| worth(&["*/*"]));
    xml.map_or_else(|| unnamed().is_none_or(|(quality, _)| html.0 >= quality), |xml| html > xml)
}

/// Returns what the best of these ranges is worth, and where it stands: of equal ones the first is the greatest.
fn worth(ranges: &[QualityItem<Mime>], names: &[&str]) -> Option<(Quality, Reverse<usize>)> {
    let named = ranges.iter().zip(0..).filter(|(range, _)| names.contains(&range.item.essence_str()));
    named.map(|(range, place)| (range.quality, Reverse(place))).max()
}

/// Puts the headers of a page beside those that are there. The address of a page may hold an access token, so it is kept
/// from where its links lead.
pub(super) fn mark_as_page(headers: &mut HeaderMap) {
    for (name, value) in [
        (CONTENT_TYPE, html::CONTENT_TYPE),
        (CONTENT_SECURITY_POLICY, html::POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT;
    use actix_web::test::TestRequest;

    use super::*;

    fn prefers(accept: &[&str]) -> bool {
        let mut request = TestRequest::default();
        for line in accept {
            request = request.append_header((ACCEPT, *line));
        }
        prefers_html(&request.to_http_request())
    }

    #[test]
    fn browsers_get_html() {
        for accept in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html, application/xhtml+xml, */*",
            "text/html",
            "TEXT/HTML;level=1",
            "text/html, application/xml",
            "application/xml;q=0.5, text/html;q=0.6",
            "text/html;q=0.5",
            "text/html;q=0.8, */*;q=0.8",
            "text/html;q=0.8, application/*;q=0.1, */*",
            "text/html;q=0.1, application/xml;q=0",
            "nonsense, text/html",
        ] {
            assert!(prefers(&[accept]), "{accept}");
        }
        assert!(prefers(&["image/png", "text/html"]), "on a line of its own");
    }

    #[test]
    fn everybody_else_gets_xml() {
        for accept in [
            "",
            "*/*",
            "text/*",
            "application/xml",
            "text/xml",
            "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5",
            "application/xml, text/html",
            "text/xml;q=0.5, text/html;q=0.5",
            "text/html;q=0, */*",
            "text/html;q=0.1, */*;q=0.5",
            "text/html;q=0.4, application/*;q=0.5",
            "text/htmlx, html, text/html2",
            "text/html;q=2",
            "audio/mpeg",
        ] {
            assert!(!prefers(&[accept]), "{accept}");
        }
        assert!(!prefers(&[]), "nothing is said");
    }
}
