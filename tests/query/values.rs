//! Questions are values: what means the same is the same.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::sync::Arc;

use afisha::clock::Clock;
use afisha::http::films_api::FilmsApi;
use afisha::http::films_api::params::{FilmParams, ListParams, Query, RecommendedParams, SimilarParams};
use afisha::http::films_api::resolve;
use afisha::query::live::Live;
use afisha::query::question::{
    FilmQuestion, Inquiry, ListQuestion, RecommendQuestion, SimilarQuestion, UpnextQuestion,
};
use afisha::query::snapshot::SnapshotBuilder;
use afisha::refresh::Served;
use proptest::prelude::*;

use super::generate;
use crate::support::app::Options;
use crate::support::catalogue::{NOW, id};
use crate::support::dice::Dice;

fn state() -> Arc<FilmsApi> {
    let options = Options::default();
    let snapshot = SnapshotBuilder::new(options.setup()).build(1, NOW).unwrap();
    options.doors(Clock::fixed(NOW), Arc::new(Live::new(Served::new(snapshot, NOW)))).1.films_api.unwrap()
}

fn list(state: &FilmsApi, said: &str) -> Inquiry<ListQuestion> {
    let viewpoint = generate::usual_viewpoint(&Options::default().setup());
    resolve::list(state, viewpoint, ListParams::read(&Query::parse(said)).unwrap())
}

