//! Plain text out of HTML, and plain text that reads back unchanged.

use std::borrow::Cow;

use html2text::config;
use html2text::render::TrivialDecorator;

/// The greatest length of a text with tags, in bytes. Reading HTML takes time by the square of its depth, so that a
/// text of nothing but tags would hold up an import for hours.
pub(super) const MAX_HTML_BYTES: usize = 64 * 1024;

/// Tells whether a text has tags and is longer than [`MAX_HTML_BYTES`].
pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > MAX_HTML_BYTES && holds_tag(text)
}

/// Returns the plain text of what an editor wrote.
///
/// A text with tags is read as HTML: blocks and `<br>` make lines, other white space collapses, markup, scripts and
/// styles go. A text with entities alone has them decoded and keeps its white space. Any other text stays as it is.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if holds_tag(text) {
        return Cow::Owned(render(text));
    }
    if text.contains('&') { html_escape::decode_html_entities(text) } else { Cow::Borrowed(text) }
}

/// Returns the plain text of what an editor wrote for one line: as [`plain`], with spaces for the lines that tags make.
pub(super) fn plain_line(text: &str) -> Cow<'_, str> {
    if holds_tag(text) { Cow::Owned(render(text).replace('\n', " ")) } else { plain(text) }
}

/// Returns a text whose [`plain`] form, and [`plain_line`] form, is this plain text: the text itself where it holds
/// neither tags nor entities.
pub(super) fn readable_back(text: &str) -> Cow<'_, str> {
    if holds_tag(text) || plain(text) != text { html_escape::encode_text(text) } else { Cow::Borrowed(text) }
}

/// Tells whether the text holds what HTML would take for a tag or a comment: «2 < 3» and «<3» are none.
fn holds_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let opens = name.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.starts_with('!');
        opens && rest.contains('>')
    })
}

fn render(html: &str) -> String {
    let html = without_rules(html);
    // Wider than any line can be: every character takes at most two columns and at least one byte.
    let width = html.len().saturating_mul(2).max(1);
    let rendered = config::with_decorator(TrivialDecorator::new())
        .raw_mode(true)
        .allow_width_overflow()
        .string_from_read(html.as_bytes(), width);
    match rendered {
        Ok(text) => text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned(),
        // The renderer refuses only layouts too narrow for it, which the width rules out.
        Err(_) => html.into_owned(),
    }
}

/// Makes a line break of every `<hr>`, which would be drawn as wide as the page.
fn without_rules(html: &str) -> Cow<'_, str> {
    let lower = html.to_ascii_lowercase();
    if !lower.contains("<hr") {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut from = 0;
    for (at, rule) in lower.match_indices("<hr") {
        text.push_str(&html[from..at]);
        text.push_str("<br");
        from = at + rule.len();
    }
    text.push_str(&html[from..]);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn html_becomes_plain_text() {
        for (html, expected) in [
            ("Просто текст\n и  пробелы ", "Просто текст\n и  пробелы "),
            ("Том &amp; Джерри&nbsp;&#8212; &laquo;кот&raquo;", "Том & Джерри\u{a0}— «кот»"),
            ("AT&T & R&D; 2 < 3 > 1 <3", "AT&T & R&D; 2 < 3 > 1 <3"),
            ("&lt;b&gt;", "<b>"),
            (
                "<p>Первый <b>абзац</b>.</p>\n<p>Второй&nbsp;— <a href=\"http://x.example\">ссылка</a></p>",
                "Первый абзац.\n\nВторой\u{a0}— ссылка",
            ),
            ("Одна<br>две<br/>три", "Одна\nдве\nтри"),
            ("<ul><li>раз</li><li>два</li></ul>", "раз\nдва"),
            ("<ol><li>раз</li></ol><blockquote>слова</blockquote><h2>Глава</h2>", "раз\n\nслова\n\nГлава"),
            ("<table><tr><td>Год</td><td>1968</td></tr></table>", "Год\n1968"),
            ("до<hr>после", "до\nпосле"),
            ("<script>alert(1)</script><style>b{}</style>текст<!-- тайна -->", "текст"),
            ("<b></b>", ""),
            ("незакрытый <b>тег", "незакрытый тег"),
            ("<b без конца", "<b без конца"),
        ] {
            assert_eq!(plain(html), expected, "{html}");
        }
        assert_eq!(plain_line("<p>Том &amp;</p><p>Джерри</p>"), "Том &  Джерри");
        assert_eq!(plain_line("&amp;\n"), "&\n");
    }

    #[test]
    fn a_long_paragraph_is_not_broken_into_lines() {
        let words = "слово 映画 ".repeat(3_000);
        assert_eq!(plain(&format!("<p>{words}</p>")), words.trim());
    }

    #[test]
    fn deep_nesting_is_taken() {
        let deep = format!("{}слово{}", "<div><b>".repeat(1_000), "</b></div>".repeat(1_000));
        assert_eq!(plain(&deep), "слово");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_unchanged(text in any::<String>(), marked in "[a<>&;/#!x2 br\n-]{0,24}") {
            for text in [text, marked] {
                let written = readable_back(&text);
                prop_assert_eq!(plain(&written), text.as_str());
                prop_assert_eq!(plain_line(&written), text.as_str());
            }
        }

        #[test]
        fn plain_text_of_html_is_text(html in "(</?(p|br|b|a|ul|li|td|tr|table|pre|hr|img|svg|!--)( x=\"1\")?>|[а-я &;<]|&amp;|\n){0,40}") {
            // Only that it comes to an end: what HTML means is the library's business.
            plain(&html);
        }
    }
}
