//! The wrong keyboard layout: what the same keys would have typed in the other one.

use super::letters::is_cyrillic;

/// The keys of a PC keyboard whose Latin (US) and Cyrillic (Russian) signs differ, small and capital.
const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?";
const CYRILLIC: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,";

/// Returns what the keys would have typed in the other layout; `None` where the text has no letter of either, or
/// letters of both: then it was typed as it was meant.
pub(crate) fn switched(text: &str) -> Option<String> {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let cyrillic = text.chars().any(is_cyrillic);
    let (from, to) = match (latin, cyrillic) {
        (true, false) => (LATIN, CYRILLIC),
        (false, true) => (CYRILLIC, LATIN),
        _ => return None,
    };
    Some(text.chars().map(|c| typed_with(c, from, to)).collect())
}

/// Tells whether the key of a sign types a letter in the Cyrillic layout.
pub(crate) fn is_letter_elsewhere(sign: char) -> bool {
    !sign.is_alphanumeric() && typed_with(sign, LATIN, CYRILLIC).is_alphabetic()
}

fn typed_with(key: char, from: &str, to: &str) -> char {
    from.chars().zip(to.chars()).find(|(known, _)| *known == key).map_or(key, |(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_give_the_letters_of_the_other_layout() {
        assert_eq!(switched("vfnhbwf").as_deref(), Some("матрица"));
        assert_eq!(switched("<jhf,jhf").as_deref(), Some("Борабора"));
        assert_eq!(switched("ьфекшч").as_deref(), Some("matrix"));
        assert_eq!(switched("1968"), None);
        assert_eq!(switched("dядя"), None);
    }

    #[test]
    fn signs_whose_keys_type_letters_are_known() {
        assert!([',', '.', ';', '\'', '[', '`', '{', ':'].into_iter().all(is_letter_elsewhere));
        assert!(!['/', '?', '-', 'a', 'б', '1', ' ', '«'].into_iter().any(is_letter_elsewhere));
    }

    #[test]
    fn every_key_has_two_signs() {
        assert_eq!(LATIN.chars().count(), CYRILLIC.chars().count());
    }
}
