//! Viewers whom no operator named: their pairs of tokens, and forgetting them.

use std::time::{Duration, Instant};

use afisha::catalog::Moment;
use afisha::store::{AnonymousRecord, Forgotten, Renewal, Store, StoreError, ViewerGeneration};
use afisha::viewers::{ClearToken, Grant, KeptPair, Lifetimes, Pair, RefreshToken, ViewEvent, ViewerId, ViewerName};

use crate::store::values::film_id;
use crate::support::database::on_both_databases;

const NOW: Moment = Moment(1000);
const LIFETIMES: Lifetimes = Lifetimes { access: 100, refresh: 1000 };

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

/// Makes a viewer at the moment.
fn newcomer(store: &Store, viewer: u64, now: Moment) -> Pair {
    let pair = Pair::first();
    let kept = pair.kept(now, LIFETIMES);
    let made = store.issue(now, soon(), |issuing| issuing.newcomer(id(viewer), "box", &kept)).unwrap();
    assert!(made);
    pair
}

/// Uses a refresh token up at the moment, for the next pair.
fn renew(store: &Store, used: &RefreshToken, now: Moment) -> (Pair, Renewal) {
    let next = Pair::after(used);
    let kept: KeptPair = next.kept(now, LIFETIMES);
    let renewal = store.issue(now, soon(), |issuing| issuing.renew(used, "box", &kept)).unwrap();
    (next, renewal)
}

fn id(raw: u64) -> ViewerId {
    ViewerId::new(raw).unwrap()
}

/// Returns what the tokens are good for, in their order.
fn grants(store: &Store, tokens: &[&ClearToken]) -> Vec<Option<Grant>> {
    let hashes: Vec<_> = tokens.iter().map(|token| token.hash()).collect();
    let found = store.anonymous_grants(&hashes).unwrap();
    hashes.iter().map(|hash| found.iter().find(|(token, _)| token == hash).map(|(_, grant)| *grant)).collect()
}

fn grant(viewer: u64, expires: i64) -> Option<Grant> {
    Some(Grant { viewer: id(viewer), expires: Moment(expires) })
}

fn watch(store: &Store, viewer: u64, film: u64) {
    store.record_views(&[ViewEvent { viewer: id(viewer), film: film_id(film), at: NOW }]).unwrap();
}

fn names(store: &Store) -> Vec<String> {
    store.anonymous_viewers().unwrap().into_iter().map(|viewer| viewer.name.to_string()).collect()
}

