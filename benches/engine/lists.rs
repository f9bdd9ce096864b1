//! What lists cost the engine, by class of questions, from a question to the rows and the count of its answer, over the
//! made-up catalogue: 100,000 films, or as many as `AFISHA_BENCH_FILMS` says.
//!
//! Printed for each class: the processor time of a question (median, mean, 99th percentile; each question is asked in
//! several rounds, and its median counts), and the mean relative to an anchor that the machine takes as well: a plain loop
//! that joins [`ANCHOR_SETS`] sets of a bit a film and counts.
//! Left out: reading the question, XML, HTTP. The seed is fixed.

use std::hint::black_box;
use std::time::Duration;

use afisha::catalog::{Film, Moment, TagId};
use afisha::query::question::{Inquiry, ListQuestion, Viewpoint};
use afisha::query::snapshot::Snapshot;
use criterion::Criterion;
use rand::prelude::*;
use rand::rngs::SmallRng;
use std::collections::HashMap;

use crate::catalogue::{generate, setup};
use crate::percentiles::processor_time;
use crate::query::inquiry;

const SEED: u64 = 11;
/// Different questions of a class.
const QUESTIONS: usize = 2_000;
/// Rounds in which they are asked, the first to warm up; fewer where a class takes longer than [`PATIENCE`].
const ROUNDS: usize = 6;
const PATIENCE: Duration = Duration::from_secs(4);
/// Sets that the anchor joins: as many as a complex question has, more or less.
const ANCHOR_SETS: usize = 6;
const DAY: i64 = 86_400;
/// Films a page.
const PAGE: usize = 24;
/// The most a file of an old box has.
const LARGEST_FILE: u64 = 2_147_483_647;
/// Films that questions are drawn from.
const DRAWN: usize = 20_000;
/// Tags that many use: those named by chance are among them.
const COMMON_TAGS: usize = 2_000;

const KEYS: [&str; 6] = ["year-a", "year-d", "popularity-d", "rating-kinopoisk-d", "published-d", "title-a"];

/// What questions are drawn from.
struct Catalogue {
    films: Vec<DrawnFilm>,
    /// Names by use, the most used first.
    common: Vec<String>,
    uses: HashMap<String, u32>,
    /// How many films there are.
    count: usize,
}

/// A film that a box sees.
struct DrawnFilm {
    id: u64,
    title: String,
    year: u32,
    tags: Vec<String>,
}

impl Catalogue {
    fn new(count: u64) -> Self {
        let names: HashMap<TagId, String> = generate::tags().into_iter().map(|t| (t.id, t.name.to_string())).collect();
        let random = &mut SmallRng::seed_from_u64(SEED);
        let (mut films, mut uses, mut seen) = (Vec::new(), HashMap::new(), 0_usize);
        for film in generate::films(count) {
            let tags: Vec<String> = film.tags.iter().map(|tag| names[tag].clone()).collect();
            tags.iter().for_each(|tag| *uses.entry(tag.clone()).or_insert(0) += 1);
            if !is_seen(&film) {
                continue;
            }
            let (id, title, year) = (film.id.get(), film.title.to_string(), film.year.unwrap().get());
            seen += 1;
            let at = if films.len() < DRAWN { films.len() } else { random.random_range(0..seen) };
            match films.get_mut(at) {
                Some(place) => *place = DrawnFilm { id, title, year, tags },
                None if at < DRAWN => films.push(DrawnFilm { id, title, year, tags }),
                None => {}
            }
        }
        let mut common: Vec<String> = uses.keys().cloned().collect();
        common.sort_by_key(|name| (std::cmp::Reverse(uses[name]), name.clone()));
        common.truncate(COMMON_TAGS);
        Self { films, common, uses, count: usize::try_from(count).unwrap() }
    }

    fn film(&self, random: &mut SmallRng) -> &DrawnFilm {
        self.films.choose(random).unwrap()
    }

    /// Draws so many of the tags, the much used ones more often: what people press on.
    fn by_use(&self, tags: &[String], count: usize, random: &mut SmallRng) -> Vec<String> {
        tags.sample_weighted(random, count, |tag| self.uses[tag]).unwrap().cloned().collect()
    }

    fn common_tag(&self, random: &mut SmallRng) -> String {
        self.common.choose_weighted(random, |tag| self.uses[tag]).unwrap().clone()
    }

