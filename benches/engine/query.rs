//! How long the engine takes for one question, and for the XML of its answer, over 100,000 films.
//!
//! Measured: the question of a busy page (three tags that must all hold, two sort keys), the front page, a deep page,
//! a page of a random order, the same question about another moment (which no column is ready for), one film, what
//! comes next, similar films; and the writing of 24 films. Of those that go by what films have in common, percentiles
//! of single questions about different films are printed too, and there half of the films have viewers in common with a
//! hundred others. Left out: HTTP, compression, the database. The seed is fixed.

use std::hint::black_box;
use std::sync::Arc;

use afisha::catalog::{FilmId, Number};
use afisha::http::films_api::params::{ListParams, Query};
use afisha::http::films_api::resolve;
use afisha::query::question::{FilmQuestion, Inquiry, ListQuestion, SimilarQuestion, UpnextQuestion, Viewpoint};
use afisha::query::snapshot::{Snapshot, Together};
use afisha::query::visible::Visible;
use afisha::xml::ScatteredList;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};

use crate::catalogue::{generate, setup};
use crate::percentiles;

/// The question that the figures of `docs/PERFORMANCE.md` are about.
const BUSY: &str = "tag=genre-0,country-0,quality-0&sort=year-d,rating-kinopoisk-d";

pub(crate) fn inquiry(viewpoint: Viewpoint, query: &str) -> Inquiry<ListQuestion> {
    let params = ListParams::read(&Query::parse(query)).unwrap();
    resolve::list(&setup::state(), viewpoint, params)
}

fn ask(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, snapshot: &Snapshot, inquiry: &Inquiry<ListQuestion>) {
    let list = || black_box(inquiry).look_at(snapshot, generate::NOW).list(&inquiry.question);
    group.bench_function(name, |bencher| bencher.iter(list));
}

/// Half of the films have viewers in common, each with a hundred.
fn together() -> Arc<Together> {
    let id = |raw: u64| FilmId::new(raw % generate::FILMS + 1).unwrap();
    let others = |raw: u64| (1..=100_u8).map(|at| (id(raw + u64::from(at) * 977), 1.0 / f32::from(at))).collect();
    Arc::new((0..generate::FILMS).step_by(2).map(|raw| (id(raw), others(raw))).collect())
}

/// What is asked film by film.
fn ask_of_films(group: &mut BenchmarkGroup<'_, WallTime>, snapshot: &Snapshot, viewpoint: Viewpoint) {
    // Films that are shown: a hidden one is refused at once.
    let visible = Visible::new(snapshot, viewpoint, generate::NOW);
    let films = visible.list(&inquiry(viewpoint, "sort=random&seed=1&max=200").question);
    let ids: Vec<FilmId> = films.content.items.iter().map(|film| films.film(*film).id()).collect();
    let film = |id: &FilmId| visible.film(&FilmQuestion { id: *id, age: None });
    let upnext = |id: &FilmId| {
        visible.upnext(&UpnextQuestion { id: *id, number: Number(1), age: None, limit: 10.try_into().unwrap() })
    };
    let similar = |ids: &[FilmId]| {
        let ids = ids.iter().copied().collect();
        visible.similar(&SimilarQuestion { ids, age: None, limit: 48.try_into().unwrap() })
    };
    let tens: Vec<&[FilmId]> = ids.chunks(10).collect();
    percentiles::print("film", &ids, |id| drop(black_box(film(id))));
    percentiles::print("upnext: ten films", &ids, |id| drop(black_box(upnext(id))));
    percentiles::print("similar: 48 films like one", &ids, |id| drop(black_box(similar(&[*id]))));
    percentiles::print("similar: 48 films like ten", &tens, |ids| drop(black_box(similar(ids))));
    let mut next = ids.iter().cycle();
    group.bench_function("film", |bencher| bencher.iter(|| film(next.next().unwrap())));
    group.bench_function("upnext: ten films", |bencher| bencher.iter(|| upnext(next.next().unwrap())));
    group.bench_function("similar: 48 films", |bencher| bencher.iter(|| similar(&[*next.next().unwrap()])));
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let group = &mut criterion.benchmark_group("query");
    let snapshot = setup::snapshot(generate::FILMS).with_together(together());
    let viewpoint = setup::viewpoint(&snapshot);
    ask_of_films(group, &snapshot, viewpoint);
    for (name, query) in [
        ("list: three tags, two sort keys", BUSY),
        ("list: the front page", ""),
        ("list: page 1000", "p=1000"),
        ("list: by title", "sort=title-a"),
        ("list: random", "sort=random&seed=7"),
        ("list: ten years, two tags of three", "from_year=2000&to_year=2009&tag_any=genre-1,genre-2,genre-3"),
        ("list: a week ahead", "published_before=1578441600"),
    ] {
        ask(group, name, &snapshot, &inquiry(viewpoint, query));
    }
    let busy = inquiry(viewpoint, BUSY);
    let busy = busy.look_at(&snapshot, generate::NOW).list(&busy.question);
    assert_eq!(busy.content.items.len(), 24);
    group.bench_function("xml: 24 films", |bencher| {
        bencher.iter(|| ScatteredList::new(black_box(&busy)).bytes());
    });
}