fn hash(value: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

/// What a request for a list says, by parameter, without a word on how it is spelled.
#[derive(Clone, Debug, Default)]
struct Request {
    /// `tag`, `tag_any`, `tag_exclude`.
    tags: [Vec<String>; 3],
    ids: Vec<u64>,
    exclude: Vec<u64>,
    years: Option<(i64, i64)>,
    sort: Vec<String>,
    phrase: Option<&'static str>,
}

const TAG_PARAMETERS: [&str; 3] = ["tag", "tag_any", "tag_exclude"];

impl Request {
    fn by_chance(dice: &mut Dice) -> Self {
        let mut request = Self::default();
        for names in &mut request.tags {
            *names =
                (0..dice.below(4)).map(|_| (*dice.pick(&["comedy", "usa", "drama", "age_6"])).to_owned()).collect();
        }
        request.ids = (0..dice.below(5)).map(|_| 1 + dice.below(9) as u64).collect();
        request.exclude = (0..dice.below(5)).map(|_| 1 + dice.below(9) as u64).collect();
        request.years = dice.once_in(2).then(|| (1990 + dice.below(4) as i64, 1990 + dice.below(4) as i64));
        let keys = ["year-a", "title-d", "popularity-d", "published-a", "rating-imdb-d"];
        let first = dice.below(keys.len());
        request.sort = keys.iter().cycle().skip(first).take(dice.below(3)).map(|key| (*key).to_owned()).collect();
        request.phrase = dice.once_in(3).then_some("матрица");
        request
    }

    /// Spells it in one of many ways.
    fn spelled(&self, dice: &mut Dice) -> String {
        let mut pairs = vec![];
        for (parameter, names) in TAG_PARAMETERS.iter().zip(&self.tags).filter(|(_, names)| !names.is_empty()) {
            let names = any_order(names, dice).into_iter();
            let names: Vec<String> =
                names.map(|name| if dice.once_in(2) { name.to_uppercase() } else { name }).collect();
            pairs.push(format!("{parameter}={}", names.join(*dice.pick(&[",", "+,", ",,+", "%2C"]))));
        }
        if self.tags[2].is_empty() && dice.once_in(2) {
            pairs.push("tag_exclude=trailer".to_owned());
        }
        if !self.ids.is_empty() {
            pairs.push(format!("ids={}", any_order(&self.ids, dice).join(",")));
        }
        let excluded = any_order(&self.exclude, dice);
        let (one, other) = excluded.split_at(dice.below(excluded.len() + 1));
        pairs.push(format!("exclude_film[]={}", one.join(",")));
        pairs.extend(other.iter().map(|id| format!("exclude_film={id}")));
        if let Some((from, to)) = self.years {
            pairs.extend(match dice.once_in(2) && from == to {
                true => vec![format!("year={from}")],
                false => vec![format!("from_year={from}"), format!("to_year={to}")],
            });
        }
        pairs.extend(self.spelled_sort(dice).map(|keys| format!("sort={keys}")));
        pairs.extend(self.phrase.map(|phrase| format!("q={phrase}")));
        let defaults = ["p=1", "max=24", "age_filter=150", "begin=", "api-version=1", "from_year=", "unknown=1"];
        pairs.extend(defaults.iter().filter(|_| dice.once_in(2)).map(|pair| (*pair).to_owned()).collect::<Vec<_>>());
        // A bound that is empty or given before does not count: the last one does, so that order matters there.
        let (empty, said): (Vec<String>, Vec<String>) = pairs.into_iter().partition(|pair| pair.ends_with('='));
        empty.into_iter().chain(any_order_once(said, dice)).collect::<Vec<_>>().join("&")
    }

    /// Repeats some keys, in either direction, as far as there is room.
    fn spelled_sort(&self, dice: &mut Dice) -> Option<String> {
        let mut keys = self.sort.clone();
        let Some(first) = keys.first().cloned() else {
            return (self.phrase.is_none() && dice.once_in(2)).then(|| "published-d".to_owned());
        };
        let (field, _) = first.rsplit_once('-').unwrap();
        while keys.len() < 3 && dice.once_in(2) {
            keys.push(format!("{field}-{}", dice.pick(&["a", "d"])));
        }
        Some(keys.join(","))
    }
}

/// Puts values into any order, some of them twice.
fn any_order<T: ToString>(values: &[T], dice: &mut Dice) -> Vec<String> {
    let mut values: Vec<String> = values.iter().map(ToString::to_string).collect();
    for at in 0..values.len() {
        if dice.once_in(3) {
            values.push(values[at].clone());
        }
    }
    any_order_once(values, dice)
}

fn any_order_once(mut values: Vec<String>, dice: &mut Dice) -> Vec<String> {
    for at in (1..values.len()).rev() {
        values.swap(at, dice.below(at + 1));
    }
    values
}

proptest! {
    #[test]
    fn requests_that_mean_the_same_are_the_same_question(seed in any::<u64>()) {
        let (state, mut dice) = (state(), Dice::new(seed));
        for _ in 0..8 {
            let request = Request::by_chance(&mut dice);
            let (one, other) = (request.spelled(&mut dice), request.spelled(&mut dice));
            let (first, second) = (list(&state, &one), list(&state, &other));
            prop_assert_eq!(&first, &second, "{} and {}", one, other);
            prop_assert_eq!(hash(&first), hash(&second));
        }
    }
}

#[test]
fn conditions_that_say_the_same_in_other_words_are_the_same_question() {
    let state = state();
    for (one, other) in [
        ("tag=comedy&tag_any=comedy,usa", "tag=comedy"),
        ("tag_any=comedy", "tag=comedy"),
        ("tag=usa&tag_any=comedy,comedy", "tag=comedy,usa"),
        ("ids=1,2,3&exclude_film=2,9", "ids=3,1"),
        ("from_year=0&to_year=99999", "to_year=9999"),
        ("from_year=2001&to_year=2000", "from_year=10000"),
        ("year=2000&from_year=1990", "from_year=2000&to_year=2000"),
        ("sort=year-d,title-a,year-a", "sort=year-d,title-a"),
        ("sort=random&seed=1", "sort=random-d&seed=1"),
        ("sort=random,random-a&seed=1", "sort=random&seed=1"),
        ("end=9999-12-31&tag_exclude=TRAILER", "end=9999-12-31"),
    ] {
        assert_eq!(list(&state, one), list(&state, other), "{one} and {other}");
    }
}

#[test]
fn requests_that_mean_something_else_are_other_questions() {
    let state = state();
    let said = [
        "",
        "p=2",
        "max=23",
        "sort=published-a",
        "sort=random&seed=1",
        "sort=random&seed=2",
        "sort=year-d,title-a",
        "sort=title-a,year-d",
        "q=a",
        "q=a&sort=published-d",
        "tag=comedy",
        "tag=comedy&tag_exclude=,",
        "tag_any=comedy,usa",
        "tag_exclude=comedy",
        "ids=",
        "ids=1",
        "exclude_film=1",
        "begin=2012-05-01",
        "end=2012-05-01",
        "age_filter=149",
        "from_year=2000",
        "year=2000",
        "from_year=1",
    ];
    let questions: Vec<_> = said.iter().map(|said| list(&state, said)).collect();
    for (at, question) in questions.iter().enumerate() {
        // An empty value is as good as none.
        let same: Vec<_> = (0..said.len()).filter(|other| questions[*other] == *question).map(|at| said[at]).collect();
        assert!(same == [said[at]] || same == ["", "ids="], "{same:?}");
    }
    // The present second is not this moment, though it is today.
    let now = format!("published_before={}", NOW.0);
    assert_ne!(list(&state, ""), list(&state, &now));
    assert_eq!(list(&state, &now), list(&state, &now));
}

#[test]
fn a_question_says_nothing_of_the_present_moment() {
    let (state, said) = (state(), "tag=comedy&sort=year-d&begin=2012-05-01");
    let before = list(&state, said);
    state.clock.set(afisha::catalog::Moment(NOW.0 + 86_400));
    assert_eq!(list(&state, said), before);
}

#[test]
fn questions_about_one_film_are_values_too() {
    let viewpoint = generate::usual_viewpoint(&Options::default().setup());
    let query = |said| Query::parse(said);
    let similar = |said| resolve::similar(viewpoint, SimilarParams::read(&query(said)).unwrap());
    assert_eq!(similar("ids=3,1,3&limit=48&age_filter=150"), similar("ids=1,,3"));
    let film = |said| resolve::film(viewpoint, &FilmParams::read(&query(said)).unwrap(), id(1));
    assert_eq!(film("age_filter=150"), film("api-version=2"));
    assert_ne!(film("age_filter=12"), film(""));
    let recommended = |said| resolve::recommended(viewpoint, &RecommendedParams::read(&query(said)).unwrap());
    assert_eq!(recommended("limit=48"), recommended(""));
    let upnext = |said| {
        let params = FilmParams::read_upnext(&query(said)).unwrap();
        resolve::upnext(viewpoint, &params, id(1), afisha::catalog::Number(2))
    };
    assert_eq!(upnext("limit=1"), upnext(""));
    assert_eq!(hash(&upnext("limit=1")), hash(&upnext("")));
}

#[test]
fn every_question_can_be_the_key_of_its_answer() {
    fn is_key<T: Eq + Hash + Clone + Send + Sync + 'static>() {}
    is_key::<Inquiry<ListQuestion>>();
    is_key::<Inquiry<SimilarQuestion>>();
    is_key::<Inquiry<RecommendQuestion>>();
    is_key::<Inquiry<FilmQuestion>>();
    is_key::<Inquiry<UpnextQuestion>>();
}
