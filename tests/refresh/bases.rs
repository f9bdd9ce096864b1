//! What peers are answered from the bases, on both backends: what is shown, since when, and nothing that is hidden.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use afisha::catalog::{Film, ImdbId, InfoHash, Moment, Serie, Series, SortedSet, Text};
use afisha::clock::Clock;
use afisha::peer::answer::{self, ExportPage};
use afisha::peer::request::{ExportQuestion, PrivateQuestion, PublicQuestion, TitleQuestion};
use afisha::peer::{PeerBases, PeerViewpoint};
use afisha::query::live::Live;
use afisha::refresh::{self, Bases, Refresh, Viewers};
use afisha::store::{ImdbRecord, Store, StoreError};
use serde_json::Value;

use super::put;
use crate::support::app::Options;
use crate::support::catalogue::{NOW, id, playable, serie, text};
use crate::support::database::{Database, on_both_databases};

/// What a pass asks again, as a client does: for what was committed late.
const OVERLAP: i64 = 120;

/// A catalogue that peers ask, refreshed by hand.
pub(super) struct Shared {
    store: Store,
    clock: Clock,
    refresh: Refresh,
    pub(super) bases: Arc<Bases>,
}

impl Shared {
    pub(super) fn new(database: &Database, films: &[Film]) -> Self {
        let clock = Clock::fixed(NOW);
        let store = database.store().with_clock(clock.clone());
        put(&store, films);
        let served = refresh::load(&store, Options::default().setup(), &clock).unwrap();
        let viewers = Arc::new(Viewers::load(&store).unwrap());
        let bases = Arc::new(Bases::new(&store));
        let refresh = Refresh::new(store.clone(), clock.clone(), Arc::new(Live::new(served)), viewers);
        let shared = Self { store, clock, refresh: refresh.with_bases(Arc::clone(&bases)), bases };
        shared.follow();
        shared
    }

    /// As the threads of a server do.
    fn follow(&self) {
        self.refresh.advance();
        self.refresh.reload().unwrap();
        self.refresh.follow_private_base().unwrap();
        self.refresh.follow_public_base().unwrap();
        self.refresh.follow_imdb().unwrap();
    }

    fn put_at(&self, seconds: i64, films: &[Film]) {
        self.clock.set(Moment(NOW.0 + seconds));
        put(&self.store, films);
        self.follow();
    }

    fn page(&self, groups: &[&str], since: Option<i64>, after: Bound<InfoHash>, limit: usize) -> Value {
        let asked = ExportQuestion { since: since.map(Moment), after, limit };
        let mut page = ExportPage::new(limit);
        let next = self.bases.export(&viewpoint(groups), &asked, &mut page).unwrap();
        read(page.ended(next).ended(None))
    }

    /// Returns the torrents that a pass brings.
    fn pass(&self, since: Option<i64>) -> BTreeSet<u8> {
        let (mut after, mut found) = (Bound::Unbounded, BTreeSet::new());
        loop {
            let page = self.page(&[], since, after, 2);
            found.extend(numbers(&page["items"]));
            match page["next_cursor"].as_str() {
                None => return found,
                Some(cursor) => after = Bound::Excluded(InfoHash::from_hex(cursor).unwrap()),
            }
        }
    }

    fn search(&self, groups: &[&str], body: &str) -> Value {
        let asked = PrivateQuestion::read(body.as_bytes()).unwrap();
        read(
            answer::private_found(&self.bases.private_search(&viewpoint(groups), &asked).unwrap()).unwrap().ended(None),
        )
    }

    fn lookup(&self, body: &str) -> Value {
        let asked = TitleQuestion::read(body.as_bytes()).unwrap();
        read(answer::titles_found(&self.bases.imdb_lookup(&asked).unwrap()).ended(None))
    }
}

fn read(text: Vec<u8>) -> Value {
    serde_json::from_slice(&text).unwrap()
}

pub(super) fn viewpoint(groups: &[&str]) -> PeerViewpoint {
    PeerViewpoint { groups: groups.iter().map(|name| text(name)).collect::<SortedSet<Text>>() }
}

/// The first bytes of the hashes.
fn numbers(items: &Value) -> Vec<u8> {
    let hash = |item: &Value| InfoHash::from_hex(item["info_hash"].as_str().unwrap()).unwrap();
    items.as_array().unwrap().iter().map(|item| hash(item).as_bytes()[0]).collect()
}

fn hex(number: u8) -> String {
    InfoHash::from_bytes(&[number; 20]).unwrap().to_string()
}

