//! The files of an import: their number, packing, line ends and lengths.

use std::io::Write;
use std::slice::from_ref;

use afisha::clock::Clock;
use afisha::exchange::{ExchangeError, Input, MAX_LINE_BYTES, ReadProgress, import};
use afisha::store::Blame;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Home, NOW, PLAIN, TAGS, film};

fn packed(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

#[test]
fn several_files_are_one_import_in_their_order() {
    let home = Home::new();
    let tags = home.file("tags.jsonl", TAGS);
    // Two members, as `cat a.gz b.gz` makes them.
    let two_members = [packed(&film(1, "\"tags\":[\"comedy\"]")), packed(&film(2, ""))].concat();
    let films = home.file("films.jsonl.GZ", two_members);
    let more = home.file("more.jsonl", film(3, "\"directors\":[\"leonid-gaidai\"]"));
    let done = home.import_files(&[tags.clone(), films.clone(), more.clone()], PLAIN).unwrap();
    assert_eq!((done.tags, done.changed_tags, done.films, done.changed_films), (2, 2, 3, 3));
    assert_eq!(home.exported().lines().count(), 5);

    let other = Home::new();
    let error = other.import_files(&[films, tags, more], PLAIN).unwrap_err().to_string();
    assert!(error.contains("films.jsonl.GZ:1: film 1: tags[0]: unknown tag `comedy`"), "{error}");
    assert_eq!(other.exported(), "");
}

#[test]
fn an_id_may_stand_in_one_file_only() {
    let home = Home::new();
    let files = [home.file("a.jsonl", film(1, "")), home.file("b.jsonl", film(1, ""))];
    let error = home.import_files(&files, PLAIN).unwrap_err();
    assert_eq!(home.shown(&error), "b.jsonl:1: film 1: duplicate id: line 1 of a.jsonl has it already");
}

#[test]
fn byte_order_mark_blank_lines_and_cr_lf_are_taken() {
    let home = Home::new();
    let text = format!("\u{FEFF}{TAGS}\n  \n{}", film(1, "")).replace('\n', "\r\n");
    let done = home.import(text.trim_end(), PLAIN).unwrap();
    assert_eq!((done.tags, done.films), (2, 1));
}

#[test]
fn a_line_beyond_the_limit_is_a_fault_and_those_after_it_are_read() {
    let home = Home::new();
    let frame = film(1, "\"desc\":\"\"").len() - 1;
    let fits = film(1, &format!("\"desc\":\"{}\"", "x".repeat(MAX_LINE_BYTES - frame - 1)));
    let too_long = film(2, &format!("\"desc\":\"{}\"", "x".repeat(MAX_LINE_BYTES)));
    assert_eq!(fits.len(), MAX_LINE_BYTES);
    let faults = home.import(&format!("{fits}{too_long}{}", film(3, "\"age\":200")), PLAIN).unwrap_err();
    assert_eq!(
        faults,
        "films.jsonl:2: is longer than 16777216 bytes
films.jsonl:3: film 3: age: must be a whole number from 0 to 150, not 200"
    );
    assert_eq!(home.import(&fits, PLAIN).unwrap().films, 1);
}

#[test]
fn text_that_is_not_utf8_is_a_fault() {
    let home = Home::new();
    let mut line = film(1, "").into_bytes();
    let at = line.iter().position(|byte| *byte == 0xD0).unwrap();
    line[at] = 0xFF;
    let file = home.file("films.jsonl", line);
    let error = home.import_files(&[file], PLAIN).unwrap_err();
    assert_eq!(home.shown(&error), format!("films.jsonl:1: is not UTF-8 at byte {}", at + 1));
}

#[test]
fn what_cannot_be_read_is_named() {
    let home = Home::new();
    let missing = home.folder.path().join("missing.jsonl");
    assert!(
        matches!(home.import_files(from_ref(&missing), PLAIN), Err(ExchangeError::Read { file, .. }) if file == missing)
    );
    let folder = home.folder.path().to_owned();
    assert!(
        matches!(home.import_files(from_ref(&folder), PLAIN), Err(ExchangeError::NotAFile(file)) if file == folder)
    );
    let cut = home.file("cut.jsonl.gz", &packed(TAGS)[..30]);
    assert!(matches!(home.import_files(from_ref(&cut), PLAIN), Err(ExchangeError::Read { file, .. }) if file == cut));
    assert_eq!(home.exported(), "");
}

#[test]
fn an_error_says_whose_fault_it_is() {
    let home = Home::new();
    let missing = home.folder.path().join("missing.jsonl");
    let bad = home.file("bad.jsonl", "{}");
    let cut = home.file("cut.jsonl.gz", &packed(TAGS)[..30]);
    for (file, blame) in [(missing, Blame::Caller), (bad, Blame::Caller), (cut, Blame::Machine)] {
        assert_eq!(home.import_files(from_ref(&file), PLAIN).unwrap_err().blame(), blame, "{}", file.display());
    }
}

#[test]
fn a_file_that_changes_between_plan_and_writing_is_refused() {
    let home = Home::new();
    let file = home.file("films.jsonl", film(1, "\"year\":2000"));
    let changed = film(1, "\"year\":2001");
    let mut reports = 0;
    let done = import(&home.store, &Clock::fixed(NOW), &[Input::File(file.clone())], PLAIN, &mut |_| {
        reports += 1;
        std::fs::write(&file, &changed).unwrap();
    });
    assert!(matches!(done, Err(ExchangeError::Changed(named)) if named == file));
    assert!(reports > 0);
    assert_eq!(home.exported(), "");
}

#[test]
fn progress_grows_to_the_bytes_of_all_files_read_twice() {
    let home = Home::new();
    let films: String = (0..2000).map(|id| film(id, "")).collect();
    let files = [home.file("tags.jsonl.gz", packed(TAGS)), home.file("films.jsonl", &films)];
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    let files = files.map(Input::File);
    let mut heard: Vec<ReadProgress> = Vec::new();
    import(&home.store, &Clock::fixed(NOW), &files, PLAIN, &mut |progress| heard.push(progress)).unwrap();
    assert_eq!(heard.last(), Some(&ReadProgress { read: 2 * bytes, of: 2 * bytes }));
    assert!(heard.iter().all(|progress| progress.of == 2 * bytes));
    assert!(heard.windows(2).all(|two| two[0].read <= two[1].read));
}

#[test]
fn an_export_packs_where_the_name_says_so_and_repeats_its_bytes() {
    let home = Home::new();
    home.import(&format!("{TAGS}{}", film(1, "\"tags\":[\"comedy\"]")), PLAIN).unwrap();
    let export = |name: &str| {
        let target = home.folder.path().join(name);
        afisha::exchange::export(&home.store, &target, &mut |_| {}).unwrap();
        std::fs::read(target).unwrap()
    };
    let first = export("a.jsonl.gz");
    assert_eq!(first, export("b.jsonl.gz"));
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(first.as_slice()), &mut text).unwrap();
    assert_eq!(text, home.exported());
    assert_eq!(home.files(), ["a.jsonl.gz", "b.jsonl.gz", "exported.jsonl", "films.jsonl"]);
    let mut out = Vec::new();
    let written = afisha::exchange::export_to(&home.store, &mut out, &mut |_| {}).unwrap();
    assert_eq!((written.tags, written.films), (2, 1));
    assert_eq!(String::from_utf8(out).unwrap(), text);
}

#[test]
fn an_export_that_fails_leaves_no_file() {
    let home = Home::new();
    home.import(TAGS, PLAIN).unwrap();
    let target = home.folder.path().join("missing").join("out.jsonl");
    let error = afisha::exchange::export(&home.store, &target, &mut |_| {}).unwrap_err();
    assert!(matches!(error, ExchangeError::Write { file, .. } if file == target));
    let folder = home.folder.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    afisha::exchange::export(&home.store, &folder, &mut |_| {}).unwrap_err();
    assert_eq!(home.files(), ["films.jsonl", "folder"]);
}
