//! Edits beside a server that is a process of its own: how long after its commit one is served and what processor time that
//! takes, and what pages take meanwhile.
//!
//! First the title of one film after another is changed. Then, in rounds that take turns with quiet ones, the popularity of a
//! hundred films is changed ten times a second while a page is asked for every 2 ms; the ratio is that of the medians of their
//! 99th percentiles. The clients and the editor run on the same cores as the server. The editor who changes popularity is a
//! process of its own, as editors are, and gets what is left of them: in the process of the clients these would wait for it.
//! In a third kind of rounds it edits another catalogue, a copy, which the server has nothing to do with: what pages wait for
//! then is the editor and the disk alone.
//!
//! Over 100,000 made-up films in SQLite, or over a copy of a catalogue of one's own, which must be migrated:
//! `AFISHA_SCALE_DATABASE=films.db cargo bench --bench served -- edits`.

use std::env;
use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use afisha::catalog::{Film, FilmId, Quantity, Text};
use afisha::store::{DatabaseUrl, Store, StoreError};

use crate::client::{Connection, get};
use crate::load::{at, usual};
use crate::program::{DATABASE, Program};
use crate::scale::fill;

/// How many titles are changed, and how long after one was served the next one is.
const TITLES: usize = 30;
const PAUSE: Duration = Duration::from_millis(150);
/// How often in the meantime it is looked whether a title is served.
const LOOK: Duration = Duration::from_millis(1);

/// How long the server goes on after a start with what nobody waits for.
const SETTLED: Duration = Duration::from_secs(10);

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);
/// So many films are changed in each commit, and a commit comes so long after the one before.
const FILMS_IN_COMMIT: usize = 100;
const COMMIT: Duration = Duration::from_millis(100);
/// Where the program finds the database in which it is to change popularity, instead of measuring anything.
pub(crate) const EDITED: &str = "AFISHA_BENCH_EDITED";
/// The pages that are asked for.
const PAGES: [&str; 2] = ["/list/", "/list/?sort=year-d,title-a&p=7"];

pub(crate) fn bench() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("edits.db");
    let url = format!("sqlite:{}", file.display());
    match env::var(DATABASE) {
        Ok(own) => drop(fs::copy(own, &file).unwrap()),
        Err(_) => fill(&url),
    }
    let other = folder.path().join("other.db");
    fs::copy(&file, &other).unwrap();
    let store = Store::open(&DatabaseUrl::parse(&url).unwrap()).unwrap();
    let program = Program::start(&url);
    // Whatever is made on the first question, and what follows a start.
    let _ = usual(program.address, &PAGES, ROUND);
    thread::sleep(SETTLED);
    titles(&store, &program);
    popularity((&store, &url), &format!("sqlite:{}", other.display()), &program);
}

/// Changes the title of one film at a time and waits until the server says so.
fn titles(store: &Store, program: &Program) {
    let page = program.get(&format!("/list/?sort=title-a&max={TITLES}&p=9")).unwrap();
    let films = page.split("</Id></Item>").filter_map(|item| Some(item.rsplit_once("<Id>")?.1));
    let ids = films.map_while(|id| id.parse().ok());
    let mut took = Vec::new();
    let idle = processor_share(program);
    let (began, before) = (Instant::now(), program.processor_time());
    let mut connection = Connection::open(program.address).unwrap();
    for id in ids {
        let mut film = store.film(FilmId::new(id).unwrap()).unwrap().unwrap();
        let title = format!("Изменение {id}");
        film.title = Text::new(&title).unwrap();
        store.edit(|edit| edit.put_films(std::slice::from_ref(&film))).map_err(|e: StoreError| e).unwrap();
        let committed = Instant::now();
        let request = get(&format!("/list/?ids={id}"));
        while !String::from_utf8(connection.fetch(&request).unwrap().1).unwrap().contains(&title) {
            assert!(committed.elapsed() < Duration::from_secs(20), "the edit is never served");
            thread::sleep(LOOK);
        }
        took.push(committed.elapsed());
        thread::sleep(PAUSE);
    }
    // Without what it takes anyway.
    let spent =
        (program.processor_time() - before).saturating_sub(began.elapsed().mul_f64(idle)).div_f64(took.len() as f64);
    took.sort();
    println!(
        "a title: served after p50 {:.1?}, at most {:.1?}; processor time of the server {spent:.1?}, questions included, idleness not",
        took[took.len() / 2],
        took[took.len() - 1],
    );
}

