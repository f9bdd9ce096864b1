//! `Store::create`, `Store::open`, `Store::migrate`: which database the program takes.

use std::fs;
use std::sync::Barrier;
use std::thread;

use afisha::store::{Blame, DatabaseUrl, Generation, Store, StoreError};

use crate::support::database::{Database, on_both_databases};

const STEPS: [&str; 7] = [
    "0001_catalogue",
    "0002_generations",
    "0003_viewers",
    "0004_anonymous_viewers",
    "0005_torrents",
    "0006_peers",
    "0007_tag_generation",
];

on_both_databases! {
    fn migrate_names_the_steps_it_ran(database) {
        let store = Store::create(&database.url).unwrap();
        assert_eq!(store.migrate().unwrap(), STEPS);
        assert_eq!(store.migrate().unwrap(), [""; 0]);
        assert_eq!(Store::open(&database.url).unwrap().generation().unwrap(), Generation(0));
    }

    fn programs_that_start_at_once_do_not_disturb_each_other(database) {
        let start = Barrier::new(6);
        let steps: Vec<String> = thread::scope(|scope| {
            let one = || {
                start.wait();
                Store::create(&database.url).unwrap().migrate().unwrap()
            };
            let programs: Vec<_> = (0..6).map(|_| scope.spawn(one)).collect();
            programs.into_iter().flat_map(|program| program.join().unwrap()).collect()
        });
        assert_eq!(steps, STEPS);
    }

    fn a_database_without_steps_is_too_old_to_open(database) {
        Store::create(&database.url).unwrap();
        let older = Store::open(&database.url).err().unwrap();
        assert_eq!(older.to_string(),
            format!("the database is older than this program (it lacks {}): run `afisha migrate`", STEPS.join(", ")));
    }

    fn a_database_of_a_newer_program_is_refused(database) {
        let store = database.store();
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
        let expected = "the database is newer than this program (it has 9999): run a newer afisha";
        assert_eq!(store.migrate().unwrap_err().to_string(), expected);
        assert_eq!(Store::open(&database.url).err().unwrap().to_string(), expected);
    }

    fn a_step_that_fails_leaves_the_database_as_it_was(database) {
        let store = Store::create(&database.url).unwrap();
        database.execute("CREATE TABLE removed_films (mine BIGINT)");
        let failed = store.migrate().unwrap_err();
        assert!(matches!(failed, StoreError::Migration { .. }), "{failed}");
        database.execute("DROP TABLE removed_films");
        assert_eq!(store.migrate().unwrap(), STEPS);
    }
}

#[test]
fn a_mistyped_path_is_a_fault_and_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mistyped.db");
    let url = DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
    let missing = Store::open(&url).err().unwrap();
    assert_eq!(missing.blame(), Blame::Caller);
    assert_eq!(
        missing.to_string(),
        format!("there is no database at {}; create it with `afisha migrate`", path.display())
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "a shopping list, long enough to be taken for the header of a database file".repeat(20)).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Store::create(&DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap()).err().unwrap();
    assert!(matches!(refused, StoreError::Disk { .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_server_that_is_away_is_a_fault_without_the_password() {
    let url = DatabaseUrl::parse("postgres://editor:se%20cret@%2Fnowhere/db").unwrap();
    let away = Store::create(&url).err().unwrap();
    assert_eq!(away.blame(), Blame::Machine);
    let said = away.to_string();
    assert!(said.starts_with("cannot connect to the database: postgres://editor@%2Fnowhere/db: "), "{said}");
    assert!(!said.contains("cret"), "{said}");
}

#[test]
fn a_sqlite_database_is_in_wal_mode_with_everything_checked() {
    use diesel::prelude::*;
    let database = Database::sqlite();
    database.store();
    let journal: Setting = diesel::sql_query("SELECT journal_mode AS value FROM pragma_journal_mode")
        .get_result(&mut database.raw())
        .unwrap();
    assert_eq!(journal.value, "wal");
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}
