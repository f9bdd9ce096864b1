//! `Store::edit` and what it can do.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Barrier;
use std::thread;

use afisha::catalog::{Series, TagId, TagKind, Year};
use afisha::store::{Generation, StoreError};

use super::{changed, load, put};
use crate::store::values::{bare_film, bare_serie, film_id, full_film, full_serie, tag, text};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn a_film_comes_back_with_every_field(database) {
        let store = database.store();
        let tags = [tag(1, "comedy"), tag(2, "sssr")];
        let films = [full_film(301), bare_film(302)];
        assert_eq!(put(&store, &tags, &films), (2, 2));
        let (heap, at) = load(&store, None);
        assert_eq!((heap.tags, heap.films), (tags.to_vec(), films.to_vec()));
        assert_eq!((at.generation, at.removed), (Generation(1), vec![]));
        assert_eq!(store.film(film_id(301)).unwrap(), Some(full_film(301)));
        assert_eq!(store.film(film_id(300)).unwrap(), None);
    }

    fn what_stands_there_already_is_no_change(database) {
        let store = database.store();
        let (tags, films) = ([tag(1, "comedy"), tag(2, "sssr")], [full_film(301), bare_film(302)]);
        put(&store, &tags, &films);
        assert_eq!(put(&store, &tags, &films), (0, 0));
        assert_eq!(store.generation().unwrap(), Generation(1));
        assert_eq!(changed(&store, Generation(1)), (vec![], vec![]));
    }

    fn a_film_is_replaced_whole_and_alone(database) {
        let store = database.store();
        put(&store, &[tag(1, "comedy"), tag(2, "sssr")], &[full_film(301), full_film(302)]);
        let mut film = bare_film(301);
        film.items = Series::new(vec![bare_serie(5)]).unwrap();
        film.access = [text("tomsk")].into();
        assert_eq!(put(&store, &[], &[film.clone(), full_film(302)]), (0, 1));
        assert_eq!(load(&store, None).0.films, [film, full_film(302)]);
        assert_eq!(changed(&store, Generation(1)), (vec![301], vec![]));
    }

    fn any_one_field_makes_a_film_another(database) {
        let store = database.store();
        put(&store, &[tag(1, "comedy"), tag(2, "sssr")], &[full_film(1)]);
        let bare = bare_film(1);
        let full = full_film(1);
        let variants = [
            { let mut f = full.clone(); f.original_title = None; f },
            { let mut f = full.clone(); f.desc = bare.desc; f },
            { let mut f = full.clone(); f.year = Year::new(1969); f },
            { let mut f = full.clone(); f.published = None; f },
            { let mut f = full.clone(); f.images.reverse(); f },
            { let mut f = full.clone(); f.tags = [TagId(1)].into(); f },
            { let mut f = full.clone(); f.ratings = bare.ratings; f },
            { let mut f = full.clone(); f.popularity = None; f },
            { let mut f = full.clone(); f.related.reverse(); f },
            { let mut f = full.clone(); f.see_also.pop(); f },
            { let mut f = full.clone(); f.access = [text("tomsk")].into(); f },
            { let mut f = full.clone(); f.trailers = Series::new(vec![bare_serie(1)]).unwrap(); f },
            { let mut f = full.clone(); std::mem::swap(&mut f.items, &mut f.trailers); f },
        ];
        for film in variants {
            assert_eq!(put(&store, &[], std::slice::from_ref(&film)), (0, 1));
            assert_eq!(store.film(film.id).unwrap(), Some(film));
        }
    }

    fn of_an_id_given_twice_the_last_one_counts(database) {
        let store = database.store();
        let mut later = bare_film(1);
        later.year = Year::new(2000);
        let films = [bare_film(1), bare_film(0), later.clone()];
        assert_eq!(put(&store, &[tag(1, "a"), tag(1, "b")], &films), (1, 2));
        let (heap, _) = load(&store, None);
        assert_eq!((heap.tags, heap.films), (vec![tag(1, "b")], vec![bare_film(0), later]));
    }

    fn more_films_than_a_batch_go_in_and_come_out(database) {
        let store = database.store();
        let films: Vec<_> = (0..1203).map(bare_film).collect();
        assert_eq!(put(&store, &[], &films), (0, 1203));
        assert_eq!(load(&store, None).0.films, films);
    }

    fn new_replaced_and_equal_films_go_in_together(database) {
        let store = database.store();
        let tags = [tag(1, "comedy"), tag(2, "sssr")];
        put(&store, &tags, &[full_film(1), full_film(2), full_film(3)]);
        let mut fewer = full_film(2);
        fewer.items = Series::new(vec![bare_serie(1)]).unwrap();
        fewer.images.pop();
        fewer.tags = [TagId(2)].into();
        let mut many = bare_film(4);
        many.items = Series::new((0..3000).map(bare_serie).collect()).unwrap();
        let films = [full_film(1), fewer, bare_film(3), many, full_film(5)];
        assert_eq!(put(&store, &[tag(1, "drama"), tag(2, "sssr"), tag(3, "comedy")], &films), (2, 4));
        assert_eq!(changed(&store, Generation(1)), (vec![2, 3, 4, 5], vec![]));
        let (heap, _) = load(&store, None);
        assert_eq!((heap.tags, heap.films), (vec![tag(1, "drama"), tag(2, "sssr"), tag(3, "comedy")], films.to_vec()));
    }

    fn texts_that_formats_of_tables_give_a_meaning_come_back_as_they_are(database) {
        let store = database.store();
        let raw = [
            "\\N", "\\.", "\\", "\\\\N", "NULL", "a\tb", "a\nb", "a\\tb", "\"", "a,b;c|d", "'", "{}", "$1", "Ёлка", "\u{1F384}",
            "\u{7f}", "\u{FFFD}", "a ",
        ];
        let films: Vec<_> = (1..)
            .zip(raw)
            .map(|(id, raw)| {
                let mut film = full_film(id);
                (film.title, film.desc, film.url, film.user) = (text(raw), Some(text(raw)), None, Some(text(raw)));
                (film.images, film.access) = (vec![text(raw), text(raw)], [text(raw)].into());
                let mut serie = full_serie(1);
                (serie.title, serie.magnet, serie.images) = (Some(text(raw)), None, vec![text(raw)]);
                film.items = Series::new(vec![serie]).unwrap();
                film
            })
            .collect();
        let tags: Vec<_> = (1..)
            .zip(raw)
            .map(|(id, raw)| {
                let mut tag = tag(id, &format!("tag-{id}"));
                (tag.title, tag.url) = (text(raw), Some(text(raw)));
                tag
            })
            .collect();
        assert_eq!(put(&store, &tags, &films), (raw.len(), raw.len()));
        let (heap, _) = load(&store, None);
        assert_eq!((heap.tags.as_slice(), heap.films.as_slice()), (tags.as_slice(), films.as_slice()));
        assert_eq!(put(&store, &tags, &films), (0, 0));
    }

    fn a_conflict_after_the_first_batch_leaves_nothing(database) {
        let store = database.store();
        let mut films: Vec<_> = (0..1203).map(bare_film).collect();
        films[700].tags = [TagId(9)].into();
        let conflict = store.edit(|edit| edit.put_films(&films)).unwrap_err();
        assert!(matches!(conflict, StoreError::Conflict { table: "film_tags", .. }), "{conflict}");
        let (heap, at) = load(&store, None);
        assert_eq!((heap.films, at.generation), (vec![], Generation(0)));
        films[700].tags = [].into();
        assert_eq!(put(&store, &[], &films), (0, 1203));
    }

    fn tags_swap_names_and_their_films_stay_as_they_are(database) {
        let store = database.store();
        let mut other = bare_film(302);
        other.tags = [TagId(3)].into();
        put(&store, &[tag(1, "a"), tag(2, "b"), tag(3, "c")], &[full_film(301), other]);
        assert_eq!(put(&store, &[tag(1, "b"), tag(2, "a"), tag(3, "c")], &[]), (2, 0));
        assert_eq!(load(&store, None).0.tags, [tag(1, "b"), tag(2, "a"), tag(3, "c")]);
        assert_eq!(changed(&store, Generation(1)), (vec![], vec![]));
        assert_eq!(store.generation().unwrap(), Generation(2));
    }

    fn an_edit_sees_its_own_tags(database) {
        let store = database.store();
        let mut sssr = tag(u32::MAX, "sssr");
        sssr.kind = TagKind::Country;
        sssr.url = Some(text("/sssr"));
        let seen = store.edit(|edit| {
            edit.put_tags(&[tag(4, "d"), sssr.clone()])?;
            edit.tags()
        });
        assert_eq!(seen.unwrap(), [tag(4, "d"), sssr]);
    }

    fn an_error_rolls_all_back(database) {
        let store = database.store();
        let failed: Result<(), Failed> = store.edit(|edit| {
            edit.put_tags(&[tag(1, "a"), tag(2, "b")])?;
            edit.put_films(&[full_film(1)])?;
            Err(Failed("line 3".to_owned()))
        });
        assert_eq!(failed, Err(Failed("line 3".to_owned())));
        let (heap, at) = load(&store, None);
        assert_eq!((heap.tags.len(), heap.films.len(), at.generation), (0, 0, Generation(0)));
    }

    fn a_panic_rolls_all_back_and_the_store_goes_on(database) {
        let store = database.store();
        for _ in 0..6 {
            let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
                store.edit::<(), StoreError>(|edit| {
                    edit.put_films(&[bare_film(1)])?;
                    panic!("in the middle");
                })
            }));
            assert!(panicked.is_err());
        }
        assert_eq!(load(&store, None).0.films, []);
        assert_eq!(put(&store, &[], &[bare_film(2)]), (0, 1));
        assert_eq!(store.generation().unwrap(), Generation(1));
    }

    fn an_edit_that_passes_over_an_error_is_rolled_back(database) {
        let store = database.store();
        let done = store.edit(|edit| {
            edit.put_films(&[bare_film(1)])?;
            let mut film = bare_film(2);
            film.tags = [TagId(9)].into();
            let _passed_over = edit.put_films(&[film]);
            Ok::<_, StoreError>(())
        });
        assert!(matches!(done, Err(StoreError::EditGoesOn)), "{done:?}");
        assert_eq!(load(&store, None).0.films, []);
    }

    fn keep_only_removes_the_rest(database) {
        let store = database.store();
        let mut kept = bare_film(1);
        kept.tags = [TagId(2)].into();
        put(&store, &[tag(1, "a"), tag(2, "b"), tag(3, "c"), tag(4, "d")], &[kept.clone(), full_film(2), full_film(3)]);
        let keep = |films: &[u64], tags: &[u32]| {
            let films: BTreeSet<_> = films.iter().map(|id| film_id(*id)).collect();
            let tags: BTreeSet<_> = tags.iter().map(|id| TagId(*id)).collect();
            store.edit(|edit| edit.keep_only(&films, &tags)).unwrap()
        };
        assert_eq!(keep(&[1, 3, 77], &[1, 2, 3, 4]), 1);
        assert_eq!(changed(&store, Generation(1)), (vec![], vec![2]));
        assert_eq!(keep(&[1], &[3, 99]), 1);
        let (heap, at) = load(&store, None);
        assert_eq!((heap.tags, heap.films), (vec![tag(2, "b"), tag(3, "c")], vec![kept]));
        assert_eq!(at.generation, Generation(3));
        assert_eq!(changed(&store, Generation(1)), (vec![], vec![2, 3]));
        assert_eq!(keep(&[1], &[2, 3]), 0);
        assert_eq!(store.generation().unwrap(), Generation(3));
    }

    fn a_removed_film_comes_again(database) {
        let store = database.store();
        put(&store, &[], &[bare_film(1), bare_film(2)]);
        let keep_nothing = || store.edit(|edit| edit.keep_only(&BTreeSet::new(), &BTreeSet::new())).unwrap();
        assert_eq!(keep_nothing(), 2);
        put(&store, &[], &[bare_film(1)]);
        assert_eq!(changed(&store, Generation(1)), (vec![1], vec![2]));
        assert_eq!(changed(&store, Generation(2)), (vec![1], vec![]));
        assert_eq!(keep_nothing(), 1);
        assert_eq!(changed(&store, Generation(3)), (vec![], vec![1]));
    }

    fn editors_come_one_after_another(database) {
        const EDITORS: u64 = 4;
        const EDITS: u64 = 5;
        let url = &database.url;
        database.store();
        let start = Barrier::new(4);
        thread::scope(|scope| {
            for editor in 0..EDITORS {
                let start = &start;
                scope.spawn(move || {
                    let store = afisha::store::Store::open(url).unwrap();
                    start.wait();
                    for edit in 0..EDITS {
                        put(&store, &[], &[bare_film(editor * 100 + edit)]);
                    }
                });
            }
        });
        let store = database.store();
        assert_eq!(store.generation().unwrap(), Generation(20));
        for after in 0..20 {
            assert_eq!(changed(&store, Generation(after)).0.len(), 20 - usize::try_from(after).unwrap());
        }
    }
}

/// An error of a caller that knows the store's.
#[derive(Debug, PartialEq)]
struct Failed(String);

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}
