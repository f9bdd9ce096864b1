//! Each step goes up, down and up again, and rows that were there before it survive.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use super::description::{Description, describe};
use super::generated::dump;
use crate::support::database::{RawConnection, on_both_databases};

/// Rows as an early program wrote them, by the step after which they fit. A step that adds tables adds rows here.
const EARLY_ROWS: [&str; 7] = [
    "INSERT INTO tags VALUES (1, 'comedy', 'Комедия', 'genre', '/comedy');
     INSERT INTO films VALUES (301, 'Бриллиантовая рука', 'o', 'd', 1968, 5, 6, 6, 'u', 'p', 'q', 'e', 1, 'tt1', 2, 0.1);
     INSERT INTO films (id, title, updated) VALUES (302, 'Draft', -5);
     INSERT INTO film_tags VALUES (301, 1);
     INSERT INTO film_access VALUES (301, 0, 'tomsk');
     INSERT INTO film_related VALUES (301, 0, 999);
     INSERT INTO film_see_also VALUES (301, 0, 302);
     INSERT INTO film_images VALUES (301, 0, '/1.png');
     INSERT INTO ratings VALUES (301, 'imdb', 'IMDb', 100, 10, 8.1);
     INSERT INTO series VALUES (301, 'item', 1, 9001, 't', 'm', 'u', 1468006400, 5700, 7, 5, 'SD', 'avi');
     INSERT INTO serie_images VALUES (301, 'item', 1, 0, '/2.png');",
    "UPDATE generations SET generation = 5;
     INSERT INTO removed_films VALUES (300, 4);",
    "INSERT INTO viewers VALUES (1, 'Анна', 5);
     INSERT INTO access_tokens VALUES ('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 1, 5, 6, NULL);
     INSERT INTO views VALUES (1, 301, 7);
     INSERT INTO anonymous_views VALUES (999, 7);
     UPDATE viewer_generations SET tokens = 2, views = 1;",
    "INSERT INTO viewers VALUES (2, 'anonymous-0', 5);
     INSERT INTO anonymous_viewers (viewer_id, client, seen, family, refresh, refresh_expires, access, access_expires)
     VALUES (2, 'box', 5, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
         'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ae', 7,
         'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015af', 6);",
    "INSERT INTO commits VALUES (5, 1700000000);
     INSERT INTO torrents (info_hash, film_id, number, revision, title, document)
        SELECT HASH, 301, 1, 5, 'Film.1968.720p', '{}';",
    "INSERT INTO peer_keys VALUES ('k', 'n', 's', 'e', 9, 1, 60, 60, 9, 'private', 0, 5, 6, 7);
     INSERT INTO peer_key_groups VALUES ('k', 'tomsk');
     INSERT INTO peers VALUES (1, 'n', 'https://a', 'k', 's', 0, 0, 0, 1, '0 * * * *', 5, 0, 0, 500, 5, 'a', 1, 5, 1, 1, 5, 'x',
        9, 5, 5, 0, 'f', 1, 5, 1, 0);
     INSERT INTO peer_passes VALUES (1, 6, 5, 1, 1, 1, 0, 'f');
     INSERT INTO public_torrents SELECT HASH, 't', 1, 'movie', 'tt1', 2, '{}', 5, 6;
     INSERT INTO public_sources SELECT 1, HASH, 5, 6, 1;
     INSERT INTO refused_torrents SELECT HASH, 301, 5;
     INSERT INTO imdb_titles VALUES (1, 'tt1', 'movie', 'T', 'O', 1968, 8.1, 100);
     INSERT INTO imdb_akas VALUES (1, 'tt1', 'A');
     INSERT INTO imdb_folded_titles VALUES (1, 'a', 'tt1');
     UPDATE peer_generations SET keys = 1, public = 1, imdb = 1, imdb_begun = 1;",
    "UPDATE generations SET tags = 5;",
];

/// The same of the database of reports. What it keeps by days has no rows before there are days.
const EARLY_REPORTS: [&str; 8] = [
    "INSERT INTO owners SELECT 1, 'anna', 5, 6, 7, 8, 'n', 'a', 'e', 9, 'p', HASH;
     INSERT INTO applications SELECT 1, 'a', 1, 'c', HASH, 5, 6, 7, 8;
     INSERT INTO sessions SELECT HASH, 1, 5, 6;
     INSERT INTO login_states SELECT HASH, HASH, 'v', 5;
     INSERT INTO audit VALUES (1, 5, 1, 'a', 's');
     INSERT INTO discovered_clients VALUES (1, 'c', 'p', 5, 6);
     INSERT INTO day_counts VALUES ('bans', 5, 6);
     INSERT INTO snapshot_reports VALUES (5, 1, 6, 7);
     INSERT INTO torrents (id, identifier, size) SELECT 1, HASH, 9;
     INSERT INTO heartbeats SELECT HASH, HASH, 1, 5, 6;
     INSERT INTO seen_reports SELECT 1, HASH, 5;
     INSERT INTO active_days VALUES (1, 5);
     INSERT INTO manual_rules VALUES (1, 'port', '7', 5, 6);
     INSERT INTO analyses VALUES ('a', 5);
     INSERT INTO list_runs VALUES (1, 5, 6);
     INSERT INTO published_lists VALUES ('deny', 5, 'v', 'b');
     INSERT INTO list_entries VALUES ('n', 'r', 1, 2, 3, 4, 5, 6);
     INSERT INTO list_alerts VALUES ('n', 'r', 5);
     INSERT INTO catalogue_torrents SELECT HASH, 1;",
    // It makes indexes only.
    "SELECT 1;",
    "INSERT INTO accused SELECT substr(HASH, 1, 4), 5, 6;
     UPDATE accused_runs SET run = 7, enough = 3;",
    "INSERT INTO accusations SELECT 1, 5, 6, substr(HASH, 1, 4);",
    "UPDATE torrents SET used_day = 5;",
    "UPDATE owners SET corroborated_day = 5;",
    "UPDATE erasures SET erased = 5;",
    "UPDATE audit SET times = 5;",
];
const KEPT_BY_DAYS: [&str; 5] = ["snapshots", "bans", "histories", "swarms", "evidence"];

/// The steps of a database.
struct Steps {
    /// Where they are.
    folder: &'static str,
    early_rows: &'static [&'static str],
    /// Bytes of what stands for `HASH`.
    hash_bytes: usize,
}

