//! `Store::load` and `Store::generation`.

use afisha::catalog::{Film, Tag};
use afisha::store::{Generation, Sink, Store, StoreError};

use super::{Heap, changed, load, put};
use crate::store::values::{bare_film, film_id, full_film, tag};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn a_fresh_database_is_empty_at_generation_0(database) {
        let store = database.store();
        assert_eq!(store.generation().unwrap(), Generation(0));
        let (heap, at) = load(&store, None);
        assert_eq!((heap.tags.len(), heap.films.len(), at.removed.len(), at.generation), (0, 0, 0, Generation(0)));
    }

    fn films_are_read_by_any_ids_in_any_order(database) {
        let store = database.store();
        let films: Vec<_> = [1, 2, 700, 9000].map(full_film).to_vec();
        put(&store, &[tag(1, "a"), tag(2, "b")], &films);
        let read = |ids: &[u64]| {
            let ids: Vec<_> = ids.iter().map(|id| film_id(*id)).collect();
            let mut films = Vec::new();
            store.films(&ids, &mut |film| films.push(film)).unwrap();
            films
        };
        assert_eq!(read(&[9000, 1, 5, 700]), [1, 700, 9000].map(full_film));
        assert_eq!(read(&[2]), [full_film(2)]);
        assert_eq!(read(&[8999, 3]), []);
        assert_eq!(read(&[]), []);
    }

    fn only_what_was_written_since_comes(database) {
        let store = database.store();
        put(&store, &[tag(1, "a")], &[bare_film(5), bare_film(1)]);
        put(&store, &[], &[bare_film(3)]);
        put(&store, &[tag(2, "b")], &[]);
        assert_eq!(store.generation().unwrap(), Generation(3));
        assert_eq!(changed(&store, Generation(0)), (vec![1, 3, 5], vec![]));
        assert_eq!(changed(&store, Generation(1)), (vec![3], vec![]));
        let (heap, at) = load(&store, Some(Generation(2)));
        assert_eq!((heap.tags, heap.films), (vec![tag(1, "a"), tag(2, "b")], vec![]));
        assert_eq!(at.generation, Generation(3));
    }

    fn a_load_sees_one_moment_while_an_edit_goes_on(database) {
        struct Editing<'a>(&'a Store, Vec<u64>);
        impl Sink for Editing<'_> {
            fn tags(&mut self, _: Vec<Tag>) {
                put(self.0, &[], &[bare_film(1), bare_film(9)]);
            }
            fn films(&mut self, films: Vec<Film>) {
                self.1.extend(films.iter().map(|film| film.id.get()));
            }
        }
        let store = database.store();
        put(&store, &[], &[bare_film(4)]);
        let mut sink = Editing(&store, Vec::new());
        let at = store.load(None, &mut sink).unwrap();
        assert_eq!((at.generation, sink.1), (Generation(1), vec![4]));
        assert_eq!(changed(&store, at.generation), (vec![1, 9], vec![]));
    }

    fn an_edit_is_seen_by_nobody_before_it_is_done(database) {
        let store = database.store();
        store.edit(|edit| {
            edit.put_films(&[bare_film(1)])?;
            assert_eq!(store.generation()?, Generation(0));
            assert_eq!(load(&store, None).0.films, []);
            Ok::<_, StoreError>(())
        }).unwrap();
        assert_eq!(store.generation().unwrap(), Generation(1));
    }

    fn a_reader_ahead_of_the_database_is_told(database) {
        let store = database.store();
        let ahead = store.load(Some(Generation(1)), &mut Heap::default()).unwrap_err();
        assert!(matches!(ahead, StoreError::WentBack { known: 1, found: 0 }), "{ahead}");
    }
}
