//! Every verb that the contract settles to the letter, against the reference.

use std::collections::BTreeSet;
use std::sync::Arc;

use afisha::catalog::visibility::{Circumstances, film_hidden, serie_hidden};
use afisha::catalog::{Film, FilmId, Number, Serie, age_allows};
use afisha::filmsfile::FilmsFiles;
use afisha::query::answer::Answer;
use afisha::query::film::RELATED;
use afisha::query::question::{
    Device, Direction, FilmQuestion, Inquiry, RecommendQuestion, SimilarQuestion, SortBy, SortKey,
};
use afisha::query::reference::Reference;
use afisha::query::snapshot::{Setup, Snapshot, SnapshotBuilder};
use afisha::query::visible::{ShownRow, ShownSerie};
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

fn ids<T>(answer: &Answer<'_, T>, films: &[ShownRow]) -> Vec<u64> {
    films.iter().map(|film| answer.film(*film).id().get()).collect()
}

fn raw(ids: &[FilmId]) -> Vec<u64> {
    ids.iter().map(|id| id.get()).collect()
}

fn numbers(series: &[ShownSerie]) -> Vec<Number> {
    series.iter().map(|serie| serie.number()).collect()
}

macro_rules! reference {
    ($films:expr, $tags:expr, $setup:expr, $now:expr) => {
        Reference { films: $films, tags: $tags, devices: &$setup.devices, access: &$setup.access, now: $now }
    };
}

