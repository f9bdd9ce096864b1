//! Who may ask, and what for.

use super::{ANONYMOUS, Served, error, given};
use crate::support::database::Database;

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_new_viewer_is_given_two_tokens_with_and_without_a_slash() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let one = given(&served.app.send(&super::posted("/auth/2/token/", "127.0.0.1", ANONYMOUS)));
    let other = given(&served.post(&format!("{ANONYMOUS}&signature=whatever&refresh_token=&scope=x")));
    assert!(one.access != other.access && one.refresh != other.refresh);
    assert_eq!(served.store.count_anonymous().unwrap(), 2);
}

#[test]
fn wrong_clients_are_refused_and_told_how_to_say_who_they_are() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    for form in [
        "grant_type=inetra:anonymous",
        "grant_type=inetra:anonymous&client_id=box",
        "grant_type=inetra:anonymous&client_secret=hush",
        "grant_type=inetra:anonymous&client_id=box&client_secret=",
        "grant_type=inetra:anonymous&client_id=box&client_secret=hus",
        "grant_type=inetra:anonymous&client_id=box&client_secret=quiet",
        "grant_type=inetra:anonymous&client_id=Box&client_secret=hush",
        "grant_type=refresh_token&refresh_token=0123456789abcdef0123456789abcdef&client_id=tv&client_secret=hush",
        "grant_type=authorization_code&client_id=tv&client_secret=hush",
    ] {
        let answer = served.post(form);
        assert_eq!(error(&answer), refused(401, "invalid_client"), "{form}");
        assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"afisha\""));
        assert!(!answer.text().contains("hus"), "{}", answer.text());
    }
    assert_eq!(served.store.count_anonymous().unwrap(), 0);
}

#[test]
fn an_application_may_say_who_it_is_as_http_has_it() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let basic = |credentials: &str, form: &str| {
        served.app.send(&format!(
            "POST /auth/2/token HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Basic {credentials}\r\n\
             Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ))
    };
    // box:hush, and box:hus
    given(&basic("Ym94Omh1c2g=", "grant_type=inetra:anonymous"));
    assert_eq!(error(&basic("Ym94Omh1cw==", "grant_type=inetra:anonymous")), refused(401, "invalid_client"));
    assert_eq!(error(&basic("Ym94Omh1c2g=", ANONYMOUS)), refused(400, "invalid_request"));
}

#[test]
fn what_is_no_grant_of_ours_is_refused() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let client = "client_id=box&client_secret=hush";
    for (form, code) in [
        (client.to_owned(), "invalid_request"),
        (String::new(), "invalid_request"),
        (format!("{client}&grant_type="), "invalid_request"),
        (format!("{client}&grant_type=authorization_code&code=x"), "unsupported_grant_type"),
        (format!("{client}&grant_type=password&username=a&password=b"), "unsupported_grant_type"),
        (format!("{client}&grant_type=client_credentials"), "unsupported_grant_type"),
        (format!("{client}&grant_type=inetra:anonymous&grant_type=inetra:anonymous"), "invalid_request"),
        (format!("{client}&grant_type=refresh_token"), "invalid_request"),
        (format!("{client}&grant_type=refresh_token&refresh_token=x"), "invalid_grant"),
        (format!("{client}&grant_type=refresh_token&refresh_token={}", "0".repeat(32)), "invalid_grant"),
        (format!("{client}&grant_type=refresh_token&refresh_token=%ff%00"), "invalid_grant"),
    ] {
        assert_eq!(error(&served.post(&form)), refused(400, code), "{form}");
    }
}

#[test]
fn methods_and_paths_that_there_are_not_are_refused_in_json() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let send =
        |request: &str| served.app.send(&format!("{request} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
    for (request, status, allow) in [
        ("GET /auth/2/token", 405, Some("POST")),
        ("PUT /auth/2/token/", 405, Some("POST")),
        ("POST /auth/2/account/", 405, Some("GET, HEAD")),
        ("OPTIONS /auth/2/token", 405, Some("POST")),
        ("GET /auth/", 404, None),
        ("GET /auth/1/token", 404, None),
        ("POST /auth/2/token/x", 404, None),
    ] {
        let answer = send(request);
        assert_eq!((error(&answer).0, answer.header("allow")), (status, allow), "{request}");
    }
    assert_eq!(send("GET /authors/").error().0, 404, "the neighbour is another door");
}

#[test]
fn pages_of_any_origin_may_ask() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let preflight = served.app.send(
        "OPTIONS /auth/2/token HTTP/1.1\r\nHost: test\r\nConnection: close\r\nOrigin: http://tv.example\r\n\
         Access-Control-Request-Method: POST\r\n\r\n",
    );
    assert_eq!(preflight.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET, HEAD, POST"),
        ("access-control-allow-headers", "Authorization, Content-Type"),
    ] {
        assert_eq!(preflight.header(name), Some(value));
    }
    for answer in [served.post(ANONYMOUS), served.post("")] {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-expose-headers"), Some("Date, ETag"));
    }
}
