//! The text of one title: cleaned of what belongs to the name around it.

/// The most characters of a title.
const MAX_CHARS: usize = 200;
/// What does not end a title.
const LOOSE: [char; 17] = [' ', '-', '–', '—', ':', ';', ',', '.', '_', '/', '|', '\\', '~', '+', '&', '=', '•'];
/// Quotes, the opening and the closing ones.
const QUOTES: [(char, char); 4] = [('«', '»'), ('"', '"'), ('“', '”'), ('„', '“')];

/// Cleans a title: words parted by single spaces, without what is left of the name around it. `None`: no letter or digit is
/// in it.
pub(super) fn clean(text: &str) -> Option<String> {
    let bare = text.trim_matches([' ', '.']);
    let spaced = if is_dotted(bare) { undotted(bare) } else { text.split_whitespace().collect::<Vec<_>>().join(" ") };
    let mut title = trim(&spaced);
    let is_quoted = |title: &str, open, close| {
        title.starts_with(open) && title.find(close) == title.rfind(close) && title.ends_with(close)
    };
    for (open, close) in QUOTES {
        let inner = title.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains(close) || is_quoted(title, open, close)) {
            title = trim(inner);
        }
    }
    if !title.chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(title.chars().take(MAX_CHARS).collect())
}

/// Takes off what does not belong to a title, but leaves the dots of an abbreviation («S.W.A.T.») and of a thought that
/// breaks off.
fn trim(text: &str) -> &str {
    let text = text.trim_matches(|c| LOOSE.contains(&c) && c != '.').trim_start_matches('.');
    let text = unopened(text);
    let dots = text.len() - text.trim_end_matches('.').len();
    if dots == 1 && !is_abbreviation(text) { text[..text.len() - 1].trim_end() } else { text }
}

/// Takes off a bracket at either end that has no other.
fn unopened(text: &str) -> &str {
    let mut text = text;
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        let count = |sign: char| text.matches(sign).count();
        match count(open).cmp(&count(close)) {
            std::cmp::Ordering::Greater => text = text.trim_end_matches(open).trim_end(),
            std::cmp::Ordering::Less => text = text.trim_start_matches(close).trim_start(),
            std::cmp::Ordering::Equal => {}
        }
    }
    text
}

/// Tells whether a text that ends with a dot ends with an abbreviation: single letters with dots.
fn is_abbreviation(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    last.matches('.').count() > 1 && last.split('.').all(|part| part.chars().count() <= 1)
}

/// Tells whether dots stand for spaces in a text.
fn is_dotted(text: &str) -> bool {
    !text.contains(' ') && text.contains('.')
}

/// Writes spaces for the dots of a text, but for those between single letters («S.W.A.T»).
fn undotted(text: &str) -> String {
    let parts: Vec<&str> = text.split('.').filter(|part| !part.is_empty()).collect();
    let is_letter = |part: Option<&&str>| {
        part.is_some_and(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
    };
    let mut spaced = String::with_capacity(text.len() + 1);
    for (at, part) in parts.iter().enumerate() {
        spaced.push_str(part);
        let begins = is_letter(Some(part)) && is_letter(parts.get(at + 1));
        let goes_on = is_letter(Some(part)) && at > 0 && is_letter(parts.get(at - 1));
        match (begins, goes_on) {
            (true, _) => spaced.push('.'),
            (false, true) => spaced.push_str(". "),
            (false, false) => spaced.push(' '),
        }
    }
    spaced.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cleaned() {
        for (text, title) in [
            ("  Брат  2 ", Some("Брат 2")),
            ("Brat.2.", Some("Brat 2")),
            ("S.W.A.T.", Some("S.W.A.T.")),
            ("Agents.of.S.H.I.E.L.D", Some("Agents of S.H.I.E.L.D.")),
            ("K.G.F.Chapter.1", Some("K.G.F. Chapter 1")),
            ("Mr. Robot - ", Some("Mr. Robot")),
            ("Доктор, я боюсь...", Some("Доктор, я боюсь...")),
            ("Титан.", Some("Титан")),
            ("«Титан»", Some("Титан")),
            ("«Титан»: трагедия «Океана»", Some("«Титан»: трагедия «Океана»")),
            ("\"Званый ужин\"", Some("Званый ужин")),
            ("Movie (", Some("Movie")),
            ("Кто там?", Some("Кто там?")),
            ("2012", Some("2012")),
            (" - ", None),
            ("", None),
        ] {
            assert_eq!(clean(text).as_deref(), title, "{text}");
        }
    }
}
