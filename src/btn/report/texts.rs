//! How much is kept of the texts of a report.

/// The most characters of a peer id.
const PEER_ID: usize = 20;
/// The most characters of a name or a rule that is kept whole.
const WHOLE: usize = 250;
/// How much is kept of the ends of a longer one.
const END: usize = 64;
/// What stands for the middle.
const GAP: &str = "[...]";

/// Cuts a peer id.
pub(super) fn peer_id(text: &str) -> String {
    cut(text, PEER_ID)
}

/// Keeps the ends of a name, or of a rule, that is too long.
pub(super) fn ends(text: String) -> String {
    if text.chars().nth(WHOLE).is_none() {
        return text;
    }
    let count = text.chars().count();
    let last: String = text.chars().skip(count - END).collect();
    cut(&text, END) + GAP + &last
}

/// Keeps so many characters.
pub(super) fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_long_texts_are_kept() {
        assert_eq!(ends("ж".repeat(250)), "ж".repeat(250));
        let long = "a".repeat(100) + &"ж".repeat(151);
        assert_eq!(ends(long), "a".repeat(64) + "[...]" + &"ж".repeat(64));
        assert_eq!(
            (peer_id("-qB4520-abcdefghijklmnop"), cut("aжc", 2)),
            ("-qB4520-abcdefghijkl".to_owned(), "aж".to_owned())
        );
    }
}
