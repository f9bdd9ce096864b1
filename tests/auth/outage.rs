//! The database is away while tokens are asked for.

use super::{ANONYMOUS, Served, error, given, json};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn no_token_is_issued_and_reads_go_on(database) {
        let (one, other) = (Served::new(database), Served::new(database));
        let token = one.anonymous();
        database.execute("ALTER TABLE anonymous_viewers RENAME TO away");
        for refused in [one.post(ANONYMOUS), one.refreshed(&token.refresh), other.get("/auth/2/account/", &token.access)] {
            assert_eq!(error(&refused), (503, "temporarily_unavailable".to_owned()));
            assert_eq!(refused.header("retry-after"), Some("5"));
        }
        for served in [&one, &other] {
            assert_eq!(served.app.get("/list/").list().1.len(), 3);
            assert_eq!(served.get("/film/1/", &token.access).status, 200);
        }
        assert_eq!(one.recommended(&token.access), [2, 3], "a token that was met holds");
        let unmet = other.get("/list/recommended/", &token.access);
        assert_eq!((unmet.error().0, unmet.header("retry-after")), (503, Some("5")));
        assert_eq!(other.get("/list/recommended/", "afisha_x").status, 401, "one that need not be looked up");
        assert_eq!(other.app.get("/list/recommended/").status, 200);
        database.execute("ALTER TABLE away RENAME TO anonymous_viewers");
        given(&one.post(ANONYMOUS));
        assert_eq!(json(&other.get("/auth/2/account/", &token.access))["anonymous"], true);
        assert_eq!(other.recommended(&token.access), [2, 3], "what was opened meanwhile is not lost");
        given(&one.refreshed(&token.refresh));
    }
}