/// A film that is shown, with an item that carries the torrent of this number.
fn carrier(number: u8, title: &str) -> Film {
    let mut item = serie(1);
    item.magnet = Some(text(&format!("magnet:?xt=urn:btih:{}&dn={title}.2001.720p", hex(number))));
    Film {
        items: Series::new(vec![item]).unwrap(),
        imdb_id: Some(text(&format!("tt00000{number:02}"))),
        tmdb_id: afisha::catalog::TmdbId::new(number.into()),
        ..playable(number.into(), title)
    }
}

on_both_databases! {
    fn nothing_hidden_is_in_any_answer(database) {
        let draft = Film { published: None, ..carrier(2, "Secret") };
        let later = Film { published: Some(Moment(NOW.0 + 1)), ..carrier(3, "Secret") };
        let restricted = Film { access: [text("city")].into(), ..carrier(4, "Secret") };
        let item_later = {
            let mut film = carrier(5, "Secret");
            let mut item = film.items.as_slice()[0].clone();
            item.published = Moment(NOW.0 + 1);
            let shown = Serie { magnet: None, ..serie(2) };
            film.items = Series::new(vec![shown, item]).unwrap();
            film
        };
        let shared = Shared::new(database, &[carrier(1, "Open"), draft, later, restricted, item_later]);
        let page = shared.page(&[], None, Bound::Unbounded, 9);
        assert_eq!((numbers(&page["items"]), &page["count"], &page["next_cursor"]), (vec![1], &1.into(), &Value::Null));
        for number in 2_u8..=5 {
            for body in [
                format!(r#"{{"info_hash":"{}"}}"#, hex(number)),
                format!(r#"{{"imdb_id":"tt00000{number:02}"}}"#),
                format!(r#"{{"tmdb_id":{number}}}"#),
            ] {
                let found = shared.search(&[], &body);
                assert_eq!((&found["items"], &found["total"]), (&Value::Array(Vec::new()), &0.into()), "{body}");
            }
        }
        assert_eq!(shared.search(&[], r#"{"query":"secret"}"#)["total"], 0);
        assert_eq!(shared.search(&[], r#"{"query":"2001 E"}"#)["total"], 1);
        let all: Vec<InfoHash> = (1..=5).map(|number| InfoHash::from_bytes(&[number; 20]).unwrap()).collect();
        let items = answer::items(&shared.bases.items(&viewpoint(&[]), &all).unwrap()).unwrap();
        assert_eq!(read(items.ended(None))["torrent_items"].as_object().unwrap().len(), 1);
        // A film whose item is yet to come is shown; its title is no secret.
        let titles = shared.lookup(r#"{"query":"secret"}"#);
        let ids: Vec<&str> = titles["results"].as_array().unwrap().iter().map(|title| title["imdb_id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["tt0000005"]);
        assert_eq!(shared.lookup(r#"{"imdb_id":"tt0000004"}"#)["results"], Value::Array(Vec::new()));
        // Who belongs to the group sees what it may.
        assert_eq!(numbers(&shared.page(&["city"], None, Bound::Unbounded, 9)["items"]), [1, 4]);
        assert_eq!(shared.search(&["city", "mars"], r#"{"query":"secret"}"#)["total"], 1);
        assert_eq!(numbers(&shared.page(&["mars"], None, Bound::Unbounded, 9)["items"]), [1]);
        // An edit hides at once.
        shared.put_at(0, &[Film { access: [text("city")].into(), ..carrier(1, "Open") }]);
        assert_eq!(shared.pass(None), BTreeSet::new());
    }

    fn what_an_import_brings_after_a_long_time_reaches_a_peer_by_its_next_pass(database) {
        let shared = Shared::new(database, &[carrier(1, "Open")]);
        let mut since = Some(NOW.0 - OVERLAP);
        let mut seen = shared.pass(None);
        shared.store.edit(|edit| {
            edit.put_films(&[carrier(2, "Long")])?;
            for _ in 0..5 {
                let started = shared.clock.now().0;
                shared.clock.set(Moment(started + 300));
                shared.follow();
                seen.extend(shared.pass(since));
                since = Some(started - OVERLAP);
            }
            Ok::<_, StoreError>(())
        }).unwrap();
        assert_eq!(seen, BTreeSet::from([1]));
        shared.follow();
        assert_eq!(shared.pass(since), BTreeSet::from([2]), "stamped when its transaction ended");
    }

    fn what_is_published_or_freed_reaches_a_peer_by_its_next_pass(database) {
        let friday = Film { published: Some(Moment(NOW.0 + 1000)), ..carrier(2, "Friday") };
        let restricted = Film { access: [text("city")].into(), ..carrier(3, "Restricted") };
        let shared = Shared::new(database, &[carrier(1, "Open"), friday, restricted]);
        let since = |seconds: i64| Some(NOW.0 + seconds - OVERLAP);
        assert_eq!(shared.pass(None), BTreeSet::from([1]));
        shared.clock.set(Moment(NOW.0 + 1001));
        shared.follow();
        assert_eq!(shared.pass(since(999)), BTreeSet::from([2]), "nothing was written");
        shared.put_at(2000, &[carrier(3, "Restricted")]);
        assert_eq!(shared.pass(since(1999)), BTreeSet::from([3]));
        shared.put_at(3000, &[Film { access: [text("city")].into(), ..carrier(1, "Open") }]);
        assert_eq!(shared.pass(None), BTreeSet::from([2, 3]));
        shared.put_at(4000, &[carrier(1, "Open")]);
        assert_eq!(shared.pass(since(3999)), BTreeSet::from([1]), "restricted and freed again");
    }

    fn a_page_begins_where_the_one_before_ended_though_that_row_is_gone(database) {
        let films: Vec<Film> = (1..=5).map(|number| carrier(number, "Film")).collect();
        let shared = Shared::new(database, &films);
        let page = shared.page(&[], None, Bound::Unbounded, 2);
        assert_eq!((numbers(&page["items"]), page["next_cursor"].as_str()), (vec![1, 2], Some(hex(2).as_str())));
        let keep: BTreeSet<_> = [1, 3, 4, 5].into_iter().map(id).collect();
        shared.store.edit(|edit| edit.keep_only(&keep, &BTreeSet::new())).map_err(|e: StoreError| e).unwrap();
        shared.follow();
        let after = InfoHash::from_hex(page["next_cursor"].as_str().unwrap()).unwrap();
        assert_eq!(numbers(&shared.page(&[], None, Bound::Excluded(after), 2)["items"]), [3, 4]);
    }

    fn titles_come_from_imdbs_tables_and_from_films_that_everybody_sees(database) {
        let shared = Shared::new(database, &[carrier(1, "Пила"), carrier(2, "Пила 2")]);
        let record = |id: &str, title: &str, votes| ImdbRecord {
            id: ImdbId::parse(id).unwrap(),
            title_type: Some("movie".to_owned()),
            primary_title: title.to_owned(),
            original_title: Some("Ёлка".to_owned()),
            start_year: Some(2004),
            average_rating: Some(7.6),
            num_votes: votes,
        };
        let titles = [record("tt0000001", "Saw", Some(5)), record("tt0387564", "Saw", Some(9)), record("tt0432348", "Saw II", None)];
        shared.store.replace_imdb(|imdb| imdb.put_titles(&titles)).map_err(|e: StoreError| e).unwrap();
        shared.follow();
        let found = |body: &str| -> Vec<(String, Value)> {
            let titles = shared.lookup(body);
            let pair = |title: &Value| (title["imdb_id"].as_str().unwrap().to_owned(), title["tmdb_id"].clone());
            titles["results"].as_array().unwrap().iter().map(pair).collect()
        };
        let saw = [("tt0387564".to_owned(), Value::Null), ("tt0000001".to_owned(), Value::Null), ("tt0432348".to_owned(), Value::Null)];
        assert_eq!(found(r#"{"query":"SAW"}"#), saw);
        assert_eq!(found(r#"{"query":"елка","limit":1}"#), saw[..1]);
        assert_eq!(found(r#"{"query":"пила"}"#), [("tt0000001".to_owned(), 1.into()), ("tt0000002".to_owned(), 2.into())]);
        assert_eq!(found(r#"{"imdb_id":"TT0000001"}"#), [("tt0000001".to_owned(), 1.into())]);
        assert!(found(r#"{"imdb_id":"x"}"#).is_empty());
        shared.store.replace_imdb(|imdb| imdb.put_titles(&titles[..1])).map_err(|e: StoreError| e).unwrap();
        shared.follow();
        assert_eq!(found(r#"{"query":"saw"}"#), saw[1..2]);
    }

    fn what_nobody_told_is_not_in_the_public_base(database) {
        let shared = Shared::new(database, &[carrier(1, "Open")]);
        for body in [r#"{"query":"open"}"#, r#"{"imdb_id":"tt0000001"}"#, r#"{"query":"open","imdb_id":"tt0000001"}"#] {
            let asked = PublicQuestion::read(body.as_bytes()).unwrap();
            let found = read(answer::public_found(&shared.bases.public_search(&asked).unwrap()).ended(None));
            assert_eq!(found["total_hits"], 0, "our own torrents are in the private base alone");
        }
    }
}
