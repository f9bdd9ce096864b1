//! Files of another kind, recognised by their first bytes: one sentence instead of a fault a line.

use std::fmt;

/// How many of the first bytes are looked at.
const LOOKED_AT: usize = 4096;
/// Where a tar archive has its mark.
const TAR_MARK: usize = 257;
/// Where IMDb's tables are to be had.
pub(super) const IMDB_SOURCE: &str = "https://datasets.imdbws.com/";
/// A byte order mark in UTF-8.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// What a file was to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedFile {
    /// A catalogue.
    Catalogue,
    /// A viewing history.
    Views,
    /// A table of IMDb.
    ImdbTable,
}

/// What a file is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    is: &'static str,
    /// How a catalogue comes out of it.
    mend: &'static str,
}

const UNPACK: &str = "unpack it, or compress it with gzip";
const SAVE_AS_CSV: &str = "save it as CSV in UTF-8 and convert that to JSON Lines as docs/IMPORT.md shows";
const SAVE_AS_UTF_8: &str = "convert it to UTF-8 as docs/IMPORT.md shows";
const FROM_CSV: &str = "convert it to JSON Lines as docs/IMPORT.md shows";
const FROM_JSON: &str = "put each object on a line of its own as docs/IMPORT.md shows";
const EXPORT_ANEW: &str = "export the films as JSON Lines";

/// What files of other kinds begin with.
const MAGIC: [(&[u8], &str, &str); 15] = [
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (XLS)", SAVE_AS_CSV),
    (b"PK\x03\x04", "a ZIP archive", "unpack it"),
    (b"PK\x05\x06", "an empty ZIP archive", EXPORT_ANEW),
    (b"\x1F\x8B", "compressed with gzip twice", "unpack it once"),
    (b"\x28\xB5\x2F\xFD", "compressed with zstd", UNPACK),
    (b"\xFD7zXZ\x00", "compressed with xz", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it"),
    (b"Rar!\x1A\x07", "a RAR archive", "unpack it"),
    (b"\x04\x22\x4D\x18", "compressed with lz4", UNPACK),
    (b"LZIP\x01", "compressed with lzip", UNPACK),
    (b"\x1F\x9D", "compressed with compress", UNPACK),
    (b"SQLite format 3\0", "a SQLite database", "export its films with `afisha export`"),
    (b"PGDMP", "a dump of a PostgreSQL database", EXPORT_ANEW),
    (b"PAR1", "a Parquet file", SAVE_AS_CSV),
    (b"%PDF-", "a PDF document", EXPORT_ANEW),
];

/// Recognises a file of another kind than wanted; `None`: it may well be what is wanted.
pub(super) fn foreign(first: &[u8], wanted: WantedFile) -> Option<FileKind> {
    let first = first.get(..LOOKED_AT).unwrap_or(first);
    let (is, mend) = packed(first).or_else(|| not_utf8(first)).or_else(|| text(first, wanted))?;
    Some(FileKind { is, mend })
}

type IsAndMend = (&'static str, &'static str);

fn packed(first: &[u8]) -> Option<IsAndMend> {
    const BZIP2: (&[u8], &[u8]) = (b"BZh", b"\x31\x41\x59\x26\x53\x59");
    let holds = |part: &[u8]| first.windows(part.len()).any(|window| window == part);
    match MAGIC.iter().find(|(magic, _, _)| first.starts_with(magic)) {
        Some((b"PK\x03\x04", _, _)) if holds(b"[Content_Types].xml") || holds(b"xl/") || holds(b"docProps/") => {
            Some(("an Excel workbook (XLSX)", SAVE_AS_CSV))
        }
        Some((b"PK\x03\x04", _, _)) if holds(b"opendocument") => Some(("an OpenDocument spreadsheet", SAVE_AS_CSV)),
        Some((_, is, mend)) => Some((is, mend)),
        None if first.starts_with(BZIP2.0) && first.get(4..).is_some_and(|rest| rest.starts_with(BZIP2.1)) => {
            Some(("compressed with bzip2", UNPACK))
        }
        None if first.get(TAR_MARK..).is_some_and(|rest| rest.starts_with(b"ustar")) => {
            Some(("a tar archive", "unpack it"))
        }
        None => None,
    }
}

fn not_utf8(first: &[u8]) -> Option<IsAndMend> {
    const UTF_16: IsAndMend = ("text in UTF-16", SAVE_AS_UTF_8);
    const UTF_32: IsAndMend = ("text in UTF-32", SAVE_AS_UTF_8);
    match first {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some(UTF_32),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some(UTF_16),
        [b'{', second, ..] if *second != 0 => return None,
        _ => {}
    }
    // Of the two bytes of a Latin letter, digit or sign one is zero, and always the same.
    let zeros = |from: usize| first.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (most, least) = (even.max(odd), even.min(odd));
    match most {
        0 => None,
        _ if most.saturating_mul(20) >= first.len() && least.saturating_mul(10) <= most => Some(UTF_16),
        _ => Some(("a binary file", EXPORT_ANEW)),
    }
}

fn text(first: &[u8], wanted: WantedFile) -> Option<IsAndMend> {
    let text = first.strip_prefix(BOM).unwrap_or(first).trim_ascii_start();
    let (line, rest) = match text.iter().position(|byte| *byte == b'\n') {
        Some(end) => (text[..end].trim_ascii_end(), text[end..].trim_ascii_start()),
        None => (text, &text[text.len()..]),
    };
    let begins = |start: &str| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()));
    let begins_any = |starts: &[&str]| starts.iter().any(|start| begins(start));
    if begins_any(&["<!doctype html", "<html"]) {
        return Some(("an HTML page", EXPORT_ANEW));
    }
    if begins("<?xml") || (wanted == WantedFile::Catalogue && begins("<")) {
        return Some(("XML", EXPORT_ANEW));
    }
    if begins("#EXTM3U") {
        return Some(("an M3U playlist", EXPORT_ANEW));
    }
    if begins_any(&["-- ", "--\n", "/*", "insert into", "create table"]) {
        return Some(("SQL", EXPORT_ANEW));
    }
    match wanted {
        WantedFile::Catalogue => json(line, rest).or_else(|| csv(line, rest)),
        WantedFile::Views => views(line),
        WantedFile::ImdbTable => json(line, rest),
    }
}

