//! What may be kept, by whom, and how it is known to be still true.

use afisha::catalog::{Film, Moment, Year};
use afisha::query::snapshot::SnapshotBuilder;
use afisha::refresh::Served;

use super::{a_few_films, document};
use crate::support::app::App;
use crate::support::catalogue::{NOW, playable, playables, text};
use crate::support::connection::Connection;
use crate::support::http::Answer;

#[test]
fn a_client_that_has_the_answer_is_not_sent_it_again() {
    let app = a_few_films();
    for url in
        ["/list/", "/film/7/", "/tags/", "/upnext/7/1/", "/search/?q=x", "/list/recommended/", "/list/similar/?ids=7"]
    {
        let full = app.get(url);
        let tag = full.header("etag").unwrap_or_else(|| panic!("{url} has no ETag")).to_owned();
        let opaque = tag.strip_prefix("W/").unwrap_or(&tag).to_owned();
        let weak = format!("W/{opaque}");
        for known in [tag.clone(), weak, format!("\"x\", {tag} , W/\"y\""), format!("\"a,b\",{tag}"), "*".to_owned()] {
            let answer = app.get_with(url, &[("If-None-Match", &known)]);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{url} {known}");
            assert_eq!(answer.header("etag"), Some(tag.as_str()), "{url} {known}");
            assert_eq!(answer.header("cache-control"), full.header("cache-control"), "{url} {known}");
            assert_eq!(answer.header("vary"), full.header("vary"), "{url} {known}");
            assert!(answer.header("date").is_some() && answer.header("access-control-allow-origin") == Some("*"));
        }
        for known in ["\"x\"", "W/\"x\", \"y\"", "", "nonsense", "W/", "\"", "\"\""] {
            let answer = app.get_with(url, &[("If-None-Match", known)]);
            assert_eq!((answer.status, &answer.body), (200, &full.body), "{url} {known}");
        }
    }
    let errors = app.get_with("/film/9/", &[("If-None-Match", "*")]);
    assert_eq!(errors.error().0, 404);
}

#[test]
fn a_strong_form_of_the_tag_is_known_again() {
    let app = a_few_films();
    let tag = app.get("/list/").header("etag").unwrap().to_owned();
    let strong = tag.strip_prefix("W/").unwrap_or(&tag);
    assert_eq!(app.get_with("/list/", &[("If-None-Match", strong)]).status, 304, "If-None-Match compares weakly");
}

#[test]
fn a_connection_goes_on_after_304() {
    let app = a_few_films();
    let mut connection = Connection::open(&app);
    connection.send(b"GET /list/ HTTP/1.1\r\nHost: test\r\nIf-None-Match: *\r\n\r\n");
    assert_eq!(connection.receive("GET").status, 304);
    assert_eq!(connection.get("/list/").list().1, [7, 8]);
}

#[test]
fn after_the_catalogue_changed_the_new_answer_is_sent() {
    let app = a_few_films();
    let tag = app.get("/list/").header("etag").unwrap().to_owned();
    let mut builder = SnapshotBuilder::from_snapshot(&app.live.get().snapshot);
    builder.put(&Film { year: Year::new(2001), ..playable(8, "Восемь") });
    app.live.set(Served::new(builder.build(2, NOW).unwrap(), NOW));
    let answer = app.get_with("/list/", &[("If-None-Match", &tag)]);
    assert_eq!((answer.status, answer.texts("Items/Item/Year")), (200, vec!["1968".to_owned(), "2001".to_owned()]));
    assert_ne!(answer.header("etag"), Some(tag.as_str()));
}

#[test]
fn a_publication_changes_the_tag() {
    let scheduled = Film { published: Some(Moment(NOW.0 + 1)), ..playable(2, "Завтра") };
    let app = App::new(vec![], &[playable(1, "Сегодня"), scheduled]);
    let tag = app.get("/list/").header("etag").unwrap().to_owned();
    assert_eq!(app.get_with("/list/", &[("If-None-Match", &tag)]).status, 304);
    app.clock.set(Moment(NOW.0 + 1));
    assert_eq!(app.get_with("/list/", &[("If-None-Match", &tag)]).list().1, [2, 1]);
}

#[test]
fn answers_that_depend_on_the_network_are_private() {
    let directives = |answer: &Answer| -> Vec<String> {
        answer.header("cache-control").unwrap().split(',').map(|d| d.trim().to_owned()).collect()
    };
    let restricted = Film { access: [text("city")].into(), ..playable(8, "Ограничен") };
    let (open, restricted) = (App::new(vec![], &playables([7])), App::new(vec![], &[playable(7, "Ф"), restricted]));
    for url in ["/list/", "/film/7/", "/upnext/7/1/", "/search/", "/list/similar/?ids=7", "/getfilmsfile/"] {
        let shared = directives(&open.get(url));
        assert!(shared.contains(&"public".to_owned()) && !shared.contains(&"private".to_owned()), "{url}: {shared:?}");
        for address in ["10.54.1.1", "192.0.2.1"] {
            let private = directives(&restricted.get_as(address, url));
            assert!(
                private.contains(&"private".to_owned()) && !private.contains(&"public".to_owned()),
                "{url}: {private:?}"
            );
        }
    }
}

#[test]
fn no_cache_holds_an_answer_longer_than_it_is_true() {
    let app = a_few_films();
    for url in ["/list/", "/film/7/", "/tags/", "/search/", "/list/?sort=random&seed=1"] {
        let answer = app.get(url);
        let caching = answer.header("cache-control").unwrap();
        let asks = ["no-cache", "no-store", "max-age=0", "max-age=1", "must-revalidate"];
        assert!(asks.iter().any(|word| caching.contains(word)), "an edit may come at any moment: {url} {caching}");
    }
}

#[test]
fn an_error_is_in_no_cache() {
    let app = a_few_films();
    assert_eq!(
        app.get("/film/9/").text(),
        document("<Error><Code>404</Code><Message>no film has this id</Message></Error>")
    );
    for url in ["/film/9/", "/list/?p=0", "/nowhere"] {
        let answer = app.get(url);
        assert!(answer.header("cache-control").is_none_or(|caching| caching.contains("no-")), "{url}");
        assert_eq!(answer.header("etag"), None, "{url}");
    }
}

#[test]
fn the_tag_is_looked_for_in_every_line_of_the_header_and_for_head_too() {
    let app = a_few_films();
    let tag = app.get("/list/").header("etag").unwrap().to_owned();
    let lines = [("If-None-Match", "\"x\""), ("If-None-Match", tag.as_str())];
    assert_eq!(app.get_with("/list/", &lines).status, 304);
    let mut connection = Connection::open(&app);
    connection.send(format!("HEAD /list/ HTTP/1.1\r\nHost: test\r\nIf-None-Match: {tag}\r\n\r\n").as_bytes());
    assert_eq!(connection.receive("HEAD").status, 304);
    assert_eq!(connection.get("/film/8/").texts("Film/Id"), ["8"]);
}

#[test]
fn a_node_that_started_later_knows_the_same_tag() {
    let (one, other) = (a_few_films(), a_few_films());
    assert_eq!(one.get("/list/").header("etag"), other.get("/list/").header("etag"));
    assert_ne!(one.get("/list/").header("etag"), one.get("/list/?max=1").header("etag"));
}
