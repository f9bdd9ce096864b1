//! `import`, `check`, `export`

use std::fmt::Write;
use std::time::Duration;

use super::{Desk, FILM};

#[test]
fn what_is_exported_after_an_import_comes_back_unchanged() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    let imported = desk.run(&["import", "films.jsonl"]);
    assert_eq!(imported.code(), Some(0), "{}", imported.err());
    let said = "read 1 tag, 1 film; new or changed: 1 tag (0 created for films), 1 film; removed: 0 tags, 0 films\n\
         0 of 1 films visible now to stb820\n";
    assert_eq!(imported.out(), said);
    assert_eq!(desk.run(&["export", "out.jsonl"]).code(), Some(0));
    let again = desk.run(&["import", "--replace", "out.jsonl"]);
    assert!(again.out().contains("new or changed: 0 tags (0 created for films), 0 films; removed: 0 tags, 0 films"));
    assert_eq!(desk.run(&["export", "-"]).out(), desk.read("out.jsonl"));
}

#[test]
fn a_bad_line_is_named_and_leaves_the_catalogue_as_it_was() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    let before = desk.run(&["export", "-"]).out().to_owned();
    desk.write(
        "bad.jsonl",
        &format!("{{\"type\":\"film\",\"id\":5,\"title\":\"Новый\"}}\n{}", FILM.replace("3000000000", "-1")),
    );
    for command in ["check", "import"] {
        let refused = desk.run(&[command, "bad.jsonl"]);
        assert_eq!(refused.code(), Some(1));
        assert!(refused.err().contains("bad.jsonl:3: film 301: items[0].size: "), "{}", refused.err());
    }
    assert_eq!(desk.run(&["export", "-"]).out(), before);
}

#[test]
fn a_check_makes_no_database() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    let checked = desk.run(&["check", "films.jsonl"]);
    let said = "OK: 1 tag, 1 film\n0 of 1 films visible now to stb820\n";
    assert_eq!((checked.code(), checked.out()), (Some(0), said), "{}", checked.err());
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 1);
    let export = desk.run(&["export", "out.jsonl"]);
    assert_eq!(export.code(), Some(1));
    assert!(export.err().contains("there is no database at afisha.db"), "{}", export.err());
}

#[test]
fn wrong_usage_ends_with_2() {
    let desk = Desk::new();
    for arguments in [&["import"][..], &["serve", "--what"], &["nonsense"], &[]] {
        assert_eq!(desk.run(arguments).code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn an_import_that_is_killed_leaves_the_catalogue_as_it_was() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    let before = desk.run(&["export", "-"]).out().to_owned();
    let mut many = String::new();
    // So many that the commit is seconds away when the first of them are written.
    for id in 1..60_000 {
        writeln!(
            many,
            "{{\"type\":\"film\",\"id\":{id},\"title\":\"Фильм {id}\",\"published\":\"2012-04-01T00:00:00Z\"}}"
        )
        .unwrap();
    }
    desk.write("many.jsonl", &many);
    let wal = desk.path().join("afisha.db-wal");
    let mut import = desk.command(&["import", "many.jsonl"]).spawn().unwrap();
    // Killed once it has begun to write: the log of SQLite then has more than its head.
    let mut written = 0;
    while written < 100_000 && import.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
        written = std::fs::metadata(&wal).map_or(0, |file| file.len());
    }
    import.kill().unwrap();
    let ended = import.wait().unwrap();
    assert!(!ended.success(), "the import was too quick to be killed");
    assert!(written >= 100_000, "the import had not begun to write");
    assert!(desk.run(&["export", "-"]).out() == before, "something of the import stayed");
    let again = desk.run(&["import", "films.jsonl"]);
    assert_eq!(again.code(), Some(0), "{}", again.err());
}
