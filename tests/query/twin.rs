//! Every verb that the contract settles to the letter, against the reference.

use std::sync::Arc;

use afisha::catalog::{Film, Moment, Number};
use afisha::filmsfile::FilmsFiles;
use afisha::query::question::{ListQuestion, Order, SimilarQuestion, Sort, SortKey};
use afisha::query::reference::Reference;
use afisha::query::snapshot::{Row, SerieEntry, Setup, Snapshot, SnapshotBuilder};
use afisha::query::{film, list, recommend, similar, upnext};
use proptest::prelude::*;

use super::generate;
use crate::support::app::Options;
use crate::support::catalogue::NOW;

pub(super) fn setup() -> Arc<Setup> {
    Options::default().setup()
}

pub(super) fn snapshot(setup: &Arc<Setup>, films: &[Film]) -> Snapshot {
    let mut builder = SnapshotBuilder::new(Arc::clone(setup));
    builder.set_tags(generate::tags());
    films.iter().for_each(|film| builder.put(film));
    builder.build(1, NOW).unwrap()
}

fn ids(snapshot: &Snapshot, rows: &[Row]) -> Vec<u64> {
    rows.iter().map(|row| snapshot.entry(*row).id.get()).collect()
}

fn raw(ids: &[afisha::catalog::FilmId]) -> Vec<u64> {
    ids.iter().map(|id| id.get()).collect()
}

fn numbers(series: &[SerieEntry], places: &[usize]) -> Vec<Number> {
    places.iter().map(|place| series[*place].number).collect()
}

macro_rules! reference {
    ($films:expr, $tags:expr, $setup:expr) => {
        Reference { films: $films, tags: $tags, devices: &$setup.devices, access: &$setup.access }
    };
}

