//! A token shows nobody what is hidden from them.

use super::Served;
use crate::support::database::Database;

#[test]
fn an_anonymous_viewer_sees_what_everyone_sees() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let token = served.anonymous().access;
    for url in [
        "/film/4/",
        "/upnext/4/1/",
        "/films/1/film/4/",
        "/films/2/film/4/",
        "/list/?ids=4",
        "/list/",
        "/list/similar/?ids=4",
        "/search/?q=4",
        "/tags/",
        "/films/2/list/",
    ] {
        let (open, own) = (served.app.get(url), served.get(url, &token));
        assert_eq!((open.status, &open.body), (own.status, &own.body), "{url}");
    }
    assert_eq!(served.get("/film/4/", &token).status, 404);
    assert!(!served.recommended(&token).contains(&4));
    let city = served.app.get_with(
        "/list/recommended/",
        &[("Authorization", &format!("Bearer {token}")), ("X-Forwarded-For", "10.54.0.1")],
    );
    assert!(city.list().1.contains(&4), "it is there for those whom it is for");
}

#[test]
fn a_hidden_film_cannot_be_opened_and_so_is_not_taken_down() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let token = served.anonymous().access;
    assert_eq!(served.get("/film/4/", &token).status, 404);
    let city = [("Authorization", format!("Bearer {token}")), ("X-Forwarded-For", "10.54.0.1".to_owned())];
    let city = city.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(served.app.get_with("/list/recommended/", &city).list().1, [4, 1, 2, 3]);
}