    /// The filter of a busy question: two tags of all, two of any, one of none, often years, at times an age.
    fn complex_filter(&self, random: &mut SmallRng) -> String {
        let film = self.film(random);
        let tags = self.by_use(&film.tags, 4.min(film.tags.len()), random);
        let (all, any) = tags.split_at(2.min(tags.len()));
        let any: Vec<String> = any.iter().take(1).cloned().chain([self.common_tag(random)]).collect();
        let none = (0..20).map(|_| self.common_tag(random)).find(|tag| !film.tags.contains(tag) && !any.contains(tag));
        let mut filter =
            format!("tag={}&tag_any={}&tag_exclude={}", all.join(","), any.join(","), none.unwrap_or_default());
        if random.random_bool(0.5) {
            let (from, to) = (film.year - random.random_range(0..=12), film.year + random.random_range(0..=12));
            filter += &format!("&from_year={from}&to_year={to}");
        }
        if random.random_bool(0.15) {
            filter += &format!("&age_filter={}", [6, 12, 16, 18].choose(random).unwrap());
        }
        filter
    }

    fn complex(&self, random: &mut SmallRng) -> String {
        let (first, second) = loop {
            let pair = (KEYS.choose(random).unwrap(), KEYS.choose(random).unwrap());
            if pair.0.rsplit_once('-').unwrap().0 != pair.1.rsplit_once('-').unwrap().0 {
                break pair;
            }
        };
        let page = [1, 1, 2, 3].choose(random).unwrap();
        format!("{}&sort={first},{second}&p={page}", self.complex_filter(random))
    }

    /// A page of the films of which one in `share` is found.
    fn page(&self, share: usize, random: &mut SmallRng) -> usize {
        1 + random.random_range(0..(self.count / share / PAGE).max(1))
    }

    /// A key, and a page of a list of which one film in `share` is found.
    fn anywhere(&self, share: usize, random: &mut SmallRng) -> String {
        format!("sort={}&p={}", KEYS.choose(random).unwrap(), self.page(share, random))
    }

    fn ids(&self, count: usize, random: &mut SmallRng) -> String {
        let ids: Vec<String> = (0..count).map(|_| self.film(random).id.to_string()).collect();
        ids.join(",")
    }
}

/// Tells whether a box sees the film.
fn is_seen(film: &Film) -> bool {
    let plays = |size: u64, published: Moment| size <= LARGEST_FILE && published <= generate::NOW;
    film.access.is_empty()
        && film.published.is_some_and(|published| published <= generate::NOW)
        && film.items.as_slice().iter().any(|item| plays(item.size.map_or(0, |size| size.get()), item.published))
}

/// How questions of a class are drawn.
type Draw<'a> = Box<dyn Fn(&mut SmallRng) -> String + 'a>;

fn classes(catalogue: &Catalogue) -> Vec<(String, Draw<'_>)> {
    let mut classes: Vec<(String, Draw<'_>)> = vec![
        ("complex".into(), Box::new(|random| catalogue.complex(random))),
        ("plain".into(), Box::new(|random| catalogue.anywhere(2, random))),
        (
            "age".into(),
            Box::new(|random| {
                format!("age_filter={}&{}", [6, 12, 16].choose(random).unwrap(), catalogue.anywhere(4, random))
            }),
        ),
        (
            "common tag".into(),
            Box::new(|random| {
                format!("tag={}&{}", catalogue.common[..40].choose(random).unwrap(), catalogue.anywhere(20, random))
            }),
        ),
        (
            "tag of a film".into(),
            Box::new(|random| {
                let tag = catalogue.film(random).tags.choose(random).unwrap();
                format!("tag={tag}&sort={}", KEYS.choose(random).unwrap())
            }),
        ),
        (
            "random".into(),
            Box::new(|random| format!("sort=random&seed={}&p={}", random.random::<u32>(), random.random_range(1..=3))),
        ),
        (
            "random, any page".into(),
            Box::new(|random| format!("sort=random&seed={}&p={}", random.random::<u32>(), catalogue.page(2, random))),
        ),
        (
            "random, complex filter".into(),
            Box::new(|random| {
                format!("sort=random&seed={}&{}", random.random::<u32>(), catalogue.complex_filter(random))
            }),
        ),
        (
            "bounds of updated".into(),
            Box::new(|random| {
                let (from, length) = (random.random_range(30..3_000), random.random_range(1..1_000));
                let (begin, end) =
                    (date(generate::NOW.0 - from * DAY), date(generate::NOW.0 - (from - length).max(0) * DAY));
                format!("begin={begin}&end={end}&sort={}", KEYS.choose(random).unwrap())
            }),
        ),
        (
            "ids".into(),
            Box::new(|random| format!("ids={}&sort={}", catalogue.ids(100, random), KEYS.choose(random).unwrap())),
        ),
        (
            "films left out".into(),
            Box::new(|random| format!("exclude_film={}&{}", catalogue.ids(50, random), catalogue.anywhere(2, random))),
        ),
        (
            "phrase by key".into(),
            Box::new(|random| {
                let title = &catalogue.film(random).title;
                let word = title.split(' ').next_back().unwrap();
                format!("q={word}&{}&sort={}", catalogue.complex_filter(random), KEYS.choose(random).unwrap())
            }),
        ),
    ];
    for (name, days) in [("a day", 1), ("a week", 7), ("a month", 30), ("a year", 365)] {
        for (side, days) in [("ahead", days), ("ago", -days)] {
            let draw = move |random: &mut SmallRng| {
                let at = generate::NOW.0 + days * DAY + random.random_range(-3_600..3_600);
                format!("published_before={at}&{}", catalogue.anywhere(2, random))
            };
            classes.push((format!("{name} {side}"), Box::new(draw)));
        }
    }
    classes
}