proptest! {
    #[test]
    fn a_list_is_what_the_reference_lists(films in generate::films(), question in generate::list_question(&setup())) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let (pages, expected) = reference!(&films, &tags, setup).list(&question);
        let answer = list::list(&snapshot, &question);
        prop_assert_eq!(ids(&snapshot, &answer.items), raw(&expected));
        prop_assert_eq!(usize::try_from(answer.pages).unwrap(), pages);
    }

    #[test]
    fn time_changes_a_snapshot_as_it_changes_the_reference(
        films in generate::films(),
        question in generate::list_question(&setup()),
        ready in generate::moment(),
    ) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films).at(ready);
        let (_, expected) = reference!(&films, &tags, setup).list(&question);
        prop_assert_eq!(ids(&snapshot, &list::list(&snapshot, &question).items), raw(&expected));
    }

    #[test]
    fn nothing_changes_before_the_moment_a_snapshot_names(
        films in generate::films(),
        mut question in generate::list_question(&setup()),
    ) {
        let snapshot = snapshot(&setup(), &films);
        let mut ask = |at: Moment| {
            (question.view.now, question.view.at) = (at, at);
            question.filter.updated_to = Some(at);
            list::list(&snapshot, &question)
        };
        let first = ask(NOW);
        let last = Moment(snapshot.until().0.min(NOW.0 + 10_000) - 1);
        prop_assert_eq!(ask(last), first);
    }

    #[test]
    fn a_film_is_what_the_reference_shows(films in generate::films(), question in generate::film_question(&setup())) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let expected = reference!(&films, &tags, setup).film(&question);
        let answer = film::film(&snapshot, &question);
        prop_assert_eq!(answer.is_some(), expected.is_some());
        let (Some(answer), Some(expected)) = (answer, expected) else { return Ok(()) };
        let entry = snapshot.entry(answer.film);
        prop_assert_eq!(entry.id, question.id);
        prop_assert_eq!(ids(&snapshot, &answer.see_also), raw(&expected.see_also));
        prop_assert_eq!(numbers(&entry.items, &answer.items), expected.items);
        prop_assert_eq!(numbers(&entry.trailers, &answer.trailers), expected.trailers);
        let related = ids(&snapshot, &answer.related);
        prop_assert!(related.starts_with(&raw(&expected.related)), "{:?} {:?}", related, expected.related);
        prop_assert!(related.len() <= film::RELATED);
        let visible = raw(&reference!(&films, &tags, setup).visible(&question.view).iter().map(|f| f.id).collect::<Vec<_>>());
        let unique: std::collections::BTreeSet<_> = related.iter().collect();
        prop_assert_eq!(unique.len(), related.len());
        prop_assert!(related.iter().all(|id| visible.contains(id) && *id != question.id.get()));
    }

    #[test]
    fn upnext_begins_as_the_reference_does(films in generate::films(), question in generate::upnext_question(&setup())) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let reference = reference!(&films, &tags, setup);
        let expected = reference.upnext(&question);
        let answer = upnext::upnext(&snapshot, &question);
        prop_assert_eq!(answer.is_some(), expected.is_some());
        let (Some(answer), Some(expected)) = (answer, expected) else { return Ok(()) };
        let named = |row: Row, places: &[usize]| (snapshot.entry(row).id, numbers(&snapshot.entry(row).items, places));
        let next: Vec<_> = answer.films.iter().map(|(row, places)| named(*row, places)).collect();
        prop_assert!(next.starts_with(&expected), "{:?} {:?}", next, expected);
        prop_assert!(next.len() <= question.limit as usize);
        for (id, items) in next.iter().filter(|(id, _)| *id != question.id) {
            let shown = reference.film(&afisha::query::question::FilmQuestion { id: *id, age: None, view: question.view });
            prop_assert_eq!(items, &shown.unwrap().items);
            let film = films.iter().find(|film| film.id == *id).unwrap();
            prop_assert!(!film.tags.contains(&tags[0].id) && !items.is_empty());
            prop_assert!(question.age.is_none_or(|age| afisha::catalog::age_allows(film.age, age)));
        }
    }

    #[test]
    fn the_films_file_is_that_of_the_reference(films in generate::films(), view in generate::view(&setup())) {
        let (setup, tags) = (setup(), generate::tags());
        let files = FilmsFiles::new(&snapshot(&setup, &films), view.now);
        let expected = reference!(&films, &tags, setup).films_file(view.groups, view.now);
        prop_assert_eq!(&files.of(view.groups).unwrap().content.bytes()[..], expected.as_bytes());
    }

    #[test]
    fn similar_and_popular_films_are_visible_and_no_trailers(films in generate::films(), view in generate::view(&setup()), age in proptest::option::of(0_u8..30)) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let may_come: Vec<u64> = reference!(&films, &tags, setup)
            .visible(&view)
            .iter()
            .filter(|film| !film.tags.contains(&tags[0].id))
            .map(|film| film.id.get())
            .collect();
        let seeds: Vec<_> = films.iter().take(2).map(|film| film.id).collect();
        let question = SimilarQuestion { view, ids: seeds.clone(), age, limit: 5 };
        let like = ids(&snapshot, &similar::list(&snapshot, &question).items);
        prop_assert!(like.len() <= 5);
        prop_assert!(like.iter().all(|id| may_come.contains(id) && !raw(&seeds).contains(id)));
        let adult = |id: &u64| {
            let film = films.iter().find(|film| film.id.get() == *id).unwrap();
            age.is_none_or(|age| afisha::catalog::age_allows(film.age, age))
        };
        prop_assert!(like.iter().all(adult));
        let popular = recommend::popular(&snapshot, &afisha::query::question::RecommendQuestion { view, limit: 200 });
        let mut popular = ids(&snapshot, &popular.items);
        popular.sort_unstable();
        prop_assert_eq!(popular, may_come);
    }

    #[test]
    fn pages_of_a_seeded_random_order_are_a_partition(
        films in generate::films(),
        mut question in generate::list_question(&setup()),
        seed in any::<u64>(),
    ) {
        let snapshot = snapshot(&setup(), &films);
        question.order = Order::By(vec![Sort { key: SortKey::Random(seed), descending: false }]);
        let page = |page| list::list(&snapshot, &ListQuestion { page, ..question.clone() });
        let pages = page(1).pages;
        let mut all: Vec<u64> = (1..=pages).flat_map(|number| ids(&snapshot, &page(number).items)).collect();
        all.sort_unstable();
        let (setup, tags) = (setup(), generate::tags());
        let whole = ListQuestion { page: 1, size: 200, ..question.clone() };
        prop_assert_eq!(all, raw(&reference!(&films, &tags, setup).list(&whole).1));
    }
}