/// Recognises JSON that is not an object a line.
fn json(line: &[u8], rest: &[u8]) -> Option<IsAndMend> {
    let goes_on = !rest.is_empty() && line.last().is_some_and(|last| b"{[,:".contains(last));
    match line.first()? {
        b'[' => Some(("a JSON array", FROM_JSON)),
        b'{' if goes_on => Some(("JSON whose objects take several lines", FROM_JSON)),
        _ => None,
    }
}

/// Recognises a table by its first line.
fn csv(line: &[u8], rest: &[u8]) -> Option<IsAndMend> {
    let json_follows = rest.split(|byte| *byte == b'\n').any(|line| line.trim_ascii_start().starts_with(b"{"));
    let of_json = line.first() == Some(&b'{') || line.windows(2).any(|pair| pair == b"\":");
    let parted = line.iter().any(|byte| b";,\t|".contains(byte));
    (parted && !of_json && !json_follows).then_some(("CSV", FROM_CSV))
}

/// Recognises by its first line what is no `viewer;film;unix time`; names of viewers may hold any sign.
fn views(line: &[u8]) -> Option<IsAndMend> {
    let parted_by = |sign| line.iter().filter(|byte| **byte == sign).count();
    let starts = |starts: &[&str]| starts.iter().any(|start| line.starts_with(start.as_bytes()));
    match () {
        () if starts(&["{\"", "[{", "[\""]) || line == b"{" || line == b"[" => Some(("JSON", FROM_JSON)),
        () if parted_by(b';') > 0 => None,
        () if parted_by(b'\t') == 2 => Some(("CSV separated by tabs", FROM_CSV)),
        () if parted_by(b',') == 2 => Some(("CSV separated by commas", FROM_CSV)),
        () => None,
    }
}

