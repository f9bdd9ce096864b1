//! Folding of texts that are compared or searched as they are written, not word by word.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Folds a text: small letters, е for ё; й stays й, and everything else as it is.
///
/// It is composed first (NFC), so that a letter is the same however it was written. Letters become small one by one:
/// what one becomes does not depend on those around it (a final Σ is σ), so that a part of a text, folded, is a part of
/// the folded text.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut folded = String::with_capacity(composed.len());
    for small in composed.chars().flat_map(char::to_lowercase) {
        folded.push(if small == 'ё' { 'е' } else { small });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_small_and_yo_becomes_ye() {
        for (text, folded) in [
            ("", ""),
            ("Jaws 2", "jaws 2"),
            ("ЁЛКИ-6. Ёжик", "елки-6. ежик"),
            ("Йод и Май", "йод и май"),
            ("Amélie, ÉTÉ", "amélie, été"),
            ("Straße ẞ", "straße ß"),
            ("İstanbul", "i\u{307}stanbul"),
            ("千と千尋", "千と千尋"),
            ("Ⅳ", "ⅳ"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn letters_are_the_same_however_they_were_composed() {
        for (decomposed, folded) in [("И\u{306}од", "йод"), ("Е\u{308}лка", "елка"), ("Ame\u{301}lie", "amélie")]
        {
            assert_eq!(fold(decomposed), folded);
        }
    }

    #[test]
    fn a_letter_does_not_depend_on_those_around_it() {
        assert_eq!(fold("ΟΔΟΣ"), "οδοσ");
        assert_eq!(fold("ΟΔΟΣ ΣΟΔ"), format!("{} {}", fold("ΟΔΟΣ"), fold("ΣΟΔ")));
    }
}
