//! Passes over peers that mean harm, or are broken: they cost bounded time and memory, and no torrent that is there.

use afisha::peer::client::{ClientFault, PeerClient, PeerUrl, Trust};
use afisha::peer::sync::GuardFault;
use afisha::peer::{PeerKeyId, PeerSecret};
use afisha::refresh::peers::PassFault;
use serde_json::json;

use super::{Desk, NOW, SkippingTimer, exported};
use crate::support::database::{Database, on_both_databases};
use crate::support::peer_server::{Exported, KEY_ID, PeerServer, Reply, SECRET};

const LONG_AGO: i64 = NOW.0 - 1_000;

/// A page of one torrent, and where the next one begins.
fn page(number: u64, next: impl Into<serde_json::Value>) -> Reply {
    let item = Exported::new(number, LONG_AGO).item();
    Reply::Object(json!({ "items": [item], "next_cursor": next.into(), "count": 1 }))
}

fn fault(desk: &Desk<'_>) -> String {
    desk.run().unwrap_err().to_string()
}

on_both_databases! {
    fn a_cursor_that_repeats_ends_the_pass_and_the_next_begins_anew(database) {
        for period in [1, 3] {
            let desk = Desk::new(database, Vec::new());
            desk.server.behave(move |_, number| page(number as u64, format!("{}", number % period)));
            let circle = desk.run().unwrap_err();
            assert!(matches!(circle, PassFault::Guard(GuardFault::Circle)), "{circle:?}");
            assert_eq!(desk.server.asked().len(), period + 1);
            let record = desk.record();
            assert_eq!((record.progress.pass.cursor, record.progress.pass.pages, record.health.failures), (None, 0, 1));
            database.execute("DELETE FROM public_torrents; DELETE FROM peers");
        }
    }

    fn pages_without_end_have_one_though_the_program_is_started_anew(database) {
        let desk = Desk::new(database, Vec::new());
        desk.server.behave(|_, number| page(number as u64, format!("{number}")));
        desk.set("next_hash = 'x', full_pass = 1, pass_pages = 19990");
        let endless = desk.run().unwrap_err();
        assert!(matches!(endless, PassFault::Guard(GuardFault::Endless)), "{endless:?}");
        assert_eq!(desk.server.asked().len(), 10);
        assert_eq!(desk.record().progress.pass.pages, 0);
    }

    fn an_empty_page_that_is_not_the_last_ends_the_pass(database) {
        let desk = Desk::new(database, Vec::new());
        desk.server.behave(|_, _| Reply::Object(json!({ "items": [], "next_cursor": "a", "count": 0 })));
        assert_eq!(fault(&desk), "the peer answers an empty page that is not the last one");
        assert_eq!(desk.server.asked().len(), 1);
    }

    fn nothing_is_taken_of_a_page_with_more_items_than_were_asked_for(database) {
        let desk = Desk::new(database, Vec::new());
        let items: Vec<_> = exported(1..=4, LONG_AGO).iter().map(Exported::item).collect();
        desk.server.behave(move |_, _| Reply::Object(json!({ "items": items, "next_cursor": null, "count": 4 })));
        assert_eq!(fault(&desk), "the answer is malformed: it has more items than were asked for");
        assert!(desk.told().is_empty());
    }

    fn a_peer_that_tells_of_nothing_any_more_takes_nothing_away(database) {
        let desk = Desk::new(database, exported(1..=10, LONG_AGO));
        desk.run().unwrap();
        desk.server.export(Vec::new());
        for _ in 0..3 {
            desk.pass_time(10);
            assert_eq!(desk.run_full().unwrap().left, 0);
        }
        assert_eq!(desk.told().len(), 10);
    }
}

