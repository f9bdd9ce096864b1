//! The torrents that items carry: rows that come and go with their films, and since when each may have been seen.

use std::collections::{BTreeMap, BTreeSet};

use afisha::catalog::{CarrierKey, Film, InfoHash, Moment, Number, Series, SortedSet, TagId, TmdbId, Year};
use afisha::clock::Clock;
use afisha::store::{Generation, Store, StoreError};
use serde_json::{Value, json};

use crate::store::values::{bare_film, bare_serie, film_id, tag, text};
use crate::support::database::{Database, on_both_databases};

const HEX: &str = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
const BASE32: &str = "yex6dqdlxisuvhoj6um3gnnkpqjwpkek";
const OTHER: &str = "0123456789abcdef0123456789abcdef01234567";

/// A film, published at 0, with an item for each of these magnets.
fn film(id: u64, magnets: &[&str]) -> Film {
    let items = (1..).zip(magnets).map(|(number, magnet)| {
        let mut item = bare_serie(number);
        item.magnet = Some(text(magnet));
        item
    });
    Film { published: Some(Moment(0)), items: Series::new(items.collect()).unwrap(), ..bare_film(id) }
}

fn magnet(hash: &str) -> String {
    format!("magnet:?xt=urn:btih:{hash}")
}

fn hash(hex: &str) -> InfoHash {
    InfoHash::from_hex(hex).unwrap()
}

fn put(store: &Store, films: &[Film]) {
    store.edit(|edit| edit.put_films(films).map(drop)).map_err(|fault: StoreError| fault).unwrap();
}

/// Opens the store with a clock that stands at the moment.
fn opened(database: &Database, now: i64) -> (Store, Clock) {
    let clock = Clock::fixed(Moment(now));
    (database.store().with_clock(clock.clone()), clock)
}

/// What carries what, and since when it may have been seen, publication times apart.
fn carriers(store: &Store) -> BTreeMap<(InfoHash, u64, u32), i64> {
    let loaded = store.load_carriers(None).unwrap();
    let carriers = loaded.films.into_iter().flat_map(|(_, carriers)| carriers);
    carriers.map(|c| ((c.key.hash, c.key.film.get(), c.key.number.0), c.opened.0)).collect()
}

fn document(store: &Store, film: u64, number: u32, hex: &str) -> Value {
    let key = CarrierKey { hash: hash(hex), film: film_id(film), number: Number(number) };
    let document = store.torrent_documents(&[key]).unwrap().remove(0).unwrap();
    serde_json::from_str(&format!("{document}7}}")).unwrap()
}

