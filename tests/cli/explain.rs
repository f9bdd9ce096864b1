//! `explain`

use std::process::Stdio;

use super::{Desk, FILM};

fn explain(desk: &Desk, arguments: &[&str]) -> Vec<String> {
    let done = desk.run(&[&["explain", "301"], arguments].concat());
    assert_eq!(done.code(), Some(0), "{}", done.err());
    done.out().lines().map(str::to_owned).collect()
}

#[test]
fn a_line_says_of_the_film_and_each_of_its_series_whether_it_is_shown() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    assert_eq!(
        explain(&desk, &["--device-version", "R9", "--age", "18"]),
        [
            "film 301 «Бриллиантовая рука»: shown",
            "item 1 «Фильм»: shown",
            "item 2: not shown: it is scheduled for 2035-01-01T00:00:00Z",
            "trailer 1: shown",
        ]
    );
    assert_eq!(
        explain(&desk, &["--at", "2036-01-01T00:00:00Z", "--age", "17"])[..3],
        [
            "film 301 «Бриллиантовая рука»: shown alone, but in no list for a viewer of 17: it has no age limit on record",
            "item 1 «Фильм»: not shown: it has 3000000000 bytes, and the device takes at most 2147483647",
            "item 2: shown",
        ]
    );
    assert_eq!(
        explain(&desk, &[])[0],
        "film 301 «Бриллиантовая рука»: not shown: the device plays none of its published items"
    );
    assert_eq!(
        explain(&desk, &["--at", "0", "--device", "samsung-tv-c"]),
        [
            "film 301 «Бриллиантовая рука»: not shown: it is scheduled for 2012-04-01T00:00:00Z",
            "item 1 «Фильм»: not shown: it is scheduled for 2012-04-01T00:00:00Z",
            "item 2: not shown: it is scheduled for 2035-01-01T00:00:00Z",
            "trailer 1: not shown: it is scheduled for 2012-04-01T00:00:00Z",
        ]
    );
    assert_eq!(
        explain(&desk, &["--device", "samsung-tv-c"])[3],
        "trailer 1: not shown: it has no link that the device can use"
    );
}

#[test]
fn what_is_not_there_is_refused_in_a_sentence() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    let unknown = desk.run(&["explain", "5"]);
    assert_eq!((unknown.code(), unknown.err()), (Some(1), "afisha: no film has the id 5\n"));
    let device = desk.run(&["explain", "301", "--device", "tv"]);
    let known = "known are eltex-nv-101, eltex-nv101-mkv, samsung-tv-c, stb820";
    assert_eq!(device.err(), format!("afisha: unknown device \"tv\"; {known}\n"));
    let near = desk.run(&["explain", "301", "--device", "stb-802"]);
    assert_eq!(near.err(), format!("afisha: unknown device \"stb-802\"; {known}; did you mean stb820?\n"));
    assert_eq!(desk.run(&["explain", "301", "--at", "yesterday"]).code(), Some(2));
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    let mut command = desk.command(&["explain", "301"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()), (Some(0), ""));
}
