//! What the model gives, and what it never gives.

use std::collections::HashSet;

use afisha::catalog::{FilmId, Moment};
use afisha::viewers::{Interaction, Model, ModelOptions, ViewerNo};
use proptest::prelude::*;

use super::shapes::Months;

fn film(id: u64) -> FilmId {
    FilmId::new(id).unwrap()
}

fn options() -> ModelOptions {
    ModelOptions { fitting_viewers: 20, ..ModelOptions::default() }
}

/// Views as they come: twice, unordered, of nobody.
fn any_views() -> impl Strategy<Value = Vec<Interaction>> {
    let view = (prop::option::weighted(0.9, 0..8_u32), 1..15_u64, -5..40_i64);
    prop::collection::vec(view, 0..80).prop_map(|views| {
        let view = |(viewer, id, at): (Option<u32>, u64, i64)| Interaction {
            viewer: viewer.map(ViewerNo),
            film: film(id),
            at: Moment(at),
        };
        views.into_iter().map(view).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_watched_comes_back_and_nothing_refused_and_nothing_twice(
        views in any_views(), history in prop::collection::vec(1..30_u64, 0..12), limit in 0..20_usize
    ) {
        let model = Model::build(&views, &options());
        let history: Vec<FilmId> = history.into_iter().map(film).collect();
        let allowed = |film: FilmId| !film.get().is_multiple_of(3);
        let given = model.recommend(&history, limit, &allowed);
        let open: HashSet<FilmId> =
            views.iter().map(|view| view.film).filter(|film| allowed(*film) && !history.contains(film)).collect();
        let films: HashSet<FilmId> = given.iter().map(|given| given.0).collect();
        prop_assert!(films.is_subset(&open));
        prop_assert_eq!(films.len(), given.len());
        prop_assert_eq!(given.len(), limit.min(open.len()));
        prop_assert!(given.iter().all(|given| given.1.is_finite()));
        prop_assert!(given.is_sorted_by(|a, b| a.1 > b.1 || (a.1 == b.1 && a.0 < b.0)));
    }

    #[test]
    fn a_shorter_answer_is_the_beginning_of_a_longer_one(views in any_views(), limit in 0..10_usize) {
        let model = Model::build(&views, &options());
        let all = model.recommend(&[film(3), film(1)], usize::MAX, &|_| true);
        prop_assert_eq!(&model.recommend(&[film(3), film(1)], limit, &|_| true)[..], &all[..limit.min(all.len())]);
        let similar = model.similar(film(3), usize::MAX);
        prop_assert_eq!(model.similar(film(3), limit), &similar[..limit.min(similar.len())]);
    }

    #[test]
    fn similar_films_are_those_of_the_naive_shrunk_cosine(views in any_views()) {
        let model = Model::build(&views, &options());
        let viewers = |film: FilmId| -> HashSet<ViewerNo> {
            views.iter().filter(|view| view.film == film).filter_map(|view| view.viewer).collect()
        };
        let films: HashSet<FilmId> = views.iter().map(|view| view.film).collect();
        for one in &films {
            let mut expected: Vec<(FilmId, f64)> = Vec::new();
            for other in films.iter().filter(|other| *other != one) {
                let both = viewers(*one).intersection(&viewers(*other)).count();
                let lengths = (viewers(*one).len() as f64).sqrt() * (viewers(*other).len() as f64).sqrt();
                if both > 0 {
                    expected.push((*other, both as f64 / (lengths + options().shrinkage)));
                }
            }
            let mut given = model.similar(*one, usize::MAX).to_vec();
            prop_assert!(given.is_sorted_by(|a, b| a.1 > b.1 || (a.1 == b.1 && a.0 < b.0)));
            given.sort_by_key(|given| given.0);
            expected.sort_by_key(|expected| expected.0);
            prop_assert_eq!(given.len(), expected.len());
            for (given, expected) in given.iter().zip(&expected) {
                prop_assert_eq!(given.0, expected.0);
                prop_assert!((f64::from(given.1) - expected.1).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn the_same_views_make_the_same_model() {
    let views =
        Months { seed: 11, viewers: 200, films: 150, length: 9.0, sequels: 0.2, taste: 0.8, fresh: 1.0 }.views();
    let answers = || {
        let model = Model::build(&views, &ModelOptions::default());
        let of = |id: u64| model.recommend(&[film(id), film(id + 1)], 20, &|_| true);
        (1..50).map(of).collect::<Vec<_>>()
    };
    assert_eq!(answers(), answers());
}

#[test]
fn a_model_of_no_views_knows_no_film() {
    let model = Model::build(&[], &ModelOptions::default());
    assert_eq!(model.recommend(&[film(1)], 10, &|_| true), []);
    assert_eq!(model.similar(film(1), 10), []);
}

#[test]
fn an_empty_history_gives_what_most_people_watch() {
    let views: Vec<Interaction> = (0..30_u32)
        .flat_map(|viewer| (1..=u64::from(viewer % 5) + 1).map(move |id| (viewer, id)))
        .map(|(viewer, id)| Interaction { viewer: Some(ViewerNo(viewer)), film: film(id), at: Moment(7) })
        .collect();
    let model = Model::build(&views, &ModelOptions::default());
    let films: Vec<u64> = model.recommend(&[], 10, &|_| true).iter().map(|given| given.0.get()).collect();
    assert_eq!(films, [1, 2, 3, 4, 5]);
}

#[test]
fn a_newcomer_is_offered_what_is_popular_also_where_fitted_weights_count_popularity_against_a_film() {
    let views =
        Months { seed: 13, viewers: 600, films: 200, length: 20.0, sequels: 0.0, taste: 1.2, fresh: 0.0 }.views();
    let model = Model::build(&views, &ModelOptions::default());
    let count = |film: FilmId| views.iter().filter(|view| view.film == film).count();
    let mut counts: Vec<usize> = (1..=200).map(|id| count(film(id))).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    // An unknown film in the history says nothing either.
    for history in [&[][..], &[film(9_999)]] {
        let offered = model.recommend(history, 10, &|_| true);
        assert!(offered.iter().all(|offered| count(offered.0) >= counts[30]), "{offered:?}");
    }
}

#[test]
fn views_of_nobody_count_for_popularity_alone() {
    let view =
        |viewer: Option<u32>, id: u64| Interaction { viewer: viewer.map(ViewerNo), film: film(id), at: Moment(0) };
    let mut views = vec![view(Some(1), 1), view(Some(1), 2), view(Some(2), 1), view(Some(2), 2), view(None, 3)];
    views.extend(vec![view(None, 4); 50]);
    let model = Model::build(&views, &ModelOptions::default());
    assert_eq!(model.similar(film(4), 10), []);
    assert_eq!(model.recommend(&[], 1, &|_| true)[0].0, film(4));
}

#[test]
fn sizes_set_low_still_make_a_model_that_knows_every_film() {
    let views =
        Months { seed: 12, viewers: 100, films: 120, length: 9.0, sequels: 0.0, taste: 0.8, fresh: 0.0 }.views();
    let few = ModelOptions {
        dense_films: 10,
        fitting_films: 5,
        fitting_viewers: 3,
        most_figures: 1,
        ..ModelOptions::default()
    };
    let model = Model::build(&views, &few);
    let known: HashSet<FilmId> = views.iter().map(|view| view.film).collect();
    assert_eq!(model.recommend(&[], usize::MAX, &|_| true).len(), known.len());
    // A row is never cut below 24 films.
    assert!(known.iter().all(|film| model.similar(*film, usize::MAX).len() <= 24));
    assert!(known.iter().any(|film| model.similar(*film, usize::MAX).len() == 24));
}
