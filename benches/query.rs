//! How long the engine takes for one question, and for the XML of its answer, over 100,000 films.
//!
//! Measured: the question of a busy page (three tags that must all hold, two sort keys), the front page, a deep page,
//! a page of a random order, the same question about another moment (which no column is ready for), one film, what
//! comes next; and the writing of 24 films. Left out: HTTP, compression, the database. The seed is fixed.

#![allow(clippy::unwrap_used, clippy::as_conversions, missing_docs, reason = "a bench fails by panicking")]

mod generate;
mod served;

use std::hint::black_box;

use afisha::catalog::Number;
use afisha::http::films_api::params::{ListParams, Query};
use afisha::http::films_api::resolve;
use afisha::query::question::{FilmQuestion, ListQuestion, UpnextQuestion, View};
use afisha::query::snapshot::Snapshot;
use afisha::query::{film, list, upnext};
use afisha::xml;
use criterion::{Criterion, criterion_group, criterion_main};

/// The question that the figures of `docs/PERFORMANCE.md` are about.
const BUSY: &str = "tag=genre-0,country-0,quality-0&sort=year-d,rating-kinopoisk-d";

fn question(view: View, query: &str) -> ListQuestion {
    let params = ListParams::read(&Query::parse(query).unwrap()).unwrap();
    resolve::list(&served::state(), view, params)
}

fn ask(criterion: &mut Criterion, name: &str, snapshot: &Snapshot, question: &ListQuestion) {
    criterion.bench_function(name, |bencher| bencher.iter(|| list::list(snapshot, black_box(question))));
}

fn bench(criterion: &mut Criterion) {
    let snapshot = served::snapshot(generate::FILMS);
    let view = served::view(&snapshot);
    for (name, query) in [
        ("list: three tags, two sort keys", BUSY),
        ("list: the front page", ""),
        ("list: page 1000", "p=1000"),
        ("list: by title", "sort=title-a"),
        ("list: random", "sort=random&seed=7"),
        ("list: ten years, two tags of three", "from_year=2000&to_year=2009&tag_any=genre-1,genre-2,genre-3"),
        ("list: a week ahead", "published_before=1578441600"),
    ] {
        ask(criterion, name, &snapshot, &question(view, query));
    }
    let busy = list::list(&snapshot, &question(view, BUSY));
    assert_eq!(busy.items.len(), 24);
    criterion.bench_function("xml: 24 films", |bencher| {
        bencher.iter(|| xml::films_list(&snapshot, black_box(&busy)));
    });
    // One that is shown: a hidden film is refused at once.
    let id = snapshot.entry(busy.items[0]).id;
    let one = FilmQuestion { view, id, age: None };
    criterion.bench_function("film", |bencher| bencher.iter(|| film::film(&snapshot, black_box(&one))));
    let next = UpnextQuestion { view, id, number: Number(1), age: None, limit: 10 };
    criterion.bench_function("upnext: ten films", |bencher| {
        bencher.iter(|| upnext::upnext(&snapshot, black_box(&next)));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
