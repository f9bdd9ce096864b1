//! Until when answers stay true.

use std::fmt::Debug;
use std::sync::Arc;

use afisha::catalog::{Film, Moment};
use afisha::query::answer::Answer;
use afisha::query::question::{AsOf, Filter, Inquiry, ListQuestion, RecommendQuestion, Selection, SortBy};
use afisha::query::snapshot::{Setup, Snapshot, SnapshotBuilder};
use afisha::query::visible::Visible;
use proptest::prelude::*;
use proptest::sample::Index;

use super::generate;
use crate::support::app::Options;
use crate::support::catalogue::{NOW, playable};

const GENERATION: i64 = 7;

fn setup() -> Arc<Setup> {
    Options::default().setup()
}

fn snapshot(films: &[Film]) -> Snapshot {
    let mut builder = SnapshotBuilder::new(setup());
    builder.set_tags(generate::tags());
    films.iter().for_each(|film| builder.put(film));
    builder.build(GENERATION, NOW).unwrap()
}

/// Asks now, and twice more before the answer may change: some time later, and at the last moment.
fn assert_lasts<T: PartialEq + Debug>(now: Moment, later: Index, ask: impl Fn(Moment) -> Answer<'static, T>) {
    let first = ask(now);
    assert!(first.until() > now, "{:?} is not after {now:?}", first.until());
    // Nothing in these catalogues is further away.
    let seconds = usize::try_from(first.until().0.min(now.0 + 2_000) - now.0).unwrap();
    for seconds in [later.index(seconds), seconds - 1] {
        let at = Moment(now.0 + i64::try_from(seconds).unwrap());
        let again = ask(at);
        assert_eq!(again.content, first.content, "at {at:?}, asked at {now:?}, until {:?}", first.until());
        assert_eq!((first.generation(), again.generation()), (GENERATION, GENERATION));
    }
}

proptest! {
    #[test]
    fn an_answer_stays_true_until_the_moment_it_names(
        films in generate::films(),
        list in generate::list(&setup()),
        film in generate::film_question(&setup()),
        upnext in generate::upnext_question(&setup()),
        similar in generate::similar_question(&setup()),
        (now, later) in (prop_oneof![Just(NOW), generate::moment()], any::<Index>()),
    ) {
        // Answers may point into it for as long as the test runs.
        let snapshot: &'static Snapshot = Box::leak(Box::new(snapshot(&films)));
        let list = list.inquiry();
        let popular = RecommendQuestion { limit: 9.try_into().unwrap() };
        assert_lasts(now, later, |at| list.look_at(snapshot, at).list(&list.question));
        assert_lasts(now, later, |at| film.look_at(snapshot, at).film(&film.question));
        assert_lasts(now, later, |at| upnext.look_at(snapshot, at).upnext(&upnext.question));
        assert_lasts(now, later, |at| similar.look_at(snapshot, at).similar(&similar.question));
        assert_lasts(now, later, |at| film.look_at(snapshot, at).popular(&popular));
        assert_lasts(now, later, |at| film.look_at(snapshot, at).count());
        assert_lasts(now, later, |at| Visible::for_films_files(snapshot, at).films_files());
    }
}

/// Returns until when a list is true, and how many films it has now and then.
fn list_of(snapshot: &Snapshot, as_of: AsOf, updated_to: Option<AsOf>) -> (Moment, u64, u64) {
    let setup = setup();
    let mut viewpoint = generate::usual_viewpoint(&setup);
    viewpoint.as_of = as_of;
    let filter = Filter { updated_to, ..Filter::default() };
    let place = (1.try_into().unwrap(), 24.try_into().unwrap());
    let question = ListQuestion::new(filter, Selection::All(SortBy::NEWEST.into()), place);
    let inquiry = Inquiry { viewpoint, question };
    let count = |at| inquiry.look_at(snapshot, at).list(&inquiry.question).content.items.len() as u64;
    let until = inquiry.look_at(snapshot, NOW).list(&inquiry.question).until();
    (until, count(NOW), count(until.min(Moment(NOW.0 + 1_000_000))))
}

#[test]
fn an_answer_ends_when_something_scheduled_appears() {
    let (soon, later) = (Moment(NOW.0 + 100), Moment(NOW.0 + 200));
    let due = |n, published| Film { published: Some(published), ..playable(n, "Скоро") };
    let snapshot = snapshot(&[playable(1, "Уже"), due(2, later), due(3, soon)]);
    assert_eq!(list_of(&snapshot, AsOf::Now, None), (soon, 1, 2));
    // Nothing changes in what will be shown at another moment.
    assert_eq!(list_of(&snapshot, AsOf::At(later), None), (Moment::MAX, 3, 3));
    let moved = snapshot.at(soon);
    assert_eq!(
        Inquiry { viewpoint: generate::usual_viewpoint(&setup()), question: () }.look_at(&moved, soon).count().until(),
        later
    );
}

#[test]
fn a_bound_of_updates_that_moves_with_the_present_ends_an_answer_about_another_moment() {
    let soon = Moment(NOW.0 + 100);
    let snapshot = snapshot(&[playable(1, "Уже"), Film { updated: soon, ..playable(2, "Правится") }]);
    assert_eq!(list_of(&snapshot, AsOf::At(NOW), Some(AsOf::Now)), (soon, 1, 2));
    assert_eq!(list_of(&snapshot, AsOf::At(NOW), Some(AsOf::At(NOW))), (Moment::MAX, 1, 1));
}

#[test]
fn an_answer_of_a_snapshot_that_is_not_ready_is_true_for_its_second() {
    let soon = Moment(NOW.0 + 100);
    let snapshot = snapshot(&[Film { published: Some(soon), ..playable(1, "Скоро") }]);
    let inquiry = Inquiry { viewpoint: generate::usual_viewpoint(&setup()), question: () };
    let counted = inquiry.look_at(&snapshot, Moment(soon.0 + 50)).count();
    assert_eq!((counted.content.films, counted.until()), (1, Moment(soon.0 + 51)));
}
