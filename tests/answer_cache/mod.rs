//! Which answers are kept, for how long, and who makes them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::future::pending;
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::rt::{System, spawn};
use afisha::answer_cache::{AnswerBody, AnswerCache, AnswerForm, AnswerKey, CommonQuestion, FinishedAnswer};
use afisha::catalog::{AccessSetId, FilmId, Moment};
use afisha::document::{Encoding, SharedDocument};
use afisha::query::question::{
    AsOf, Device, FilmQuestion, Filter, Inquiry, ListQuestion, Selection, SimilarQuestion, SortBy, ViewerAge, Viewpoint,
};
use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::support::catalogue::{NOW, id};

const ANYWHERE: Viewpoint = Viewpoint { as_of: AsOf::Now, device: Device::Any, groups: AccessSetId::NOBODY };
const MEGABYTE: u64 = 1024 * 1024;

fn film(raw: u64) -> CommonQuestion {
    CommonQuestion::Film(Inquiry { viewpoint: ANYWHERE, question: FilmQuestion { id: id(raw), age: None } })
}

fn key(question: CommonQuestion) -> AnswerKey {
    AnswerKey { snapshot: 1, question, form: AnswerForm::Whole }
}

fn cache(megabytes: u32) -> AnswerCache {
    AnswerCache::of_megabytes(megabytes).unwrap()
}

fn answer(bytes: impl Into<Bytes>, until: Moment) -> FinishedAnswer {
    FinishedAnswer { body: AnswerBody::whole(SharedDocument::new(bytes)), until }
}

fn at(seconds: i64) -> Moment {
    Moment(NOW.0 + seconds)
}

/// Asks at the moment; what is made is this text, good until the moment.
fn ask(cache: &AnswerCache, key: &AnswerKey, now: Moment, (text, until): (&str, Moment)) -> String {
    let make = async || Ok::<_, ()>(Some(answer(text.to_owned(), until)));
    let document = System::new().block_on(cache.answer(key, now, make)).unwrap().unwrap().into_document();
    String::from_utf8(document.bytes().to_vec()).unwrap()
}

/// Tells whether an answer is kept.
fn has(cache: &AnswerCache, key: &AnswerKey) -> bool {
    let make = async || Err::<Option<FinishedAnswer>, ()>(());
    System::new().block_on(cache.answer(key, NOW, make)).is_ok()
}

/// Asks, and makes so many bytes.
fn fill(cache: &AnswerCache, key: &AnswerKey, bytes: usize) {
    let make = async || Ok::<_, ()>(Some(answer(vec![b'x'; bytes], Moment::MAX)));
    System::new().block_on(cache.answer(key, NOW, make)).unwrap().unwrap();
}

fn counts(cache: &AnswerCache) -> (u64, u64, usize) {
    let readings = cache.readings();
    (readings.hits, readings.misses, readings.entries)
}

#[test]
fn an_answer_is_given_from_the_moment_it_was_made_until_its_end() {
    let (cache, key) = (cache(1), key(film(1)));
    let asked = [(0, "a", 10), (0, "b", 10), (9, "c", 10), (10, "d", 20), (19, "e", 20), (9, "f", 10), (9, "g", 10)];
    let given = asked.map(|(now, text, until)| ask(&cache, &key, at(now), (text, at(until))));
    assert_eq!(given, ["a", "a", "a", "d", "d", "f", "f"]);
    assert_eq!(counts(&cache), (4, 3, 1));
}

#[test]
fn only_the_newest_snapshot_is_answered_from_what_is_kept() {
    let (cache, question) = (cache(1), film(1));
    let ask =
        |snapshot, text: &str| ask(&cache, &AnswerKey { snapshot, ..key(question.clone()) }, NOW, (text, Moment::MAX));
    assert_eq!([ask(1, "a"), ask(1, "b")], ["a", "a"]);
    fill(&cache, &key(film(2)), 9);
    assert_eq!(counts(&cache).2, 2);
    assert_eq!([ask(2, "c"), ask(2, "d")], ["c", "c"]);
    assert_eq!(counts(&cache).2, 1, "answers of the older snapshot are gone");
    assert_eq!(
        [ask(1, "e"), ask(1, "f"), ask(2, "g")],
        ["e", "f", "c"],
        "requests that began before go on to their end"
    );
    assert_eq!(counts(&cache).2, 1);
}

