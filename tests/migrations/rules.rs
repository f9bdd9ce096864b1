//! Rules of the schema, held against the database's own description of itself.

use super::description::describe;
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    fn every_foreign_key_says_what_a_removal_does(database) {
        database.store();
        let mut keys = 0;
        for table in describe(&mut database.raw()) {
            for key in table.foreign_keys {
                keys += 1;
                assert!(["CASCADE", "RESTRICT"].contains(&key.on_delete.as_str()), "{} {key:?}", table.name);
            }
        }
        assert!(keys > 5, "only {keys} foreign keys were looked at");
    }

    fn every_foreign_key_has_an_index(database) {
        database.store();
        for table in describe(&mut database.raw()) {
            for key in &table.foreign_keys {
                let covered = table.indexes.iter().any(|(_, columns)| columns.starts_with(&key.columns));
                assert!(covered, "{} {key:?}: {:?}", table.name, table.indexes);
            }
        }
    }

    fn every_table_has_a_primary_key_that_is_never_null(database) {
        database.store();
        for table in describe(&mut database.raw()) {
            assert!(!table.primary_key.is_empty(), "{}", table.name);
            for column in table.columns.iter().filter(|column| table.primary_key.contains(&column.name)) {
                assert!(!column.nullable, "{} {column:?}", table.name);
            }
        }
    }
}

on_both_databases! {
    fn the_database_of_reports_keeps_these_rules_too(database) {
        database.btn_store();
        for table in describe(&mut database.raw()) {
            assert!(!table.primary_key.is_empty(), "{}", table.name);
            let mut keys = table.columns.iter().filter(|column| table.primary_key.contains(&column.name));
            assert!(keys.all(|column| !column.nullable), "{}", table.name);
            for key in &table.foreign_keys {
                assert!(["CASCADE", "RESTRICT"].contains(&key.on_delete.as_str()), "{} {key:?}", table.name);
                let covered = table.indexes.iter().any(|(_, columns)| columns.starts_with(&key.columns));
                assert!(covered, "{} {key:?}: {:?}", table.name, table.indexes);
            }
        }
    }
}

#[test]
fn both_backends_have_the_same_schema() {
    let (sqlite, btn) = (Database::sqlite(), Database::sqlite());
    sqlite.store();
    btn.btn_store();
    if let (Some(postgres), Some(postgres_btn)) = (Database::postgres(), Database::postgres()) {
        postgres.store();
        postgres_btn.btn_store();
        assert_eq!(describe(&mut sqlite.raw()), describe(&mut postgres.raw()));
        assert_eq!(describe(&mut btn.raw()), describe(&mut postgres_btn.raw()));
    }
}
