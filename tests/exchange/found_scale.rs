//! What it costs to find: 1,000,000 torrents of peers, 20,000 films of ours, 1,000,000 titles of IMDb with as many others.

use std::time::Instant;

use afisha::catalog::device::built_in;
use afisha::catalog::{DeviceProfiles, Film, ImdbId, Text, Year};
use afisha::exchange::{FoundOptions, found};
use afisha::matching::title_key;
use afisha::peer::ToldTorrent;
use afisha::releases::ReleaseName;
use afisha::store::{ImdbRecord, Store, StoreError};

use crate::support::catalogue::{NOW, film};
use crate::support::database::Database;
use crate::support::dice::Dice;
use crate::support::told::{add_peer, hash, tell, told};

const FILMS: u64 = 20_000;
const TITLES: u64 = 1_000_000;
const TORRENTS: u64 = 1_000_000;
/// Every so manyth torrent comes from a program that reads no alternative titles.
const FOREIGN: u64 = 20;
const WORDS: [&str; 40] = [
    "дом",
    "ночь",
    "река",
    "зима",
    "город",
    "солнце",
    "остров",
    "дорога",
    "письмо",
    "сердце",
    "море",
    "ветер",
    "поезд",
    "мост",
    "лес",
    "гора",
    "снег",
    "игра",
    "тень",
    "голос",
    "night",
    "river",
    "house",
    "winter",
    "city",
    "island",
    "road",
    "letter",
    "heart",
    "wind",
    "train",
    "bridge",
    "forest",
    "game",
    "shadow",
    "voice",
    "light",
    "stone",
    "dream",
    "glass",
];

fn title(number: u64) -> String {
    let dice = &mut Dice::new(number + 1);
    let words: Vec<&str> = (0..3).map(|_| *dice.pick(&WORDS)).collect();
    format!("{} {}", words.join(" "), number / 7)
}

fn year(number: u64) -> u32 {
    1950 + (number % 70) as u32
}

fn films() -> Vec<Film> {
    let of = |number: u64| Film {
        year: Year::new(year(number)),
        items: Default::default(),
        ..film(number + 1, &title(number))
    };
    (0..FILMS).map(of).collect()
}

/// A torrent of a title: every fourth with its id, the others by name.
fn torrent(number: u64) -> ToldTorrent {
    let of = Dice::new(number + 5).next() % TITLES;
    let name = format!("{} / {} x [{}, драма, BDRip 1080p]", title(of), title(of), year(of));
    let imdb_id = number.is_multiple_of(4).then(|| format!("tt{:07}", of + 1));
    let parsed = if number.is_multiple_of(FOREIGN) {
        r#"{"parsed_title":"x"}"#.to_owned()
    } else {
        // What the parser says, without the time that it takes.
        format!(
            r#"{{"titles":["{}","{} x"],"year":{},"seasons":[],"episodes":[],"type":"movie"}}"#,
            title(of),
            title(of),
            year(of)
        )
    };
    ToldTorrent { imdb_id, parsed: Some(parsed), ..told(number + 1, &name) }
}

fn put_imdb(store: &Store) {
    let id = |number: u64| ImdbId::parse(&format!("tt{:07}", number + 1)).unwrap();
    let record = |number: u64| ImdbRecord {
        id: id(number),
        title_type: Some("movie".to_owned()),
        primary_title: title(number),
        original_title: None,
        start_year: Some(year(number)),
        average_rating: None,
        num_votes: None,
    };
    store
        .replace_imdb::<_, StoreError>(|edit| {
            let numbers: Vec<u64> = (0..TITLES).collect();
            for numbers in numbers.chunks(20_000) {
                edit.put_titles(&numbers.iter().map(|number| record(*number)).collect::<Vec<_>>())?;
                let aka = |number: &u64| (id(*number), format!("{} другой", title(*number)));
                edit.put_akas(&numbers.iter().map(aka).collect::<Vec<_>>())?;
            }
            let mut folded: Vec<(String, ImdbId)> = numbers
                .iter()
                .flat_map(|number| {
                    [title(*number), format!("{} другой", title(*number))].map(|title| (title_key(&title), id(*number)))
                })
                .collect();
            folded.sort();
            edit.put_folded(&folded)
        })
        .unwrap();
}

/// Returns a figure of the memory of the process, in MB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn figures(database: &Database) {
    let store = database.store();
    store
        .edit::<_, StoreError>(|edit| films().chunks(500).try_for_each(|films| edit.put_films(films).map(drop)))
        .unwrap();
    put_imdb(&store);
    let peer = add_peer(&store, "x");
    let numbers: Vec<u64> = (0..TORRENTS).collect();
    for numbers in numbers.chunks(20_000) {
        tell(&store, peer, &numbers.iter().map(|number| torrent(*number)).collect::<Vec<_>>());
    }
    let devices = DeviceProfiles::new(&built_in()).unwrap();
    for (what, films, titles) in [("films", true, false), ("films and titles", true, true)] {
        let options = FoundOptions { devices: &devices, device: None, films, titles, min_votes: 0, most: 20 };
        // The greatest memory counts anew from here on (proc_pid_clear_refs(5)).
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let (before, began) = (memory("VmRSS:"), Instant::now());
        let done = found(&store, options, NOW, &mut std::io::sink(), &mut |_| {}).unwrap();
        let (seconds, peak) = (began.elapsed().as_secs_f64(), memory("VmHWM:"));
        eprintln!("{what}: {seconds:.1} s, {peak} MB at most, {before} MB before; {done:?}");
        assert!(done.films > 10_000 && done.read == TORRENTS as usize);
    }
    assert_eq!(ReleaseName::figures().panicked, 0);
    assert!(Text::new(&title(1)).is_some() && store.kept_torrents(&[hash(1)]).unwrap().len() == 1);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test afisha figures_of_finding -- --ignored --nocapture"]
fn figures_of_finding_in_sqlite() {
    figures(&Database::sqlite());
}

#[test]
#[ignore = "takes minutes, as the one before"]
fn figures_of_finding_in_postgres() {
    if let Some(database) = Database::postgres() {
        figures(&database);
    }
}
