//! Every public function of the store, on both backends.

mod anonymous;
pub(crate) mod btn;
mod edit;
mod faults;
mod imdb;
mod load;
mod open;
mod peer_keys;
mod peers;
mod torrents;
mod values;
mod viewers;
mod views;

use afisha::catalog::{Film, FilmId, Tag};
use afisha::store::{Generation, Loaded, Sink, Store, StoreError};

/// What a load hands over.
#[derive(Debug, Default, PartialEq)]
struct Heap {
    tags: Vec<Tag>,
    films: Vec<Film>,
}

impl Sink for Heap {
    fn tags(&mut self, tags: Vec<Tag>) {
        assert!(self.films.is_empty() && self.tags.is_empty(), "tags come once, before the films");
        self.tags = tags;
    }

    fn films(&mut self, films: Vec<Film>) {
        self.films.extend(films);
    }
}

/// Loads and returns all of it.
fn load(store: &Store, since: Option<Generation>) -> (Heap, Loaded) {
    let mut heap = Heap::default();
    let load = store.load(since, &mut heap).unwrap();
    (heap, load)
}

/// Loads what changed and returns the ids: written, removed.
fn changed(store: &Store, since: Generation) -> (Vec<u64>, Vec<u64>) {
    let (heap, load) = load(store, Some(since));
    let ids = |ids: &mut dyn Iterator<Item = FilmId>| ids.map(FilmId::get).collect::<Vec<_>>();
    (ids(&mut heap.films.iter().map(|film| film.id)), ids(&mut load.removed.into_iter()))
}

/// Puts tags and films in one edit and returns how many of each were changed.
fn put(store: &Store, tags: &[Tag], films: &[Film]) -> (usize, usize) {
    store.edit(|edit| Ok::<_, StoreError>((edit.put_tags(tags)?, edit.put_films(films)?))).unwrap()
}
