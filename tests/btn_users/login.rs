//! Logging in at GitHub.

use std::collections::BTreeMap;

use afisha::catalog::Moment;
use serde_json::json;
use url::Url;

use super::github::Github;
use super::{Site, envelope};
use crate::store::btn::NOW;
use crate::support::database::on_both_databases;
use crate::support::http::Answer;

const OCTOCAT: &str = r#"{"id":7,"login":"octocat","name":null,"avatar_url":"https://example.org/a.png","x":1}"#;
const MAILS: &str = r#"[{"email":"old@example.org","primary":false,"verified":true},
    {"email":"cat@example.org","primary":true,"verified":true,"visibility":null}]"#;
const BEGIN: &str = "GET /auth/oauth2/github/login";

/// A login that a browser has begun.
struct Begun {
    state: String,
    cookie: String,
}

/// Returns the pairs `name=value` of all `Set-Cookie`.
fn cookies(answer: &Answer) -> Vec<String> {
    let set = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    set.map(|(_, value)| value.split(';').next().unwrap().to_owned()).collect()
}

fn begin(site: &Site, github: &Github) -> Begun {
    let sent = site.ask(BEGIN, &[], "");
    assert_eq!(sent.status, 302);
    let set = sent.header("set-cookie").unwrap();
    assert!(
        set.starts_with("__Host-btn-login=") && set.ends_with("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax")
    );
    let url: Url = sent.header("location").unwrap().parse().unwrap();
    let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!(url.path(), "/login/oauth/authorize");
    let told = ["client_id", "redirect_uri", "scope", "response_type", "code_challenge_method"]
        .map(|name| asked[name].as_str());
    let callback = "https://btn.example.org/auth/oauth2/github/callback";
    assert_eq!(told, ["app", callback, "read:user user:email", "code", "S256"]);
    github.expect(&asked["code_challenge"]);
    Begun { state: asked["state"].clone(), cookie: cookies(&sent).remove(0) }
}

fn end(site: &Site, begun: &Begun, cookie: &str) -> Answer {
    let line = format!("GET /auth/oauth2/github/callback?code=code&state={}", begun.state);
    site.ask(&line, &[("Cookie", cookie), ("X-Forwarded-For", "198.51.100.7")], "")
}

/// Returns the token of the session that begins.
fn session(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("location")), (302, Some("/")), "{}", answer.text());
    let set = cookies(answer);
    assert_eq!(set[0], "__Host-btn-login=");
    set[1].strip_prefix("X-BTN-Token=").unwrap().to_owned()
}

on_both_databases! {
    fn a_person_logs_in_and_is_the_same_whatever_they_are_called(database) {
        let github = Github::start(OCTOCAT, MAILS);
        let site = Site::with(database, Some(&github));
        let begun = begin(&site, &github);
        let token = session(&end(&site, &begun, &begun.cookie));
        let me = |token: &str| envelope(&site.ask("GET /api/user/me", &[("X-BTN-Token", token)], ""));
        let (status, told) = me(&token);
        let expected = json!({
            "id": 1, "avatar": "https://example.org/a.png", "nickname": "octocat", "registerAt": NOW.0 * 1000,
            "lastSeenAt": NOW.0 * 1000, "bannedAt": null, "bannedReason": null, "email": "cat@example.org",
        });
        assert_eq!((status, &told["data"]), (200, &expected));
        let owner = &site.store.owners().unwrap()[0];
        assert_eq!(owner.network, Some(site.store.key().of_network([198, 51, 100, 9].into())));
        github.set_user(r#"{"id":7,"login":"hexacat","name":"Hexa"}"#);
        let begun = begin(&site, &github);
        let cookie = format!("{}; X-BTN-Token={token}", begun.cookie);
        let second = session(&end(&site, &begun, &cookie));
        assert_ne!(second, token);
        assert_eq!(me(&second).1["data"]["nickname"], "Hexa");
        assert_eq!(me(&token).0, 403, "the session before has ended");
        assert_eq!(site.store.owners().unwrap().len(), 1);
    }

    fn a_login_is_refused_that_is_used_late_forged_or_of_another_browser(database) {
        let github = Github::start(OCTOCAT, MAILS);
        let site = Site::with(database, Some(&github));
        let refused = |answer: Answer| {
            let (status, told) = envelope(&answer);
            assert!(status == 403 && cookies(&answer).is_empty(), "{told}");
            told["message"].as_str().unwrap().to_owned()
        };
        let unknown = "this login is unknown, used, took longer than 10 minutes, or began in another browser; begin again";
        let used = begin(&site, &github);
        session(&end(&site, &used, &used.cookie));
        assert_eq!(refused(end(&site, &used, &used.cookie)), unknown);
        let (one, other) = (begin(&site, &github), begin(&site, &github));
        assert_eq!(refused(end(&site, &one, &other.cookie)), unknown);
        assert_eq!(refused(end(&site, &one, &one.cookie)), unknown, "the attempt has used it");
        let both = format!("{}; {}", one.cookie, other.cookie);
        assert_eq!(refused(end(&site, &other, &both)), unknown, "nobody knows which cookie is ours");
        let forged = Begun { state: "0".repeat(64), cookie: other.cookie.clone() };
        assert_eq!(refused(end(&site, &forged, &forged.cookie)), unknown);
        assert_eq!(refused(end(&site, &other, "")), unknown);
        let late = begin(&site, &github);
        site.clock.set(Moment(NOW.0 + 600));
        assert_eq!(refused(end(&site, &late, &late.cookie)), unknown);
        let wrong = begin(&site, &github);
        github.expect("another challenge");
        let said = "GitHub does not confirm this login; begin again";
        assert_eq!(refused(end(&site, &wrong, &wrong.cookie)), said);
        let first = &site.store.owners().unwrap()[0];
        site.store.ban_owner(first.id, Some(NOW)).unwrap();
        let banned = begin(&site, &github);
        assert_eq!(refused(end(&site, &banned, &banned.cookie)), "this account is banned; ask the operator");
    }

    fn an_address_begins_so_many_logins(database) {
        let github = Github::start(OCTOCAT, MAILS);
        let site = Site::with(database, Some(&github));
        let begin_at = |address: &str| site.ask(BEGIN, &[("X-Forwarded-For", address)], "");
        for _ in 0..30 {
            assert_eq!(begin_at("198.51.100.7").status, 302);
        }
        let refused = begin_at("198.51.100.7");
        assert_eq!((refused.status, refused.header("retry-after")), (429, Some("600")));
        assert!(refused.text().contains("too many logins have begun at your address"), "{}", refused.text());
        assert_eq!(begin_at("198.51.100.8").status, 302);
        site.clock.set(Moment(NOW.0 + 600));
        assert_eq!(begin_at("198.51.100.7").status, 302);
    }

    fn without_an_app_at_github_nobody_logs_in(database) {
        let site = Site::new(database);
        for line in [BEGIN, "GET /auth/oauth2/github/callback?code=code&state=x"] {
            let (status, told) = envelope(&site.ask(line, &[], ""));
            let said = "logging in at GitHub is not set up here; ask the operator for an application";
            assert_eq!((status, &told["message"]), (404, &json!(said)));
        }
    }
}
