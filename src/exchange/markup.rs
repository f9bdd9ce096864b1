//! What in a text is HTML: tags of HTML's elements, comments, a CDATA wrapper. Any other `<` is a sign like others.

use std::borrow::Cow;

use super::elements::is_element;

const CDATA: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";
const COMMENT: &str = "<!--";
const COMMENT_END: &str = "-->";
const DOCTYPE: &str = "<!doctype";
/// So many tags without an end make a text no HTML. Bounds the time that looking for their ends takes.
const MAX_UNCLOSED: usize = 100;

/// A text whose HTML was found.
pub(super) struct Marked<'t> {
    /// HTML that says the same, where each `<` begins a tag: wrappers and comments are gone, signs are escaped.
    pub(super) html: Cow<'t, str>,
    /// Whether it holds tags.
    pub(super) holds_tags: bool,
}

impl<'t> Marked<'t> {
    /// Finds the HTML in a text.
    pub(super) fn new(text: &'t str) -> Self {
        if !text.contains('<') {
            return Self { html: Cow::Borrowed(text), holds_tags: false };
        }
        let text = without_cdata(text);
        let last = |end: &str| text.rfind(end).unwrap_or(0);
        let mut finder = Finder { unclosed: 0, comments_until: last(COMMENT_END), tags_until: last(">") };
        let (mut html, mut holds_tags, mut from) = (String::with_capacity(text.len()), false, 0);
        while let Some(at) = text[from..].find('<').map(|at| from + at) {
            html.push_str(&text[from..at]);
            from = at
                + match finder.find(&text, at) {
                    Piece::Tag(length) => {
                        holds_tags = true;
                        html.push_str(&text[at..at + length]);
                        length
                    }
                    Piece::Dropped(length) => length,
                    Piece::Sign => {
                        html.push_str("&lt;");
                        1
                    }
                };
        }
        html.push_str(&text[from..]);
        Self { html: Cow::Owned(html), holds_tags }
    }
}

/// What begins with a `<`, and how many bytes of it there are.
enum Piece {
    Tag(usize),
    Dropped(usize),
    Sign,
}

struct Finder {
    /// Tags without an end so far.
    unclosed: usize,
    /// Where the last end of a comment stands: what begins behind it is none, and need not be looked through.
    comments_until: usize,
    /// Where the last end of a tag stands.
    tags_until: usize,
}

impl Finder {
    fn find(&mut self, text: &str, at: usize) -> Piece {
        let opened = &text[at..];
        if at > self.tags_until {
            return Piece::Sign;
        }
        if opened.starts_with(COMMENT) && at < self.comments_until {
            let end = opened[COMMENT.len()..].find(COMMENT_END);
            return end.map_or(Piece::Sign, |end| Piece::Dropped(COMMENT.len() + end + COMMENT_END.len()));
        }
        if begins_with(opened, DOCTYPE) {
            return opened.find('>').map_or(Piece::Sign, |end| Piece::Dropped(end + 1));
        }
        let Some(name_end) = name_end(opened).filter(|_| self.unclosed < MAX_UNCLOSED) else { return Piece::Sign };
        match tag_end(&opened[name_end..]) {
            Some(end) => Piece::Tag(name_end + end),
            None => {
                self.unclosed += 1;
                Piece::Sign
            }
        }
    }
}

/// Returns where the name of a tag ends; `None` where there is no name of an element.
fn name_end(opened: &str) -> Option<usize> {
    let start = if opened[1..].starts_with('/') { 2 } else { 1 };
    let length = opened[start..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, rest) = opened[start..].split_at(length);
    (rest.starts_with(|c| is_space(c) || matches!(c, '/' | '>')) && is_element(name)).then_some(start + length)
}

/// The states of HTML's tokenizer (13.2.5.32 to 39) behind the name of a tag.
#[derive(Clone, Copy)]
enum TagState {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Unquoted,
    Quoted(char),
}

/// Returns where a tag ends, from behind its name; `None` where it has no end. A `>` in a quoted value is none.
fn tag_end(attributes: &str) -> Option<usize> {
    let mut state = TagState::BeforeName;
    for (at, c) in attributes.char_indices() {
        state = match (state, c) {
            (TagState::Quoted(quote), _) if c == quote => TagState::BeforeName,
            (TagState::Quoted(_), _) => state,
            (_, '>') => return Some(at + 1),
            (TagState::BeforeValue, '"' | '\'') => TagState::Quoted(c),
            (TagState::BeforeName | TagState::AfterName | TagState::BeforeValue, _) if is_space(c) => state,
            (TagState::Name, _) if is_space(c) => TagState::AfterName,
            (TagState::Unquoted, _) if is_space(c) => TagState::BeforeName,
            (TagState::BeforeName | TagState::Name | TagState::AfterName, '/') => TagState::BeforeName,
            (TagState::Name | TagState::AfterName, '=') => TagState::BeforeValue,
            (TagState::BeforeName | TagState::Name | TagState::AfterName, _) => TagState::Name,
            (TagState::BeforeValue | TagState::Unquoted, _) => TagState::Unquoted,
        };
    }
    None
}

/// Takes CDATA wrappers off; one without an end too, as of a text that was cut short.
fn without_cdata(text: &str) -> Cow<'_, str> {
    let (mut bare, mut rest, mut open) = (String::new(), text, false);
    while let Some(at) = rest.find(['<', ']']) {
        let here = &rest[at..];
        let taken = if begins_with(here, CDATA) {
            open = true;
            CDATA.len()
        } else if open && here.starts_with(CDATA_END) {
            open = false;
            CDATA_END.len()
        } else {
            0
        };
        let kept = if taken == 0 { at + 1 } else { at };
        bare.push_str(&rest[..kept]);
        rest = &rest[kept + taken..];
    }
    if bare.len() + rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    bare.push_str(rest);
    Cow::Owned(bare)
}

fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}
