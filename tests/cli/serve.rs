//! `serve`

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Desk, FILM};
use crate::support::http::{self, Answer};

/// A server in a process of its own; it is killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    address: String,
    greeting: Vec<String>,
}

impl Running {
    pub(crate) fn start(desk: &Desk, arguments: &[&str]) -> Self {
        Self::of(desk.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat()))
    }

    /// Starts a server by a command.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let greeting: Vec<String> = lines.map(Result::unwrap).take(4).collect();
        let address = greeting[0].split(" on ").nth(1).unwrap().split(". ").next().unwrap().to_owned();
        Self { child, address, greeting }
    }

    /// Returns where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns the id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn get(&self, url: &str) -> Answer {
        http::get(&self.address, url)
    }

    /// Sends bytes as they are and reads until the server closes.
    pub(crate) fn send(&self, request: &str) -> Answer {
        http::send(&self.address, request)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn the_demo_is_loaded_into_an_empty_database_and_its_urls_open() {
    let desk = Desk::new();
    let running = Running::start(&desk, &["--demo"]);
    let films: usize = running.greeting[0].split(' ').nth(1).unwrap().parse().unwrap();
    assert!(films >= 300, "{:?}", running.greeting);
    for line in &running.greeting[1..] {
        let path = line.trim().strip_prefix(&format!("http://{}", running.address)).unwrap();
        let answer = running.get(path);
        assert_eq!(answer.status, 200, "{line}");
        assert!(answer.xml().descendants().filter(|node| node.has_tag_name("Id")).count() > 1, "{line}");
    }
}

#[test]
fn the_demo_leaves_a_catalogue_alone() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    let running = Running::start(&desk, &["--demo"]);
    assert!(running.greeting[0].starts_with("Serving 1 films on 127.0.0.1:"), "{:?}", running.greeting);
    assert_eq!(running.get("/film/301/?device-version=R9").texts("Film/Title"), ["Бриллиантовая рука"]);
}

#[test]
fn a_server_with_an_empty_catalogue_says_how_to_fill_it() {
    let running = Running::start(&Desk::new(), &[]);
    let expected = format!(
        "Serving 0 films on {}. The catalogue is empty: fill it with `afisha import FILE`, or start with --demo. Worth opening:",
        running.address
    );
    assert_eq!(running.greeting[0], expected);
}

#[test]
fn an_import_of_another_process_is_served() {
    let desk = Desk::new();
    let running = Running::start(&desk, &[]);
    assert_eq!(running.get("/list/").list(), (0, vec![]));
    desk.write("films.jsonl", FILM);
    assert_eq!(desk.run(&["import", "films.jsonl"]).code(), Some(0));
    let began = Instant::now();
    while running.get("/list/?device-version=R9").list().1 != [301] {
        assert!(began.elapsed() < Duration::from_secs(30), "the import is never served");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_cannot_be_served_is_refused_in_a_sentence() {
    let desk = Desk::new();
    let running = Running::start(&desk, &[]);
    let taken = desk.run(&["serve", "--listen", &running.address]);
    assert_eq!(taken.code(), Some(1));
    assert!(taken.err().contains(&format!("cannot listen on {}", running.address)), "{}", taken.err());
    let url = desk.run(&["serve", "--database-url", "mysql://root:secret@db/films"]);
    assert_eq!(url.code(), Some(1));
    assert!(!url.err().contains("secret") && url.err().contains("sqlite:"), "{}", url.err());
    desk.write("afisha.toml", "lisen = \"127.0.0.1:1\"\n");
    let setting = desk.run(&["serve", "--config", "afisha.toml"]);
    assert_eq!(setting.code(), Some(1));
    assert!(setting.err().contains("lisen") && setting.err().contains("listen"), "{}", setting.err());
}