#[test]
fn an_answer_is_given_to_nobody_who_looks_from_elsewhere() {
    let cache = cache(1);
    let list = |filter, page: u32| {
        let place = (NonZeroU32::new(page).unwrap(), NonZeroU32::MIN);
        let question = ListQuestion::new(filter, Selection::All(SortBy::NEWEST.into()), place);
        CommonQuestion::List(Inquiry { viewpoint: ANYWHERE, question })
    };
    let seen = |viewpoint| CommonQuestion::Film(Inquiry { viewpoint, question: FilmQuestion { id: id(1), age: None } });
    let aged = |years| {
        let question = FilmQuestion { id: id(1), age: ViewerAge::new(years) };
        CommonQuestion::Film(Inquiry { viewpoint: ANYWHERE, question })
    };
    let similar = SimilarQuestion { ids: [id(1)].into(), age: None, limit: NonZeroU32::MIN };
    let questions = [
        film(1),
        film(2),
        seen(Viewpoint { as_of: AsOf::At(NOW), ..ANYWHERE }),
        aged(6),
        aged(7),
        CommonQuestion::Similar(Inquiry { viewpoint: ANYWHERE, question: similar }),
        list(Filter::default(), 1),
        list(Filter::default(), 2),
        list(Filter { exclude: [id(1)].into(), ..Filter::default() }, 1),
    ];
    for round in 0..2 {
        for (number, question) in questions.iter().enumerate() {
            let text = format!("{number} in round {round}");
            let given = ask(&cache, &key(question.clone()), NOW, (&text, Moment::MAX));
            assert_eq!(given, format!("{number} in round 0"));
        }
    }
}

#[test]
fn what_is_missing_or_failed_is_not_kept() {
    let (cache, key) = (cache(1), key(film(1)));
    let system = System::new();
    for _ in 0..2 {
        let none = system.block_on(cache.answer(&key, NOW, async || Ok::<_, ()>(None)));
        assert!(none.unwrap().is_none());
        let failed = system.block_on(cache.answer(&key, NOW, async || Err("busy")));
        assert_eq!(failed.unwrap_err(), "busy");
    }
    assert_eq!(counts(&cache), (0, 4, 0));
}

/// Has so many tasks ask at once, the first of which makes what all get once the gate lets it.
fn ask_at_once(
    askers: u32,
    first: impl AsyncFn(&Semaphore) -> Result<Option<FinishedAnswer>, &'static str> + 'static,
) -> Vec<Result<Bytes, &'static str>> {
    System::new().block_on(async move {
        let (cache, key) = (Rc::new(cache(1)), key(film(1)));
        let (begun, gate) = (Rc::new(Semaphore::new(0)), Rc::new(Semaphore::new(0)));
        let (made, first) = (Rc::new(Cell::new(0)), Rc::new(first));
        let ask = |_| {
            let (cache, key, first) = (Rc::clone(&cache), key.clone(), Rc::clone(&first));
            let (begun, gate, made) = (Rc::clone(&begun), Rc::clone(&gate), Rc::clone(&made));
            spawn(async move {
                begun.add_permits(1);
                let make = async || {
                    made.set(made.get() + 1);
                    if made.get() == 1 { first(&gate).await } else { Ok(Some(answer("by another", Moment::MAX))) }
                };
                let document = cache.answer(&key, NOW, make).await?;
                document.map(|answer| answer.into_document().bytes().clone()).ok_or("missing")
            })
        };
        let asked: Vec<_> = (0..askers).map(ask).collect();
        // Each of them waits by now: from here on the first one may go on.
        drop(begun.acquire_many(askers).await.unwrap());
        gate.add_permits(1);
        let mut answers = Vec::new();
        for asked in asked {
            answers.push(asked.await.unwrap());
        }
        answers
    })
}

async fn pass(gate: &Semaphore) {
    drop(gate.acquire().await.unwrap());
}

#[test]
fn one_makes_what_many_wait_for() {
    let answers = ask_at_once(9, async |gate| {
        pass(gate).await;
        Ok(Some(answer("by the first", Moment::MAX)))
    });
    assert_eq!(answers, vec![Ok(Bytes::from("by the first")); 9]);
    let larger_than_a_part = vec![b'x'; 100_000];
    let large = larger_than_a_part.clone();
    let answers = ask_at_once(9, async move |gate| {
        pass(gate).await;
        Ok(Some(answer(large.clone(), Moment::MAX)))
    });
    assert_eq!(
        answers,
        vec![Ok(Bytes::from(larger_than_a_part)); 9],
        "those who wait get what is too large to be kept"
    );
}

#[test]
fn nobody_fails_because_another_did() {
    let answers = ask_at_once(4, async |gate| {
        pass(gate).await;
        Err("busy")
    });
    let others = vec![Ok(Bytes::from("by another")); 3];
    assert_eq!(answers, [vec![Err("busy")], others.clone()].concat());
    let answers = ask_at_once(4, async |gate| {
        pass(gate).await;
        Ok(None)
    });
    assert_eq!(answers, [vec![Err("missing")], others].concat());
}

