//! Words about the file: where the picture came from and how it is coded. A title ends before the first of them.

use super::words::NameWords;

/// Words that no title has.
const CERTAIN: [&str; 58] = [
    "bdrip",
    "bdremux",
    "brrip",
    "webrip",
    "webdl",
    "webdlrip",
    "webhdrip",
    "webhd",
    "hdrip",
    "hdtv",
    "hdtvrip",
    "hdtvremux",
    "dvdrip",
    "dvd5",
    "dvd9",
    "dvdscr",
    "dvdremux",
    "dvdr",
    "satrip",
    "tvrip",
    "dtvrip",
    "dvbrip",
    "iptv",
    "iptvrip",
    "camrip",
    "hdcam",
    "hdts",
    "tsrip",
    "telesync",
    "telecine",
    "vhsrip",
    "ldrip",
    "dcprip",
    "uhdrip",
    "bluray",
    "remux",
    "ppvrip",
    "pdtv",
    "hddvd",
    "hddvdrip",
    "x264",
    "x265",
    "h264",
    "h265",
    "hevc",
    "xvid",
    "divx",
    "av1",
    "mpeg2",
    "hdr10",
    "10bit",
    "8bit",
    "ac3",
    "eac3",
    "dts",
    "truehd",
    "кпк",
    "бдрип",
];
/// Two words that are certain together.
const PAIRS: [(&str, &str); 18] = [
    ("web", "dl"),
    ("web", "dlrip"),
    ("web", "rip"),
    ("blu", "ray"),
    ("bd", "rip"),
    ("bd", "remux"),
    ("dvd", "rip"),
    ("dvd", "5"),
    ("dvd", "9"),
    ("hd", "rip"),
    ("hdtv", "rip"),
    ("tv", "rip"),
    ("sat", "rip"),
    ("h", "264"),
    ("h", "265"),
    ("x", "264"),
    ("x", "265"),
    ("10", "bit"),
];
/// Words that belong to the file where they stand right before others that do.
const UNCERTAIN: [&str; 62] = [
    "web",
    "hd",
    "uhd",
    "sd",
    "4k",
    "3d",
    "hdr",
    "sdr",
    "dv",
    "avc",
    "full",
    "ultra",
    "extended",
    "unrated",
    "uncut",
    "uncensored",
    "remastered",
    "remaster",
    "proper",
    "repack",
    "internal",
    "limited",
    "hybrid",
    "imax",
    "multi",
    "multi3",
    "dual",
    "dubbed",
    "dub",
    "dl",
    "rus",
    "eng",
    "ukr",
    "german",
    "french",
    "truefrench",
    "vostfr",
    "italian",
    "ita",
    "spanish",
    "complete",
    "collection",
    "theatrical",
    "open",
    "stv",
    "doku",
    "docu",
    "hq",
    "edition",
    "pal",
    "ntsc",
    "ld",
    "subbed",
    "vff",
    "vfq",
    "cut",
    "directors",
    "director",
    "multisub",
    "hfr",
    "dc",
    "om",
];
/// Extensions of files, which are words about them at the end of a name.
const EXTENSIONS: [&str; 18] = [
    "mkv", "avi", "mp4", "m4v", "mov", "wmv", "mpg", "mpeg", "m2ts", "ts", "webm", "vob", "iso", "srt", "nfo", "divx",
    "flv", "torrent",
];
/// What is left of `dvd` where it says no disc: the medium, in brackets.
const DISC: &str = "dvd";

/// Returns the first word about the file; the number of words where there is none. `resolution` is one that says the
/// resolution.
pub(super) fn first(words: &NameWords<'_>, resolution: Option<usize>) -> usize {
    let certain = (1..words.words.len()).find(|at| is_certain(words, *at) || Some(*at) == resolution);
    certain.map_or(words.words.len(), |certain| uncertain_before(words, certain))
}

/// Returns the first of the words about the file that stand right before a word, of those that may be about it; the word
/// itself without any.
pub(super) fn uncertain_before(words: &NameWords<'_>, at: usize) -> usize {
    let mut first = at;
    while first > 1 && UNCERTAIN.contains(&words.folded(first - 1)) {
        first -= 1;
    }
    first
}

fn is_certain(words: &NameWords<'_>, at: usize) -> bool {
    let folded = words.folded(at);
    let is_pair = || {
        let pair = |(first, second): &(&str, &str)| *first == folded && *second == words.folded(at + 1);
        words.gap(at + 1).len() <= 1 && PAIRS.iter().any(pair)
    };
    let is_disc = || folded == DISC && words.gap(at + 1).starts_with([']', ')', ',']);
    let is_extension = || {
        let is_last = at + 1 == words.words.len() && words.gap(at + 1).is_empty();
        is_last && words.gap(at).ends_with('.') && EXTENSIONS.contains(&folded)
    };
    CERTAIN.contains(&folded) || is_pair() || is_disc() || is_extension()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_end_where_the_file_begins() {
        for (name, rest) in [
            ("Brat.2.BDRip.1080p", "BDRip.1080p"),
            ("The.Web.of.Fear.WEB-DL", "WEB-DL"),
            ("Movie EXTENDED UNRATED BluRay", "EXTENDED UNRATED BluRay"),
            ("Фильм на DVD (DVD-9)", "DVD-9)"),
            ("Show H.264", "H.264"),
            ("Brat 2", ""),
            ("HDTV", ""),
        ] {
            let words = NameWords::of(name);
            let first = first(&words, None);
            let found = words.word(first).map_or("", |word| &name[word.start..]);
            assert_eq!(found, rest, "{name}");
        }
    }
}
