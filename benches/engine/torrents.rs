//! What peers ask, over 1,000,000 torrents of 100,000 films and 1,000,000 titles of IMDb: looking at the base from a
//! viewpoint, pages at both ends, and searches by pieces of 1, 2, 3 and 30 characters and by one that half of the titles
//! have. Left out: reading what is kept ready of the rows from the store, encryption, HTTP.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::ops::Bound;
use std::sync::Arc;

use afisha::catalog::{CarrierKey, CarrierRecord, Film, IdentifiedFilm, ImdbId, InfoHash, Moment};
use afisha::query::found_titles::KnownTitles;
use afisha::query::text_arena::Pieces;
use afisha::query::torrents::{TorrentBase, TorrentQuery};
use afisha::query::visible::{AccessibleFilms, Visible};
use criterion::Criterion;

use crate::catalogue::{generate, setup};
use crate::percentiles;

/// Torrents of a film.
const TORRENTS: u64 = 10;
const TITLES: u64 = 1_000_000;
/// What is looked for. The last is in every other title.
const PIECES: [(&str, &str); 6] = [
    ("1 character", "ж"),
    ("2 characters", "ое"),
    ("3 characters", "тро"),
    ("30 characters", "1080p.bdrip.x265.release.group"),
    ("two pieces", "1080p фильм"),
    ("half of the titles", "1080p"),
];
const PAGE: usize = 2000;
/// A hash that few come after.
const LATE: [u8; 20] = [0xff, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn identified(film: &Film) -> IdentifiedFilm {
    IdentifiedFilm {
        id: film.id,
        imdb_id: None,
        tmdb_id: film.tmdb_id,
        title: film.title.clone(),
        original_title: film.original_title.clone(),
        year: film.year,
        imdb_mark: None,
        imdb_votes: None,
        is_series: false,
    }
}

/// A hash that looks drawn at random.
fn hash(number: u64) -> InfoHash {
    let mut bytes = [0; 20];
    bytes[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    InfoHash::from_bytes(&bytes).unwrap()
}

fn carriers(film: &Film) -> Vec<CarrierRecord> {
    let Some(item) = film.items.as_slice().first() else { return Vec::new() };
    let carrier = |number: u64| {
        let quality = if number.is_multiple_of(2) { "1080p.BDRip" } else { "720p.WEB-DL" };
        CarrierRecord {
            key: CarrierKey { hash: hash(film.id.get() * TORRENTS + number), film: film.id, number: item.number },
            title: format!("{}.{}.{quality}", film.title, 1950 + number),
            opened: Moment(1_600_000_000 + film.id.get().cast_signed()),
        }
    };
    (0..TORRENTS).map(carrier).collect()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let group = &mut criterion.benchmark_group("torrents");
    let snapshot = setup::snapshot(generate::FILMS);
    let films = generate::films(generate::FILMS).map(|film| (identified(&film), carriers(&film)));
    let base = Arc::new(TorrentBase::new(films.collect()));
    let accessible = AccessibleFilms::new(&snapshot, &BTreeSet::new());
    let view = Visible::for_peer(&snapshot, &accessible, generate::NOW).torrents(&base);
    println!("{} torrents are shown", view.len());
    group.sample_size(10);
    group.bench_function("look at the base", |bencher| {
        bencher.iter(|| Visible::for_peer(&snapshot, &accessible, generate::NOW).torrents(&base));
    });
    // The last one begins where less than a page is left.
    for (name, after) in [("first", [0; 20]), ("middle", [0x80; 20]), ("last", LATE)] {
        let after = Bound::Excluded(InfoHash::from_bytes(&after).unwrap());
        group.bench_function(format!("{name} page of {PAGE}"), |bencher| {
            bencher.iter(|| view.export(None, black_box(after), PAGE));
        });
    }
    group.bench_function("a page of the last second's", |bencher| {
        let late = Some(Moment(1_600_000_000 + generate::FILMS.cast_signed() - 1));
        bencher.iter(|| view.export(black_box(late), Bound::Unbounded, PAGE));
    });
    for (name, piece) in PIECES {
        let query = TorrentQuery::Title(Pieces::new([piece]).unwrap());
        let total = view.search(&query, 0, 200).total;
        percentiles::print(&format!("torrents, {name} ({total} found)"), &[(); 200], |()| {
            black_box(view.search(&query, 100, 200));
        });
    }
    let mut known = KnownTitles::default();
    for (number, film) in (1..=TITLES).zip(generate::films(generate::FILMS).collect::<Vec<_>>().iter().cycle()) {
        let id = ImdbId::parse(&format!("tt{number:07}")).unwrap();
        let quality = if number.is_multiple_of(2) { "1080p" } else { "" };
        let title = format!("{} {number} {quality}", film.title);
        known.push(&id, [&title, "The Original Title"], Some(u32::try_from(number % 5000).unwrap()));
    }
    for (name, piece) in PIECES {
        let pieces = Pieces::new([piece]).unwrap();
        percentiles::print(&format!("titles of IMDb, {name}"), &[(); 200], |()| {
            black_box(known.find(&pieces, 50));
        });
    }
}
