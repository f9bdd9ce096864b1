//! What peers have for the catalogue: lines that an import takes, and what editors refuse of them.

use afisha::catalog::device::built_in;
use afisha::catalog::{ByteSize, DeviceProfiles, FilmId, ImdbId, Moment, TorrentKind};
use afisha::clock::Clock;
use afisha::exchange::{ExchangeError, FoundOptions, FoundSummary, Input, found, import, refusals};
use afisha::matching::title_key;
use afisha::peer::ToldTorrent;
use afisha::store::{ImdbRecord, Store, StoreError};
use serde_json::{Value, json};

use super::schema::assert_lines_valid;
use super::{Home, NOW, PLAIN, film};
use crate::support::database::on_both_databases;
use crate::support::told::{add_peer, hash, tell, told};

const TAGS: &str = concat!(
    r#"{"type":"tag","id":1,"name":"comedy","title":"Комедия","kind":"genre"}"#,
    "\n",
    r#"{"type":"tag","id":2,"name":"serial","title":"Сериал","kind":"other"}"#,
    "\n",
    r#"{"type":"tag","id":3,"name":"trailer","title":"Трейлер","kind":"other"}"#,
    "\n"
);
/// A film that says everything, with an item that no box plays and a trailer.
const WHOLE: &str = r#"{"type":"film","id":301,"title":"Брат &lt;1&gt;","original_title":"Brat","desc":"О &amp; нём",
"year":1997,"updated":"2012-05-01T10:00:00Z","published":"2012-04-01T00:00:00Z","age":16,"url":"/301","preview":"p.jpg",
"poster":"b.jpg","user":"Анна","kinopoisk_id":41519,"imdb_id":"tt0118767","tmdb_id":20992,"images":["a.jpg"],
"tags":["comedy"],"ratings":[{"type":"cn","title":"CN","count":7,"max":5,"rank":4.5}],"popularity":1.5,"related":[302],
"see_also":[303],"access":["tomsk"],"items":[{"id":9,"title":"Фильм","number":4,"published":"2012-04-01T00:00:00Z",
"size":3,"length":5,"quality":7,"picture_quality":"HD","container":"mkv","images":["i.jpg"]}],
"trailers":[{"number":1,"url":"/t.avi","published":"2012-04-01T00:00:00Z"}]}"#;

fn options(devices: &DeviceProfiles) -> FoundOptions<'_> {
    FoundOptions { devices, device: None, films: true, titles: true, min_votes: 0, most: 20 }
}

fn search(store: &Store, change: impl FnOnce(&mut FoundOptions<'_>)) -> (Vec<Value>, FoundSummary, String) {
    let devices = DeviceProfiles::new(&built_in()).unwrap();
    let mut options = options(&devices);
    change(&mut options);
    let mut out = Vec::new();
    let done = found(store, options, NOW, &mut out, &mut |_| {}).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_lines_valid(&text);
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), done, text)
}

fn lines(store: &Store) -> Vec<Value> {
    search(store, |_| {}).0
}

fn film_id(raw: u64) -> FilmId {
    FilmId::new(raw).unwrap()
}

/// A home with these films and these torrents of a peer.
fn home(films: &[&str], torrents: &[ToldTorrent]) -> Home {
    let home = Home::new();
    fill(&home, films, torrents);
    home
}

fn fill(home: &Home, films: &[&str], torrents: &[ToldTorrent]) {
    home.import(&format!("{TAGS}{}", films.concat().replace('\n', "").replace("}{", "}\n{")), PLAIN).unwrap();
    let peer = add_peer(&home.store, "Сосед");
    tell(&home.store, peer, torrents);
}

/// A title of IMDb: number, type, year, votes, titles.
type ImdbRow<'a> = (u64, &'a str, u32, Option<u32>, &'a [&'a str]);