const CATALOGUE: Steps = Steps { folder: "migrations", early_rows: &EARLY_ROWS, hash_bytes: 20 };
const BTN: Steps = Steps { folder: "migrations/btn", early_rows: &EARLY_REPORTS, hash_bytes: 32 };

on_both_databases! {
    fn each_step_goes_up_down_and_up_again(database) {
        CATALOGUE.go_up_down_and_up_again(&mut database.raw());
    }

    fn each_step_of_the_database_of_reports_goes_up_down_and_up_again(database) {
        BTN.go_up_down_and_up_again(&mut database.raw());
    }

    fn rows_of_an_early_program_survive_every_later_step(database) {
        CATALOGUE.keep_early_rows(&mut database.raw());
    }

    fn reports_of_an_early_program_survive_every_later_step(database) {
        BTN.keep_early_rows(&mut database.raw());
    }
}

#[test]
fn both_backends_have_the_same_steps_each_up_and_down() {
    for all in [CATALOGUE, BTN] {
        let steps = |backend: &str| -> BTreeSet<PathBuf> {
            let root = all.of(backend);
            let files = fs::read_dir(&root).unwrap().flat_map(|step| fs::read_dir(step.unwrap().path()).unwrap());
            files.map(|file| file.unwrap().path().strip_prefix(&root).unwrap().to_owned()).collect()
        };
        let sqlite = steps("sqlite");
        assert_eq!(sqlite, steps("postgres"));
        assert_eq!(sqlite.len(), 2 * all.early_rows.len(), "every step has up.sql, down.sql, and its early rows above");
    }
}

impl Steps {
    fn go_up_down_and_up_again(&self, conn: &mut RawConnection) {
        let mut before = dump(conn);
        let empty = before.clone();
        for _ in self.early_rows {
            self.up(conn);
            let after = dump(conn);
            assert_ne!(before, after);
            self.down(conn);
            assert_eq!(dump(conn), before);
            self.up(conn);
            assert_eq!(dump(conn), after);
            before = after;
        }
        for _ in self.early_rows {
            self.down(conn);
        }
        assert_eq!(dump(conn), empty);
    }

    fn keep_early_rows(&self, conn: &mut RawConnection) {
        for rows in self.early_rows {
            let tables = describe(conn);
            let before = contents(conn, &tables);
            self.up(conn);
            assert_eq!(contents(conn, &tables), before);
            self.down(conn);
            assert_eq!(contents(conn, &tables), before);
            self.up(conn);
            assert_eq!(contents(conn, &tables), before);
            let digits = "61".repeat(self.hash_bytes);
            let hash = match conn {
                RawConnection::Sqlite(_) => format!("x'{digits}'"),
                RawConnection::Postgres(_) => format!("decode('{digits}', 'hex')"),
            };
            conn.batch_execute(&rows.replace("HASH", &hash)).unwrap();
        }
        let tables = describe(conn);
        let empty = contents(conn, &tables).into_iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table);
        let empty: Vec<String> = empty.filter(|table| !KEPT_BY_DAYS.contains(&table.as_str())).collect();
        assert_eq!(empty, [""; 0], "tables without early rows");
    }

    fn of(&self, backend: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder).join(backend)
    }

    fn up(&self, conn: &mut RawConnection) {
        match conn {
            RawConnection::Sqlite(conn) => drop(conn.run_next_migration(self.source("sqlite")).unwrap()),
            RawConnection::Postgres(conn) => drop(conn.run_next_migration(self.source("postgres")).unwrap()),
        }
    }

    fn down(&self, conn: &mut RawConnection) {
        match conn {
            RawConnection::Sqlite(conn) => drop(conn.revert_last_migration(self.source("sqlite")).unwrap()),
            RawConnection::Postgres(conn) => drop(conn.revert_last_migration(self.source("postgres")).unwrap()),
        }
    }

    fn source(&self, backend: &str) -> FileBasedMigrations {
        FileBasedMigrations::from_path(self.of(backend)).unwrap()
    }
}

/// Returns the rows of the tables, in the columns that they had when they were described.
fn contents(conn: &mut RawConnection, tables: &Description) -> Vec<(String, Vec<String>)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        row: String,
    }
    let rows = |table: &super::description::Table| {
        let columns: Vec<_> =
            table.columns.iter().map(|column| format!("coalesce(CAST(\"{}\" AS TEXT), 'null')", column.name)).collect();
        let question =
            format!("SELECT {} AS \"row\" FROM {} ORDER BY \"row\"", columns.join(" || '|' || "), table.name);
        let rows: Vec<Row> = diesel::sql_query(question).load(conn).unwrap();
        (table.name.clone(), rows.into_iter().map(|row| row.row).collect())
    };
    tables.iter().map(rows).collect()
}
