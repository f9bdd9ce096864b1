//! A check only reads: it works beside an import, and where nothing may be written.

use std::sync::mpsc;
use std::thread;

use afisha::catalog::{Tag, Text};
use afisha::clock::Clock;
use afisha::exchange::{Input, check};
use afisha::store::{DatabaseUrl, Store, StoreError};

use super::{Home, NOW, PLAIN, TAGS, film};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn it_takes_no_write_lock(database) {
        let home = Home::on(database);
        home.import(TAGS, PLAIN).unwrap();
        let (written, wait) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let store = home.store.clone();
            scope.spawn(move || {
                // An import that goes on until the check is done.
                store.edit::<_, StoreError>(|edit| {
                    edit.put_tags(&[])?;
                    edit.film_ids()?;
                    written.send(()).unwrap();
                    // Until the other end is dropped.
                    let _ = ended.recv();
                    Ok(())
                })
            });
            wait.recv().unwrap();
            let file = home.file("checked.jsonl", film(1, "\"tags\":[\"comedy\"]"));
            let to_read = Store::open_to_read(&database.url).unwrap();
            // That of the command, and one that could write.
            let done = [&to_read, &home.store].map(|store| {
                let file = Input::File(file.clone());
                check(Some(store), &Clock::fixed(NOW), &[file], PLAIN, &mut |_| {}).map(|done| (done.tags, done.films))
            });
            drop(end);
            for done in done {
                assert_eq!(done.unwrap(), (0, 1));
            }
        });
    }

    fn it_works_on_a_database_that_can_only_be_read(database) {
        let home = Home::on(database);
        home.import(TAGS, PLAIN).unwrap();
        if matches!(database.url, DatabaseUrl::Postgres(_)) {
            // As a replica does it.
            database.execute(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', \
                 current_database()); END $$",
            );
        }
        let store = Store::open_to_read(&database.url).unwrap();
        let tag = Tag { title: Text::new("Комедии").unwrap(), ..store.tags().unwrap().remove(0) };
        let fault = store.edit::<_, StoreError>(|edit| edit.put_tags(&[tag])).unwrap_err();
        assert!(matches!(fault, StoreError::Disk { .. }), "{fault}");
        let file = home.file("checked.jsonl", film(1, "\"tags\":[\"comedy\"]"));
        let done = check(Some(&store), &Clock::fixed(NOW), &[Input::File(file)], PLAIN, &mut |_| {}).unwrap();
        assert_eq!((done.tags, done.films), (0, 1));
    }
}
