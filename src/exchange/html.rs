//! Plain text out of HTML, and plain text that reads back unchanged.

use std::borrow::Cow;
use std::cell::RefCell;

use html2text::config;
use html2text::render::TrivialDecorator;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use quick_xml::escape::partial_escape;

use super::markup::Marked;

/// The greatest length of a text with tags, in bytes. Reading HTML takes time by the square of its depth, so that a
/// text of nothing but tags would hold up an import for hours.
pub(super) const MAX_HTML_BYTES: usize = 64 * 1024;

/// Tells whether a text has tags and is longer than [`MAX_HTML_BYTES`].
pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > MAX_HTML_BYTES && Marked::new(text).holds_tags
}

/// Returns the plain text of what an editor wrote.
///
/// A text with tags is read as HTML: blocks and `<br>` make lines, other white space collapses, markup, scripts and
/// styles go. Any other text keeps its white space. Character references are decoded as HTML says in either case,
/// comments go, and a CDATA wrapper is taken off.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let marked = Marked::new(text);
    if marked.holds_tags { render(&marked.html).into() } else { decoded(&marked.html).into() }
}

/// Returns a text whose [`plain`] form is this plain text: the text itself where that is the case.
pub(super) fn readable_back(text: &str) -> Cow<'_, str> {
    if plain(text) == text { Cow::Borrowed(text) } else { partial_escape(text) }
}

/// Decodes the character references of HTML without tags.
fn decoded(html: &str) -> String {
    let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Characters::default(), options);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // Only scripts interrupt it, and there is no tag.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// Gathers characters.
#[derive(Default)]
struct Characters(RefCell<String>);

impl TokenSink for Characters {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::CharacterTokens(characters) = token {
            self.0.borrow_mut().push_str(&characters);
        }
        TokenSinkResult::Continue
    }
}

fn render(html: &str) -> String {
    let html = as_shown(html);
    // Wider than any line can be: every character takes at most two columns and at least one byte.
    let width = html.len().saturating_mul(2).max(1);
    let rendered = config::with_decorator(TrivialDecorator::new())
        .raw_mode(true)
        .unicode_strikeout(false)
        .allow_width_overflow()
        .string_from_read(html.as_bytes(), width);
    match rendered {
        Ok(text) => text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned(),
        // The renderer refuses only layouts too narrow for it, which the width rules out.
        Err(_) => html,
    }
}