/// Puts titles into IMDb's tables.
fn put_imdb(store: &Store, titles: &[ImdbRow<'_>]) {
    let id = |number: u64| ImdbId::parse(&format!("tt{number:07}")).unwrap();
    let records: Vec<ImdbRecord> = titles
        .iter()
        .map(|(number, title_type, year, votes, names)| ImdbRecord {
            id: id(*number),
            title_type: Some((*title_type).to_owned()),
            primary_title: names[0].to_owned(),
            original_title: names.get(1).map(|name| (*name).to_owned()),
            start_year: Some(*year),
            average_rating: votes.map(|_| 7.5),
            num_votes: *votes,
        })
        .collect();
    let names = titles.iter().flat_map(|title| title.4.iter().map(move |name| (title.0, *name)));
    let akas: Vec<(ImdbId, String)> = names.clone().map(|(number, name)| (id(number), name.to_owned())).collect();
    let folded: Vec<(String, ImdbId)> = names.map(|(number, name)| (title_key(name), id(number))).collect();
    store
        .replace_imdb::<_, StoreError>(|edit| {
            edit.put_titles(&records)?;
            edit.put_akas(&akas)?;
            edit.put_folded(&folded)
        })
        .unwrap();
}

fn import_lines(home: &Home, lines: &str, at: Moment) -> afisha::exchange::Summary {
    let file = home.file("found.jsonl", lines);
    import(&home.store, &Clock::fixed(at), &[Input::File(file)], PLAIN, &mut |_| {}).unwrap()
}

on_both_databases! {
    fn what_is_found_is_imported_and_nothing_of_the_film_is_lost(database) {
        let home = Home::on(database);
        let by_id = ToldTorrent { imdb_id: Some("tt0118767".to_owned()), ..told(2, "Brother.1997.1080p.mkv") };
        fill(&home, &[WHOLE], &[told(1, "Брат <1> / Brat [1997, BDRip 720p]"), by_id, told(3, "Брат 2 [2000, BDRip]")]);
        let before = home.store.film(film_id(301)).unwrap().unwrap();
        let (found, done, text) = search(&home.store, |_| {});
        let expected = FoundSummary { read: 3, films: 1, torrents: 2, ..FoundSummary::default() };
        assert_eq!(done, expected);
        let [line] = &found[..] else { panic!("{text}") };
        let title = |item, number: u64, title: Option<&str>| {
            let mut said = json!({ "item": item, "hash": hash(number).to_string(), "why": "imdb_id", "others": 0, "peer": "Сосед" });
            if let Some(title) = title {
                said["why"] = json!("title");
                said["title"] = json!(title);
            }
            said
        };
        // The one in avi, or in an unknown container, is played by more boxes than the one in mkv.
        assert_eq!(line["found"], json!([title(5, 1, Some("Брат <1>")), title(6, 2, None)]));
        assert_eq!((&line["updated"], &line["items"][1]["published"]), (&Value::Null, &Value::Null));
        let later = Moment(NOW.0 + 60);
        assert_eq!(import_lines(&home, &text, later).changed_films, 1);
        let after = home.store.film(film_id(301)).unwrap().unwrap();
        let items = after.items.as_slice();
        assert_eq!((&items[..1], &after.trailers), (before.items.as_slice(), &before.trailers));
        let added: Vec<_> = items[1..].iter().map(|item| (item.number.0, item.title.as_ref().unwrap().as_str(), item.size, item.published)).collect();
        let size = ByteSize::new(1_000_000_000);
        assert_eq!(added, [(5, "Брат <1> / Brat [1997, BDRip 720p]", size, later), (6, "Brother.1997.1080p.mkv", size, later)]);
        let magnet = items[2].magnet.as_ref().unwrap().as_str();
        assert_eq!(magnet, format!("magnet:?xt=urn:btih:{}&dn=Brother.1997.1080p.mkv", hash(2)));
        let same = afisha::catalog::Film { items: before.items.clone(), updated: before.updated, ..after.clone() };
        assert_eq!((same, after.updated), (before, later));
        // It lacks nothing any more, and both torrents are its own.
        assert_eq!(lines(&home.store), [Value::Null; 0]);
    }

    fn what_editors_refused_is_not_found_again(database) {
        let home = Home::on(database);
        fill(&home, &[WHOLE], &[told(1, "Брат 1 / Brat [1997]"), told(2, "Brat.1997.720p")]);
        let (_, _, text) = search(&home.store, |_| {});
        let file = home.file("refused.jsonl", &text);
        let refused = refusals(&[Input::File(file)]).unwrap();
        assert_eq!(refused, [(hash(1), film_id(301)), (hash(2), film_id(301))]);
        home.store.refuse_torrents(&refused[..1], NOW).unwrap();
        let left = lines(&home.store);
        assert_eq!(left[0]["found"].as_array().unwrap().len(), 1);
        assert_eq!(left[0]["found"][0]["hash"], json!(hash(2).to_string()));
        assert_eq!(home.store.take_back_refusals(&refused).unwrap(), 1);
        assert_eq!(lines(&home.store)[0]["found"].as_array().unwrap().len(), 2);
    }

    fn a_title_of_imdb_that_we_lack_becomes_a_draft(database) {
        let home = Home::on(database);
        let by_id = ToldTorrent { imdb_id: Some("tt0000007".to_owned()), tmdb_id: Some(77), ..told(1, "x") };
        let series = told(2, "Тьма / Dark / Сезон: 1 [2017, WEB-DL 1080p]");
        fill(&home, &[WHOLE], &[by_id, told(3, "Жмурки (2005) HDRip"), series, told(4, "Никому не известный [2005]")]);
        put_imdb(
            &home.store,
            &[
                (7, "movie", 2005, Some(900), &["Dead Man's Bluff", "Zhmurki", "Жмурки"]),
                (8, "tvSeries", 2017, Some(5), &["Dark", "Dark", "Тьма"]),
                (9, "tvEpisode", 2005, None, &["Никому не известный"]),
            ],
        );
        let (found, done, text) = search(&home.store, |_| {});
        assert_eq!((done.films, done.titles, done.torrents, done.doubtful, done.lacks_serial_tag), (0, 2, 3, 0, false));
        let draft = &found[0];
        assert_eq!(
            json!([draft["id"], draft["title"], draft["original_title"], draft["year"], draft["imdb_id"], draft["tmdb_id"], draft["published"], draft["tags"]]),
            json!([1_000_000_000_000_007_u64, "Dead Man's Bluff", "Zhmurki", 2005, "tt0000007", 77, null, []])
        );
        assert_eq!(draft["ratings"], json!([{ "type": "imdb", "title": null, "count": 900, "max": 10.0, "rank": 7.5 }]));
        assert_eq!(draft["found"][0]["why"], json!("imdb_id"));
        assert_eq!((&draft["found"][1]["why"], &draft["found"][1]["title"]), (&json!("title"), &json!("Жмурки")));
        assert_eq!((&found[1]["tags"], &found[1]["original_title"]), (&json!(["serial"]), &Value::Null));
        assert_eq!(search(&home.store, |options| options.min_votes = 6).1.titles, 1);
        assert_eq!(search(&home.store, |options| options.titles = false).1.titles, 0);
        assert_eq!(import_lines(&home, &text, NOW).changed_films, 2);
        assert_eq!(lines(&home.store), [Value::Null; 0]);
    }
}

#[test]
fn a_torrent_of_which_two_films_fit_is_shown_as_doubtful_until_one_is_refused() {
    let films = [
        film(1, r#""original_title":"The Island","year":2005"#),
        film(2, r#""original_title":"Остров","year":2006"#),
        film(3, r#""original_title":"Остров","year":2009"#),
    ];
    let films: Vec<&str> = films.iter().map(String::as_str).collect();
    let home = home(&films, &[told(1, "Остров / The Island [2005, BDRip 1080p]"), told(2, "Остров [2005]")]);
    let (found, done, text) = search(&home.store, |_| {});
    assert_eq!((done.films, done.doubtful), (1, 1), "{text}");
    let why = |id, title: &str, year, by: &str| json!({ "id": id, "title": title, "year": year, "imdb_id": null, "why": "title", "by": by });
    let expected = json!({
        "type": "doubtful",
        "hash": hash(1).to_string(),
        "release": "Остров / The Island [2005, BDRip 1080p]",
        "size": 1_000_000_000,
        "peer": "Сосед",
        "others": 1,
        "films": [why(1, "Фильм 1", 2005, "The Island"), why(2, "Фильм 2", 2006, "Остров")],
    });
    assert_eq!(found[1..], [expected], "{text}");
    assert_eq!(found[0]["id"], json!(2));
    // An import leaves it out.
    let done = import_lines(&home, &format!("{}\n", found[1]), NOW);
    assert_eq!((done.films, done.doubtful), (0, 1));
    let file = home.file("refused.jsonl", text.lines().last().unwrap());
    assert_eq!(refusals(&[Input::File(file)]).unwrap(), [(hash(1), film_id(1)), (hash(1), film_id(2))]);
    home.store.refuse_torrents(&[(hash(1), film_id(2))], NOW).unwrap();
    let decided = lines(&home.store);
    assert_eq!((&decided[0]["id"], &decided[0]["found"][0]["title"]), (&json!(1), &json!("The Island")));
}

#[test]
fn a_film_is_looked_at_by_what_it_is_and_lacks() {
    let item =
        r#""items":[{"magnet":"magnet:?xt=urn:btih:00000000000000000000000000000000000000aa","size":3000000000}]"#;
    let films = [
        film(1, &format!(r#""original_title":"Saw","year":2004,{item}"#)),
        film(2, r#""original_title":"Jaws","year":1975,"tags":["trailer"]"#),
        film(3, r#""original_title":"Dark","year":2017,"tags":["serial"]"#),
    ];
    let films: Vec<&str> = films.iter().map(String::as_str).collect();
    let large = ToldTorrent { size: 3_000_000_000, ..told(1, "Saw.2004.2160p") };
    let torrents = [
        large,
        told(2, "Saw.2004.720p"),
        told(3, "Jaws.1975.720p"),
        told(4, "Dark.2017.720p"),
        told(5, "Dark.S01E02.2017.720p"),
        told(6, "Dark.S01E01.2017.720p"),
        told(0xaa, "Dark.S01E03.2017.720p"),
    ];
    let home = home(&films, &torrents);
    let (found, done, text) = search(&home.store, |_| {});
    assert_eq!((done.films, done.torrents), (2, 3), "{text}");
    let hashes = |line: &Value| -> Vec<String> {
        line["found"].as_array().unwrap().iter().map(|said| said["hash"].as_str().unwrap().to_owned()).collect()
    };
    // Only what a box of the first firmware plays is of use for a film with a large file; episodes are in their order.
    assert_eq!(hashes(&found[0]), [hash(2).to_string()]);
    assert_eq!(hashes(&found[1]), [hash(6).to_string(), hash(5).to_string()]);
    let few = search(&home.store, |options| options.most = 1).0;
    assert_eq!(hashes(&few[1]).len(), 1);
    let devices = DeviceProfiles::new(&built_in()).unwrap();
    let newest = search(&home.store, |options| options.device = devices.find("stb820", "R9"));
    assert_eq!((newest.1.films, newest.0[0]["id"].clone()), (1, json!(3)));
}

#[test]
fn without_the_tables_of_imdb_peers_say_what_a_title_is() {
    let known = ToldTorrent {
        imdb_id: Some("tt0000042".to_owned()),
        kind: Some(TorrentKind::Series),
        ..told(1, "Тьма / Dark / Сезон: 1 [2017]")
    };
    let home = Home::new();
    let peer = add_peer(&home.store, "Сосед");
    tell(&home.store, peer, &[known]);
    let (found, done, _) = search(&home.store, |_| {});
    assert!(done.lacks_serial_tag);
    let draft = &found[0];
    assert_eq!(
        json!([draft["title"], draft["original_title"], draft["year"], draft["tags"]]),
        json!(["Тьма", "Dark", 2017, []])
    );
    home.store.refuse_torrents(&[(hash(1), film_id(1_000_000_000_000_042))], NOW).unwrap();
    assert_eq!(lines(&home.store), [Value::Null; 0]);
    // Refused as a title that we lacked, it is refused for the film that has the id by then.
    home.import(&film(5, r#""imdb_id":"tt0000042""#), PLAIN).unwrap();
    assert_eq!(lines(&home.store), [Value::Null; 0]);
}

#[test]
fn a_line_that_nobody_found_is_no_refusal() {
    let home = Home::new();
    let lines = [
        film(1, ""),
        r#"{"type":"film","id":1,"found":[{"hash":"x"}]}"#.to_owned(),
        r#"{"type":"doubtful","hash":"1","films":[]}"#.to_owned(),
        r#"{"type":"tag","id":1}"#.to_owned(),
    ];
    for line in lines {
        let file = home.file("refused.jsonl", &line);
        let fault = refusals(&[Input::File(file)]).unwrap_err();
        assert!(matches!(&fault, ExchangeError::Faults(_)), "{line}: {fault}");
    }
}
