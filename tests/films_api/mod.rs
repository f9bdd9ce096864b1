//! The Films API over HTTP: one file a route; what holds for every route stands in files of its own.

mod answer_cache;
mod as_meant;
mod bad_values;
mod caching;
mod connections;
mod dear;
mod encoding;
mod expected;
mod fast_path;
mod film;
mod front;
mod getfilmsfile;
mod hostile;
mod leaks;
mod list;
mod list_filters;
mod list_sort;
mod questions;
mod random;
mod recommended;
mod search;
mod similar;
mod tags;
mod transport;
mod upnext;
mod versions;
mod visibility;

use crate::support::app::App;
use crate::support::catalogue::{playable, tags_of_every_kind, whole};

/// Puts an indented document into the one line that answers are.
fn document(indented: &str) -> String {
    let lines: String = indented.lines().map(str::trim_start).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{lines}")
}

/// The ids of the films that the URL lists, in order.
fn ids(app: &App, url: &str) -> Vec<u64> {
    app.get(url).list().1
}

/// Films 7, which says all there is, and 8.
fn a_few_films() -> App {
    App::new(tags_of_every_kind(), &[whole(7), playable(8, "Восемь")])
}
