//! The whole program over 100,000 films in SQLite: import, start to first answer, memory.
//!
//! The films are written into a fresh database; then `afisha serve` is started as a process of its own and asked as a
//! box would ask. Memory is that process's share of what is resident (PSS), all told, as Linux reports it, after the first
//! answer and after a load of lists, a few seconds after each.
//!
//! Over a catalogue of one's own: `AFISHA_SCALE_DATABASE=films.db cargo bench --bench served -- scale` starts over that file,
//! which must be migrated.

use std::env;
use std::thread;
use std::time::{Duration, Instant};

use afisha::catalog::Film;
use afisha::store::{DatabaseUrl, Store, StoreError};

use crate::catalogue::generate;
use crate::program::{DATABASE, Program};

const BATCH: usize = 500;
/// The devices that lists are loaded for.
const DEVICES: [&str; 3] = ["stb820", "eltex-nv-101", "samsung-tv-c"];

/// How long after its last answer the memory of a server is looked at.
const SETTLED: Duration = Duration::from_secs(3);

pub(crate) fn bench() {
    if let Ok(file) = env::var(DATABASE) {
        let url = format!("sqlite:{file}");
        let films = Store::open_to_read(&DatabaseUrl::parse(&url).unwrap()).unwrap().count_films().unwrap();
        starts(&url, films);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("scale.db").display());
    let began = Instant::now();
    fill(&url);
    println!("{} films written in {:.1} s", generate::FILMS, began.elapsed().as_secs_f64());
    starts(&url, generate::FILMS);
}

/// Starts the server several times over so many films, and says what that takes.
fn starts(url: &str, films: u64) {
    let start = |run: u32| {
        let began = Instant::now();
        let program = Program::start(url);
        println!("start {run}: first answer after {:.2} s", began.elapsed().as_secs_f64());
        program
    };
    (1..3).for_each(|run| drop(start(run)));
    let program = start(3);
    let tell = |when: &str| {
        thread::sleep(SETTLED);
        let share = program.share();
        println!("memory (PSS) {when}: {} MB, {:.2} kB a film", share / 1000, share as f64 / films as f64);
    };
    tell("after the first answer");
    for sort in ["title-a", "year-d,title-a", "popularity-d", "published-d", "rating-kinopoisk-d", "rating-imdb-d"] {
        for (device, page) in DEVICES.into_iter().flat_map(|device| (1..100).map(move |page| (device, page))) {
            assert!(program.get(&format!("/list/?device={device}&sort={sort}&p={page}")).is_some());
        }
    }
    tell("after lists in six orders on three devices");
}

/// Writes made-up films into a fresh database.
pub(crate) fn fill(url: &str) {
    let store = Store::create(&DatabaseUrl::parse(url).unwrap()).unwrap();
    store.migrate().unwrap();
    store
        .edit(|edit| {
            edit.put_tags(&generate::tags())?;
            let films: Vec<Film> = generate::films(generate::FILMS).collect();
            for batch in films.chunks(BATCH) {
                edit.put_films(batch)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
