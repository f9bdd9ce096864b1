//! Two servers on one database, and what becomes of a replayed token on both.

use afisha::catalog::Moment;

use super::{Served, error, given, json};
use crate::support::catalogue::NOW;
use crate::support::database::on_both_databases;

on_both_databases! {
    fn a_token_of_one_server_is_good_on_the_other_at_once(database) {
        let (one, other) = (Served::new(database), Served::new(database));
        let token = one.anonymous();
        assert_eq!(other.recommended(&token.access), [1, 2, 3]);
        let late = one.anonymous();
        assert_eq!(other.get("/film/2/", &late.access).status, 200);
        assert_eq!(json(&other.get("/auth/2/account/", &late.access)), json(&one.get("/auth/2/account/", &late.access)));
        assert_eq!(other.recommended(&late.access), [1, 3], "what was opened before the token was known counts");
        let next = given(&other.refreshed(&token.refresh));
        assert_eq!(one.recommended(&next.access), [1, 2, 3]);
        assert_eq!(one.recommended(&token.access), [1, 2, 3], "the one before is good until it expires");
        for served in [&one, &other] {
            served.app.clock.set(Moment(NOW.0 + 3_600));
            for token in [&token, &next] {
                let expired = served.get("/list/recommended/", &token.access);
                assert_eq!((expired.status, expired.header("www-authenticate")), (401, Some("Bearer")));
            }
        }
    }

    fn a_replayed_refresh_token_ends_what_its_viewer_has(database) {
        let (one, other) = (Served::new(database), Served::new(database));
        let (token, stranger) = (one.anonymous(), one.anonymous());
        one.get("/film/1/", &token.access);
        let next = given(&other.refreshed(&token.refresh));
        let newest = given(&one.refreshed(&next.refresh));
        for served in [&one, &other] {
            assert!(!served.recommended(&newest.access).is_empty() && !served.recommended(&stranger.access).is_empty());
        }
        assert_eq!(error(&one.refreshed(&token.refresh)), (400, "invalid_grant".to_owned()));
        other.follow();
        for served in [&one, &other] {
            for ended in [&token, &next, &newest] {
                assert_eq!(served.get("/list/recommended/", &ended.access).status, 401);
                assert_eq!(served.get("/film/1/", &ended.access).status, 200, "films are for anyone");
                assert_eq!(error(&served.refreshed(&ended.refresh)), (400, "invalid_grant".to_owned()));
            }
            assert_eq!(served.get("/list/recommended/", &stranger.access).status, 200);
        }
        given(&one.refreshed(&stranger.refresh));
    }

    fn a_refresh_token_is_another_applications_nothing(database) {
        let served = Served::new(database);
        let token = served.anonymous();
        let phone = format!("grant_type=refresh_token&client_id=phone&client_secret=quiet&refresh_token={}", token.refresh);
        assert_eq!(error(&served.post(&phone)), (400, "invalid_grant".to_owned()));
        given(&served.refreshed(&token.refresh));
    }

    fn a_refresh_token_expires(database) {
        let served = Served::new(database);
        let (token, late) = (served.anonymous(), served.anonymous());
        served.app.clock.set(Moment(NOW.0 + 86_399));
        given(&served.refreshed(&token.refresh));
        served.app.clock.set(Moment(NOW.0 + 86_400));
        assert_eq!(error(&served.refreshed(&late.refresh)), (400, "invalid_grant".to_owned()));
    }
}
