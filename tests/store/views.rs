//! What people watch.

use std::collections::BTreeMap;

use afisha::catalog::Moment;
use afisha::store::{PastView, Store, StoreError};
use afisha::viewers::{ClearToken, Viewed, ViewerId, ViewerName};

use crate::store::values::film_id;
use crate::support::database::on_both_databases;

/// Makes a viewer.
fn viewer(store: &Store, name: &str) -> ViewerId {
    let token = ClearToken::random();
    store.issue_token(&ViewerName::new(name).unwrap(), token.hash(), Moment(0), Moment(9)).unwrap();
    store.tokens().unwrap().viewer(&token, Moment(0)).unwrap()
}

fn viewed(viewer: ViewerId, film: u64, at: i64) -> Viewed {
    Viewed { viewer, film: film_id(film), at: Moment(at) }
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

fn counts(store: &Store, since: i64, until: i64) -> BTreeMap<u64, u64> {
    let counts = store.view_counts(Moment(since), Moment(until)).unwrap();
    counts.into_iter().map(|(film, views)| (film.get(), views)).collect()
}

on_both_databases! {
    fn a_view_counts_once(database) {
        let store = database.store();
        let (anna, boris) = (viewer(&store, "Анна"), viewer(&store, "Борис"));
        let views = [viewed(anna, 7, 1), viewed(anna, 7, 1), viewed(anna, 7, 2), viewed(boris, 7, 1)];
        assert_eq!(store.record_views(&views).unwrap(), 3);
        assert_eq!(store.record_views(&views).unwrap(), 0);
        assert_eq!(store.record_views(&[]).unwrap(), 0);
        assert_eq!(store.views_of(anna).unwrap(), [viewed(anna, 7, 1), viewed(anna, 7, 2)]);
        assert_eq!(all(&store), [(7, 1), (7, 1), (7, 2)]);
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
        let views: Vec<Viewed> = (0..12_000).map(|at| viewed(anna, 7, at)).collect();
        assert_eq!(store.record_views(&views).unwrap(), views.len());
        assert_eq!(store.views_of(anna).unwrap(), views);
    }
}
