//! What the store says when something is wrong with rows, values or the database.

use afisha::catalog::TagId;
use afisha::store::{Blame, StoreError};

use super::{Heap, load, put};
use crate::store::values::{bare_film, full_film, tag};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn an_illegal_row_is_named(database) {
        let store = database.store();
        put(&store, &[tag(1, "a"), tag(2, "b")], &[full_film(301)]);
        for (spoil, mend, said) in [
            ("UPDATE films SET title = ' '", "UPDATE films SET title = 'x'", "table films, id 301: illegal title"),
            (
                "UPDATE series SET url = ' ' WHERE number = 2",
                "UPDATE series SET url = 'x'",
                "table series, id 301: illegal url",
            ),
            ("UPDATE film_images SET url = ' '", "UPDATE film_images SET url = 'x'", "table film_images, id 301: illegal url"),
            ("UPDATE tags SET name = 'A' WHERE id = 2", "UPDATE tags SET name = 'b' WHERE id = 2", "table tags, id 2: illegal name"),
        ] {
            database.execute(spoil);
            let fault = store.load(None, &mut Heap::default()).unwrap_err();
            assert_eq!((fault.to_string().as_str(), fault.blame()), (said, Blame::Ours));
            database.execute(mend);
        }
        store.load(None, &mut Heap::default()).unwrap();
    }

    fn a_value_that_no_import_would_take_is_named(database) {
        let store = database.store();
        put(&store, &[tag(1, "a"), tag(2, "b")], &[full_film(301)]);
        for (table, column, spoilt, sound) in [
            ("films", "year", "0", "1968"),
            ("films", "year", "10000", "1968"),
            ("films", "updated", "-62135596801", "0"),
            ("films", "published", "253402300800", "0"),
            ("series", "published", "-9223372036854775808", "0"),
            ("ratings", "rank", "10.5", "8.1"),
        ] {
            database.execute(&format!("UPDATE {table} SET {column} = {spoilt}"));
            let fault = store.load(None, &mut Heap::default()).unwrap_err();
            let said = format!("table {table}, id 301: illegal {column}");
            assert_eq!((fault.to_string(), fault.blame()), (said, Blame::Ours));
            database.execute(&format!("UPDATE {table} SET {column} = {sound}"));
        }
        database.execute("UPDATE film_access SET name = 'tver' WHERE name = 'novosibirsk'");
        let fault = store.load(None, &mut Heap::default()).unwrap_err();
        assert_eq!(fault.to_string(), "table film_access, id 301: illegal name", "groups are in no order");
    }

    fn a_film_with_an_unknown_tag_is_a_conflict(database) {
        let store = database.store();
        let mut film = bare_film(1);
        film.tags = [TagId(9)].into();
        let conflict = store.edit(|edit| edit.put_films(&[film])).unwrap_err();
        assert!(matches!(conflict, StoreError::Conflict { table: "film_tags", .. }), "{conflict}");
        assert_eq!(conflict.blame(), Blame::Caller);
    }

    fn a_name_that_another_tag_bears_is_a_conflict(database) {
        let store = database.store();
        put(&store, &[tag(1, "a")], &[]);
        let conflict = store.edit(|edit| edit.put_tags(&[tag(2, "a")])).unwrap_err();
        assert!(conflict.to_string().starts_with("table tags refuses a row: "), "{conflict}");
        assert!(conflict.to_string().contains("tags"), "{conflict}");
    }

    fn a_database_that_loses_its_tables_is_our_fault_and_no_panic(database) {
        let store = database.store();
        put(&store, &[], &[bare_film(1)]);
        database.execute("DROP TABLE serie_images");
        let fault = store.edit(|edit| edit.put_films(&[bare_film(1)])).unwrap_err();
        assert!(matches!(fault, StoreError::Question { table: "serie_images", .. }), "{fault}");
        assert_eq!(fault.blame(), Blame::Ours);
    }

    fn a_tag_may_have_a_name_of_any_length(database) {
        let store = database.store();
        let long = tag(1, &"a".repeat(20_000));
        assert_eq!(put(&store, std::slice::from_ref(&long), &[]), (1, 0));
        assert_eq!(load(&store, None).0.tags, [long]);
    }
}
