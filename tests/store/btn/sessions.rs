//! Sessions, logins, accounts from GitHub, and what is noted of them.

use afisha::btn::{Permission, Permissions, ServerKey, WebToken};
use afisha::catalog::Moment;
use afisha::store::{Actor, AuditRecord, BegunLogin, BtnStore, GithubPerson, LOGIN_SECONDS, SESSION_SECONDS};

use super::{NOW, ask};
use crate::support::database::on_both_databases;

fn after(seconds: i64) -> Moment {
    Moment(NOW.0 + seconds)
}

fn person(id: i64, nickname: &str) -> GithubPerson {
    let email = Some(format!("{nickname}@example.org"));
    GithubPerson { id, nickname: nickname.to_owned(), avatar: String::new(), email }
}

fn login() -> BegunLogin {
    BegunLogin { state: WebToken::random(), browser: WebToken::random(), verifier: "proof".to_owned() }
}

on_both_databases! {
    fn a_session_is_its_owners_until_it_ends(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        let token = store.begin_session(anna, NOW).unwrap();
        let whose = |after_seconds: i64| {
            store.session_owner(&token, after(after_seconds)).unwrap().map(|owner| owner.id)
        };
        assert_eq!([whose(0), whose(SESSION_SECONDS - 1), whose(SESSION_SECONDS)], [Some(anna), Some(anna), None]);
        let seen = store.owner(anna).unwrap().unwrap().last_seen;
        assert_eq!(seen, Some(after(SESSION_SECONDS - 1)));
        assert_eq!(store.session_owner(&WebToken::random(), NOW).unwrap(), None);
        let other = store.begin_session(anna, NOW).unwrap();
        assert!(store.end_session(&token).unwrap() && !store.end_session(&token).unwrap());
        assert_eq!((whose(0), store.session_owner(&other, NOW).unwrap().unwrap().id), (None, anna));
        assert_eq!(store.end_sessions_of(anna).unwrap(), 1);
        store.begin_session(anna, NOW).unwrap();
        store.keep_days(after(SESSION_SECONDS)).unwrap();
        assert_eq!(ask(database, "(SELECT count(*) FROM sessions)"), 0);
    }

    fn a_login_is_taken_once_in_its_browser_and_in_time(database) {
        let store = database.btn_store();
        let [used, late, elsewhere] = [(); 3].map(|()| {
            let login = login();
            store.begin_login(&login, NOW).unwrap();
            login
        });
        let take = |login: &BegunLogin, seconds| {
            store.take_login(&login.state, &login.browser, after(seconds)).unwrap()
        };
        assert_eq!([take(&used, LOGIN_SECONDS - 1), take(&used, 0)], [Some("proof".to_owned()), None]);
        assert_eq!([take(&late, LOGIN_SECONDS), take(&late, 0)], [None, None]);
        assert_eq!(store.take_login(&elsewhere.state, &WebToken::random(), NOW).unwrap(), None);
        assert_eq!(take(&elsewhere, 0), None, "a guess costs the login");
        store.begin_login(&login(), NOW).unwrap();
        store.begin_login(&login(), after(LOGIN_SECONDS)).unwrap();
        assert_eq!(ask(database, "(SELECT count(*) FROM login_states)"), 1);
    }

    fn a_person_from_github_has_one_account_whatever_they_are_called(database) {
        let store = database.btn_store();
        let network = ServerKey::parse(&"5".repeat(64)).unwrap().of_network([198, 51, 100, 7].into());
        let first = store.enter_from_github(&person(7, "octocat"), Some(network), NOW).unwrap();
        assert_eq!((first.name.as_str(), first.network, first.created), ("github:7", Some(network), NOW));
        let renamed = store.enter_from_github(&person(7, "hexacat"), None, after(5)).unwrap();
        let mut expected = first.clone();
        expected.nickname = "hexacat".to_owned();
        expected.email = Some("hexacat@example.org".to_owned());
        expected.last_seen = Some(after(5));
        assert_eq!(renamed, expected);
        let other = store.enter_from_github(&person(8, "octocat"), None, NOW).unwrap();
        assert_ne!(other.id, first.id);
        assert_eq!(store.owner_named("github:8").unwrap(), Some(other));
    }

    fn what_an_account_may_do_is_kept(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        let some: Permissions = [Permission::ReadReports, Permission::ReadUsers].into_iter().collect();
        assert!(store.permit_owner(anna, &some).unwrap());
        assert_eq!(store.owner(anna).unwrap().unwrap().permissions, some);
        assert!(store.permit_owner(anna, &Permissions::default()).unwrap());
        assert_eq!(store.owner(anna).unwrap().unwrap().permissions, Permissions::default());
    }

    fn what_was_done_is_known_for_thirty_days_whatever_becomes_of_who_did_it(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        let noted = |at: Moment, actor| AuditRecord { at, actor, action: "act".to_owned(), subject: "it".to_owned() };
        let (first, second) = (noted(NOW, Actor::Owner(anna)), noted(after(1), Actor::Operator));
        store.note_audit(&first).unwrap();
        store.note_audit(&second).unwrap();
        store.remove_owner(anna).unwrap();
        assert_eq!(deeds(&store), [(second.clone(), 1), (first, 1)]);
        store.keep_days(after(30 * 86_400 + 1)).unwrap();
        assert_eq!(deeds(&store), [(second, 1)]);
    }

    fn what_a_user_does_again_within_the_hour_is_counted(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        let boris = store.add_owner("boris", NOW).unwrap().unwrap();
        let deed = |seconds, owner, subject: &str| {
            let (actor, subject) = (Actor::Owner(owner), subject.to_owned());
            AuditRecord { at: after(seconds), actor, action: "act".to_owned(), subject }
        };
        let of_operator = AuditRecord { actor: Actor::Operator, ..deed(3_700, anna, "it") };
        for (seconds, owner, subject) in
            [(0, anna, "it"), (1, anna, "it"), (2, boris, "it"), (3, anna, "else"), (3_599, anna, "it"), (3_600, anna, "it")]
        {
            store.note_audit(&deed(seconds, owner, subject)).unwrap();
        }
        store.note_audit(&of_operator).unwrap();
        store.note_audit(&of_operator).unwrap();
        let expected = [
            (of_operator.clone(), 1),
            (of_operator, 1),
            (deed(3_600, anna, "it"), 1),
            (deed(3, anna, "else"), 1),
            (deed(2, boris, "it"), 1),
            (deed(0, anna, "it"), 3),
        ];
        assert_eq!(deeds(&store), expected);
    }
}

fn deeds(store: &BtnStore) -> Vec<(AuditRecord, i64)> {
    store.audit().unwrap().into_iter().map(|noted| (noted.deed, noted.times)).collect()
}
