//! Accounts and applications.

use afisha::btn::{AppCredentials, ApplicationId, OwnerId, PeerAddress, ServerKey};
use afisha::catalog::Moment;
use afisha::store::{BtnStore, MAX_APPLICATIONS, NotAdded};

use super::{NOW, application, ask};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn an_account_has_applications_whose_secrets_are_kept_as_hashes(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        assert_eq!(store.add_owner("anna", NOW).unwrap(), None);
        let boris = store.add_owner("boris", NOW).unwrap().unwrap();
        let credentials = AppCredentials::random();
        let id = store.add_application(anna, &credentials, "at home", NOW).unwrap().unwrap();
        assert_eq!(store.add_application(boris, &credentials, "", NOW).unwrap(), Err(NotAdded::IdTaken));
        let found = store.applications().unwrap();
        assert_eq!((found.len(), found[0].id, found[0].owner), (1, id, anna));
        assert_eq!((found[0].comment.as_str(), found[0].created, found[0].banned), ("at home", NOW, None));
        let key = ServerKey::parse(&"5".repeat(64)).unwrap();
        assert!(found[0].secret.is(&key.of_secret(credentials.expose())));
        let other = AppCredentials { id: credentials.id.clone(), ..AppCredentials::random() };
        assert!(store.reset_application(&other).unwrap());
        let found = store.applications().unwrap();
        assert!(found[0].secret.is(&key.of_secret(other.expose())));
        assert!(!store.reset_application(&AppCredentials::random()).unwrap());
        assert!(store.remove_owner(anna).unwrap() && !store.remove_owner(anna).unwrap());
        assert!(store.applications().unwrap().is_empty());
        let gone = store.add_application(anna, &AppCredentials::random(), "", NOW).unwrap();
        assert_eq!(gone, Err(NotAdded::NoOwner));
        assert_eq!(store.owners().unwrap().len(), 1);
    }

    fn bans_of_accounts_hold_for_their_applications(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        let credentials = AppCredentials::random();
        store.add_application(anna, &credentials, "", NOW).unwrap().unwrap();
        let banned = || store.applications().unwrap()[0].banned;
        assert!(store.ban_owner(anna, Some(Moment(7))).unwrap());
        assert_eq!((banned(), store.owners().unwrap()[0].banned), (Some(Moment(7)), Some(Moment(7))));
        assert!(store.ban_application(&credentials.id, Some(Moment(8))).unwrap());
        assert!(store.ban_owner(anna, None).unwrap());
        assert_eq!(banned(), Some(Moment(8)));
        assert!(store.ban_application(&credentials.id, None).unwrap());
        assert_eq!(banned(), None);
        assert!(store.vouch_for_owner(anna, Some(Moment(9))).unwrap());
        assert_eq!(store.owners().unwrap()[0].vouched, Some(Moment(9)));
        assert!(store.remove_application(&credentials.id, NOW).unwrap());
        assert!(store.ban_application(&credentials.id, None).unwrap(), "what it reported counts yet");
        assert!(!store.ban_application("nobody", None).unwrap());
    }

    fn an_account_has_so_many_applications_with_those_removed_lately(database) {
        let store = database.btn_store();
        let anna = store.add_owner("anna", NOW).unwrap().unwrap();
        let added = || store.add_application(anna, &AppCredentials::random(), "", NOW).unwrap();
        for _ in 1..MAX_APPLICATIONS {
            added().unwrap();
        }
        let last = AppCredentials::random();
        let id = store.add_application(anna, &last, "", NOW).unwrap().unwrap();
        assert_eq!(added(), Err(NotAdded::TooMany));
        assert!(store.remove_application(&last.id, NOW).unwrap() && !store.remove_application(&last.id, NOW).unwrap());
        assert_eq!(added(), Err(NotAdded::TooMany));
        let known = |id: &str| store.application(id).unwrap().is_some();
        assert!(!known(&last.id) && store.applications().unwrap().len() == MAX_APPLICATIONS as usize - 1);
        store.keep_days(Moment(NOW.0 + 31 * 86_400)).unwrap();
        assert_eq!(added(), Err(NotAdded::TooMany));
        store.keep_days(Moment(NOW.0 + 31 * 86_400 + 1)).unwrap();
        assert!(added().unwrap() > id, "no number is given twice");
    }

    fn what_an_owner_says_of_an_application_can_be_changed(database) {
        let store = database.btn_store();
        let (anna, credentials) = (store.add_owner("anna", NOW).unwrap().unwrap(), AppCredentials::random());
        store.add_application(anna, &credentials, "old", NOW).unwrap().unwrap();
        assert!(store.comment_application(&credentials.id, "new").unwrap());
        assert!(!store.comment_application("other", "new").unwrap());
        assert_eq!(store.application(&credentials.id).unwrap().unwrap().comment, "new");
        let of = |owner| store.applications_of(owner).unwrap().len();
        assert_eq!((of(anna), of(OwnerId(99))), (1, 0));
    }

    fn from_where_participants_were_heard_of_is_known_for_seven_days(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let address = |text: &str| PeerAddress::parse(text).unwrap();
        let (here, there) = (address("198.51.100.7"), address("2001:db8::1"));
        store.note_heard(&[(anna, here), (anna, here), (ApplicationId(99), there)], NOW).unwrap();
        let known = |address, after: i64| store.is_participant(address, Moment(NOW.0 + after)).unwrap();
        assert_eq!([known(here, 0), known(there, 0), known(address("198.51.100.8"), 0)], [true, false, false]);
        assert_eq!([known(here, 7 * 86_400), known(here, 7 * 86_400 + 1)], [true, false]);
        store.note_heard(&[(anna, here)], Moment(NOW.0 + 86_400)).unwrap();
        assert!(known(here, 8 * 86_400));
        assert_eq!(store.applications().unwrap()[0].seen_day, Some(NOW.day() + 1));
        store.keep_days(Moment(NOW.0 + 9 * 86_400)).unwrap();
        assert_eq!(ask(database, "(SELECT count(*) FROM heartbeats)"), 0);
    }

    fn a_database_of_reports_is_opened_only_when_it_is_migrated(database) {
        let key = || ServerKey::parse(&"5".repeat(64)).unwrap();
        let store = BtnStore::create(&database.url, key()).unwrap();
        assert!(BtnStore::open(&database.url, key()).is_err());
        assert_eq!(store.migrate().unwrap(), [
            "0001_reports", "0002_report_indexes", "0003_accused", "0004_accusations", "0005_torrent_use",
            "0006_corroborated_owners", "0007_erasures", "0008_repeated_deeds",
        ]);
        assert_eq!(store.migrate().unwrap(), [""; 0]);
        assert!(BtnStore::open(&database.url, key()).is_ok());
    }
}