on_both_databases! {
    fn each_item_that_carries_a_torrent_has_a_row(database) {
        let (store, _) = opened(database, 100);
        let mut one = film(1, &[&magnet(HEX), "magnet:?xt=urn:btmh:1220aa", "http://a.example/x.torrent", &magnet(BASE32)]);
        one.trailers = film(9, &[&magnet(OTHER)]).items;
        put(&store, &[one.clone(), film(2, &[&magnet(HEX)])]);
        let rows = BTreeMap::from([((hash(HEX), 1, 1), 100), ((hash(HEX), 1, 4), 100), ((hash(HEX), 2, 1), 100)]);
        assert_eq!(carriers(&store), rows, "trailers carry none, and both forms of a hash are one");
        one.items = Series::default();
        put(&store, &[one]);
        assert_eq!(carriers(&store), BTreeMap::from([((hash(HEX), 2, 1), 100)]));
        store.edit(|edit| edit.keep_only(&BTreeSet::from([film_id(1)]), &BTreeSet::new())).map_err(|e: StoreError| e).unwrap();
        assert_eq!(carriers(&store), BTreeMap::new());
    }

    fn a_document_says_what_peers_may_know(database) {
        let (store, _) = opened(database, 100);
        let mut one = film(1, &[
            &format!("{}&dn=Brat.2.2000.BDRip.1080p.x265&tr=http%3A%2F%2Ftracker.example%2Fpasskey", magnet(HEX)),
            &magnet(OTHER),
        ]);
        one.title = text("Брат 2");
        one.year = Year::new(2000);
        one.imdb_id = Some(text(" TT0238883 "));
        one.tmdb_id = TmdbId::new(12);
        one.items = {
            let mut items = one.items.as_slice().to_vec();
            items[0].size = afisha::catalog::ByteSize::new(5_000_000_000);
            items[1].title = Some(text("Серия «вторая»"));
            Series::new(items).unwrap()
        };
        put(&store, &[one]);
        let named = document(&store, 1, 1, HEX);
        let parsed = &named["parsed_data"];
        assert_eq!((&parsed["title"], &parsed["year"], &parsed["resolution"]), (&json!("Brat 2"), &json!(2000), &json!("1080p")));
        let members: BTreeSet<&str> = named.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = ["created_at", "imdb_id", "info_hash", "parsed_data", "raw_title", "size", "tmdb_id", "type"];
        assert_eq!(members, expected.into());
        assert_eq!(
            (&named["info_hash"], &named["raw_title"], &named["size"], &named["imdb_id"], &named["tmdb_id"]),
            (&json!(HEX), &json!("Brat.2.2000.BDRip.1080p.x265"), &json!(5_000_000_000_u64), &json!("tt0238883"), &json!(12)),
        );
        let unnamed = document(&store, 1, 2, OTHER);
        assert_eq!((&unnamed["raw_title"], &unnamed["size"]), (&json!("Брат 2 (2000) Серия «вторая»"), &json!(0)));
        assert_eq!((&named["type"], &unnamed["type"]), (&json!("movie"), &json!("movie")));
        store.edit(|edit| edit.put_tags(&[tag(7, "serial")]).map(drop)).map_err(|fault: StoreError| fault).unwrap();
        let mut serial = store.film(film_id(1)).unwrap().unwrap();
        serial.tags = [TagId(7)].into();
        put(&store, &[serial]);
        assert_eq!(document(&store, 1, 2, OTHER)["type"], "series", "it bears the tag now");
    }

    fn a_row_keeps_its_moment_while_nobody_new_may_see_it(database) {
        let (store, clock) = opened(database, 100);
        let first = film(1, &[&magnet(HEX)]);
        put(&store, std::slice::from_ref(&first));
        let since = |at: i64, change: &dyn Fn(&mut Film)| {
            let mut next = store.film(film_id(1)).unwrap().unwrap();
            change(&mut next);
            clock.set(Moment(at));
            put(&store, &[next]);
            *carriers(&store).values().next().unwrap()
        };
        assert_eq!(since(200, &|film| film.title = text("Another")), 100);
        assert_eq!(since(300, &|film| film.imdb_id = Some(text("tt0238883"))), 100, "ids are found later");
        assert_eq!(since(400, &|film| film.published = Some(Moment(50))), 100, "it was shown, and is");
        assert_eq!(since(500, &|film| film.access = [text("tomsk")].into()), 100, "restricted");
        assert_eq!(since(600, &|film| film.access = [text("tomsk"), text("omsk")].into()), 600, "omsk may see it now");
        assert_eq!(since(700, &|film| film.access = [text("omsk")].into()), 600);
        assert_eq!(since(800, &|film| film.access = SortedSet::default()), 800, "freed");
        assert_eq!(since(900, &|film| film.published = None), 800, "a draft");
        assert_eq!(since(1000, &|film| film.published = Some(Moment(40))), 1000, "shown again");
        assert_eq!(since(1100, &|film| film.published = Some(Moment(5000))), 1000, "scheduled: it comes with its time");
        assert_eq!(since(1200, &|film| film.published = Some(Moment(1200))), 1200, "sooner than it was to be");
        assert_eq!(since(1300, &|film| {
            let mut item = film.items.as_slice()[0].clone();
            item.number = Number(7);
            film.items = Series::new(vec![item]).unwrap();
        }), 1200, "the same torrent, by another number");
    }

    fn rows_are_stamped_at_the_end_of_their_transaction(database) {
        let (store, clock) = opened(database, 100);
        store
            .edit(|edit| {
                edit.put_films(&[film(1, &[&magnet(HEX)])])?;
                clock.set(Moment(1300));
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(carriers(&store), BTreeMap::from([((hash(HEX), 1, 1), 1300)]));
    }

    fn films_that_a_version_without_torrents_wrote_are_caught_up_on(database) {
        let (store, clock) = opened(database, 100);
        put(&store, &[film(1, &[&magnet(HEX)]), film(2, &[&magnet(HEX)])]);
        // As such a version leaves it: a film of the next generation, without torrents and without a commit.
        database.execute("DELETE FROM torrents WHERE film_id = 2; UPDATE films SET revision = 2 WHERE id = 2; UPDATE generations SET generation = 2;");
        clock.set(Moment(900));
        store.migrate().unwrap();
        let rows = BTreeMap::from([((hash(HEX), 1, 1), 100), ((hash(HEX), 2, 1), 900)]);
        assert_eq!(carriers(&store), rows);
        let changed = store.load_carriers(Some(Generation(2))).unwrap();
        assert_eq!(changed.films.iter().map(|(film, _)| film.id.get()).collect::<Vec<_>>(), [2]);
        store.migrate().unwrap();
        assert_eq!(store.generation().unwrap(), Generation(3), "nothing is left to catch up on");
        // A database of before there were torrents.
        database.execute("DELETE FROM torrents; DELETE FROM commits;");
        clock.set(Moment(1000));
        put(&store, &[film(3, &[&magnet(OTHER)])]);
        assert_eq!(carriers(&store).values().copied().collect::<Vec<_>>(), [1000; 3]);
    }
}
