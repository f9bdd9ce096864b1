//! What it costs to read the names of releases: the names that the rules are judged with, half of them Russian, each in
//! turn, against the library alone over the same names; names a second on one core.

use std::hint::black_box;
use std::time::Duration;

use afisha::releases::ReleaseName;
use criterion::Criterion;

use crate::percentiles::processor_time;

/// The files of names; the name is the first column.
const FILES: [&str; 2] =
    [include_str!("../../tests/releases/tuned.tsv"), include_str!("../../tests/releases/held_out.tsv")];
/// How often all names are read for a figure.
const ROUNDS: u32 = 100;

fn names() -> Vec<&'static str> {
    let lines = FILES.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').next().unwrap()).collect()
}

/// Returns how many names are read in a second of processor time.
fn rate(names: &[&str], mut read: impl FnMut(&str)) -> f64 {
    names.iter().for_each(|name| read(name));
    let began = processor_time();
    for _ in 0..ROUNDS {
        names.iter().for_each(|name| read(name));
    }
    let count = f64::from(ROUNDS) * names.len() as f64;
    count / (processor_time() - began).as_secs_f64()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let names = names();
    let read = |name: &str| drop(black_box(ReleaseName::parse(name)));
    let bare = |name: &str| drop(black_box(parse_torrent_title::parse(name)));
    // In turn, and the better of three, for the machine may be busy with other work.
    let mut rates = [[0.0_f64; 2]; 2];
    let (russian, others): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| name.contains(|c| matches!(c, 'а'..='я')));
    for _ in 0..3 {
        for (rates, names) in rates.iter_mut().zip([&russian, &others]) {
            rates[0] = rates[0].max(rate(names, read));
            rates[1] = rates[1].max(rate(names, bare));
        }
    }
    for (kind, [ours, bare]) in ["Russian", "other"].into_iter().zip(rates) {
        println!("{kind} names: {ours:.0} a second, {bare:.0} by the library alone, ratio {:.2}", ours / bare);
    }
    println!("{:?}", ReleaseName::figures());
    let group = &mut criterion.benchmark_group("releases");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    let mut turn = names.iter().cycle();
    group.bench_function("name", |bencher| bencher.iter(|| read(turn.next().unwrap())));
    let mut turn = names.iter().cycle();
    group.bench_function("library alone", |bencher| bencher.iter(|| bare(turn.next().unwrap())));
}
