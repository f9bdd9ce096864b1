//! The table of routes in `docs/ARCHITECTURE.md` is that of the program.

use afisha::http::route::{Caller, Existence, FinalSlash, Route};

use super::read;

const DOCUMENT: &str = "docs/ARCHITECTURE.md";
const TABLE_BEGINS: &str = "<!-- routes -->\n";
const TABLE_ENDS: &str = "<!-- end of routes -->";

/// Rows that anyone may call and that take a body: each is a way in for whoever wants to fill the server. The list may only
/// become shorter.
const OPEN_TO_BODIES: [(&str, &str); 0] = [];

fn row(door: &str, route: &Route) -> String {
    let methods: Vec<&str> = route.methods.iter().map(|method| method.as_str()).collect();
    let caller = match route.caller {
        Caller::Anyone => "anyone",
        Caller::Application => "an application",
        Caller::Viewer => "a viewer",
        Caller::Peer => "a peer",
        Caller::User => "a user",
    };
    let existence = match route.existence {
        Existence::Open => "open",
        Existence::Secret => "secret",
    };
    let body = route.body.map_or_else(
        || "–".to_owned(),
        |body| format!("{} B of {}, {} s", body.max_bytes, body.media_type, body.time.as_secs()),
    );
    let slash = match route.slash {
        FinalSlash::Optional => "/",
        FinalSlash::Refused => "",
    };
    let path = route.path;
    format!("| {door} | {path}{slash} | {} | {caller} | {existence} | {body} |", methods.join(", "))
}

#[test]
fn the_table_of_routes_is_that_of_the_program() {
    let document = read(DOCUMENT);
    let (_, rest) = document.split_once(TABLE_BEGINS).expect("the document marks where the table begins");
    let (table, _) = rest.split_once(TABLE_ENDS).expect("the document marks where the table ends");
    let mut expected = vec![
        "| door | path | methods | who may call it | existence of what it names | body |".to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    expected.extend(afisha::http::table().into_iter().map(|(door, route)| row(door, route)));
    assert_eq!(table.trim().lines().collect::<Vec<_>>(), expected, "in the place of:\n{}", expected.join("\n"));
}

#[test]
fn only_listed_routes_take_bodies_of_anyone() {
    let open = afisha::http::table().into_iter().filter(|(_, route)| route.body.is_some());
    let open: Vec<_> =
        open.filter(|(_, route)| route.caller == Caller::Anyone).map(|(door, route)| (door, route.path)).collect();
    assert_eq!(open, OPEN_TO_BODIES);
}

#[test]
fn no_two_routes_of_a_door_are_the_same() {
    let mut known = std::collections::BTreeSet::new();
    for (door, route) in afisha::http::table() {
        for method in route.methods {
            assert!(known.insert((door, route.path, method.as_str())), "{door} {method} {}", route.path);
        }
    }
}
