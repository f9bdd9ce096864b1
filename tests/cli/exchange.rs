//! `import`, `check`, `export`

use std::fmt::Write;
use std::time::Duration;

use super::{Desk, Done, FILM};

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
    // So much that the commit is seconds away when the first of it is written.
    let desc = "Долго ли, коротко ли. ".repeat(40);
    for id in 1..20_000 {
        let film = format!("\"id\":{id},\"title\":\"Фильм {id}\",\"desc\":\"{desc}\"");
        writeln!(many, "{{\"type\":\"film\",{film},\"published\":\"2012-04-01T00:00:00Z\"}}").unwrap();
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

#[cfg(unix)]
#[test]
fn a_check_reads_a_database_that_it_cannot_write() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    let mode = |path: &str, mode| set_permissions(desk.path().join(path), Permissions::from_mode(mode)).unwrap();
    mode("afisha.db", 0o444);
    mode("", 0o555);
    let before = std::fs::read(desk.path().join("afisha.db")).unwrap();
    // Nothing is closed to root: then another user checks, who must be able to reach the program.
    let id = Command::new("id").arg("-u").output().unwrap();
    let as_another = id.stdout.trim_ascii() == b"0";
    let mut command = desk.command(&["check", "films.jsonl"]);
    if as_another {
        command = Command::new("runuser");
        command.args(["-u", "nobody", "--", env!("CARGO_BIN_EXE_afisha"), "check", "films.jsonl"]);
        command.current_dir(desk.path());
        let reached =
            Command::new("runuser").args(["-u", "nobody", "--", env!("CARGO_BIN_EXE_afisha"), "--version"]).output();
        if !reached.is_ok_and(|answer| answer.status.success()) {
            eprintln!("skipped: this is root, and no other user here can run the program");
            return;
        }
    }
    let done = Done(command.output().unwrap());
    let files = std::fs::read_dir(desk.path()).unwrap().count();
    mode("", 0o755);
    let said = "OK: 1 tag, 1 film\n0 of 1 films visible now to stb820\n";
    assert_eq!((done.code(), done.out()), (Some(0), said), "{}", done.err());
    assert_eq!((files, std::fs::read(desk.path().join("afisha.db")).unwrap()), (2, before));
}

#[test]
fn what_nobody_will_see_is_said_and_what_replacing_removes() {
    let desk = Desk::new();
    desk.write("afisha.toml", "[[access_group]]\nname = \"tomsk\"\nnetworks = [\"10.70.0.0/16\"]\n");
    let published = r#""published":"2012-04-01T00:00:00Z""#;
    let playable = r#""items":[{"url":"/1.avi"}]"#;
    let lines = [
        format!(r#"{{"type":"film","id":1,"title":"А",{published},{playable}}}"#),
        format!(r#"{{"type":"film","id":2,"title":"Б",{playable}}}"#),
        format!(r#"{{"type":"film","id":3,"title":"В",{published},"items":[{{}}]}}"#),
        format!(r#"{{"type":"film","id":4,"title":"Г",{published},{playable},"access":["tomks"]}}"#),
    ];
    desk.write("films.jsonl", &lines.join("\n"));
    for command in ["check", "import"] {
        let done = desk.run(&["--config", "afisha.toml", command, "films.jsonl"]);
        assert_eq!(
            done.err(),
            "afisha: warning: 1 draft (no `published` time), visible to nobody: 2\n\
             afisha: warning: 1 film that no device can play: 3\n\
             afisha: warning: no setting defines access group `tomks`, used by 1 film: 4; did you mean `tomsk`?\n"
        );
        assert_eq!(done.out().lines().last(), Some("1 of 4 films visible now to stb820"));
    }
    desk.write("films.jsonl", &lines[..3].join("\n"));
    for command in ["check", "import"] {
        let refused = desk.run(&[command, "--replace", "films.jsonl"]);
        assert_eq!((refused.code(), refused.out()), (Some(1), ""));
        assert_eq!(
            refused.err(),
            "afisha: --replace would remove 1 of 4 films (4 «Г») and 0 tags, more than the 20% of the films that \
             `import_max_removals_percent` allows. Nothing was changed; if this is intended, add --allow-removals\n"
        );
    }
    let allowed = desk.run(&["check", "--replace", "--allow-removals", "films.jsonl"]);
    assert_eq!(
        allowed.out(),
        "--replace would remove 1 of 4 films (4 «Г») and 0 tags\nOK: 0 tags, 3 films\n1 of 3 films visible now to stb820\n"
    );
    let setting =
        desk.command(&["import", "--replace", "films.jsonl"]).env("AFISHA_IMPORT_MAX_REMOVALS_PERCENT", "25").output();
    assert_eq!(setting.unwrap().status.code(), Some(0));
    assert_eq!(desk.run(&["import", "--allow-removals", "films.jsonl"]).code(), Some(2));
}

#[test]
fn a_file_of_another_kind_is_named_in_one_sentence() {
    let desk = Desk::new();
    desk.write("films.csv", "id;title\n1;Фильм\n");
    desk.write("films.jsonl", FILM);
    let said = "afisha: films.csv is CSV, but a catalogue file is JSON Lines, one object per line in UTF-8: convert it \
                to JSON Lines as docs/IMPORT.md shows\n";
    for command in ["check", "import"] {
        let done = desk.run(&[command, "films.csv"]);
        assert_eq!((done.code(), done.out(), done.err()), (Some(1), "", said));
    }
    let views = desk.run(&["views", "import", "films.jsonl"]);
    let said = "afisha: films.jsonl is JSON, but a viewing history has lines `viewer;film;unix time` in UTF-8\n";
    assert_eq!((views.code(), views.out(), views.err()), (Some(1), "", said));
}
