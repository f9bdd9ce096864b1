//! IMDb's public tables in: as they come, with faults, and what stays where an import fails.

use std::io::Write;

use afisha::catalog::ImdbId;
use afisha::exchange::{ExchangeError, ImdbStep, ImdbSummary, Input, import_imdb};
use afisha::store::{ImdbRecord, Store};
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::support::database::on_both_databases;

const BASICS_HEAD: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n";
const AKAS_HEAD: &str = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\n";
const RATINGS_HEAD: &str = "tconst\taverageRating\tnumVotes\n";

/// Three films, a series and its episode, shorts with and without a rating, a game: in no order.
const BASICS: &str = "tt0062759\tmovie\tThe Diamond Arm\tБриллиантовая рука\t0\t1969\t\\N\t94\tComedy\n\
    tt0000009\tshort\tUnrated\tUnrated\t0\t1900\t\\N\t\\N\t\\N\n\
    tt0073195\tmovie\tJaws\tJaws\t0\t1975\t\\N\t124\tThriller\n\
    tt0073169\tshort\tHedgehog in the Fog\tЁжик в тумане\t0\t1975\t\\N\t11\tAnimation\n\
    tt0903747\ttvSeries\tBreaking Bad\tBreaking Bad\t0\t2008\t2013\t\\N\tDrama\n\
    tt0959621\ttvEpisode\tPilot\tPilot\t0\t2008\t\\N\t58\tDrama\n\
    tt0000010\tvideoGame\tJaws\tJaws\t0\t2006\t\\N\t\\N\t\\N\n\
    tt9999999\tmovie\t\"Weird \"Quotes\\\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n";
const AKAS: &str = "tt0073195\t1\tJaws\t\\N\t\\N\toriginal\t\\N\t1\n\
    tt0073195\t2\tЧелюсти\tRU\t\\N\timdbDisplay\t\\N\t0\n\
    tt0073195\t3\tJAWS!\tUS\t\\N\t\\N\t\\N\t0\n\
    tt0073195\t4\tчелюсти\tBG\t\\N\t\\N\t\\N\t0\n\
    tt0000010\t1\tChelyusti\tRU\t\\N\t\\N\t\\N\t0\n\
    tt0062759\t1\tThe \"Diamond\" Arm\tUS\t\\N\t\\N\t\\N\t0\n\
    tt0073195\t5\tDer weiße Hai\tDE\t\\N\t\\N\t\\N\t0\n\
    tt0073195\t2\tЧелюсти\tRU\t\\N\timdbDisplay\t\\N\t0\n";
const RATINGS: &str = "tt0073195\t8.1\t700000\ntt0062759\t8.3\t16000\ntt0073169\t8.0\t9000\ntt0959621\t9.0\t40000\n";

/// A folder of three tables.
struct Tables(TempDir);

const NAMES: [&str; 3] = ["basics.tsv", "akas.tsv", "ratings.tsv"];

impl Tables {
    fn new() -> Self {
        let tables = Self(tempfile::tempdir().unwrap());
        tables.write(NAMES[0], &[BASICS_HEAD, BASICS]);
        tables.write(NAMES[1], &[AKAS_HEAD, AKAS]);
        tables.write(NAMES[2], &[RATINGS_HEAD, RATINGS]);
        tables
    }

