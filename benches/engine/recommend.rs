//! How long a model of 1,000,000 made-up views takes to build, and one recommendation from it.
//!
//! The views: about 9,000 viewers with 20 to 400 films each out of 4,000, a long tail, 20 tastes. One thread. Left out:
//! reading the views, visibility, HTTP. The seed is fixed. The build is run once and printed, since it takes many
//! seconds, with the greatest memory of the process where the system tells it.

use std::hint::black_box;
use std::time::Instant;

use afisha::catalog::{FilmId, Moment};
use afisha::viewers::{Interaction, Model, ModelOptions, ViewerNo};
use criterion::Criterion;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const VIEWS: usize = 1_000_000;
const FILMS: f64 = 4_000.0;
const TASTES: u64 = 20;

fn views() -> Vec<Interaction> {
    let mut random = StdRng::seed_from_u64(9);
    let mut views = Vec::with_capacity(VIEWS);
    for viewer in 0.. {
        let taste = random.random_range(0..TASTES);
        let mut at = 1_600_000_000 + random.random_range(0..30_000_000);
        for _ in 0..20 + (random.random::<f64>().powi(3) * 380.0) as usize {
            let any = (random.random::<f64>().powi(3) * FILMS) as u64;
            let film = if random.random::<f64>() < 0.6 { any / TASTES * TASTES + taste } else { any };
            at += 60;
            views.push(Interaction {
                viewer: Some(ViewerNo(viewer)),
                film: FilmId::new(film).unwrap(),
                at: Moment(at),
            });
            if views.len() == VIEWS {
                return views;
            }
        }
    }
    views
}

/// Returns the line of the greatest memory that the process ever had, where the system tells it.
fn greatest_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find(|line| line.starts_with("VmHWM")).map(str::to_owned)
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let group = &mut criterion.benchmark_group("recommend");
    let views = views();
    let start = Instant::now();
    let model = Model::build(&views, &ModelOptions::default());
    println!(
        "build over {VIEWS} views: {:.1} s; {}",
        start.elapsed().as_secs_f64(),
        greatest_memory().unwrap_or_default()
    );
    let history: Vec<FilmId> = views[..50].iter().map(|view| view.film).collect();
    group.bench_function("48 films after 50", |bencher| {
        bencher.iter(|| model.recommend(black_box(&history), 48, &|_| true));
    });
    let films: Vec<FilmId> = (0..100).map(|id| FilmId::new(id).unwrap()).collect();
    group.bench_function("similar: 48 films", |bencher| {
        bencher.iter(|| films.iter().map(|film| model.similar(black_box(*film), 48).len()).sum::<usize>());
    });
}
