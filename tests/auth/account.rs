//! Who the viewer of a token is.

use afisha::catalog::Moment;
use afisha::viewers::{ClearToken, ViewerName};

use super::{Served, error, json};
use crate::support::catalogue::NOW;
use crate::support::database::on_both_databases;

on_both_databases! {
    fn a_viewer_has_a_number_that_operators_know(database) {
        let served = Served::new(database);
        let (token, other) = (served.anonymous(), served.anonymous());
        let answer = served.get("/auth/2/account/", &token.access);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let account = json(&answer);
        assert_eq!((account.as_object().unwrap().len(), &account["anonymous"]), (2, &true.into()));
        let number = account["id"].as_u64().unwrap();
        assert!(number < 1 << 53, "JSON carries it without loss");
        assert_ne!(json(&served.get("/auth/2/account/", &other.access))["id"], account["id"]);
        let in_url = served.app.get(&format!("/auth/2/account?access_token={}", token.access));
        assert_eq!(json(&in_url), account);
        let name = ViewerName::new(&format!("anonymous-{number}")).unwrap();
        assert_eq!(served.store.forget_viewer(&name).unwrap().map(|forgotten| forgotten.tokens), Some(2));
        served.follow();
        assert_eq!(error(&served.get("/auth/2/account/", &token.access)), (401, "invalid_token".to_owned()));
    }

    fn a_viewer_whom_an_operator_named_has_one_too(database) {
        let store = database.store();
        let token = ClearToken::random();
        store.issue_token(&ViewerName::new("Анна").unwrap(), token.hash(), NOW, Moment(NOW.0 + 60)).unwrap();
        let served = Served::new(database);
        let account = json(&served.get("/auth/2/account/", token.reveal()));
        assert_eq!(account["anonymous"], false);
        assert!(account["id"].as_u64().unwrap() < 1 << 53);
    }

    fn without_a_good_token_there_is_no_account(database) {
        let served = Served::new(database);
        let bare = served.app.get("/auth/2/account/");
        assert_eq!((error(&bare).0, bare.header("www-authenticate")), (401, Some("Bearer")));
        for wrong in ["0123456789abcdef0123456789abcdef", "x"] {
            let answer = served.get("/auth/2/account/", wrong);
            assert_eq!(error(&answer), (401, "invalid_token".to_owned()));
            assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
        }
        let malformed = served.get("/auth/2/account/", "a b");
        assert_eq!(error(&malformed), (400, "invalid_request".to_owned()));
    }
}