    fn write(&self, name: &str, parts: &[impl AsRef<[u8]>]) {
        let bytes: Vec<u8> = parts.iter().flat_map(|part| part.as_ref().to_vec()).collect();
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn inputs(&self, names: [&str; 3]) -> [Input; 3] {
        names.map(|name| Input::from(self.0.path().join(name)))
    }

    fn import_as(&self, store: &Store, names: [&str; 3]) -> Result<ImdbSummary, ExchangeError> {
        import_imdb(store, &self.inputs(names), &mut |_| {})
    }

    fn import(&self, store: &Store) -> Result<ImdbSummary, ExchangeError> {
        self.import_as(store, NAMES)
    }

    /// Returns why an import is refused, without the folder.
    fn refused(&self, store: &Store, names: [&str; 3]) -> String {
        let folder = format!("{}/", self.0.path().display());
        self.import_as(store, names).unwrap_err().to_string().replace(&folder, "")
    }

    /// Returns the faults of an import that succeeds, one a line, without the folder.
    fn faults(&self, store: &Store) -> String {
        let folder = format!("{}/", self.0.path().display());
        self.import(store).unwrap().faults.to_string().replace(&folder, "")
    }
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn id(text: &str) -> ImdbId {
    ImdbId::parse(text).unwrap()
}

fn titles(store: &Store) -> Vec<ImdbRecord> {
    let mut titles = Vec::new();
    store.imdb_titles(&mut |title| titles.push(title)).unwrap();
    titles
}

fn names(store: &Store) -> Vec<String> {
    titles(store).into_iter().map(|title| title.primary_title).collect()
}

/// Who is called so, whichever way it is written.
fn titled(store: &Store, folded: &str) -> Vec<String> {
    store.imdb_titled(&[folded]).unwrap().into_iter().map(|(_, title)| title.id.to_string()).collect()
}

on_both_databases! {
    fn films_and_series_are_kept_with_their_ratings_and_other_titles(database) {
        let (store, tables) = (database.store(), Tables::new());
        let done = tables.import(&store).unwrap();
        assert_eq!((done.titles, done.akas, done.left_out, done.faults.count()), (5, 2, 3, 0));
        let title = |at: &str, kind: &str, [primary, original]: [&str; 2], year, rating: Option<(f64, u32)>| ImdbRecord {
            id: id(at),
            title_type: Some(kind.to_owned()),
            primary_title: primary.to_owned(),
            original_title: Some(original.to_owned()).filter(|original| !original.is_empty()),
            start_year: year,
            average_rating: rating.map(|rating| rating.0),
            num_votes: rating.map(|rating| rating.1),
        };
        let expected = [
            title("tt0062759", "movie", ["The Diamond Arm", "Бриллиантовая рука"], Some(1969), Some((8.3, 16_000))),
            title("tt0073169", "short", ["Hedgehog in the Fog", "Ёжик в тумане"], Some(1975), Some((8.0, 9_000))),
            title("tt0073195", "movie", ["Jaws", "Jaws"], Some(1975), Some((8.1, 700_000))),
            title("tt0903747", "tvSeries", ["Breaking Bad", "Breaking Bad"], Some(2008), None),
            title("tt9999999", "movie", ["\"Weird \"Quotes\\", ""], None, None),
        ];
        assert_eq!(titles(&store), expected);
        let akas = store.imdb_akas(&expected.map(|title| title.id)).unwrap();
        let jaws = ["Der weiße Hai", "Челюсти"].map(|title| (id("tt0073195"), title.to_owned()));
        assert_eq!(akas, jaws, "not those that are another of the same title, written differently");
        assert_eq!(titled(&store, "челюсти"), ["tt0073195"]);
        assert_eq!(titled(&store, "бриллиантовая рука"), ["tt0062759"]);
        assert_eq!(titled(&store, "ежик в тумане"), ["tt0073169"]);
        assert_eq!(titled(&store, "jaws"), ["tt0073195"], "not the game");
    }

    fn the_next_import_replaces_all_of_it(database) {
        let (store, tables) = (database.store(), Tables::new());
        tables.import(&store).unwrap();
        tables.write(NAMES[0], &[BASICS_HEAD, "tt0387564\tmovie\tSaw\tSaw\t0\t2004\t\\N\t103\tHorror\n"]);
        let done = tables.import(&store).unwrap();
        assert_eq!((done.titles, done.akas, done.left_out), (1, 0, 0));
        assert_eq!((names(&store), titled(&store, "jaws")), (vec!["Saw".to_owned()], vec![]));
        assert_eq!(store.sweep_imdb().unwrap(), 0, "nothing is left of the one before");
    }

    fn an_import_that_fails_leaves_the_tables_as_they_were(database) {
        let (store, tables) = (database.store(), Tables::new());
        tables.import(&store).unwrap();
        let (before, generation) = (titles(&store), store.imdb_generation().unwrap());
        let whole = packed(&format!("{AKAS_HEAD}{}", AKAS.repeat(200)));
        tables.write("akas.tsv", &[&whole[..whole.len() / 2]]);
        tables.write(NAMES[0], &[BASICS_HEAD, "tt0387564\tmovie\tSaw\tSaw\t0\t2004\t\\N\t103\tHorror\n"]);
        let said = "cannot read akas.tsv: its gzip data ends too early; the file is incomplete; download it again from \
                    https://datasets.imdbws.com/";
        assert_eq!(tables.refused(&store, NAMES), said);
        assert_eq!((titles(&store), store.imdb_generation().unwrap()), (before, generation));
        assert_eq!(titled(&store, "челюсти"), ["tt0073195"]);
        assert!(titled(&store, "saw").is_empty());
        assert_eq!(store.sweep_imdb().unwrap(), 0, "nothing is left of what failed");
    }

    fn a_line_with_a_fault_is_passed_over_and_named(database) {
        let (store, tables) = (database.store(), Tables::new());
        let basics: [&[u8]; 9] = [
            BASICS_HEAD.as_bytes(),
            BASICS.as_bytes(),
            b"tt0000021\tmovie\tToo short\n",
            b"nm0000022\tmovie\tA person\tA person\t0\t1975\t\\N\t\\N\t\\N\n",
            b"tt0000023\tmovie\t\\N\tNo title\t0\t1975\t\\N\t\\N\t\\N\n",
            b"tt0000024\tmovie\tBad year\tBad year\t0\t197x\t\\N\t\\N\t\\N\n",
            b"tt0000025\tmovie\tNot \xff UTF-8\tx\t0\t1975\t\\N\t\\N\t\\N\n",
            b"tt0073195\tmovie\tJaws once more\tx\t0\t1975\t\\N\t\\N\t\\N\n",
            b"tt0000026\tmovie\tWhole  and\x07 clean\t\t0\t1975\t\\N\t\\N\t\\N\tone\tmore\n",
        ];
        tables.write(NAMES[0], &basics);
        tables.write(NAMES[1], &[AKAS_HEAD, AKAS, "x\t1\tx\t\\N\n", "tt0073195\t9\n", "tt0073195\t9\t\\N\tRU\n"]);
        tables.write(NAMES[2], &[RATINGS_HEAD, RATINGS, "tt0903747\tgood\t5\n", "tt0903747\t9.5\tmany\n", "tt0073195\t1.0\t5\n"]);
        let faults = tables.faults(&store);
        let expected = "ratings.tsv:6: averageRating: must be a number from 0 to 10\n\
            ratings.tsv:7: numVotes: must be a whole number\n\
            ratings.tsv:8: tconst: was on an earlier line\n\
            basics.tsv:10: has too few columns\n\
            basics.tsv:11: tconst: must be an id such as tt0062759\n\
            basics.tsv:12: primaryTitle: must be a title\n\
            basics.tsv:13: startYear: must be a year\n\
            basics.tsv:14: primaryTitle: must be UTF-8\n\
            basics.tsv:15: tconst: was on an earlier line\n\
            akas.tsv:10: titleId: must be an id such as tt0062759\n\
            akas.tsv:11: has too few columns\n\
            akas.tsv:12: title: must be a title";
        assert_eq!(faults, expected);
        let kept = ["Whole and clean", "The Diamond Arm", "Hedgehog in the Fog", "Jaws", "Breaking Bad", "\"Weird \"Quotes\\"];
        assert_eq!(names(&store), kept);
        assert_eq!(titles(&store)[3].num_votes, Some(700_000), "the first line counts");
    }

    fn too_many_faults_end_the_import(database) {
        let (store, tables) = (database.store(), Tables::new());
        tables.import(&store).unwrap();
        let before = titles(&store);
        tables.write(NAMES[1], &[AKAS_HEAD, &"x\n".repeat(20_000)]);
        let said = tables.refused(&store, NAMES);
        let line = |line: u32| format!("akas.tsv:{line}: titleId: must be an id such as tt0062759\n");
        let first: String = (2..=6).map(line).collect();
        let rest = "akas.tsv: 9995 more like the last one, on lines 7-10001\n\
                    … and possibly more: reading stopped after 10000 errors";
        assert_eq!(said, format!("{first}{rest}"));
        assert_eq!(titles(&store), before);
    }
}

fn store() -> (crate::support::database::Database, Store) {
    let database = crate::support::database::Database::sqlite();
    let store = database.store();
    (database, store)
}

#[test]
fn the_files_come_in_any_order_packed_in_parts_or_not_at_all() {
    let ((_database, store), tables) = (store(), Tables::new());
    tables.import(&store).unwrap();
    let expected = titles(&store);
    let (first, second) = BASICS.split_at(BASICS.find("tt0073195").unwrap());
    let parts = [packed(&format!("{BASICS_HEAD}{first}")), packed(&format!("{BASICS_HEAD}{second}")), vec![0; 512]];
    tables.write("title.basics.tsv.gz", &parts);
    tables.write("title.akas.tsv.gz", &[packed(&format!("\u{feff}{AKAS_HEAD}{AKAS}"))]);
    let windows = format!("{RATINGS_HEAD}\n{RATINGS}").replace('\n', "\r\n");
    tables.write("title.ratings.tsv", &[windows.trim_end()]);
    let names = ["title.ratings.tsv", "title.akas.tsv.gz", "title.basics.tsv.gz"];
    let done = tables.import_as(&store, names).unwrap();
    assert_eq!((done.titles, done.akas, done.faults.count()), (5, 2, 0));
    assert_eq!(titles(&store), expected);
}

#[test]
fn columns_are_found_by_their_names() {
    let ((_database, store), tables) = (store(), Tables::new());
    let turned = |text: &str| -> String {
        text.lines().map(|line| line.split('\t').rev().chain(["more"]).collect::<Vec<_>>().join("\t") + "\n").collect()
    };
    tables.write(NAMES[0], &[turned(BASICS_HEAD), turned(BASICS)]);
    tables.write(NAMES[1], &[turned(AKAS_HEAD), turned(AKAS)]);
    let done = tables.import(&store).unwrap();
    assert_eq!((done.titles, done.akas, done.left_out, done.faults.count()), (5, 2, 3, 0));
    assert_eq!(titled(&store, "der weisse hai"), ["tt0073195"]);
}

#[test]
fn files_that_are_not_the_three_tables_are_refused_with_what_to_do() {
    let ((_database, store), tables) = (store(), Tables::new());
    tables.import(&store).unwrap();
    let before = titles(&store);
    tables.write("names.tsv", &["nconst\tprimaryName\tbirthYear\nnm0000001\tFred Astaire\t1899\n"]);
    tables.write("empty.tsv", &[""]);
    tables.write("page.html", &["<!DOCTYPE html><title>404</title>"]);
    tables.write("changed.tsv", &[BASICS_HEAD.replace("startYear", "released")]);
    tables.write("head.tsv", &[BASICS_HEAD]);
    tables.write("broken.tsv", &[b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage"]);
    tables.write("twice.gz", &[packed("")]);
    let [basics, akas, ratings] = NAMES;
    let from = "from https://datasets.imdbws.com/";
    for (names, said) in [
        (
            [basics, basics, ratings],
            "basics.tsv and basics.tsv are both title.basics; give title.basics, title.akas and title.ratings, in any order"
                .to_owned(),
        ),
        (
            [basics, akas, "names.tsv"],
            format!(
                "names.tsv is none of IMDb's tables title.basics, title.akas and title.ratings, for it begins with \
                 `nconst primaryName birthYear`; download them {from}"
            ),
        ),
        (["empty.tsv", akas, ratings], format!("empty.tsv is empty; download it again {from}")),
        (["twice.gz", akas, ratings], format!("twice.gz is empty; download it again {from}")),
        (
            ["page.html", akas, ratings],
            "page.html is an HTML page, but IMDb's tables are TSV files, as at https://datasets.imdbws.com/: download it \
             again from there"
                .to_owned(),
        ),
        (
            ["changed.tsv", akas, ratings],
            "changed.tsv lacks the column startYear of title.basics; if it was downloaded from \
             https://datasets.imdbws.com/ as it is, IMDb has changed its tables, and a newer afisha is needed"
                .to_owned(),
        ),
        (["head.tsv", akas, ratings], format!("head.tsv has no film or series in it; download it again {from}")),
        (
            ["broken.tsv", akas, ratings],
            format!("cannot read broken.tsv: corrupt deflate stream; download it again {from}"),
        ),
        (["missing.tsv", akas, ratings], "cannot read missing.tsv: No such file or directory (os error 2)".to_owned()),
        ([".", akas, ratings], ". is not a regular file; an import reads each file twice".to_owned()),
    ] {
        assert_eq!(tables.refused(&store, names), said, "{names:?}");
    }
    assert_eq!(titles(&store), before);
}

#[test]
fn titles_that_no_index_takes_are_faults() {
    let ((_database, store), tables) = (store(), Tables::new());
    let long = |letters: usize| format!("tt0073195\t9\t{}\tRU\n", "я".repeat(letters));
    tables.write(NAMES[1], &[AKAS_HEAD, AKAS, &long(500), &long(501)]);
    assert_eq!(tables.faults(&store), "akas.tsv:11: title: must be at most 500 characters");
    assert_eq!(titled(&store, &"я".repeat(500)), ["tt0073195"]);
}

#[test]
fn the_end_of_the_files_is_told_once_each_was_read() {
    let ((_database, store), tables) = (store(), Tables::new());
    let bytes: u64 = NAMES.iter().map(|name| tables.0.path().join(name).metadata().unwrap().len()).sum();
    let mut steps = Vec::new();
    for _ in 0..2 {
        steps.clear();
        import_imdb(&store, &tables.inputs(NAMES), &mut |step| steps.push(step)).unwrap();
    }
    let mut reading = steps.iter().filter_map(|step| match step {
        ImdbStep::Reading(now) => Some((now.read, now.of)),
        ImdbStep::Removing(_) => None,
    });
    assert_eq!(reading.next_back(), Some((bytes, bytes)));
    assert!(matches!(steps.last(), Some(ImdbStep::Removing(rows)) if *rows > 0), "{steps:?}");
}
