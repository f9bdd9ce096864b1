//! Viewers and their tokens.

use afisha::catalog::Moment;
use afisha::store::{DatabaseUrl, Forgotten, Store, ViewerGeneration};
use afisha::viewers::{ClearToken, TokenId, ViewEvent, ViewerId, ViewerName};

use crate::store::values::film_id;
use crate::support::database::{Database, on_both_databases};

const NOW: Moment = Moment(1000);
const LATER: Moment = Moment(2000);

fn name(text: &str) -> ViewerName {
    ViewerName::new(text).unwrap()
}

/// Issues a token that holds until [`LATER`].
fn issue(store: &Store, viewer: &str) -> ClearToken {
    let token = ClearToken::random();
    store.issue_token(&name(viewer), token.hash(), NOW, LATER).unwrap();
    token
}

fn id_of(store: &Store, token: &ClearToken) -> ViewerId {
    store.tokens().unwrap().viewer(token, NOW).unwrap()
}

fn watch(store: &Store, viewer: ViewerId, film: u64) {
    store.record_views(&[ViewEvent { viewer, film: film_id(film), at: NOW }]).unwrap();
}

on_both_databases! {
    fn a_viewer_is_made_once_and_may_have_several_tokens(database) {
        let store = database.store();
        let (one, other) = (ClearToken::random(), ClearToken::random());
        assert!(store.issue_token(&name("Анна"), one.hash(), NOW, LATER).unwrap());
        assert!(!store.issue_token(&name("Анна"), other.hash(), NOW, Moment(3000)).unwrap());
        let tokens = store.tokens().unwrap();
        assert_eq!(tokens.len(), 2);
        assert_eq!(tokens.viewer(&one, NOW), tokens.viewer(&other, NOW));
        assert_eq!(tokens.viewer(&one, LATER), None);
        assert_ne!(tokens.viewer(&other, LATER), None);
        assert_eq!(tokens.viewer(&ClearToken::random(), NOW), None);
    }

    fn a_viewer_is_listed_with_tokens_and_views_but_no_secret(database) {
        let store = database.store();
        let token = issue(&store, "Борис");
        issue(&store, "Анна");
        watch(&store, id_of(&store, &token), 7);
        let listed = store.viewers().unwrap();
        assert_eq!(listed.iter().map(|viewer| viewer.name.as_str()).collect::<Vec<_>>(), ["Анна", "Борис"]);
        assert_eq!((listed[1].created, listed[1].views, listed[0].views), (NOW, 1, 0));
        let [shown] = listed[1].tokens.as_slice() else { panic!("one token") };
        assert_eq!((&shown.id, shown.created, shown.expires, shown.revoked), (&token.hash().id(), NOW, LATER, None));
        assert!(!format!("{listed:?}").contains(token.reveal()));
    }

    fn revoked_tokens_are_no_more_given_and_stay_listed(database) {
        let store = database.store();
        let (one, other, third) = (issue(&store, "Анна"), issue(&store, "Анна"), issue(&store, "Борис"));
        assert_eq!(store.revoke_token(&one.hash().id(), NOW).unwrap(), 1);
        assert_eq!(store.revoke_token(&one.hash().id(), LATER).unwrap(), 0);
        assert_eq!(store.revoke_token(&TokenId::new("0123456789ab").unwrap(), NOW).unwrap(), 0);
        let holds = |token| store.tokens().unwrap().viewer(token, NOW).is_some();
        assert_eq!((holds(&one), holds(&other), holds(&third)), (false, true, true));
        assert_eq!(store.revoke_all_tokens(&name("Анна"), LATER).unwrap(), Some(1));
        assert_eq!((holds(&other), holds(&third)), (false, true));
        assert_eq!(store.revoke_all_tokens(&name("Вера"), NOW).unwrap(), None);
        let listed = store.viewers().unwrap();
        let revoked = listed[0].tokens.iter().find(|token| token.id == one.hash().id()).unwrap();
        assert_eq!(revoked.revoked, Some(NOW));
    }

    fn of_a_forgotten_viewer_nothing_remains_and_others_are_left_alone(database) {
        let store = database.store();
        let (anna, boris) = (issue(&store, "Анна"), issue(&store, "Борис"));
        issue(&store, "Анна");
        let (forgotten, stays) = (id_of(&store, &anna), id_of(&store, &boris));
        for film in [7, 8] {
            watch(&store, forgotten, film);
        }
        watch(&store, stays, 7);
        assert_eq!(store.forget_viewer(&name("Анна")).unwrap(), Some(Forgotten { tokens: 2, views: 2 }));
        assert_eq!(store.forget_viewer(&name("Анна")).unwrap(), None);
        assert_eq!(store.views_of(forgotten).unwrap(), []);
        assert_eq!(store.views_of(stays).unwrap().len(), 1);
        assert_eq!(store.viewers().unwrap().iter().map(|viewer| viewer.name.as_str()).collect::<Vec<_>>(), ["Борис"]);
        assert_eq!(store.tokens().unwrap().len(), 1);
        watch(&store, forgotten, 9);
        assert_eq!(store.views_of(forgotten).unwrap(), [], "views that were on their way when the viewer was forgotten");
        assert_ne!(id_of(&store, &issue(&store, "Анна")), forgotten);
    }

    fn what_readers_must_follow_is_counted(database) {
        let store = database.store();
        let at = |tokens, views| assert_eq!(store.viewer_generation().unwrap(), ViewerGeneration { tokens, views });
        at(0, 0);
        let token = issue(&store, "Анна");
        at(1, 0);
        watch(&store, id_of(&store, &token), 7);
        at(1, 0);
        store.revoke_token(&token.hash().id(), NOW).unwrap();
        at(2, 0);
        store.forget_viewer(&name("Анна")).unwrap();
        at(3, 1);
    }
}

#[test]
fn the_file_of_a_database_holds_nothing_of_a_forgotten_viewer() {
    let database = Database::sqlite();
    let store = database.store();
    let token = issue(&store, "Аполлинария Никифоровна");
    let DatabaseUrl::Sqlite(path) = &database.url else { panic!("it is SQLite") };
    let held = |what: &str| {
        let bytes = [path.clone(), format!("{path}-wal")].map(|file| std::fs::read(file).unwrap_or_default()).concat();
        bytes.windows(what.len()).any(|window| window == what.as_bytes())
    };
    let hash = token.hash().to_hex();
    assert!(held("Аполлинария") && held(&hash) && !held(token.reveal()));
    store.forget_viewer(&name("Аполлинария Никифоровна")).unwrap();
    assert!(!held("Аполлинария") && !held(&hash));
}