/// A file that is not what was wanted, in a sentence without its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    pub(super) kind: FileKind,
    pub(super) wanted: WantedFile,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FileKind { is, mend } = self.kind;
        match self.wanted {
            WantedFile::Catalogue => {
                write!(f, "is {is}, but a catalogue file is JSON Lines, one object per line in UTF-8: {mend}")
            }
            WantedFile::ImdbTable => {
                write!(f, "is {is}, but IMDb's tables are TSV files, as at {IMDB_SOURCE}: download it again from there")
            }
            WantedFile::Views => write!(f, "is {is}, but a viewing history has lines `viewer;film;unix time` in UTF-8"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(first: &[u8], wanted: WantedFile) -> Option<&'static str> {
        foreign(first, wanted).map(|kind| kind.is)
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn a_file_of_another_kind_is_recognised_by_its_first_bytes() {
        let xlsx = [&b"PK\x03\x04\x14\0\x06\0\x08\0"[..], &[0; 16], &b"[Content_Types].xml"[..]].concat();
        let tar = [&b"films.jsonl"[..], &[0; 246], b"ustar\x0000"].concat();
        let json = "{\"type\":\"film\",\"id\":1,\"title\":\"Фильм\"}\n";
        let table = "Номер;Название\r\n1;Фильм\r\n";
        for (first, expected) in [
            (xlsx, "an Excel workbook (XLSX)"),
            (b"PK\x03\x04\x14\0films.jsonl".to_vec(), "a ZIP archive"),
            (tar, "a tar archive"),
            (b"BZh91AY&SY".to_vec(), "compressed with bzip2"),
            (b"\x28\xB5\x2F\xFD\x04".to_vec(), "compressed with zstd"),
            (b"\xFD7zXZ\x00\x00".to_vec(), "compressed with xz"),
            (b"7z\xBC\xAF\x27\x1C".to_vec(), "a 7-Zip archive"),
            (b"Rar!\x1A\x07\x00".to_vec(), "a RAR archive"),
            (b"SQLite format 3\0\x10".to_vec(), "a SQLite database"),
            (utf16(&format!("\u{feff}{json}"), u16::to_le_bytes), "text in UTF-16"),
            (utf16(&format!("\u{feff}{table}"), u16::to_be_bytes), "text in UTF-16"),
            (utf16(json, u16::to_le_bytes), "text in UTF-16"),
            (utf16(json, u16::to_be_bytes), "text in UTF-16"),
            (utf16(table, u16::to_le_bytes), "text in UTF-16"),
            (utf16(table, u16::to_be_bytes), "text in UTF-16"),
            (vec![0x7F, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], "a binary file"),
            (table.as_bytes().to_vec(), "CSV"),
            ("\u{feff}id,title\n1,\"a, b\"\n".into(), "CSV"),
            ("\"id\"\t\"title\"\n1\ta\n".into(), "CSV"),
            ("[{\"type\":\"film\"},\n{}]".into(), "a JSON array"),
            (" \n[\n".into(), "a JSON array"),
            ("{\n  \"type\": \"film\"\n}\n".into(), "JSON whose objects take several lines"),
            ("{\"films\": [\r\n{}]}\n".into(), "JSON whose objects take several lines"),
            ("<?xml version=\"1.0\"?><films/>".into(), "XML"),
            ("\u{feff}<films>".into(), "XML"),
            ("<!DOCTYPE HTML><title>502</title>".into(), "an HTML page"),
            ("#EXTM3U\n#EXTINF:-1,Первый\n".into(), "an M3U playlist"),
            ("INSERT INTO films VALUES (1, 'x');\n".into(), "SQL"),
        ] {
            assert_eq!(is(&first, WantedFile::Catalogue), Some(expected), "{}", String::from_utf8_lossy(&first));
        }
    }

    #[test]
    fn json_lines_with_faults_are_not_of_another_kind() {
        for first in [
            "",
            "\n",
            "{\"type\":\"film\",\"id\":1,\"title\":\"a\"}\n{}",
            "{\"type\":\"film\",",
            "{\"type\":\"film\",\"title\":\"\0\"}\n",
            "\"type\":\"film\",\"id\":1}\n{}",
            "films, tags\n{\"type\":\"film\"}\n",
            "x\n",
        ] {
            assert_eq!(is(first.as_bytes(), WantedFile::Catalogue), None, "{first}");
        }
    }

    #[test]
    fn a_history_of_another_kind_is_recognised() {
        for (first, expected) in [
            ("a;1;2\n", None),
            ("{guid};1;2\n", None),
            ("[a],b;1;2\n", None),
            ("<b>,c;1;2\n", None),
            ("a,1,2\n", Some("CSV separated by commas")),
            ("a\t1\t2\n", Some("CSV separated by tabs")),
            ("{\"viewer\":\"a\"}\n", Some("JSON")),
            ("[\n", Some("JSON")),
            ("<?xml version='1.0'?>", Some("XML")),
            ("x\n", None),
        ] {
            assert_eq!(is(first.as_bytes(), WantedFile::Views), expected, "{first}");
        }
        assert_eq!(is(&utf16("a;1;2\r\n", u16::to_le_bytes), WantedFile::Views), Some("text in UTF-16"));
    }
}