#[test]
fn answers_that_are_none_are_told_by_what_is_wrong_with_them() {
    let database = Database::sqlite();
    let desk = Desk::new(&database, exported(1..=2, LONG_AGO));
    let raw = |text: &str| Reply::Raw(text.as_bytes().to_vec());
    let ok = |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let replies: Vec<(Reply, &str)> = vec![
        (Reply::Object(json!([])), "the answer is malformed: it is no object"),
        (Reply::Object(json!({ "items": {}, "next_cursor": null })), "the answer is malformed: items is no list"),
        (Reply::Object(json!({ "items": [] })), "the answer is malformed: it has no next_cursor"),
        (Reply::Object(json!({ "next_cursor": null })), "the answer is malformed: it has no items"),
        (Reply::Object(json!({ "torrent_items": {} })), "the answer is malformed: it has no items"),
        (raw(&ok("{}")), "the answer is malformed: it has no payload"),
        (raw(&ok("not json")), "the answer is malformed: it has no payload"),
        (raw(&ok(r#"{"payload":"AAAA"}"#)), "the answer cannot be decrypted"),
        (Reply::Status(401, vec![]), "the peer refuses our key or signature (status 401)"),
        (Reply::Status(403, vec![]), "the key is inactive"),
        (
            Reply::Status(404, vec![]),
            "there is no Peer API with exports at this URL (status 404); `afisha peer test` tells more",
        ),
        (
            Reply::Status(405, vec![]),
            "there is no Peer API with exports at this URL (status 405); `afisha peer test` tells more",
        ),
        (Reply::Status(204, vec![]), "the peer answers with an unexpected status (204)"),
        (raw("SSH-2.0-OpenSSH_9.2\r\n"), "the peer cannot be reached"),
        (Reply::At(json!({ "items": [], "next_cursor": null }), -66), "the answer cannot be decrypted"),
        (Reply::At(json!({ "items": [], "next_cursor": null }), 66), "the answer cannot be decrypted"),
    ];
    for (reply, expected) in replies {
        let mut reply = Some(reply);
        let mut last: Option<Reply> = None;
        desk.server.behave(move |_, _| {
            // What may pass is asked for again, and is the same again.
            let next = reply.take().or(last.take()).unwrap_or(Reply::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()));
            if let Reply::Status(401, _) = next {
                last = Some(Reply::Status(401, vec![]));
            }
            next
        });
        let fault = fault(&desk);
        assert!(fault.starts_with(expected), "{fault}: {expected}");
        assert!(!fault.contains(SECRET) && !fault.contains(KEY_ID));
    }
    assert!(desk.told().is_empty());
}

#[test]
fn a_redirect_is_not_followed() {
    let database = Database::sqlite();
    let desk = Desk::new(&database, Vec::new());
    let elsewhere = PeerServer::start(&desk.clock, exported(1..=2, LONG_AGO));
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/api/peer/private/export", elsewhere.url());
        desk.server.behave(move |_, _| Reply::Status(status, vec![("Location", location.clone())]));
        assert_eq!(
            fault(&desk),
            format!("the peer redirects elsewhere (status {status}); add it with the URL that answers itself")
        );
    }
    assert!(elsewhere.asked().is_empty() && desk.told().is_empty());
}

#[test]
fn an_answer_that_never_ends_is_given_up_in_time() {
    let database = Database::sqlite();
    let desk = Desk::new(&database, Vec::new());
    desk.server.behave(|_, _| Reply::Drip);
    let timer = SkippingTimer::default();
    let slow = desk.run_with(&timer, false, &mut |_| {}).unwrap_err();
    assert_eq!(slow.to_string(), "the peer has not answered in time");
    assert_eq!(timer.waits().len(), 5);
}

#[test]
fn an_answer_that_is_too_large_is_not_read() {
    let database = Database::sqlite();
    let desk = Desk::new(&database, Vec::new());
    let mut huge = b"HTTP/1.1 200 OK\r\nContent-Length: 34000000\r\n\r\n".to_vec();
    huge.resize(34_000_000, b' ');
    desk.server.behave(move |_, _| Reply::Raw(huge.clone()));
    let large = desk.run().unwrap_err();
    assert!(matches!(large, PassFault::Client(ClientFault::AnswerTooLarge)), "{large:?}");
}

#[test]
fn an_answer_that_is_cut_off_anywhere_is_no_answer() {
    let database = Database::sqlite();
    let desk = Desk::new(&database, exported(1..=2, LONG_AGO));
    for length in [0, 1, 9, 20, 60, 80, 81, 90, 200, 400] {
        desk.server.behave(move |_, _| Reply::Cut(length));
        let timer = SkippingTimer::default();
        let cut = desk.run_with(&timer, false, &mut |_| {}).unwrap_err();
        assert!(matches!(cut, PassFault::Client(ClientFault::Unreachable { .. })), "{length}: {cut:?}");
        assert_eq!(timer.waits().len(), 5, "{length}");
    }
    assert!(desk.told().is_empty());
}

/// What is said of an answer to another question.
const OF_ANOTHER_QUESTION: &str =
    "the answer does not belong to our question: somebody on the way may have put it in place of the right one";

#[test]
fn the_answer_to_another_question_is_refused_where_answers_have_to_be_bound() {
    let database = Database::sqlite();
    let mut desk = Desk::new(&database, exported(1..=4, LONG_AGO));
    desk.server.know_v2();
    desk.options.require_v2 = true;
    desk.run().unwrap();
    let old = desk.server.tokens().remove(0);
    let body = json!({ "payload": old }).to_string();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    desk.server.behave(move |_, _| Reply::Raw(answer.clone().into_bytes()));
    assert_eq!(fault(&desk), OF_ANOTHER_QUESTION);
    // What says that it belongs must be right, also where it need not say so.
    desk.options.require_v2 = false;
    assert_eq!(fault(&desk), OF_ANOTHER_QUESTION);
}

#[test]
fn a_peer_at_a_private_address_is_not_connected_to_unless_that_is_allowed() {
    let database = Database::sqlite();
    let mut desk = Desk::new(&database, exported(1..=2, LONG_AGO));
    desk.options.allow_private = false;
    assert_eq!(
        fault(&desk),
        "the peer is at no address of the public internet; if that is meant, add it with --allow-private"
    );
    assert!(desk.server.asked().is_empty());
}

#[test]
fn a_secret_that_is_not_the_peers_reads_no_answer() {
    let database = Database::sqlite();
    let desk = Desk::new(&database, Vec::new());
    let url = PeerUrl::new(&desk.server.url(), true, true).unwrap();
    let key = (PeerKeyId::new(KEY_ID).unwrap(), PeerSecret::new("another secret of 16"));
    let trust = Trust::load(None).unwrap();
    let client = PeerClient::new(url, key, desk.options, &trust, desk.clock.clone());
    let question = afisha::peer::client::PageQuestion { since: None, cursor: None };
    let fault = client.export(&question, desk.record().progress.habits).unwrap_err();
    assert_eq!(fault, ClientFault::Unauthorized { clock_difference: Some(0), knows_v2: false });
    desk.server.set_ahead(75);
    let fault = client.export(&question, desk.record().progress.habits).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the peer refuses our key or signature (status 401); its clock is 75 s ahead of ours: set the clock that is wrong"
    );
}