fn date(at: i64) -> String {
    chrono::DateTime::from_timestamp(at, 0).unwrap().format("%Y-%m-%d").to_string()
}

fn ask(snapshot: &Snapshot, inquiry: &Inquiry<ListQuestion>) {
    black_box(inquiry.look_at(snapshot, generate::NOW).list(&black_box(inquiry).question));
}

/// Returns what it takes to look at the clock, which is no part of a question.
fn clock() -> Duration {
    let mut times: Vec<Duration> = (0..1_000)
        .map(|_| {
            let began = processor_time();
            processor_time() - began
        })
        .collect();
    times.sort();
    times[500]
}

/// Joins the sets by a plain loop; returns how many are in all.
fn join(sets: &[Vec<u64>]) -> u32 {
    let word = |at: usize| sets.iter().fold(u64::MAX, |word, set| word & set[at]);
    (0..sets[0].len()).map(|at| word(at).count_ones()).sum()
}

/// Returns what the anchor takes.
fn anchor(films: usize) -> Duration {
    let random = &mut SmallRng::seed_from_u64(SEED);
    let sets: Vec<Vec<u64>> =
        (0..ANCHOR_SETS).map(|_| (0..films.div_ceil(64)).map(|_| random.random()).collect()).collect();
    let mut times: Vec<Duration> = (0..500)
        .map(|_| {
            let began = processor_time();
            black_box(join(black_box(&sets)));
            processor_time() - began
        })
        .collect();
    times.sort();
    times[250]
}

/// Asks the questions in rounds; returns the median of each.
fn times(snapshot: &Snapshot, questions: &[Inquiry<ListQuestion>], clock: Duration) -> Vec<Duration> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); questions.len()];
    let began = processor_time();
    for _ in 0..ROUNDS {
        for (question, times) in questions.iter().zip(&mut times) {
            let began = processor_time();
            ask(snapshot, question);
            times.push((processor_time() - began).saturating_sub(clock));
        }
        if processor_time() - began > PATIENCE {
            break;
        }
    }
    let median = |mut times: Vec<Duration>| {
        // The first warmed up, unless it is all there is.
        let warm_up = usize::from(times.len() > 1);
        let times = &mut times[warm_up..];
        times.sort();
        times.get(times.len() / 2).copied()
    };
    let mut medians: Vec<Duration> = times.into_iter().filter_map(median).collect();
    medians.sort();
    medians
}

fn questions(viewpoint: Viewpoint, draw: &Draw<'_>) -> Vec<Inquiry<ListQuestion>> {
    let random = &mut SmallRng::seed_from_u64(SEED);
    (0..QUESTIONS).map(|_| inquiry(viewpoint, &draw(random))).collect()
}

pub(crate) fn bench(_: &mut Criterion) {
    let films = std::env::var("AFISHA_BENCH_FILMS").map_or(generate::FILMS, |films| films.parse().unwrap());
    let filter = crate::parts::filter();
    let wanted = filter.as_deref().and_then(|filter| filter.split_once('/')).map(|(_, name)| name);
    let catalogue = Catalogue::new(films);
    let snapshot = setup::snapshot(films);
    let viewpoint = setup::viewpoint(&snapshot);
    let (clock, anchor) = (clock(), anchor(catalogue.count));
    println!("lists of {films} films; the anchor takes {anchor:.1?}");
    for (name, draw) in classes(&catalogue).iter().filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name)) {
        let times = times(&snapshot, &questions(viewpoint, draw), clock);
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        let mean = times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap();
        println!(
            "lists/{name:<24} p50 {:>9.1?}  mean {mean:>9.1?}  p99 {:>9.1?}  ratio {:.2}",
            at(50),
            at(99),
            mean.as_secs_f64() / anchor.as_secs_f64()
        );
    }
}