proptest! {
    #[test]
    fn a_list_is_what_the_reference_lists(films in generate::films(), typed in generate::list(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let (snapshot, inquiry) = (snapshot(&setup, &films), typed.inquiry());
        // What was typed, which says that its normal form means the same.
        let expected = reference!(&films, &tags, setup, now).in_order(&typed.viewpoint, &typed.filter, &typed.sorts);
        let (page, size) = (typed.page.get() as usize, typed.size.get() as usize);
        let answer = inquiry.look_at(&snapshot, now).list(&inquiry.question);
        let listed: Vec<FilmId> = expected.iter().skip((page - 1) * size).take(size).copied().collect();
        prop_assert_eq!(ids(&answer, &answer.content.items), raw(&listed));
        prop_assert_eq!(usize::try_from(answer.content.pages).unwrap(), expected.len().div_ceil(size));
        prop_assert_eq!(reference!(&films, &tags, setup, now).list(&inquiry).1, listed);
    }

    #[test]
    fn time_changes_a_snapshot_as_it_changes_the_reference(
        films in generate::films(),
        typed in generate::list(&setup()),
        (now, ready) in (generate::moment(), generate::moment()),
    ) {
        let (setup, tags) = (setup(), generate::tags());
        let (snapshot, inquiry) = (snapshot(&setup, &films).at(ready), typed.inquiry());
        let (_, expected) = reference!(&films, &tags, setup, now).list(&inquiry);
        let answer = inquiry.look_at(&snapshot, now).list(&inquiry.question);
        prop_assert_eq!(ids(&answer, &answer.content.items), raw(&expected));
    }

    #[test]
    fn why_something_is_hidden_is_told_of_what_the_reference_hides(films in generate::films(), viewpoint in generate::viewpoint(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let Device::Of(profile) = viewpoint.device else { return Ok(()) };
        let (at, device) = (viewpoint.as_of.moment(now), &setup.devices.rules()[profile.index()]);
        let circumstances = Circumstances { at, device, rules: &setup.access, groups: viewpoint.groups };
        let not_hidden: Vec<FilmId> =
            films.iter().filter(|film| film_hidden(film, &circumstances).is_none()).map(|film| film.id).collect();
        let reference = reference!(&films, &tags, setup, now);
        let visible: Vec<FilmId> = reference.visible(&viewpoint).iter().map(|film| film.id).collect();
        prop_assert_eq!(&not_hidden, &visible);
        for film in films.iter().filter(|film| visible.contains(&film.id)) {
            let shown = reference.film(&Inquiry { viewpoint, question: FilmQuestion { id: film.id, age: None } }).unwrap();
            let not_hidden = |series: &[Serie]| -> Vec<Number> {
                let shown = series.iter().filter(|serie| serie_hidden(serie, at, device).is_none());
                shown.map(|serie| serie.number).collect()
            };
            prop_assert_eq!(not_hidden(film.items.as_slice()), shown.items);
            prop_assert_eq!(not_hidden(film.trailers.as_slice()), shown.trailers);
        }
    }

    #[test]
    fn a_film_is_what_the_reference_shows(films in generate::films(), inquiry in generate::film_question(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let reference = reference!(&films, &tags, setup, now);
        let expected = reference.film(&inquiry);
        let answer = inquiry.look_at(&snapshot, now).film(&inquiry.question).found();
        prop_assert_eq!(answer.is_some(), expected.is_some());
        let (Some(answer), Some(expected)) = (answer, expected) else { return Ok(()) };
        let film = &answer.content;
        prop_assert_eq!(answer.film(film.film).id(), inquiry.question.id);
        prop_assert_eq!(ids(&answer, &film.see_also), raw(&expected.see_also));
        prop_assert_eq!(numbers(&film.items), expected.items);
        prop_assert_eq!(numbers(&film.trailers), expected.trailers);
        let related = ids(&answer, &film.related);
        prop_assert!(related.starts_with(&raw(&expected.related)), "{:?} {:?}", related, expected.related);
        prop_assert!(related.len() <= RELATED);
        let visible: Vec<u64> = reference.visible(&inquiry.viewpoint).iter().map(|film| film.id.get()).collect();
        let unique: BTreeSet<_> = related.iter().collect();
        prop_assert_eq!(unique.len(), related.len());
        prop_assert!(related.iter().all(|id| visible.contains(id) && *id != inquiry.question.id.get()));
    }

    #[test]
    fn upnext_begins_as_the_reference_does(films in generate::films(), inquiry in generate::upnext_question(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let reference = reference!(&films, &tags, setup, now);
        let expected = reference.upnext(&inquiry);
        let answer = inquiry.look_at(&snapshot, now).upnext(&inquiry.question).found();
        prop_assert_eq!(answer.is_some(), expected.is_some());
        let (Some(answer), Some(expected)) = (answer, expected) else { return Ok(()) };
        let named = answer.content.films.iter().map(|(film, items)| (answer.film(*film).id(), numbers(items)));
        let next: Vec<_> = named.collect();
        prop_assert!(next.starts_with(&expected), "{:?} {:?}", next, expected);
        let Inquiry { viewpoint, question } = inquiry;
        prop_assert!(next.len() <= question.limit.get() as usize);
        for (id, items) in next.iter().filter(|(id, _)| *id != question.id) {
            let shown = reference.film(&Inquiry { viewpoint, question: FilmQuestion { id: *id, age: None } });
            prop_assert_eq!(items, &shown.unwrap().items);
            let film = films.iter().find(|film| film.id == *id).unwrap();
            prop_assert!(!film.tags.contains(&tags[0].id) && !items.is_empty());
            prop_assert!(question.age.is_none_or(|age| age_allows(film.age, age.years())));
        }
    }

    #[test]
    fn the_films_file_is_that_of_the_reference(films in generate::films(), viewpoint in generate::viewpoint(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let files = FilmsFiles::new(&snapshot(&setup, &films), now);
        let expected = reference!(&films, &tags, setup, now).films_file(viewpoint.groups);
        prop_assert_eq!(&files.of(viewpoint.groups).unwrap().content.bytes()[..], expected.as_bytes());
    }

    #[test]
    fn what_is_counted_is_what_the_reference_shows(films in generate::films(), viewpoint in generate::viewpoint(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let reference = reference!(&films, &tags, setup, now);
        let shown = reference.visible(&viewpoint);
        let counted = Inquiry { viewpoint, question: () }.look_at(&snapshot, now).count().content;
        prop_assert_eq!(counted.films, shown.len() as u64);
        prop_assert_eq!(counted.example, shown.first().map(|film| film.id));
    }

    #[test]
    fn similar_and_popular_films_are_visible_and_no_trailers(films in generate::films(), inquiry in generate::similar_question(&setup()), now in generate::moment()) {
        let (setup, tags) = (setup(), generate::tags());
        let snapshot = snapshot(&setup, &films);
        let Inquiry { viewpoint, question } = &inquiry;
        let may_come: Vec<u64> = reference!(&films, &tags, setup, now)
            .visible(viewpoint)
            .iter()
            .filter(|film| !film.tags.contains(&tags[0].id))
            .map(|film| film.id.get())
            .collect();
        let seeds: BTreeSet<FilmId> = films.iter().take(2).map(|film| film.id).collect();
        let visible = inquiry.look_at(&snapshot, now);
        let answer = visible.similar(&SimilarQuestion { ids: seeds.clone(), ..question.clone() });
        let like = ids(&answer, &answer.content.items);
        prop_assert!(like.len() <= question.limit.get() as usize);
        prop_assert!(like.iter().all(|id| may_come.contains(id) && !seeds.iter().any(|seed| seed.get() == *id)));
        let adult = |id: &u64| {
            let film = films.iter().find(|film| film.id.get() == *id).unwrap();
            question.age.is_none_or(|age| age_allows(film.age, age.years()))
        };
        prop_assert!(like.iter().all(adult));
        let answer = visible.popular(&RecommendQuestion { limit: 200.try_into().unwrap() });
        let mut popular = ids(&answer, &answer.content.items);
        popular.sort_unstable();
        prop_assert_eq!(popular, may_come);
    }

    #[test]
    fn pages_of_a_seeded_random_order_are_a_partition(
        films in generate::films(),
        typed in generate::list(&setup()),
        (seed, now) in (any::<u64>(), generate::moment()),
    ) {
        let snapshot = snapshot(&setup(), &films);
        let sorts = vec![SortBy { key: SortKey::Random(seed), direction: Direction::Ascending }];
        let typed = generate::Typed { sorts, ..typed };
        let page = |page: u32| {
            let inquiry = generate::Typed { page: page.try_into().unwrap(), ..typed.clone() }.inquiry();
            let answer = inquiry.look_at(&snapshot, now).list(&inquiry.question);
            (answer.content.pages, ids(&answer, &answer.content.items))
        };
        let (pages, _) = page(1);
        let mut all: Vec<u64> = (1..=pages).flat_map(|number| page(number).1).collect();
        all.sort_unstable();
        let (setup, tags) = (setup(), generate::tags());
        let expected = reference!(&films, &tags, setup, now).in_order(&typed.viewpoint, &typed.filter, &[]);
        prop_assert_eq!(all, raw(&expected));
    }
}
