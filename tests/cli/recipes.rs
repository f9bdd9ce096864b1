//! What `docs/IMPORT.md` has people type, typed as it stands there.

use std::path::Path;
use std::process::Command;

use super::{Desk, Done};

/// Returns the blocks of the page in this language, in order.
fn blocks(language: &str) -> Vec<String> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/IMPORT.md")).unwrap();
    let fenced = page.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    fenced.filter(|(of, _)| *of == language).map(|(_, text)| format!("{text}\n")).collect()
}

/// Runs a block in a shell that finds the program; `None`: there is no Python here, which is said.
fn typed(desk: &Desk, commands: &str) -> Option<Done> {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3 to make catalogue files with");
        return None;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_afisha")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", commands]).current_dir(desk.path()).env_clear().env("PATH", path);
    Some(Done(shell.output().unwrap()))
}

#[test]
fn a_table_becomes_a_catalogue() {
    let desk = Desk::new();
    let (tables, programs, commands) = (blocks("csv"), blocks("python"), blocks("sh"));
    desk.write("csv2jsonl.py", &programs[0]);
    for (name, sign) in [("semicolons", ";"), ("tabs", "\t")] {
        desk.write("films.csv", &format!("\u{feff}{}", tables[0].replace(';', sign).replace('\n', "\r\n")));
        let Some(done) = typed(&desk, &commands[0]) else { return };
        assert_eq!(done.code(), Some(0), "{name}: {}", done.err());
        assert_eq!(done.out().lines().next(), Some("OK: 0 tags, 2 films"), "{name}");
        assert_eq!(done.out().lines().last(), Some("2 of 2 films visible now to stb820"), "{name}");
    }
    let exported = desk.run(&["export", "-"]);
    let film = exported.out().lines().nth(2).unwrap().to_owned();
    for part in [
        r#""id":1,"title":"Бриллиантовая рука","#,
        r#""year":1968,"#,
        r#""published":"2024-01-01T00:00:00Z","#,
        r#""tags":["comedy","soviet"],"#,
        r#""url":"http://media.example/1.avi","size":1468006400,"#,
    ] {
        assert!(film.contains(part), "{part} is not in {film}");
    }
}

#[test]
fn a_table_with_a_fault_is_named_by_check() {
    let desk = Desk::new();
    desk.write("csv2jsonl.py", &blocks("python")[0]);
    desk.write("films.csv", "id,title,year,price\n1,\"Раз, два\",вчера,5\n");
    let Some(done) = typed(&desk, &blocks("sh")[0]) else { return };
    assert_eq!(done.code(), Some(1));
    let faults: Vec<&str> = done.err().lines().collect();
    assert_eq!(
        faults[0],
        "afisha: films.jsonl:1: film 1: year: must be a whole number from 1 to 9999, not the text \"вчера\""
    );
    assert!(faults[1].starts_with("films.jsonl:1: film 1: price: unknown field"), "{}", faults[1]);
}

#[test]
fn an_array_becomes_lines() {
    let desk = Desk::new();
    desk.write("films.json", "[\n  {\"type\": \"film\", \"id\": 1,\n   \"title\": \"Фильм\"},\n  {\"type\":\"film\",\"id\":2,\"title\":\"x\"}]");
    let Some(done) = typed(&desk, &format!("{}afisha check films.jsonl", blocks("sh")[2])) else { return };
    assert_eq!(done.out().lines().next(), Some("OK: 0 tags, 2 films"), "{}", done.err());
}
