//! `Store::load` and `Store::generation`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use afisha::catalog::{Film, Tag};
use afisha::store::{Generation, SharedSink, Sink, Store, StoreError};

use super::{Heap, changed, load, put};
use crate::store::values::{bare_film, film_id, full_film, tag};
use crate::support::database::on_both_databases;

/// What a whole load hands over, by batch, with what is done when the tags come.
struct Gathered<'a> {
    meanwhile: &'a (dyn Fn() + Sync),
    tags: Mutex<Vec<Tag>>,
    batches: Mutex<BTreeMap<usize, Vec<Film>>>,
}

impl SharedSink for Gathered<'_> {
    fn tags(&self, tags: Vec<Tag>) {
        (self.meanwhile)();
        assert!(self.batches.lock().unwrap().is_empty(), "tags come before the films");
        self.tags.lock().unwrap().extend(tags);
    }

    fn films(&self, batch: usize, films: Vec<Film>) {
        assert_eq!(self.batches.lock().unwrap().insert(batch, films), None, "{batch}");
    }
}

/// Loads the whole catalogue while something is done; returns it in the order of its batches.
fn load_whole(store: &Store, meanwhile: &(dyn Fn() + Sync)) -> (Heap, Generation) {
    let sink = Gathered { meanwhile, tags: Mutex::default(), batches: Mutex::default() };
    let generation = store.load_whole(&sink).unwrap();
    let (tags, batches) = (sink.tags.into_inner().unwrap(), sink.batches.into_inner().unwrap());
    assert!(batches.keys().copied().eq(0..batches.len()), "no number is left out");
    (Heap { tags, films: batches.into_values().flatten().collect() }, generation)
}

on_both_databases! {
    fn a_whole_load_hands_over_what_a_load_does(database) {
        let store = database.store();
        assert_eq!(load_whole(&store, &|| {}), (Heap::default(), Generation(0)));
        // More than two batches, with gaps between ids.
        let films: Vec<Film> = (1..=1200).map(|at| if at % 400 == 0 { full_film(at * 3) } else { bare_film(at * 3) }).collect();
        put(&store, &[tag(1, "a"), tag(2, "b")], &films);
        let whole = load_whole(&store, &|| {});
        assert_eq!(whole, (load(&store, None).0, Generation(1)));
        assert_eq!(whole.0.films, films);
    }

    fn a_whole_load_sees_one_moment_while_an_edit_goes_on(database) {
        let store = database.store();
        let films: Vec<Film> = (1..=1200).map(bare_film).collect();
        put(&store, &[tag(1, "a"), tag(2, "b")], &films);
        let (heap, at) = load_whole(&store, &|| _ = put(&store, &[], &[full_film(700), bare_film(9000)]));
        assert_eq!((heap.films, at), (films, Generation(1)));
        assert_eq!(changed(&store, at).0, vec![700, 9000]);
    }

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
