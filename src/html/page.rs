//! What every page has.

use std::borrow::Cow;

use html_escape::{encode_double_quoted_attribute, encode_text};

use crate::catalog::is_xml_char;

/// The type of a page.
pub const CONTENT_TYPE: &str = "text/html; charset=utf-8";

/// The `Content-Security-Policy` of a page: it loads and runs nothing, and only its own style applies. Were a text ever
/// to get in unescaped, it could still do nothing.
pub const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}\
h1,h2{line-height:1.2}\
dt{font-weight:bold}\
dd{margin:0 0 .5rem}\
li{margin:.25rem 0}\
code{font-size:.95em}";

/// Writes a page around what stands in its body; the title is text.
pub(super) fn page(title: &str, body: &str) -> String {
    let title = text(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// Escapes a text to stand between tags; characters that no document may hold are left out.
pub(super) fn text(text: &str) -> String {
    encode_text(&legal(text)).into_owned()
}

/// Writes a link, both parts escaped. The target is a path.
pub(super) fn link(target: &str, shown: &str) -> String {
    format!("<a href=\"{}\">{}</a>", encode_double_quoted_attribute(&legal(target)), text(shown))
}

fn legal(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_xml_char) { text.into() } else { text.chars().filter(|c| is_xml_char(*c)).collect() }
}
