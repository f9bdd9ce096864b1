//! The terms of the library as those of the peer API.

/// Languages of the library and their codes (ISO 639-1); `la` is Latin American Spanish, as peers write it.
const LANGUAGES: [(&str, &str); 45] = [
    ("english", "en"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("chinese", "zh"),
    ("taiwanese", "zh"),
    ("french", "fr"),
    ("latino", "la"),
    ("spanish", "es"),
    ("portuguese", "pt"),
    ("italian", "it"),
    ("greek", "el"),
    ("german", "de"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("hindi", "hi"),
    ("telugu", "te"),
    ("tamil", "ta"),
    ("lithuanian", "lt"),
    ("latvian", "lv"),
    ("estonian", "et"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("slovakian", "sk"),
    ("hungarian", "hu"),
    ("romanian", "ro"),
    ("bulgarian", "bg"),
    ("serbian", "sr"),
    ("croatian", "hr"),
    ("slovenian", "sl"),
    ("dutch", "nl"),
    ("danish", "da"),
    ("finnish", "fi"),
    ("swedish", "sv"),
    ("norwegian", "no"),
    ("arabic", "ar"),
    ("turkish", "tr"),
    ("vietnamese", "vi"),
    ("indonesian", "id"),
    ("thai", "th"),
    ("malay", "ms"),
    ("hebrew", "he"),
    ("persian", "fa"),
    ("malayalam", "ml"),
    ("kannada", "kn"),
    ("bengali", "bn"),
];
/// Codecs of the library and what peers call them.
const CODECS: [(&str, &str); 12] = [
    ("x264", "avc"),
    ("h264", "avc"),
    ("avc", "avc"),
    ("x265", "hevc"),
    ("h265", "hevc"),
    ("hevc", "hevc"),
    ("av1", "av1"),
    ("xvid", "xvid"),
    ("divx", "xvid"),
    ("dvix", "xvid"),
    ("mpeg2", "mpeg"),
    ("vp9", "vp9"),
];

/// Returns the codes of languages, each once; what is no language («multi audio») is left out.
pub(super) fn languages(names: &[String]) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for name in names {
        let code = LANGUAGES.iter().find(|(known, _)| known == name).map(|(_, code)| *code);
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

/// Returns what peers call a codec; `None` for one that they do not know.
pub(super) fn codec(name: &str) -> Option<&'static str> {
    CODECS.iter().find(|(known, _)| *known == name).map(|(_, codec)| *codec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_those_of_peers() {
        let names = ["russian", "multi audio", "english", "russian"].map(str::to_owned);
        assert_eq!(languages(&names), ["ru", "en"]);
        assert_eq!((codec("x265"), codec("dvix"), codec("theora")), (Some("hevc"), Some("xvid"), None));
    }
}
