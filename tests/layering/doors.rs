//! The hall knows no door, doors know no other, and nothing is answered that has no row in the table of routes.

use proc_macro2::TokenStream;

use super::{paths, tree};

/// The file that lists the doors, which it has to know.
const LIST: &str = "http/routes.rs";
/// The plate on the hall, which hands on what others may know of the doors.
const PLATE: &str = "http/mod.rs";
/// The only file that declares what is answered: by the rows of tables.
const DECLARATIONS: &str = "http/route.rs";
/// What declares routes in the web framework.
const DECLARE: [&str; 12] =
    ["resource", "scope", "route", "get", "post", "put", "delete", "patch", "head", "method", "trace", "redirect"];
/// The folders of `http` that are no doors.
const HALL: [&str; 2] = ["connection", "middleware"];

/// Returns what a file of `http` does that the plan of doors forbids.
fn faults(path: &str, tokens: &TokenStream, doors: &[String]) -> Vec<String> {
    let own = path.strip_prefix("http/").and_then(|rest| rest.split_once('/')).map(|(folder, _)| folder.to_owned());
    let own = own.filter(|folder| doors.contains(folder));
    let module: Vec<String> =
        path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').map(str::to_owned).collect();
    let mut faults = Vec::new();
    for named in paths::own(tokens, &module) {
        let Some(door) = named.get(1).filter(|name| named[0] == "http" && doors.contains(name)) else { continue };
        match &own {
            Some(own) if own != door => faults.push(format!("the doors {own} and {door} may not import each other")),
            None if path != LIST && path != PLATE => faults.push(format!("the hall may not import the door {door}")),
            _ => {}
        }
    }
    if path != DECLARATIONS {
        let declared = paths::of_root(tokens, "web").into_iter().filter(|path| DECLARE.contains(&path[0].as_str()));
        faults.extend(declared.map(|path| format!("web::{} is for {DECLARATIONS} only: routes have rows", path[0])));
    }
    faults.sort();
    faults.dedup();
    faults.into_iter().map(|fault| format!("{path}: {fault}")).collect()
}

/// Returns the folders of `http` that are doors.
fn doors(files: &[(String, TokenStream)]) -> Vec<String> {
    let folders = files.iter().filter_map(|(path, _)| path.strip_prefix("http/")?.split_once('/'));
    let mut doors: Vec<String> = folders.map(|(folder, _)| folder.to_owned()).collect();
    doors.retain(|folder| !HALL.contains(&folder.as_str()));
    doors.sort();
    doors.dedup();
    doors
}

#[test]
fn doors_stand_apart_and_answer_only_what_their_tables_say() {
    let files = tree::files();
    let doors = doors(&files);
    assert!(doors.contains(&"films_api".to_owned()), "{doors:?}");
    let http = files.iter().filter(|(path, _)| path.starts_with("http/"));
    let faults: Vec<String> = http.flat_map(|(path, tokens)| faults(path, tokens, &doors)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_door_is_in_the_table_of_routes() {
    let mut listed: Vec<&str> = afisha::http::table().into_iter().map(|(door, _)| door).collect();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed, doors(&tree::files()));
}

#[test]
fn what_breaks_the_plan_of_doors_is_found() {
    let doors = ["films_api".to_owned(), "ops".to_owned()];
    for (path, text, expected) in [
        (
            "http/client.rs",
            "use super::films_api::FilmsApi;",
            "http/client.rs: the hall may not import the door films_api",
        ),
        (
            "http/middleware/log.rs",
            "fn f() { crate::http::ops::x() }",
            "http/middleware/log.rs: the hall may not import the door ops",
        ),
        ("http/server.rs", "use super::films_api;", "http/server.rs: the hall may not import the door films_api"),
        (
            "http/films_api/list.rs",
            "use crate::http::ops::health;",
            "http/films_api/list.rs: the doors films_api and ops may not import each other",
        ),
        (
            "http/ops/mod.rs",
            "use super::films_api::list;",
            "http/ops/mod.rs: the doors ops and films_api may not import each other",
        ),
        (
            "http/ops/routes.rs",
            "fn f() { config.service(web::resource(\"/x\")) }",
            "http/ops/routes.rs: web::resource is for http/route.rs only: routes have rows",
        ),
        (
            "http/ops/mod.rs",
            "fn f() { config.route(\"/x\", web::get().to(x)) }",
            "http/ops/mod.rs: web::get is for http/route.rs only: routes have rows",
        ),
    ] {
        assert_eq!(faults(path, &tree::tokens(text), &doors), [expected]);
    }
    for (path, text) in [
        (LIST, "use super::films_api; use super::ops;"),
        (PLATE, "pub use self::films_api::FilmsApi;"),
        (DECLARATIONS, "fn f() { web::resource(\"/x\") }"),
        ("http/ops/mod.rs", "use crate::http::route::Route; use super::super::connection; fn f() { web::to(x) }"),
        ("http/films_api/list.rs", "use super::resolve; use crate::http::films_api::params;"),
    ] {
        assert_eq!(faults(path, &tree::tokens(text), &doors), Vec::<String>::new(), "{path}: {text}");
    }
}
