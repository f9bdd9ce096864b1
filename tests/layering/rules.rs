//! The plan of the house as a table, and what breaks it.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use super::paths;

/// Stands for every room.
pub(super) const EVERYTHING: &[&str] = &["*"];

/// The rooms (files at the root of `src` count as rooms), and what each may import besides itself.
pub(super) const ROOMS: [(&str, &[&str]); 26] = [
    ("answer_cache", &["catalog", "document", "metrics", "query", "xml"]),
    ("btn", &["catalog", "limiting"]),
    ("catalog", &[]),
    ("clock", &["catalog"]),
    ("config", &["catalog"]),
    ("document", &[]),
    ("html", &["catalog"]),
    ("metrics", &[]),
    ("language", &["catalog"]),
    ("number", &[]),
    ("query", &["catalog", "language"]),
    ("releases", &["catalog", "language"]),
    ("matching", &["catalog", "language", "releases"]),
    ("viewers", &["catalog"]),
    ("priority", &[]),
    ("surrogates", &[]),
    ("limiting", &["catalog"]),
    ("peer", &["catalog", "clock", "limiting", "releases", "surrogates"]),
    ("store", &["btn", "catalog", "config", "clock", "limiting", "metrics", "peer", "releases", "viewers"]),
    ("xml", &["catalog", "query"]),
    ("filmsfile", &["catalog", "document", "query"]),
    ("exchange", &["catalog", "language", "store", "clock", "matching", "releases", "viewers", "surrogates"]),
    (
        "refresh",
        &[
            "btn",
            "catalog",
            "document",
            "query",
            "filmsfile",
            "store",
            "clock",
            "metrics",
            "viewers",
            "peer",
            "priority",
        ],
    ),
    ("registry", &["catalog", "config"]),
    (
        "http",
        &[
            "answer_cache",
            "btn",
            "catalog",
            "clock",
            "config",
            "document",
            "html",
            "limiting",
            "metrics",
            "query",
            "viewers",
            "store",
            "xml",
            "filmsfile",
            "exchange",
            "refresh",
            "registry",
            "peer",
            "priority",
            "releases",
        ],
    ),
    ("cli", EVERYTHING),
];
/// The room that every other may import, which their rows do not say: conversions of numbers.
const FOR_ALL: &str = "number";
/// The crate's own two roots: they are no rooms and may name all of them.
const ROOTS: [&str; 2] = ["lib", "main"];

/// What crates begin with that only some rooms may name.
const CRATES: [(&str, &[&str]); 9] = [
    ("diesel", &["store"]),
    ("libsqlite3_sys", &["store"]),
    ("pq_sys", &["store"]),
    ("actix", &["http"]),
    ("quick_xml", &["xml", "exchange"]),
    ("quick_cache", &["answer_cache"]),
    ("prometheus_client", &["metrics"]),
    ("procfs", &["metrics"]),
    ("parse_torrent_title", &["releases"]),
];
/// The only room that reads the environment.
const ENVIRONMENT: &str = "config";
/// The only room that writes to standard output, and how that is done.
const OUTPUT: (&str, [&str; 2]) = ("cli", ["print", "println"]);

/// Names that say nothing.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "misc", "new", "old"];

/// The most lines of a file without its tests.
const MAX_LINES: usize = 450;
/// The most lines that half of the files may pass.
const MAX_MEDIAN: usize = 120;

/// One file.
pub(super) struct Source {
    /// Its path below `src`.
    pub(super) path: PathBuf,
    /// Its names: `http/ops/mod.rs` is `http`, `ops`.
    pub(super) module: Vec<String>,
    /// What is in it; `None`: it is not Rust.
    pub(super) tokens: Option<TokenStream>,
    lines: usize,
}

impl Source {
    /// Takes a file apart.
    pub(super) fn new(path: &Path, text: &str) -> Self {
        let mut module: Vec<String> =
            path.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|name| name == "mod") {
            module.pop();
        }
        let tokens: Option<TokenStream> = text.parse().ok();
        let tests = tokens.clone().map_or(0, paths::lines_of_tests);
        Self { path: path.to_owned(), module, tokens, lines: text.lines().count() - tests }
    }

    fn room(&self) -> &str {
        &self.module[0]
    }
}

/// Returns what the room may import; `None`: there is no such room.
pub(super) fn may_import(room: &str) -> Option<&'static [&'static str]> {
    ROOMS.iter().find(|(known, _)| *known == room).map(|(_, imports)| *imports)
}

/// Returns everything in a file that breaks the plan.
pub(super) fn faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for name in source.module.iter().filter(|name| EMPTY_NAMES.contains(&name.as_str())) {
        faults.push(format!("{name} is no name for a room or a file"));
    }
    if source.lines > MAX_LINES {
        faults.push(format!("{} lines without its tests, at most {MAX_LINES}", source.lines));
    }
    match &source.tokens {
        None => faults.push("this is not Rust".to_owned()),
        Some(tokens) => {
            faults.extend(import_faults(source, tokens));
            faults.extend(reserved_faults(source, tokens));
        }
    }
    faults.dedup();
    faults.into_iter().map(|fault| format!("{}: {fault}", source.path.display())).collect()
}

/// Returns the imports between rooms, and between doors, that the plan does not know.
fn import_faults(source: &Source, tokens: &TokenStream) -> Vec<String> {
    let room = source.room();
    if ROOTS.contains(&room) {
        return Vec::new();
    }
    let Some(allowed) = may_import(room) else { return vec![format!("{room} is not in the table of rooms")] };
    let mut faults = Vec::new();
    for path in paths::own(tokens, &source.module) {
        let Some(named) = path.first().map(String::as_str) else {
            faults.push(format!("{room} may not import all rooms at once"));
            continue;
        };
        let is_room = may_import(named).is_some();
        if is_room && named != room && named != FOR_ALL && allowed != EVERYTHING && !allowed.contains(&named) {
            faults.push(format!("{room} may not import {named}"));
        }
    }
    faults
}

/// Returns what is named here and is another room's.
fn reserved_faults(source: &Source, tokens: &TokenStream) -> Vec<String> {
    let mut faults = Vec::new();
    for name in paths::names(tokens) {
        let reserved = CRATES.iter().find(|(prefix, _)| name.starts_with(prefix));
        if let Some((_, rooms)) = reserved.filter(|(_, rooms)| !rooms.contains(&source.room())) {
            faults.push(format!("{name} is for {} only", rooms.join(", ")));
        }
    }
    if source.room() != ENVIRONMENT && paths::of_root(tokens, "std").iter().any(|path| path[0] == "env") {
        faults.push(format!("std::env is for {ENVIRONMENT} only"));
    }
    let (room, macros) = OUTPUT;
    for name in paths::macros(tokens).into_iter().filter(|name| macros.contains(&name.as_str())) {
        if source.room() != room {
            faults.push(format!("{name}! is for {room} only"));
        }
    }
    faults
}

/// Tells whether too many files are long.
pub(super) fn median_fault(sources: &[Source]) -> Option<String> {
    let mut lengths: Vec<usize> = sources.iter().map(|source| source.lines).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    let fault = || format!("half of the files have {median} lines or more without their tests; at most {MAX_MEDIAN}");
    (median > MAX_MEDIAN).then(fault)
}
