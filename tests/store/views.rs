//! What people watch.

use std::collections::BTreeMap;
use std::thread;

use afisha::catalog::Moment;
use afisha::store::{PastView, Store, StoreError};
use afisha::viewers::{ClearToken, ViewEvent, ViewerId, ViewerName};

use crate::store::values::film_id;
use crate::support::database::on_both_databases;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Makes a viewer.
fn viewer(store: &Store, name: &str) -> ViewerId {
    let token = ClearToken::random();
    store.issue_token(&ViewerName::new(name).unwrap(), token.hash(), Moment(0), Moment(9)).unwrap();
    store.tokens().unwrap().viewer(&token, Moment(0)).unwrap()
}

fn viewed(viewer: ViewerId, film: u64, at: i64) -> ViewEvent {
    ViewEvent { viewer, film: film_id(film), at: Moment(at) }
}

fn past(viewer: &str, film: u64, at: i64) -> PastView {
    PastView { viewer: ViewerName::new(viewer), film: film_id(film), at: Moment(at) }
}

fn import(store: &Store, views: &[PastView]) -> usize {
    store.import_views(Moment(5), |import| import.add(views)).unwrap()
}

fn all(store: &Store) -> Vec<(u64, i64)> {
    let mut views = Vec::new();
    store.views(&mut |view| views.push((view.film.get(), view.at.0))).unwrap();
    views.sort_unstable();
    views
}

fn of(store: &Store, viewer: ViewerId) -> Vec<(u64, i64)> {
    store.views_of(viewer).unwrap().into_iter().map(|view| (view.film.get(), view.at.0)).collect()
}

fn counts(store: &Store, since: i64, until: i64) -> BTreeMap<u64, u64> {
    let counts = store.view_counts(Moment(since), Moment(until)).unwrap();
    counts.into_iter().map(|(film, views)| (film.get(), views)).collect()
}

