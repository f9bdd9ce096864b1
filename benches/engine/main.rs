//! The engine without a server: `cargo bench --bench engine`. A part by itself: `cargo bench --bench engine -- search`;
//! some of its figures: `cargo bench --bench engine -- "search/5 letters"`. The head of each part says what it measures.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench prints its figures and fails by panicking"
)]

#[path = "../catalogue/mod.rs"]
mod catalogue;
mod films;
mod lists;
#[path = "../parts.rs"]
mod parts;
mod percentiles;
mod query;
mod recommend;
mod releases;
mod search;
mod torrents;

use criterion::Criterion;

use parts::Part;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: heap::MiMalloc = heap::MiMalloc;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    // The first tells the greatest memory of the process, so that no other may come before it.
    let parts: [Part<fn(&mut Criterion)>; 6] = [
        ("recommend", recommend::bench),
        ("query", query::bench),
        ("lists", lists::bench),
        ("search", search::bench),
        ("releases", releases::bench),
        ("torrents", torrents::bench),
    ];
    for (_, bench) in parts::wanted(&parts, parts::filter().as_deref()) {
        bench(&mut criterion);
    }
    criterion.final_summary();
}
