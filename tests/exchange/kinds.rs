//! Files that hold no JSON Lines: one sentence says what they are and what is wanted.

use std::io::Write;
use std::slice::from_ref;

use afisha::exchange::ExchangeError;
use afisha::store::Blame;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Home, PLAIN, TAGS, film};

const WANTED: &str = "but a catalogue file is JSON Lines, one object per line in UTF-8:";

fn packed(text: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

#[test]
fn a_file_of_another_kind_is_named_in_one_sentence() {
    let table = "id;title\n".to_owned() + &"1;Фильм\n".repeat(1_000);
    let from_csv = "convert it to JSON Lines as docs/IMPORT.md shows";
    for (content, said) in [
        (table.clone().into_bytes(), format!("films is CSV, {WANTED} {from_csv}")),
        (packed(table.as_bytes()), format!("films is CSV, {WANTED} {from_csv}")),
        (packed(&packed(b"{}")), format!("films is compressed with gzip twice, {WANTED} unpack it once")),
        (
            table.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            format!("films is text in UTF-16, {WANTED} convert it to UTF-8 as docs/IMPORT.md shows"),
        ),
        (
            format!("[{}]", film(1, "").trim()).into_bytes(),
            format!("films is a JSON array, {WANTED} put each object on a line of its own as docs/IMPORT.md shows"),
        ),
        (b"<films></films>".to_vec(), format!("films is XML, {WANTED} export the films as JSON Lines")),
    ] {
        let home = Home::new();
        // Beside a sound file, and behind it.
        let files = [home.file("sound.jsonl", film(1, "")), home.file("films", content)];
        let error = home.import_files(&files, PLAIN).unwrap_err();
        assert_eq!((home.shown(&error), error.blame()), (said, Blame::Caller));
        assert_eq!(home.exported(), "");
    }
}

#[test]
fn gzip_is_read_whatever_the_name_and_plain_text_too() {
    let home = Home::new();
    let tags = home.file("tags.jsonl", packed(TAGS.as_bytes()));
    let films = home.file("films.jsonl.gz", film(1, "\"tags\":[\"comedy\"]"));
    let done = home.import_files(&[tags, films], PLAIN).unwrap();
    assert_eq!((done.tags, done.films), (2, 1));
}

#[test]
fn zero_bytes_after_a_gzip_member_are_forgiven_and_what_is_wrong_behind_is_named() {
    let members = |between: &[u8], behind: &[u8]| {
        [&packed(TAGS.as_bytes()), between, &packed(film(1, "").as_bytes()), behind].concat()
    };
    for (content, said) in [
        (members(&[], &[0; 3]), None),
        (members(&[0; 600_000], &[0; 600_000]), None),
        (members(&[], b"\0\0x"), Some("its gzip data is followed by something that is not gzip")),
        (members(b"{}", &[]), Some("its gzip data is followed by something that is not gzip")),
        (members(&[], &packed(b"{}")[..12]), Some("its gzip data ends too early; the file is incomplete")),
    ] {
        let home = Home::new();
        let file = home.file("films.jsonl.gz", content);
        match (home.import_files(from_ref(&file), PLAIN), said) {
            (Ok(done), None) => assert_eq!((done.tags, done.films), (2, 1)),
            (Err(ExchangeError::Read { file: named, source }), Some(said)) => {
                assert_eq!((named, source.to_string().as_str()), (file, said));
                assert_eq!(home.exported(), "");
            }
            (done, said) => panic!("{done:?}, {said:?}"),
        }
    }
}
