//! Languages of Russian releases: named, or told by how they were translated.

use super::words::NameWords;

/// Words and the codes of the languages that they stand for.
const VOICES: [(&str, &str); 51] = [
    ("rus", "ru"),
    ("russian", "ru"),
    ("рус", "ru"),
    ("русский", "ru"),
    ("ру", "ru"),
    // Dubbed, by many voices, by two, by the author of the translation, by amateurs.
    ("dub", "ru"),
    ("дб", "ru"),
    ("дубляж", "ru"),
    ("дублированный", "ru"),
    ("лицензия", "ru"),
    ("mvo", "ru"),
    ("пм", "ru"),
    ("лм", "ru"),
    ("dvo", "ru"),
    ("пд", "ru"),
    ("лд", "ru"),
    ("avo", "ru"),
    ("ап", "ru"),
    ("vo", "ru"),
    ("по", "ru"),
    ("ло", "ru"),
    ("eng", "en"),
    ("english", "en"),
    ("en", "en"),
    ("англ", "en"),
    ("ukr", "uk"),
    ("укр", "uk"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("fr", "fr"),
    ("deu", "de"),
    ("ger", "de"),
    ("de", "de"),
    ("ita", "it"),
    ("spa", "es"),
    ("esp", "es"),
    ("por", "pt"),
    ("jap", "ja"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("chi", "zh"),
    ("chn", "zh"),
    ("pol", "pl"),
    ("cze", "cs"),
    ("tur", "tr"),
    ("hin", "hi"),
    ("heb", "he"),
    ("swe", "sv"),
    ("nor", "no"),
    ("dan", "da"),
    ("fin", "fi"),
];

/// Returns the codes of the languages that a Russian name says from a word on, each once.
pub(super) fn read(words: &NameWords<'_>, from: usize) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for word in words.words.iter().skip(from) {
        let code = VOICES.iter().find(|(voice, _)| *voice == word.folded).map(|(_, code)| *code);
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_names_and_by_voices() {
        let words = NameWords::of("По улицам / 2021 / ДБ, 2 x ПМ, СТ / Dub + Original (Eng) + Sub (Rus, Ukr)");
        assert_eq!(read(&words, 2), ["ru", "en", "uk"]);
        assert_eq!(read(&words, 100), [""; 0]);
    }
}