on_both_databases! {
    fn views_of_a_film_within_half_an_hour_are_one(database) {
        let store = database.store();
        let (anna, boris) = (viewer(&store, "Анна"), viewer(&store, "Борис"));
        let views = [viewed(anna, 7, 5_000), viewed(anna, 7, 5_000), viewed(anna, 7, 5_001), viewed(boris, 7, 5_001)];
        assert_eq!(store.record_views(&views).unwrap(), 2);
        assert_eq!(store.record_views(&views).unwrap(), 0);
        assert_eq!(store.record_views(&[]).unwrap(), 0);
        let near = [3_201, 4_999, 6_799].map(|at| viewed(anna, 7, at));
        assert_eq!(store.record_views(&near).unwrap(), 0, "before and after the one on record");
        assert_eq!(store.record_views(&[viewed(anna, 8, 5_002)]).unwrap(), 1, "of another film");
        let apart = [3_200, 6_800].map(|at| viewed(anna, 7, at));
        assert_eq!(store.record_views(&apart).unwrap(), 2);
        assert_eq!(of(&store, anna), [(7, 3_200), (7, 5_000), (7, 6_800), (8, 5_002)]);
        assert_eq!(of(&store, boris), [(7, 5_001)]);
    }

    fn of_many_views_in_a_row_one_each_half_hour_is_on_record(database) {
        let store = database.store();
        let anna = viewer(&store, "Анна");
        // Every second for two hours, the latest first.
        let views: Vec<ViewEvent> = (0..7_200).rev().map(|at| viewed(anna, 7, at)).collect();
        assert_eq!(store.record_views(&views).unwrap(), 4);
        assert_eq!(of(&store, anna), [(7, 0), (7, 1_800), (7, 3_600), (7, 5_400)]);
        assert_eq!(store.record_views(&views).unwrap(), 0);
    }

    /// Nodes on one database: what the one writes the other finds, even where both write at once.
    fn a_view_is_one_whichever_node_writes_it(database) {
        let (one, other) = (database.store(), database.store());
        let anna = viewer(&one, "Анна");
        assert_eq!(one.record_views(&[viewed(anna, 7, 100)]).unwrap(), 1);
        assert_eq!(other.record_views(&[viewed(anna, 7, 101), viewed(anna, 8, 101)]).unwrap(), 1);
        let new: usize = thread::scope(|scope| {
            let nodes: Vec<_> = (0..4).map(|node| {
                let store = database.store();
                scope.spawn(move || {
                    let batch = |n: u64| (0..50).map(|film| viewed(anna, 1_000 * n + film, 200 + node)).collect::<Vec<_>>();
                    (1..=10).map(|n| store.record_views(&batch(n)).unwrap()).sum::<usize>()
                })
            }).collect();
            nodes.into_iter().map(|node| node.join().unwrap()).sum()
        });
        assert_eq!(new, 500);
        assert_eq!(of(&one, anna).len(), 502);
    }

    fn an_import_merges_views_within_half_an_hour_as_the_server_does(database) {
        let store = database.store();
        let anna = viewer(&store, "Анна");
        store.record_views(&[viewed(anna, 7, 5_000)]).unwrap();
        let views = [5_060, 9_000, 9_060, 8_940, 12_000].map(|at| past("Анна", 7, at));
        assert_eq!(import(&store, &views), 2);
        assert_eq!(of(&store, anna), [(7, 5_000), (7, 8_940), (7, 12_000)]);
        let anonymous = [100, 100, 101].map(|at| past("", 7, at));
        assert_eq!(import(&store, &anonymous), 2, "whose views they are nobody knows: they are not merged");
        assert_eq!((import(&store, &views), import(&store, &anonymous)), (0, 0));
    }

    fn a_viewer_counts_for_a_film_once_a_day(database) {
        let store = database.store();
        // Every half hour of three days, and once on the fourth; another viewer twice on the first.
        let often = (0..3 * 48).map(|n| past("Анна", 7, n * 1_800)).chain([past("Анна", 7, 3 * DAY)]);
        let views: Vec<_> = often.chain([past("Борис", 7, 10), past("Борис", 7, 40_000), past("Анна", 8, 50)]).collect();
        assert_eq!(import(&store, &views), views.len());
        assert_eq!(counts(&store, -1, 4 * DAY), BTreeMap::from([(7, 5), (8, 1)]));
        assert_eq!(counts(&store, -1, DAY - 1), BTreeMap::from([(7, 2), (8, 1)]));
        assert_eq!(counts(&store, DAY / 2, 2 * DAY), BTreeMap::from([(7, 3), (8, 0)]), "days are whole days of UTC");
        import(&store, &(0..5).map(|at| past("", 7, at)).collect::<Vec<_>>());
        assert_eq!(counts(&store, -1, 4 * DAY)[&7], 10, "each without a viewer counts");
    }

    fn an_import_makes_the_viewers_it_names_and_may_come_twice(database) {
        let store = database.store();
        let anna = viewer(&store, "Анна");
        store.record_views(&[viewed(anna, 7, 1)]).unwrap();
        let views = [past("Анна", 7, 1), past("Анна", 8, 1), past("Вера", 8, 2), past("", 9, 3), past("", 9, 3)];
        assert_eq!(import(&store, &views), 3);
        assert_eq!(import(&store, &views), 0);
        assert_eq!(all(&store), [(7, 1), (8, 1), (8, 2)]);
        let mut anonymous = Vec::new();
        store.anonymous_views(&mut |film, at| anonymous.push((film.get(), at.0))).unwrap();
        assert_eq!(anonymous, [(9, 3)]);
        let listed = store.viewers().unwrap();
        let listed: Vec<_> = listed.iter().map(|v| (v.name.as_str(), v.views, v.tokens.len(), v.created.0)).collect();
        assert_eq!(listed, [("Анна", 2, 1, 0), ("Вера", 1, 0, 5)]);
    }

    fn an_import_that_fails_leaves_everything_as_it_was(database) {
        let store = database.store();
        let failed = store.import_views(Moment(5), |import| {
            import.add(&[past("Вера", 8, 2), past("", 9, 3)])?;
            Err::<(), _>(StoreError::EditGoesOn)
        });
        assert!(failed.is_err());
        assert_eq!(store.viewers().unwrap(), []);
        assert_eq!(counts(&store, 0, 9), BTreeMap::new());
        assert_eq!(store.viewer_generation().unwrap().views, 0);
    }

    fn views_of_films_are_counted_within_a_time(database) {
        let store = database.store();
        let views =
            [past("а", 1, 10), past("б", 1, 20), past("", 1, 15), past("", 2, 20), past("а", 3, 11), past("", 4, 21), past("а", 1, 99)];
        import(&store, &views);
        assert_eq!(counts(&store, 10, 20), BTreeMap::from([(1, 2), (2, 1), (3, 1), (4, 0)]));
    }

    fn more_views_than_fit_into_a_statement_are_written(database) {
        let store = database.store();
        let anna = viewer(&store, "Анна");
        let views: Vec<ViewEvent> = (0..12_000).map(|n| viewed(anna, 7, n * 1_800)).collect();
        assert_eq!(store.record_views(&views).unwrap(), views.len());
        assert_eq!(store.views_of(anna).unwrap(), views);
    }
}