/// Writes other elements for those that the renderer shows in a way of its own: it draws `<hr>` as wide as the page, makes
/// `^{…}` of `<sup>`, and loses text that stands in an ordered or a definition list and in no item of it.
fn as_shown(html: &str) -> String {
    const OTHERS: [(&str, &str); 7] = [
        ("<hr", "<br"),
        ("<ol", "<ul"),
        ("</ol", "</ul"),
        ("<dl", "<ul"),
        ("</dl", "</ul"),
        ("<sup", "<sub"),
        ("</sup", "</sub"),
    ];
    let lower = html.to_ascii_lowercase();
    let mut shown = html.to_owned();
    for (element, other) in OTHERS {
        for (at, _) in lower.match_indices(element) {
            shown.replace_range(at..at + element.len(), other);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::elements::ELEMENTS;
    use super::*;
    use crate::catalog::Text;

    #[test]
    fn html_becomes_plain_text() {
        for (html, expected) in [
            ("Просто текст\n и  пробелы ", "Просто текст\n и  пробелы "),
            ("Том &amp; Джерри&nbsp;&#8212; &laquo;кот&raquo;", "Том & Джерри\u{a0}— «кот»"),
            ("AT&T & R&D; 2 < 3 > 1 <3", "AT&T & R&D; 2 < 3 > 1 <3"),
            (
                "<p>Первый <b>абзац</b>.</p>\n<p>Второй&nbsp;— <a href=\"http://x.example\">ссылка</a></p>",
                "Первый абзац.\n\nВторой\u{a0}— ссылка",
            ),
            ("Одна<br>две<BR/>три", "Одна\nдве\nтри"),
            ("<ul><li>раз</li><li>два</li></ul>", "раз\nдва"),
            ("<ol><li>раз</li></ol><blockquote>слова</blockquote><h2>Глава</h2>", "раз\n\nслова\n\nГлава"),
            ("<table><tr><td>Год</td><td>1968</td></tr></table>", "Год\n1968"),
            ("до<hr>после", "до\nпосле"),
            ("<script>alert(1)</script><style>b{}</style>текст<!-- тайна -->", "текст"),
            ("<b></b>", ""),
            ("незакрытый <b>тег", "незакрытый тег"),
            ("<font color=red>старый</font> <center>код</center>", "старый код"),
            ("<!DOCTYPE html><p>страница</p>", "страница"),
        ] {
            assert_eq!(plain(html), expected, "{html}");
        }
    }

    #[test]
    fn no_element_loses_its_text_but_those_that_are_never_shown() {
        // `plaintext` has no end in HTML.
        let others = ["script", "style", "svg", "template", "plaintext"];
        for element in ELEMENTS.iter().filter(|element| !others.contains(element)) {
            let text = plain(&format!("до <{element}>слово</{element}> после")).into_owned();
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(words, ["до", "слово", "после"], "{element}");
        }
    }

    #[test]
    fn html_that_is_none() {
        for text in [
            "頭文字Ｄ<HDリマスター>",
            "<Untitled>",
            "<без названия>",
            "<b без конца",
            "a <- b -> c",
            "<a:b> <b.c> <h7> </untitled> </> </ p> <?xml version=\"1.0\"?> <!x> <!-- без конца",
            "<a href=\"без конца> и дальше",
            "<b\u{a0}>",
        ] {
            assert_eq!(plain(text), text);
            assert_eq!(plain(&format!("<i></i>{text}")), text);
        }
    }

    #[test]
    fn a_cdata_wrapper_is_taken_off() {
        for (text, expected) in [
            ("<![CDATA[Текст]]>", "Текст"),
            (" <![cdata[<p>Том &amp; Джерри</p>]]> ", "Том & Джерри"),
            ("а <![CDATA[б]]> в <![CDATA[г]]>", "а б в г"),
            ("<![CDATA[x]]]]><![CDATA[>y]]>", "x]]>y"),
            ("<![CDATA[обрыв", "обрыв"),
            ("a[b[0]]>1", "a[b[0]]>1"),
            ("&lt;![CDATA[Текст]]&gt;", "<![CDATA[Текст]]>"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn references_are_decoded_the_same_way_with_and_without_tags() {
        for (text, expected) in [
            ("Мама &#151; папа", "Мама — папа"),
            ("&#128;&#x85;&#X9F;", "€…Ÿ"),
            ("&lt;b&gt; &amp;lt;", "<b> &lt;"),
            ("&copy 2012 &hellip; &nosuch; &#x41 AT&T", "© 2012 … &nosuch; A AT&T"),
            ("&#0;&#xD83D;&#1114112;", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
            assert_eq!(plain(&format!("<b></b>{text}")), expected, "{text}");
        }
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

    #[test]
    fn tags_without_an_end_take_no_time_by_the_square() {
        for piece in ["<b ", "<b x=\"", "<!--", "<!doctype", "<![CDATA[", "]]"] {
            assert!(!is_too_long(&piece.repeat(50_000)), "{piece}");
            // Behind them all an end that is none, or but one.
            is_too_long(&format!("{}\">", piece.repeat(50_001)));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_unchanged(text in any::<String>(), marked in "[a<>&;/#!x2 br\n\\[CDATA\\]\"=-]{0,24}") {
            for text in [text, marked].iter().filter_map(|text| Text::new(text)) {
                let text = text.as_str();
                let written = readable_back(text);
                prop_assert_eq!(plain(&written), text);
            }
        }

        #[test]
        fn plain_text_of_html_is_text(html in "(</?(p|br|b|a|ul|li|td|tr|table|pre|hr|img|svg|!--)( x=\"1\")?>|[а-я &;<]|&amp;|\n){0,40}") {
            // Only that it comes to an end: what HTML means is the library's business.
            plain(&html);
        }
    }
}
