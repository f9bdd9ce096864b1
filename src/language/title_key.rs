//! What titles have in common that differ only in how they are written.

use super::folded::fold;
use super::numbers;
use super::words::{self, CONJUNCTIONS};

/// Returns the words of a title, folded and parted by single spaces: «Ocean's Eleven» and `oceans.eleven` have one key, and
/// so have «Lilo & Stitch» and «Lilo and Stitch», «Rocky II» and «Rocky 2» (but «V» and «5» have two). Of a title without
/// words, such as «$», it is the title, folded; empty only where the title is.
pub(crate) fn title_key(title: &str) -> String {
    let words = words::plain(title).filter(|word| !CONJUNCTIONS.contains(&word.as_str()));
    let figure = |at: usize, word: &str| numbers::roman(word).filter(|_| at > 0).map(|number| number.to_string());
    let words: Vec<String> = words.enumerate().map(|(at, word)| figure(at, &word).unwrap_or(word)).collect();
    if words.is_empty() { fold(title.trim()) } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_are_only_written_differently_have_one_key() {
        for (title, key) in [
            ("Ocean's Eleven", "oceans eleven"),
            ("OCEANS.ELEVEN", "oceans eleven"),
            ("Lilo & Stitch", "lilo stitch"),
            ("Lilo and Stitch", "lilo stitch"),
            ("Ёлки: Йод и май", "елки йод май"),
            ("Amélie", "amelie"),
            ("Spider-Man: Homecoming", "spider man homecoming"),
            ("千と千尋の神隠し", "千 と 千 尋 の 神 隠 し"),
            (" $ ", "$"),
            ("И", "и"),
            ("Rocky II", "rocky 2"),
            ("Рокки 2", "рокки 2"),
            ("V", "v"),
            ("", ""),
        ] {
            assert_eq!(title_key(title), key, "{title}");
        }
        assert_ne!(title_key("Jaws"), title_key("Saw"));
        assert_ne!(title_key("Брат"), title_key("Брат 2"));
        assert_ne!(title_key("Rocky II"), title_key("Rocky III"));
        assert_ne!(title_key("The Ring"), title_key("Ring"));
    }
}
