//! IMDb's tables: replaced whole or not at all, read as one import left them.

use afisha::catalog::ImdbId;
use afisha::store::{ImdbEdit, ImdbRecord, Store, StoreError};

use crate::support::database::{Database, on_both_databases};

fn id(number: u32) -> ImdbId {
    ImdbId::parse(&format!("tt{number:07}")).unwrap()
}

fn title(number: u32, title: &str) -> ImdbRecord {
    ImdbRecord {
        id: id(number),
        title_type: Some("movie".to_owned()),
        primary_title: title.to_owned(),
        original_title: None,
        start_year: Some(1975),
        average_rating: Some(8.1),
        num_votes: Some(number),
    }
}

/// Puts a title with another one.
fn put(edit: &mut ImdbEdit<'_>, number: u32, primary: &str, aka: &str) -> Result<(), StoreError> {
    edit.put_titles(&[title(number, primary)])?;
    edit.put_akas(&[(id(number), aka.to_owned()), (id(number), aka.to_owned())])?;
    let folded = |title: &str| (title.to_lowercase(), id(number));
    edit.put_folded(&[folded(aka), folded(primary), folded(primary)])
}

/// Everything that is read of the tables.
fn all(store: &Store) -> (Vec<ImdbRecord>, Vec<(ImdbId, String)>) {
    let mut titles = Vec::new();
    store.imdb_titles(&mut |title| titles.push(title)).unwrap();
    let ids: Vec<ImdbId> = titles.iter().map(|title| title.id.clone()).collect();
    assert_eq!(store.imdb_titles_of(&ids).unwrap(), titles);
    (titles, store.imdb_akas(&ids).unwrap())
}

fn titled(store: &Store, folded: &[&str]) -> Vec<(String, ImdbId)> {
    store.imdb_titled(folded).unwrap().into_iter().map(|(folded, title)| (folded, title.id)).collect()
}

/// Removes everything that is not read; returns how many rows that were.
fn sweep(store: &Store) -> usize {
    std::iter::from_fn(|| Some(store.sweep_imdb().unwrap()).filter(|removed| *removed > 0)).sum()
}

/// Counts the rows of all three tables, whichever import they are of.
fn rows(database: &Database) -> i64 {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        rows: i64,
    }
    let question = "SELECT (SELECT count(*) FROM imdb_titles) + (SELECT count(*) FROM imdb_akas) \
                    + (SELECT count(*) FROM imdb_folded_titles) AS rows";
    let counted: Counted = match database.raw() {
        crate::support::database::RawConnection::Sqlite(mut conn) => diesel::sql_query(question).get_result(&mut conn),
        crate::support::database::RawConnection::Postgres(mut conn) => {
            diesel::sql_query(question).get_result(&mut conn)
        }
    }
    .unwrap();
    counted.rows
}

