//! The house keeps its plan: who imports whom, what only one room may touch, how long files are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

mod circles;
mod doors;
mod fallbacks;
mod paths;
mod rules;
mod tree;
mod type_names;
mod visible;

use rules::{EVERYTHING, ROOMS, Source};

/// What a page writes for the rooms of all earlier rows.
const ALL_ABOVE: &str = "all above";
/// The page that repeats the table of rooms.
const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads every source file of the program; paths are below `src`.
fn sources() -> Vec<Source> {
    let mut folders = vec![root().join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                let below = path.strip_prefix(root().join("src")).expect("it was found there").to_owned();
                sources.push(Source::new(&below, &text));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

#[test]
fn every_file_keeps_the_plan_of_the_house() {
    let faults: Vec<String> = sources().iter().flat_map(rules::faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn half_of_the_files_are_short() {
    let sources = sources();
    assert!(sources.len() > 1);
    assert_eq!(rules::median_fault(&sources), None);
}

#[test]
fn the_page_of_the_architecture_repeats_the_table_of_rooms() {
    let rows = table(&fs::read_to_string(root().join(ARCHITECTURE)).unwrap_or_default());
    if rows.is_empty() {
        eprintln!("skipped: there is no table of rooms in {ARCHITECTURE} to compare with");
        return;
    }
    let told: BTreeSet<_> = rows.iter().map(|(room, _)| room.as_str()).collect();
    let rooms: BTreeSet<_> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert_eq!(told, rooms, "the rooms in the table of {ARCHITECTURE}");
    for (room, imports) in rows {
        let allowed: BTreeSet<String> = match rules::may_import(&room).expect("it is in the table") {
            EVERYTHING => BTreeSet::from(["everything".to_owned()]),
            allowed => allowed.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(imports, allowed, "what {room} may import by {ARCHITECTURE}");
    }
}

/// Reads the rows «| `room/`, `file.rs` | … | imports |» of a page; «–» is nothing, words in brackets are remarks.
fn table(page: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut rows: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [names, .., imports] = cells.as_slice() else { continue };
        let rooms: Vec<String> = names
            .split(',')
            .map(|name| name.trim().trim_matches('`').trim_end_matches(".rs").trim_end_matches('/').to_owned())
            .collect();
        if !names.starts_with('`') || !rooms.iter().any(|room| ROOMS.iter().any(|(known, _)| known == room)) {
            continue;
        }
        let imports = imports.split(',').filter_map(|name| name.split('(').next());
        let imports =
            imports.map(|name| name.trim().trim_matches('`').to_owned()).filter(|name| name != "–" && !name.is_empty());
        let mut imports: BTreeSet<String> = imports.collect();
        if imports.remove(ALL_ABOVE) {
            imports.extend(rows.iter().map(|(room, _)| room.clone()));
        }
        rows.extend(rooms.into_iter().map(|room| (room, imports.clone())));
    }
    rows
}

#[test]
fn the_table_of_a_page_is_read() {
    let page = "| room | what | may import |\n|---|---|---|\n| `config/` | x | – |\n| `clock.rs`, `metrics/` | y | catalog |\n\
                | `xml/` | z | `catalog`, query (answers only) |\n| `http/` | h | all above |\n| `cli/` | c | everything |\n| `stb820` | any | none |\n";
    let row = |room: &str, imports: &[&str]| (room.to_owned(), imports.iter().map(|name| (*name).to_owned()).collect());
    let expected: Vec<(String, BTreeSet<String>)> = vec![
        row("config", &[]),
        row("clock", &["catalog"]),
        row("metrics", &["catalog"]),
        row("xml", &["catalog", "query"]),
        row("http", &["clock", "config", "metrics", "xml"]),
        row("cli", &["everything"]),
    ];
    assert_eq!(table(page), expected);
}

#[test]
fn what_breaks_the_plan_is_found() {
    let long = "fn f() {}\n".repeat(451);
    for (path, text, expected) in [
        ("query/list.rs", "use crate::store::Films;", "query/list.rs: query may not import store"),
        (
            "query/list.rs",
            "use crate::{catalog::Film, store::{Films, Pool}};",
            "query/list.rs: query may not import store",
        ),
        ("query/list.rs", "fn f() { crate::http::serve() }", "query/list.rs: query may not import http"),
        (
            "query/list.rs",
            "fn f() { log::info!(\"{}\", crate::config::x()) }",
            "query/list.rs: query may not import config",
        ),
        ("query/list.rs", "use super::super::store::Films;", "query/list.rs: query may not import store"),
        ("query/mod.rs", "use super::store::Films;", "query/mod.rs: query may not import store"),
        ("query/list.rs", "mod tests { use super::super::super::xml; }", "query/list.rs: query may not import xml"),
        ("query/list.rs", "pub use crate::*;", "query/list.rs: query may not import all rooms at once"),
        ("catalog/film.rs", "use crate::clock::Clock;", "catalog/film.rs: catalog may not import clock"),
        ("clock.rs", "use crate::config::Config;", "clock.rs: clock may not import config"),
        ("http/films_api/list.rs", "use crate::cli;", "http/films_api/list.rs: http may not import cli"),
        ("query/list.rs", "use diesel::prelude::*;", "query/list.rs: diesel is for store only"),
        (
            "exchange/mod.rs",
            "fn f() { diesel_migrations::run() }",
            "exchange/mod.rs: diesel_migrations is for store only",
        ),
        ("cli/serve.rs", "#[actix_web::main] async fn f() {}", "cli/serve.rs: actix_web is for http only"),
        ("http/error.rs", "use quick_xml as xml;", "http/error.rs: quick_xml is for xml, exchange only"),
        ("cli/serve.rs", "fn f() { std::env::var(\"A\"); }", "cli/serve.rs: std::env is for config only"),
        ("cli/serve.rs", "use std::{fmt, env::{self, vars}};", "cli/serve.rs: std::env is for config only"),
        ("http/state.rs", "fn f() { println!(\"x\"); }", "http/state.rs: println! is for cli only"),
        ("http/state.rs", "fn f() { std::print!(\"x\"); }", "http/state.rs: print! is for cli only"),
        ("query/helpers.rs", "", "query/helpers.rs: helpers is no name for a room or a file"),
        ("util/mod.rs", "", "util/mod.rs: util is no name for a room or a file"),
        ("garage/mod.rs", "", "garage/mod.rs: garage is not in the table of rooms"),
        ("query/list.rs", long.as_str(), "query/list.rs: 451 lines without its tests, at most 450"),
        ("query/list.rs", "fn f( {", "query/list.rs: this is not Rust"),
    ] {
        assert!(
            rules::faults(&Source::new(Path::new(path), text)).contains(&expected.to_owned()),
            "{path}: {text:.80}\n{:?}",
            rules::faults(&Source::new(Path::new(path), text))
        );
    }
}

#[test]
fn what_keeps_the_plan_is_left_alone() {
    let tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn f() {}\n".repeat(500));
    for (path, text) in [
        ("query/list.rs", "//! See [`crate::store`].\n// use crate::store;\n/// diesel\nuse crate::catalog::Film;"),
        ("query/list.rs", "const A: &str = \"use crate::store; diesel println! std::env\";"),
        ("query/list.rs", "pub(crate) fn f() {}\nuse super::filter;\nuse crate::query::page;\nuse self::x::y;"),
        ("query/list.rs", "fn f() { let store = 1; self.store(); let env = env!(\"A\"); }"),
        ("query/list.rs", "mod tests { use super::super::filter; }"),
        ("query/list.rs", &tests),
        ("store/films.rs", "use diesel::prelude::*; use crate::{catalog, clock, config, metrics};"),
        ("config/mod.rs", "fn f() { std::env::vars_os(); } use crate::catalog::Text;"),
        ("http/routes.rs", "use super::{films_api, ops}; use actix_web::web; use crate::refresh;"),
        ("http/films_api/list.rs", "use crate::http::{error, extract}; use super::params;"),
        ("cli/serve.rs", "use crate::http; fn f() { println!(\"x\"); }"),
        ("main.rs", "fn main() { afisha::cli::run() }"),
        ("lib.rs", "pub mod catalog;\npub mod store;"),
    ] {
        assert_eq!(rules::faults(&Source::new(Path::new(path), text)), Vec::<String>::new(), "{path}: {text:.80}");
    }
}

#[test]
fn too_many_long_files_are_found() {
    let of_length = |lines: usize| Source::new(Path::new("query/list.rs"), &"\n".repeat(lines));
    assert_eq!(rules::median_fault(&[of_length(1), of_length(120), of_length(400)]), None);
    let fault = rules::median_fault(&[of_length(1), of_length(121), of_length(400)]);
    assert_eq!(fault.as_deref(), Some("half of the files have 121 lines or more without their tests; at most 120"));
}
