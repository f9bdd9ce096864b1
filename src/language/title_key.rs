//! What titles have in common that differ only in how they are written.

use super::folded::fold;
use super::words::{self, CONJUNCTIONS};

/// Returns the words of a title, folded and parted by single spaces: «Ocean's Eleven» and `oceans.eleven` have one key, and
/// so have «Lilo & Stitch» and «Lilo and Stitch». Of a title without words, such as «$», it is the title, folded; empty
/// only where the title is.
pub(crate) fn title_key(title: &str) -> String {
    let words: Vec<String> = words::plain(title).filter(|word| !CONJUNCTIONS.contains(&word.as_str())).collect();
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
            ("千と千尋の神隠し", "千と千尋の神隠し"),
            (" $ ", "$"),
            ("И", "и"),
            ("", ""),
        ] {
            assert_eq!(title_key(title), key, "{title}");
        }
        assert_ne!(title_key("Jaws"), title_key("Saw"));
        assert_ne!(title_key("Брат"), title_key("Брат 2"));
    }
}
