//! `Authorization: Bearer` wherever the Films API takes `access_token`.

use super::Served;
use crate::support::database::Database;

#[test]
fn a_token_in_the_header_is_as_good_as_one_in_the_url() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let token = served.anonymous().access;
    for url in ["/list/recommended/", "/film/1/", "/upnext/2/1/"] {
        let in_header = served.get(url, &token);
        let in_url = served.app.get(&format!("{url}?access_token={token}"));
        let in_both = served.get(&format!("{url}?access_token={token}"), &token);
        for answer in [&in_header, &in_url, &in_both] {
            assert_eq!((answer.status, answer.header("cache-control")), (200, Some("private, no-cache")), "{url}");
        }
        assert_eq!(in_header.status, in_both.status);
    }
    assert_eq!(served.recommended(&token), [3], "both ways count as opened");
}

#[test]
fn a_wrong_token_in_the_header_is_answered_as_one_in_the_url() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let wrong = served.get("/list/recommended/", "wrong");
    assert_eq!((wrong.error().0, wrong.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(wrong.body, served.app.get("/list/recommended/?access_token=wrong").body);
    assert_eq!(served.get("/film/1/", "wrong").status, 200);
}

#[test]
fn two_tokens_and_a_header_without_one_are_faults_where_a_token_is_taken() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let token = served.anonymous().access;
    for (header, parameter) in [("Bearer x", "y"), ("Bearer", ""), ("bearer a b", ""), ("Bearer \"x\"", "x")] {
        let query = if parameter.is_empty() { String::new() } else { format!("?access_token={parameter}") };
        for path in ["/list/recommended/", "/film/1/", "/upnext/2/1/", "/film/99/"] {
            let answer = served.app.get_with(&format!("{path}{query}"), &[("Authorization", header)]);
            let (status, blamed, _) = answer.error();
            assert_eq!((status, blamed.as_deref()), (400, Some("access_token")), "{header} {path}");
        }
        assert_eq!(served.app.get_with("/list/", &[("Authorization", header)]).status, 200);
    }
    let proxied = [("Authorization", "Basic eDp5")];
    let answer = served.app.get_with(&format!("/list/recommended/?access_token={token}"), &proxied);
    assert_eq!(answer.status, 200, "another scheme is for somebody else");
}

#[test]
fn pages_may_send_the_header() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let preflight = served.app.send(
        "OPTIONS /list/recommended/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\nOrigin: http://tv.example\r\n\
         Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n\r\n",
    );
    assert_eq!(preflight.header("access-control-allow-headers"), Some("Authorization, If-None-Match"));
}