#[test]
fn who_goes_away_leaves_the_work_to_the_next() {
    System::new().block_on(async {
        let (cache, key) = (Rc::new(cache(1)), key(film(1)));
        let begun = Rc::new(Semaphore::new(0));
        let ask = |makes: bool| {
            let (cache, key, begun) = (Rc::clone(&cache), key.clone(), Rc::clone(&begun));
            spawn(async move {
                begun.add_permits(1);
                let make =
                    async || if makes { Ok::<_, ()>(Some(answer("made", Moment::MAX))) } else { pending().await };
                cache.answer(&key, NOW, make).await.unwrap().unwrap().into_document().bytes().clone()
            })
        };
        let [first, second, third, fourth] = [ask(false), ask(true), ask(false), ask(false)];
        drop(begun.acquire_many(4).await.unwrap());
        // Whoever came last makes it next.
        for gone in [first, fourth, third] {
            gone.abort();
            assert!(gone.await.unwrap_err().is_cancelled());
        }
        assert_eq!(second.await.unwrap(), Bytes::from("made"));
        assert_eq!(cache.readings().entries, 1);
    });
}

#[test]
fn questions_asked_once_do_not_drive_out_those_asked_again() {
    let cache = cache(4);
    let asked_again: Vec<AnswerKey> = (1..=40).map(|raw| key(film(raw))).collect();
    for _ in 0..2 {
        asked_again.iter().for_each(|key| fill(&cache, key, 8_000));
    }
    for raw in 1_000..4_000 {
        fill(&cache, &key(film(raw)), 8_000);
    }
    assert_eq!(asked_again.iter().filter(|key| !has(&cache, key)).count(), 0);
    assert!(cache.readings().entries < 200, "most of the others are gone");
}

#[test]
fn what_is_asked_again_is_kept_after_others_were() {
    let cache = cache(4);
    for raw in 1..=500 {
        fill(&cache, &key(film(raw)), 8_000);
    }
    let new: Vec<AnswerKey> = (1_001..=1_040).map(|raw| key(film(raw))).collect();
    for _ in 0..4 {
        new.iter().for_each(|key| fill(&cache, key, 8_000));
    }
    assert!(new.iter().filter(|key| has(&cache, key)).count() >= 36, "a full cache takes in what is asked now");
}

#[test]
fn all_that_is_kept_stays_within_the_bound() {
    let cache = cache(1);
    for raw in 1..=3_000_u64 {
        let bytes = usize::try_from(raw * 7_919 % 30_000).unwrap();
        for _ in 0..=raw % 3 {
            fill(&cache, &key(film(raw)), bytes);
        }
        let readings = cache.readings();
        assert!(readings.bytes <= readings.max_bytes, "{readings:?}");
        assert_eq!(readings.max_bytes, MEGABYTE);
    }
    assert!(cache.readings().bytes > MEGABYTE / 2, "it is used");
}

#[test]
fn what_could_take_more_than_a_sixteenth_is_not_kept() {
    let cache = cache(16);
    fill(&cache, &key(film(1)), 400_000);
    fill(&cache, &key(film(2)), 280_000);
    assert_eq!([1, 2].map(|raw| has(&cache, &key(film(raw)))), [false, true]);
}

#[test]
fn keys_and_compressed_forms_are_weighed_before_they_come() {
    let cache = cache(16);
    let weight = |question: CommonQuestion, bytes: usize| {
        let before = cache.readings().bytes;
        fill(&cache, &key(question), bytes);
        usize::try_from(cache.readings().bytes - before).unwrap()
    };
    assert!(weight(film(1), 10_000) > 30_000);
    let list = |filter| {
        let question =
            ListQuestion::new(filter, Selection::All(SortBy::NEWEST.into()), (NonZeroU32::MIN, NonZeroU32::MIN));
        CommonQuestion::List(Inquiry { viewpoint: ANYWHERE, question })
    };
    let ids: BTreeSet<FilmId> = (1..=1_000).map(id).collect();
    assert!(weight(list(Filter { only: Some(ids), ..Filter::default() }), 0) > 8_000);
    let names = (0..100).map(|number| format!("{number:0>100}")).collect();
    assert!(weight(list(Filter { tags_any: names, ..Filter::default() }), 0) > 10_000 + 2_400);
}

#[test]
fn a_hit_is_the_same_bytes_and_forms() {
    let (cache, key) = (Arc::new(cache(1)), key(film(1)));
    let system = System::new();
    let ask = || system.block_on(cache.answer(&key, NOW, async || Ok::<_, ()>(Some(answer("x", Moment::MAX)))));
    let [first, second] = [ask(), ask()].map(|answer| answer.unwrap().unwrap().into_document());
    assert!(Arc::ptr_eq(&first, &second));
    first.encoded(Encoding::Gzip).set(Bytes::from("form")).unwrap();
    assert_eq!(
        second.encoded(Encoding::Gzip).get().unwrap().as_ptr(),
        first.encoded(Encoding::Gzip).get().unwrap().as_ptr()
    );
}

#[test]
fn of_nothing_there_is_no_cache() {
    assert!(AnswerCache::of_megabytes(0).is_none());
    assert_eq!(cache(1).readings().max_bytes, MEGABYTE);
    assert_eq!(cache(65_536).readings().max_bytes, 65_536 * MEGABYTE);
}