on_both_databases! {
    fn the_tables_are_replaced_whole_and_seen_at_once(database) {
        let store = database.store();
        let before = store.imdb_generation().unwrap();
        store.replace_imdb(|edit| put(edit, 1, "Jaws", "Челюсти")).unwrap();
        let jaws = (vec![title(1, "Jaws")], vec![(id(1), "Челюсти".to_owned())]);
        assert_eq!(all(&store), jaws);
        let replaced = store.imdb_generation().unwrap();
        assert!(replaced > before);
        store.replace_imdb(|edit| {
            put(edit, 2, "Saw", "Пила")?;
            assert_eq!(all(&store), jaws, "readers see what was there");
            assert!(titled(&store, &["saw", "пила"]).is_empty());
            Ok::<(), StoreError>(())
        }).unwrap();
        assert_eq!(all(&store), (vec![title(2, "Saw")], vec![(id(2), "Пила".to_owned())]));
        assert!(titled(&store, &["jaws", "челюсти"]).is_empty());
        assert!(store.imdb_generation().unwrap() > replaced);
        assert_eq!((sweep(&store), rows(database)), (3, 4), "the title and its two folded ones; another title goes with it");
    }

    fn what_fails_or_is_cut_off_leaves_the_tables_as_they_were(database) {
        let store = database.store();
        store.replace_imdb(|edit| put(edit, 1, "Jaws", "Челюсти")).unwrap();
        let before = all(&store);
        let generation = store.imdb_generation().unwrap();
        let failed = store.replace_imdb(|edit| put(edit, 2, "Saw", "Пила").and(put(edit, 2, "Saw", "Пила")));
        assert!(matches!(failed, Err(StoreError::Conflict { table: "imdb_titles", .. })), "{failed:?}");
        let unknown = store.replace_imdb(|edit| edit.put_akas(&[(id(2), "Пила".to_owned())]));
        assert!(matches!(unknown, Err(StoreError::Conflict { table: "imdb_akas", .. })), "{unknown:?}");
        assert_eq!((all(&store), store.imdb_generation().unwrap()), (before.clone(), generation));
        assert_eq!((sweep(&store), rows(database)), (3, 4));
        // As a program leaves it that is killed.
        let cut = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| store.replace_imdb(|edit| -> Result<(), StoreError> {
            put(edit, 2, "Saw", "Пила")?;
            panic!("killed")
        })));
        assert!(cut.is_err());
        assert_eq!((all(&store), sweep(&store), rows(database)), (before, 0, 8));
        store.replace_imdb(|edit| put(edit, 3, "Psycho", "Психо")).unwrap();
        assert_eq!((sweep(&store), rows(database)), (6, 4));
    }

    fn of_two_imports_at_once_the_one_that_was_begun_last_counts(database) {
        let store = database.store();
        let first = store.replace_imdb(|edit| {
            put(edit, 1, "Jaws", "Челюсти")?;
            store.replace_imdb(|edit| put(edit, 2, "Saw", "Пила"))?;
            assert_eq!(sweep(&store), 3, "what the first one wrote is given up");
            put(edit, 3, "Psycho", "Психо")
        });
        assert!(matches!(first, Err(StoreError::Superseded)), "{first:?}");
        let idle = store.replace_imdb(|_| store.replace_imdb(|_| Ok(())));
        assert!(matches!(idle, Err(StoreError::Superseded)), "{idle:?}");
        assert!(all(&store).0.is_empty(), "of the last two the inner one counts, which put nothing");
        sweep(&store);
        assert_eq!(rows(database), 0);
    }

    fn who_is_called_so_is_found_by_the_folded_title(database) {
        let store = database.store();
        store.replace_imdb(|edit| {
            put(edit, 2, "Saw", "Пила")?;
            put(edit, 1, "Пила", "Saw")?;
            put(edit, 3, "Jaws", "Челюсти")
        }).unwrap();
        let expected = [("jaws", 3), ("пила", 1), ("пила", 2)].map(|(folded, number)| (folded.to_owned(), id(number)));
        assert_eq!(titled(&store, &["пила", "jaws", "none"]), expected);
        assert_eq!(store.imdb_titled(&["jaws"]).unwrap(), [("jaws".to_owned(), title(3, "Jaws"))]);
        assert!(titled(&store, &[]).is_empty() && titled(&store, &["Jaws"]).is_empty());
    }

    fn many_titles_are_replaced_and_removed_in_steps(database) {
        let store = database.store();
        let put_many = |edit: &mut ImdbEdit<'_>| {
            let titles: Vec<ImdbRecord> = (1..=25_000).map(|number| title(number, "A")).collect();
            edit.put_titles(&titles)?;
            edit.put_akas(&titles.iter().map(|title| (title.id.clone(), "B".to_owned())).collect::<Vec<_>>())?;
            edit.put_folded(&titles.iter().map(|title| (title.id.to_string(), title.id.clone())).collect::<Vec<_>>())
        };
        store.replace_imdb(put_many).unwrap();
        let (titles, akas) = all(&store);
        assert_eq!((titles.len(), akas.len()), (25_000, 25_000));
        assert_eq!(store.sweep_imdb().unwrap(), 0);
        store.replace_imdb(|_| Ok::<(), StoreError>(())).unwrap();
        let steps: Vec<usize> = std::iter::from_fn(|| Some(store.sweep_imdb().unwrap()).filter(|step| *step > 0)).collect();
        assert_eq!((steps.len(), steps.iter().sum(), rows(database)), (3, 50_000, 0));
    }
}
