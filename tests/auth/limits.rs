//! How many new viewers a network brings.

use afisha::catalog::Moment;

use super::{ANONYMOUS, Served, Terms, error, given, posted};
use crate::support::catalogue::NOW;
use crate::support::connection::Connection;
use crate::support::database::{Database, on_both_databases};

on_both_databases! {
    fn ten_thousand_tokens_asked_for_at_once_by_one_address_are_thirty(database) {
        let served = Served::new(database);
        let request = posted("/auth/2/token", "192.0.2.7", ANONYMOUS).replace("Connection: close\r\n", "");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..20).map(|_| scope.spawn(|| {
                let mut connection = Connection::open(&served.app);
                (0..500).map(|_| {
                    connection.send(request.as_bytes());
                    let answer = connection.receive("POST");
                    if answer.status != 200 {
                        assert_eq!(error(&answer), (429, "temporarily_unavailable".to_owned()));
                        assert_eq!(answer.header("retry-after"), Some("3600"));
                    }
                    answer.status
                }).collect::<Vec<_>>()
            })).collect();
            asking.into_iter().flat_map(|asking| asking.join().unwrap()).collect()
        });
        assert_eq!(statuses.len(), 10_000);
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 30);
        assert_eq!(served.store.count_anonymous().unwrap(), 30);
        assert_eq!(served.post_as("192.0.2.200", ANONYMOUS).status, 429, "the network is the limit");
        given(&served.post_as("192.0.3.7", ANONYMOUS));
        served.app.clock.set(Moment(NOW.0 + 3_600));
        given(&served.post_as("192.0.2.7", ANONYMOUS));
    }
}

#[test]
fn refreshing_is_not_limited_and_who_gets_nothing_does_not_count() {
    let database = Database::sqlite();
    let served = Served::with(&database, Terms { new_viewers_per_hour: 2, ..Terms::default() });
    for _ in 0..5 {
        assert_eq!(served.post(&ANONYMOUS.replace("hush", "x")).status, 401);
    }
    database.execute("ALTER TABLE anonymous_viewers RENAME TO away");
    for _ in 0..5 {
        assert_eq!(served.post(ANONYMOUS).status, 503);
    }
    database.execute("ALTER TABLE away RENAME TO anonymous_viewers");
    let mut token = served.anonymous();
    served.anonymous();
    assert_eq!(served.post(ANONYMOUS).status, 429);
    for _ in 0..40 {
        token = given(&served.refreshed(&token.refresh));
    }
    assert_eq!(served.store.count_anonymous().unwrap(), 2);
}

#[test]
fn clients_that_cannot_be_placed_are_one_network() {
    let database = Database::sqlite();
    let served = Served::with(&database, Terms { new_viewers_per_hour: 1, ..Terms::default() });
    given(&served.post_as("unknown", ANONYMOUS));
    assert_eq!(served.post_as("_hidden", ANONYMOUS).status, 429);
    given(&served.post_as("2001:db8::1", ANONYMOUS));
    assert_eq!(served.post_as("2001:db8::ffff:1", ANONYMOUS).status, 429);
}
