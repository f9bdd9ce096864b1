//! What peers find is the same, byte for byte before it is encrypted, on every database and whatever its locale.

use afisha::catalog::{Film, ImdbId, InfoHash, TmdbId};
use afisha::peer::answer;
use afisha::peer::request::{PrivateQuestion, PublicQuestion, TitleQuestion};
use afisha::peer::{PeerBases, ToldTorrent};
use afisha::store::{ImdbRecord, Store, StoreError};
use serde_json::{Value, json};

use super::bases::{Shared, viewpoint};
use crate::support::catalogue::{playable, serie, series, text};
use crate::support::database::{Database, RawConnection};
use crate::support::told;

/// Names of releases, which are titles of films too.
const TITLES: [&str; 8] = [
    "Ёлки (Тимур Бекмамбетов) [2010, Россия, комедия, BDRip 720p]",
    "Елки.2.2011.DVDRip",
    "Брат 2 / Brother 2 (Алексей Балабанов) [2000, BDRip 1080p]",
    "ЙОД И ЙОГ [1999]",
    "100% _untagged_ \"quoted\" AND NEAR(x)",
    "untagged and near",
    "Saw.2004.1080p.BluRay.x264-GRP",
    "Пила / Saw 2 [2005, DVDRip]",
];

/// Texts to look for, with how many of the names have all of their pieces.
const QUERIES: [(&str, usize); 21] = [
    ("е", 3),
    ("Ё", 3),
    ("йо", 1),
    ("ИО", 0),
    ("БРА", 1),
    ("ПИЛА", 1),
    ("ёлк", 2),
    ("ЕЛК", 2),
    ("2", 5),
    ("%", 1),
    ("_", 1),
    ("\"", 1),
    ("AND", 2),
    ("and", 2),
    ("NEAR(", 1),
    ("near", 2),
    ("Saw.2004.1080p.BluRay.x264-GRP", 1),
    ("россия, комедия, bdrip 720p]", 1),
    ("dvdrip 2", 2),
    ("*", 0),
    ("\\", 0),
];

fn hash(number: usize) -> InfoHash {
    InfoHash::from_bytes(&[u8::try_from(number).unwrap() * 16 + 5; 20]).unwrap()
}

/// Writes a text as a magnet has it.
fn escaped(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn films() -> Vec<Film> {
    let film = |(number, title): (usize, &&str)| {
        let mut item = serie(1);
        item.magnet = Some(text(&format!("magnet:?xt=urn:btih:{}&dn={}", hash(number), escaped(title))));
        Film {
            items: series([item]),
            imdb_id: Some(text(&format!("tt00000{number:02}"))),
            tmdb_id: TmdbId::new(number as u64 + 1),
            ..playable(number as u64 + 1, title)
        }
    };
    TITLES.iter().enumerate().map(film).collect()
}

/// Lets two peers, whose names no two locales sort alike, tell of the same torrents in the same second.
fn tell(store: &Store) {
    for name in ["b", "C", "Ё"] {
        let peer = told::add_peer(store, name);
        let torrent = |(number, title): (usize, &&str)| ToldTorrent {
            hash: hash(number),
            imdb_id: Some("tt0000001".to_owned()),
            parsed: Some(r#"{"year":2000,"audio":["AAC","DTS"]}"#.to_owned()),
            ..told::told(0, title)
        };
        let torrents: Vec<ToldTorrent> = TITLES.iter().enumerate().map(torrent).collect();
        told::tell(store, peer, &torrents);
    }
}

fn imdb(store: &Store) {
    let record = |(number, title): (usize, &&str)| ImdbRecord {
        id: ImdbId::parse(&format!("tt10000{number:02}")).unwrap(),
        title_type: Some("movie".to_owned()),
        primary_title: (*title).to_owned(),
        original_title: None,
        start_year: Some(2000),
        average_rating: Some(7.5),
        num_votes: Some(if number % 2 == 0 { 7 } else { 8 }),
    };
    let titles: Vec<ImdbRecord> = TITLES.iter().enumerate().map(record).collect();
    store.replace_imdb(|imdb| imdb.put_titles(&titles)).map_err(|e: StoreError| e).unwrap();
}

/// Returns what is answered in this database, with what was asked.
fn answers(database: &Database) -> Vec<(String, Vec<u8>)> {
    let store = database.store();
    tell(&store);
    imdb(&store);
    let shared = Shared::new(database, &films());
    let mut answers = Vec::new();
    for (query, _) in QUERIES {
        for (limit, offset) in [(200, 0), (2, 1)] {
            let body = json!({ "query": query, "limit": limit, "offset": offset }).to_string();
            let asked = PrivateQuestion::read(body.as_bytes()).unwrap();
            let found = shared.bases.private_search(&viewpoint(&[]), &asked).unwrap();
            answers.push((format!("private {body}"), answer::private_found(&found).unwrap().ended(None)));
            for imdb_id in [Value::Null, json!("tt0000001")] {
                let body = json!({ "query": query, "imdb_id": imdb_id, "limit": limit, "offset": offset }).to_string();
                let found = shared.bases.public_search(&PublicQuestion::read(body.as_bytes()).unwrap()).unwrap();
                answers.push((format!("public {body}"), answer::public_found(&found).ended(None)));
            }
        }
        for limit in [50, 3] {
            let body = json!({ "query": query, "limit": limit }).to_string();
            let found = shared.bases.imdb_lookup(&TitleQuestion::read(body.as_bytes()).unwrap()).unwrap();
            answers.push((format!("titles {body}"), answer::titles_found(&found).ended(None)));
        }
    }
    answers
}

/// Returns what a database says of itself.
fn collation(database: &Database) -> String {
    #[derive(diesel::QueryableByName)]
    struct Named {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let sql =
        "SELECT datctype || ' ' || datlocprovider::text AS name FROM pg_database WHERE datname = current_database()";
    let RawConnection::Postgres(mut conn) = database.raw() else { panic!("not PostgreSQL") };
    let named: Named = diesel::RunQueryDsl::get_result(diesel::sql_query(sql), &mut conn).unwrap();
    named.name
}

#[test]
fn on_sqlite_every_name_with_all_pieces_is_found() {
    for (asked, bytes) in answers(&Database::sqlite()) {
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        let (base, body) = asked.split_once(' ').unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        let (_, expected) = QUERIES.into_iter().find(|(query, _)| body["query"] == *query).unwrap();
        let found = match base {
            "private" => answer["total"].as_u64().unwrap(),
            "public" => answer["total_hits"].as_u64().unwrap(),
            // The same titles in IMDb's tables and as films.
            _ if body["limit"] == 50 => answer["results"].as_array().unwrap().len() as u64 / 2,
            _ => continue,
        };
        assert_eq!(found, expected as u64, "{asked}");
    }
}

#[test]
fn postgresql_that_knows_no_cyrillic_answers_as_sqlite_does() {
    let Some(database) = Database::postgres() else { return };
    assert_eq!(collation(&database), "C c", "a cluster with LC_CTYPE=C");
    assert_eq!(answers(&database), answers(&Database::sqlite()));
}

#[test]
fn postgresql_that_sorts_as_in_russian_answers_as_sqlite_does() {
    let Some(database) = Database::postgres_of("TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'ru'") else {
        return;
    };
    assert_eq!(collation(&database), "C i");
    assert_eq!(answers(&database), answers(&Database::sqlite()));
}
