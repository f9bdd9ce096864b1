//! Accounts, their applications, and who may do what.

use afisha::btn::{OwnerId, Permission, WebToken};
use afisha::store::Actor;
use serde_json::json;

use super::{SITE, Site, envelope};
use crate::store::btn::NOW;
use crate::support::database::on_both_databases;

fn permit(site: &Site, owner: i64, permission: Permission) {
    site.store.permit_owner(OwnerId(owner), &[permission].into_iter().collect()).unwrap();
}

on_both_databases! {
    fn a_person_manages_their_applications(database) {
        let site = Site::new(database);
        let anna = site.enter("anna");
        let ask = |line: &str, body: &str| {
            let (status, told) = site.ask_as(&anna, line, body);
            assert_eq!(status, 200, "{told}");
            told
        };
        let added = ask("PUT /api/userapp", r#"{"comment":"at home","x":1}"#)["data"].clone();
        let (id, secret) = (added["appId"].as_str().unwrap(), added["appSecret"].as_str().unwrap());
        assert_eq!((added["comment"].as_str(), added["createdAt"].as_i64(), secret.len()), (Some("at home"), Some(NOW.0 * 1000), 64));
        assert_eq!(added["user"]["nickname"], "anna");
        let mut plain = added.clone();
        plain.as_object_mut().unwrap().remove("appSecret");
        assert_eq!(ask("GET /api/userapp", "")["data"], json!([plain]));
        assert_eq!(ask(&format!("GET /api/userapp/{id}"), "")["data"], plain);
        plain["comment"] = json!("elsewhere");
        assert_eq!(ask(&format!("PATCH /api/userapp/{id}"), r#"{"comment":"elsewhere"}"#)["data"], plain);
        let reset = ask(&format!("POST /api/userapp/{id}/resetAppSecret"), "")["data"].clone();
        assert_ne!(reset["appSecret"], secret);
        let removed = ask(&format!("DELETE /api/userapp/{id}"), "");
        assert_eq!(removed, json!({ "success": true, "message": "the application was removed", "data": null }));
        assert_eq!(ask("GET /api/userapp", "")["data"], json!([]));
        assert_eq!(site.ask_as(&anna, &format!("GET /api/userapp/{id}"), "").0, 404);
        for body in [r#"{"comment":7}"#, "[]", &format!(r#"{{"comment":"{}"}}"#, "x".repeat(256))] {
            assert_eq!(site.ask_as(&anna, "PUT /api/userapp", body).0, 400, "{body}");
        }
    }

    fn nobody_has_more_applications_than_300(database) {
        let site = Site::new(database);
        let anna = site.enter("anna");
        for _ in 0..300 {
            let credentials = afisha::btn::AppCredentials::random();
            site.store.add_application(OwnerId(1), &credentials, "", NOW).unwrap().unwrap();
        }
        let (status, told) = site.ask_as(&anna, "PUT /api/userapp", "");
        let said = "nobody may have more than 300 applications, with those removed in the last month";
        assert_eq!((status, &told["message"]), (507, &json!(said)));
    }

    fn what_is_anothers_needs_a_permission_and_is_noted(database) {
        let site = Site::new(database);
        let (anna, boris) = (site.enter("anna"), site.enter("boris"));
        let id = site.ask_as(&anna, "PUT /api/userapp", "").1["data"]["appId"].as_str().unwrap().to_owned();
        for (line, permission) in [
            (format!("GET /api/userapp/{id}"), Permission::ReadApplications),
            (format!("PATCH /api/userapp/{id}"), Permission::EditApplications),
            (format!("POST /api/userapp/{id}/resetAppSecret"), Permission::ResetApplications),
            ("GET /api/user/1".to_owned(), Permission::ReadUsers),
            (format!("DELETE /api/userapp/{id}"), Permission::RemoveApplications),
        ] {
            permit(&site, 2, if permission == Permission::ReadUsers { Permission::ReadReports } else { Permission::ReadUsers });
            let (status, told) = site.ask_as(&boris, &line, "");
            let said = format!("this needs the permission {}", permission.name());
            assert_eq!((status, &told["message"]), (403, &json!(said)), "{line}");
            permit(&site, 2, permission);
            assert_eq!(site.ask_as(&boris, &line, "").0, 200, "{line}");
            let noted = &site.store.audit().unwrap()[0].deed;
            assert_eq!((noted.actor, noted.action.as_str()), (Actor::Owner(OwnerId(2)), permission.name()));
        }
        assert_eq!(site.ask_as(&anna, "GET /api/user/1", "").0, 200, "one's own needs none");
        permit(&site, 2, Permission::ReadUsers);
        assert_eq!(site.ask_as(&boris, "GET /api/user/9", "").0, 404);
        assert_eq!(site.ask_as(&boris, "GET /api/user/x", "").0, 400);
    }

    fn only_who_is_logged_in_is_answered(database) {
        let site = Site::new(database);
        let anna = site.enter("anna");
        for line in ["GET /api/user/me", "GET /api/userapp", "GET /api/banhistory", "POST /api/snapshot/query", "PUT /api/userapp"] {
            assert_eq!(envelope(&site.ask(line, &[], "")).0, 403, "{line}");
            assert_eq!(site.ask_as(&WebToken::random(), line, "").0, 403, "{line}");
        }
        assert_eq!(envelope(&site.ask("GET /api/nothing", &[], "")).0, 404);
        assert_eq!(envelope(&site.ask("DELETE /api/user/me", &[], "")).0, 405);
        assert_eq!(site.ask("GET /api/user/logout", &[("X-BTN-Token", anna.expose())], "").status, 200);
        assert_eq!(site.ask_as(&anna, "GET /api/user/me", "").0, 403);
        let boris = site.enter("boris");
        site.store.ban_owner(OwnerId(2), Some(NOW)).unwrap();
        let (status, told) = site.ask_as(&boris, "GET /api/user/me", "");
        assert_eq!((status, &told["message"]), (403, &json!("this account is banned; ask the operator")));
    }

    fn pages_of_other_origins_change_nothing(database) {
        let site = Site::new(database);
        let anna = site.enter("anna");
        let cookie = format!("other=1; X-BTN-Token={}", anna.expose());
        let ask = |line: &str, headers: &[(&str, &str)]| {
            let headers = [&[("Cookie", cookie.as_str())], headers].concat();
            site.ask(line, &headers, "").status
        };
        assert_eq!(ask("GET /api/user/me", &[]), 200);
        for origin in [&[][..], &[("Origin", "https://evil.example")], &[("Origin", "null")]] {
            assert_eq!(ask("PUT /api/userapp", origin), 403, "{origin:?}");
            assert_eq!(ask("POST /api/user/logout", origin), 403, "{origin:?}");
        }
        assert_eq!(ask("GET /api/user/logout", &[("Sec-Fetch-Site", "cross-site")]), 403);
        assert_eq!(ask("PUT /api/userapp", &[("Origin", SITE)]), 200);
        assert_eq!(ask("POST /api/user/logout", &[("Origin", SITE)]), 200);
        assert_eq!(ask("GET /api/user/me", &[]), 403);
    }

    fn the_identifier_of_a_torrent_is_told_to_all(database) {
        let site = Site::new(database);
        let hash = |hash: &str| envelope(&site.ask(&format!("GET /api/torrent/hash?hash={hash}"), &[], ""));
        let (status, told) = hash("A5b24a285c3533d80ce62181813640ac4a0e6ed7");
        let identifier = "52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad";
        assert_eq!((status, &told["data"]), (200, &json!({ "torrentIdentifier": identifier })));
        for wrong in ["", "a5b2", &"g".repeat(40)] {
            assert_eq!(hash(wrong).0, 400, "{wrong}");
        }
    }
}
