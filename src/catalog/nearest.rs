//! The nearest known name, for messages about unknown ones.

use strsim::normalized_damerau_levenshtein as alike;

/// How alike (0 to 1) a known name must be to be suggested: one typing error in four letters is, one in three is not.
const ALIKE: f64 = 0.7;
/// The fewest letters that count as the beginning of a longer name.
const MIN_BEGINNING: usize = 3;
/// Shorter names are like another only where one begins with the other: with one letter changed, most are like some.
const MIN_LETTERS: usize = 4;

/// Finds the known name that was probably meant; `None` where none is much like it. Of equally good ones the shortest,
/// then the first in the alphabet.
///
/// Capitals, and what parts words, do not count. Of names that are paths the last segment will do: `moscow` finds
/// `Europe/Moscow`. So will the first words of a name: `database` finds `database_url`.
pub fn nearest<'a>(known: impl IntoIterator<Item = &'a str>, name: &str) -> Option<&'a str> {
    let name = name.trim().to_lowercase();
    let scored = known.into_iter().map(|known| (score(&known.to_lowercase(), &name), known));
    let best = scored.filter(|(score, _)| *score >= ALIKE).max_by(|(a, one), (b, other)| {
        a.total_cmp(b).then_with(|| other.len().cmp(&one.len())).then_with(|| other.cmp(one))
    });
    best.map(|(_, known)| known)
}

/// Scores how alike two names in lower case are, 0 to 1.
fn score(known: &str, name: &str) -> f64 {
    let whole = of_words(known, name);
    match (known.rsplit('/').next(), name.rsplit('/').next()) {
        (Some(of_known), Some(of_name)) if of_known.len() < known.len() => whole.max(of_words(of_known, of_name)),
        _ => whole,
    }
}

fn of_words(known: &str, name: &str) -> f64 {
    let (bare_known, bare_name) = (without_separators(known), without_separators(name));
    let (shorter, longer) = match bare_known.len() < bare_name.len() {
        true => (&bare_known, &bare_name),
        false => (&bare_name, &bare_known),
    };
    if shorter.is_empty() || (shorter.chars().count() < MIN_LETTERS && !longer.starts_with(shorter.as_str())) {
        return 0.0;
    }
    let begins = known.strip_prefix(name).is_some_and(|rest| rest.starts_with(is_separator));
    let beginning = if begins && name.chars().count() >= MIN_BEGINNING { ALIKE } else { 0.0 };
    // Letters take up to four bytes: such lengths apart, no two names are alike, and comparing takes time.
    if shorter.len().saturating_mul(4) < longer.len() { beginning } else { alike(shorter, longer).max(beginning) }
}

fn without_separators(name: &str) -> String {
    name.chars().filter(|c| !is_separator(*c)).collect()
}

fn is_separator(c: char) -> bool {
    matches!(c, '_' | '-' | '.' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_probably_meant_is_suggested_and_nothing_else() {
        let fields = ["id", "title", "desc", "year", "url", "kinopoisk_id", "max_size", "database_url", "tags"];
        let zones =
            ["Europe/Moscow", "America/Moncton", "Asia/Novosibirsk", "America/New_York", "UTC", "MST", "Asia/Omsk"];
        for (known, name, expected) in [
            (&fields[..], "titel", Some("title")),
            (&fields, "yaer", Some("year")),
            (&fields, "TAG", Some("tags")),
            (&fields, "maxsize", Some("max_size")),
            (&fields, "kinopoisk", Some("kinopoisk_id")),
            (&fields, "database", Some("database_url")),
            (&fields, "port", None),
            (&fields, "views", None),
            (&fields, "", None),
            (&fields, "-", None),
            (&zones, "Moscow", Some("Europe/Moscow")),
            (&zones, "moscow", Some("Europe/Moscow")),
            (&zones, "Europe/moskow", Some("Europe/Moscow")),
            (&zones, "Russia/Moscow", Some("Europe/Moscow")),
            (&zones, "new york", Some("America/New_York")),
            (&zones, "utc", Some("UTC")),
            (&zones, "MSK", None),
            (&[], "x", None),
            (&["bc", "cb"], "abc", None),
            (&["abcde", "abcdf"], "abcd", Some("abcde")),
        ] {
            assert_eq!(nearest(known.iter().copied(), name), expected, "{name}");
        }
    }
}