on_both_databases! {
    fn a_refresh_token_is_used_once_and_two_access_tokens_hold(database) {
        let store = database.store();
        let first = newcomer(&store, 7, NOW);
        assert_eq!(grants(&store, &[&first.access, &ClearToken::short()]), [grant(7, 1100), None]);
        let (second, renewal) = renew(&store, &first.refresh, Moment(1050));
        assert_eq!(renewal, Renewal::Renewed(id(7)));
        let (third, renewal) = renew(&store, &second.refresh, Moment(1060));
        assert_eq!(renewal, Renewal::Renewed(id(7)));
        let all = [&first.access, &second.access, &third.access];
        assert_eq!(grants(&store, &all), [None, grant(7, 1150), grant(7, 1160)]);
        assert_eq!(store.count_anonymous().unwrap(), 1, "it costs no row more");
        assert_eq!(store.viewer_generation().unwrap(), ViewerGeneration::default(), "nobody has to read anew");
    }

    fn a_used_refresh_token_however_old_ends_the_tokens_of_its_viewer_alone(database) {
        let store = database.store();
        let (first, other) = (newcomer(&store, 7, NOW), newcomer(&store, 2048, NOW));
        let (second, _) = renew(&store, &first.refresh, NOW);
        let (third, _) = renew(&store, &second.refresh, NOW);
        watch(&store, 7, 301);
        let (_, renewal) = renew(&store, &first.refresh, Moment(9999));
        assert_eq!(renewal, Renewal::Ended(id(7)));
        assert_eq!(grants(&store, &[&second.access, &third.access, &other.access]), [None, None, grant(2048, 1100)]);
        for used in [&first, &second, &third] {
            assert_eq!(renew(&store, &used.refresh, NOW).1, Renewal::Refused, "there is nothing left to end");
        }
        assert_eq!(store.viewer_generation().unwrap(), ViewerGeneration { tokens: 1, views: 0 });
        assert_eq!(store.views_of(id(7)).unwrap().len(), 1, "what was watched stays until the viewer is forgotten");
        assert_eq!(renew(&store, &other.refresh, NOW).1, Renewal::Renewed(id(2048)));
    }

    fn an_expired_refresh_token_an_unknown_one_and_another_applications_bring_nothing(database) {
        let store = database.store();
        let pair = newcomer(&store, 7, NOW);
        assert_eq!(renew(&store, &RefreshToken::random(), NOW).1, Renewal::Refused);
        assert_eq!(renew(&store, &pair.refresh, Moment(2000)).1, Renewal::Refused);
        let next = Pair::after(&pair.refresh).kept(NOW, LIFETIMES);
        let another = store.issue(NOW, soon(), |issuing| issuing.renew(&pair.refresh, "phone", &next)).unwrap();
        assert_eq!(another, Renewal::Refused);
        assert_eq!(renew(&store, &pair.refresh, Moment(1999)).1, Renewal::Renewed(id(7)));
    }

    fn nothing_is_used_up_where_nobody_waits_any_more(database) {
        let store = database.store();
        let pair = newcomer(&store, 7, NOW);
        let next = Pair::after(&pair.refresh).kept(NOW, LIFETIMES);
        let late = store.issue(NOW, Instant::now(), |issuing| issuing.renew(&pair.refresh, "box", &next));
        assert!(matches!(late, Err(StoreError::Busy)), "{late:?}");
        assert_eq!(renew(&store, &pair.refresh, NOW).1, Renewal::Renewed(id(7)));
    }

    fn a_viewer_whose_number_another_has_is_not_made(database) {
        let store = database.store();
        newcomer(&store, 1024, NOW);
        for taken in [1024, 1025] {
            let kept = Pair::first().kept(NOW, LIFETIMES);
            let made = store.issue(NOW, soon(), |issuing| issuing.newcomer(id(taken), "box", &kept)).unwrap();
            assert!(!made, "{taken}");
        }
        assert_eq!(names(&store), ["anonymous-1"]);
    }

    fn two_uses_at_once_are_one_and_an_end(database) {
        let (one, other) = (database.store(), database.store());
        let pair = newcomer(&one, 7, NOW);
        let renewals = std::thread::scope(|scope| {
            let uses = [&one, &other].map(|store| scope.spawn(|| renew(store, &pair.refresh, NOW).1));
            uses.map(|used| used.join().unwrap())
        });
        let good = renewals.iter().filter(|renewal| **renewal == Renewal::Renewed(id(7))).count();
        let ended = renewals.iter().filter(|renewal| matches!(renewal, Renewal::Ended(_))).count();
        assert_eq!((good, ended), (1, 1), "{renewals:?}");
    }

    fn who_was_not_seen_for_long_is_forgotten_with_all_they_watched(database) {
        let store = database.store();
        let (gone, stays) = (newcomer(&store, 1024, NOW), newcomer(&store, 2048, NOW));
        watch(&store, 1024, 301);
        watch(&store, 2048, 301);
        store.issue_token(&ViewerName::new("Анна").unwrap(), ClearToken::random().hash(), Moment(0), NOW).unwrap();
        renew(&store, &stays.refresh, Moment(1500));
        assert_eq!(store.forget_unseen(NOW).unwrap(), 0);
        assert_eq!(store.viewer_generation().unwrap().views, 0);
        assert_eq!(store.forget_unseen(Moment(1001)).unwrap(), 1);
        assert_eq!(store.viewer_generation().unwrap().views, 1, "what was watched is to be read anew");
        assert_eq!(names(&store), ["anonymous-2"]);
        assert_eq!((store.views_of(id(1024)).unwrap().len(), store.views_of(id(2048)).unwrap().len()), (0, 1));
        assert_eq!(store.viewers().unwrap().len(), 1, "who was named stays");
        assert_eq!(renew(&store, &gone.refresh, NOW).1, Renewal::Refused);
    }

    fn room_is_made_of_those_who_watched_nothing_and_are_gone(database) {
        let store = database.store();
        for (viewer, since) in [(1024, 1000), (2048, 1001), (3072, 1050), (4096, 1000)] {
            newcomer(&store, viewer, Moment(since));
        }
        watch(&store, 1024, 301);
        let ended = newcomer(&store, 5120, Moment(1099));
        renew(&store, &ended.refresh, Moment(1099));
        renew(&store, &ended.refresh, Moment(1099));
        assert_eq!(store.make_room(Moment(1101)).unwrap(), 3);
        assert_eq!(names(&store), ["anonymous-1", "anonymous-3"]);
        assert_eq!(store.make_room(Moment(1101)).unwrap(), 0);
        assert_eq!(store.viewer_generation().unwrap().views, 0);
    }

    fn operators_see_end_and_forget_them(database) {
        let store = database.store();
        let pair = newcomer(&store, 1024, NOW);
        renew(&store, &pair.refresh, Moment(1050));
        watch(&store, 1024, 301);
        let name = ViewerName::anonymous(id(1024));
        let record = AnonymousRecord { name: name.clone(), created: NOW, seen: Moment(1050), views: 1 };
        assert_eq!(store.anonymous_viewers().unwrap(), [record]);
        assert_eq!(store.viewers().unwrap(), []);
        assert_eq!(store.revoke_all_tokens(&name, NOW).unwrap(), Some(2));
        assert_eq!(store.revoke_all_tokens(&name, NOW).unwrap(), Some(0));
        assert_eq!(grants(&store, &[&pair.access]), [None]);
        newcomer(&store, 2048, NOW);
        let other = ViewerName::anonymous(id(2048));
        assert_eq!(store.forget_viewer(&other).unwrap(), Some(Forgotten { tokens: 2, views: 0 }));
        assert_eq!(store.forget_viewer(&name).unwrap(), Some(Forgotten { tokens: 0, views: 1 }));
        assert_eq!((names(&store), store.count_anonymous().unwrap()), (vec![], 0));
    }
}