/// Returns what part of a processor the server takes while nobody asks.
fn processor_share(program: &Program) -> f64 {
    let (began, before) = (Instant::now(), program.processor_time());
    thread::sleep(ROUND);
    (program.processor_time() - before).as_secs_f64() / began.elapsed().as_secs_f64()
}

/// An editor, who changes popularity until it is dropped.
struct Editor(Child);

impl Editor {
    fn start(url: &str) -> Self {
        Self(Command::new(env::current_exe().unwrap()).env(EDITED, url).spawn().unwrap())
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Asks for pages in quiet rounds, in those in which popularity is changed, and in those in which it is in another catalogue.
fn popularity((store, url): (&Store, &str), other: &str, program: &Program) {
    let before = store.generation().unwrap().0;
    let [mut quiet, mut elsewhere, mut here] = [const { Vec::new() }; 3];
    let mut edited = Duration::ZERO;
    for _ in 0..ROUNDS {
        quiet.push(usual(program.address, &PAGES, ROUND));
        elsewhere.push(beside_editor(other, program).0);
        let (times, took) = beside_editor(url, program);
        here.push(times);
        edited += took;
    }
    let commits = store.generation().unwrap().0 - before;
    let [quiet, elsewhere, here] = [quiet, elsewhere, here].map(|rounds| (at(&rounds, 50), at(&rounds, 99)));
    let ratio = |(_, busy99): (Duration, Duration)| busy99.as_secs_f64() / quiet.1.as_secs_f64();
    println!(
        "{FILMS_IN_COMMIT} films a commit, {:.1} commits a second: a page quiet p50 {:.1?} p99 {:.1?}, meanwhile p50 {:.1?} p99 \
         {:.1?}, ratio of p99 {:.2}; while another catalogue is edited p50 {:.1?} p99 {:.1?}, ratio {:.2}",
        commits as f64 / edited.as_secs_f64(),
        quiet.0,
        quiet.1,
        here.0,
        here.1,
        ratio(here),
        elsewhere.0,
        elsewhere.1,
        ratio(elsewhere),
    );
}

/// Asks for pages while an editor changes popularity in a catalogue; returns their times, and how long the editor was there.
fn beside_editor(url: &str, program: &Program) -> (Vec<Duration>, Duration) {
    let (editor, began) = (Editor::start(url), Instant::now());
    thread::sleep(ROUND / 4);
    let times = usual(program.address, &PAGES, ROUND);
    drop(editor);
    let took = began.elapsed();
    // What was edited last is still being read.
    thread::sleep(ROUND / 4);
    (times, took)
}

/// Changes the popularity of films until it is ended; other films each time.
pub(crate) fn change_popularity(url: &str) {
    scheduling::give_way().unwrap();
    let store = Store::open(&DatabaseUrl::parse(url).unwrap()).unwrap();
    let ids = store.film_ids().unwrap();
    let first = store.generation().unwrap().0 as usize % ids.len().div_ceil(FILMS_IN_COMMIT);
    let began = Instant::now();
    for (commits, some) in (1..).zip(ids.chunks(FILMS_IN_COMMIT).cycle().skip(first)) {
        let mut films: Vec<Film> = Vec::new();
        store.films(some, &mut |film| films.push(film)).unwrap();
        let more = |popularity: Option<Quantity>| popularity.map_or(0.0, Quantity::get) + 1.0;
        films.iter_mut().for_each(|film| film.popularity = Quantity::new(more(film.popularity)));
        store.edit(|edit| edit.put_films(&films)).map_err(|e: StoreError| e).unwrap();
        thread::sleep((COMMIT * commits).saturating_sub(began.elapsed()));
    }
}
