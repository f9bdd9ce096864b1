//! Reports of downloaders: what is answered is on the disk, and who comes too many is told at once.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use afisha::btn::report::{Refusals, ReportedPeer, TakenReport};
use afisha::btn::{AppCredentials, ApplicationId, PeerAddress, TorrentIdentifier};
use afisha::catalog::Moment;
use afisha::clock::Clock;
use afisha::refresh::{ReportWriter, Reports, Unwritten};
use afisha::store::{BtnStore, DatabaseUrl, IncomingReport, ReportContent};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::support::database::{Database, RawConnection, on_both_databases};

const NOW: Moment = Moment(1_766_016_000);

/// Waits for what requests wait for.
fn wait<T>(future: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(future)
}

fn application(store: &BtnStore) -> ApplicationId {
    let owner = store.add_owner("anna", NOW).unwrap().unwrap();
    store.add_application(owner, &AppCredentials::random(), "", NOW).unwrap().unwrap()
}

/// The report of this number, of so many peers.
fn report(application: ApplicationId, number: u16, peers: usize) -> IncomingReport {
    let peer = ReportedPeer {
        address: PeerAddress::parse("198.51.100.7").unwrap(),
        port: 7,
        id: String::new(),
        client_name: String::new(),
        torrent: TorrentIdentifier::of("a"),
        size: 9,
        is_private: false,
        from_peer: 1,
        to_peer: 2,
        from_peer_speed: 3,
        to_peer_speed: 4,
        progress: 0.5,
        own_progress: 1.0,
        flags: String::new(),
    };
    let taken = TakenReport { at: NOW.0 * 1000, records: vec![peer; peers], refused: Refusals::default() };
    IncomingReport::new(application, &number.to_be_bytes(), ReportContent::Snapshot(taken))
}

fn stored(database: &Database) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let question = format!("SELECT count(*) AS number FROM snapshots_{}", NOW.day());
    let counts: Vec<Count> = diesel::sql_query(question).load(&mut database.raw()).unwrap();
    counts[0].number
}

/// Holds the database up until it is committed.
fn hold(database: &Database) -> RawConnection {
    let mut conn = database.raw();
    conn.batch_execute(match database.url {
        DatabaseUrl::Sqlite(_) => "BEGIN IMMEDIATE",
        DatabaseUrl::Postgres(_) => "BEGIN; LOCK TABLE applications IN ACCESS EXCLUSIVE MODE",
    })
    .unwrap();
    conn
}

/// Starts writing to a database that is held up until it is committed; returns an application, too.
fn held_up(database: &Database) -> (ApplicationId, ReportWriter, RawConnection) {
    let store = database.btn_store();
    let anna = application(&store);
    store.keep_days(NOW).unwrap();
    let writer = ReportWriter::start(&store, Clock::fixed(NOW)).unwrap();
    (anna, writer, hold(database))
}

type Submitted<'a> = Pin<Box<dyn Future<Output = Result<(), Unwritten>> + 'a>>;

/// Leaves a report; returns who waits for it, or why it is not taken.
fn leave(reports: &Reports, report: IncomingReport) -> Result<Submitted<'_>, Unwritten> {
    let mut submitted: Submitted<'_> = Box::pin(reports.submit(report));
    match submitted.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => Ok(submitted),
        Poll::Ready(done) => Err(done.unwrap_err()),
    }
}

/// Waits for reports; all of them are written.
fn all_are_written<'a>(waiting: impl IntoIterator<Item = Submitted<'a>>) {
    wait(async {
        for submitted in waiting {
            assert_eq!(submitted.await, Ok(()));
        }
    });
}

on_both_databases! {
    fn a_report_is_stored_when_it_is_answered(database) {
        let store = database.btn_store();
        let anna = application(&store);
        let writer = ReportWriter::start(&store, Clock::fixed(NOW)).unwrap();
        let reports = writer.reports();
        for (number, rows) in [(1, 3), (2, 6), (1, 6)] {
            assert_eq!(wait(reports.submit(report(anna, number, 3))), Ok(()));
            assert_eq!(stored(database), rows);
        }
    }

    fn who_comes_too_many_is_told_at_once_and_all_others_are_stored(database) {
        let (anna, writer, mut held) = held_up(database);
        let reports = writer.reports();
        let mut waiting = Vec::new();
        let refused = (0..).find_map(|number| match leave(&reports, report(anna, number, 10)) {
            Ok(submitted) => {
                waiting.push(submitted);
                None
            }
            Err(refused) => Some(refused),
        });
        assert_eq!(refused, Some(Unwritten::Full));
        assert!((1_000..=1_100).contains(&waiting.len()), "{} wait", waiting.len());
        held.batch_execute("COMMIT").unwrap();
        let count = waiting.len();
        all_are_written(waiting);
        assert_eq!(stored(database), 10 * count as i64);
        assert_eq!(wait(reports.submit(report(anna, u16::MAX, 1))), Ok(()));
    }

    fn so_is_who_comes_with_too_many_records(database) {
        let (anna, writer, mut held) = held_up(database);
        let reports = writer.reports();
        let waiting: Vec<_> = (0..2).map(|number| leave(&reports, report(anna, number, 100_000)).ok().unwrap()).collect();
        assert_eq!(leave(&reports, report(anna, 3, 1)).err(), Some(Unwritten::Full));
        drop(waiting);
        held.batch_execute("ROLLBACK").unwrap();
    }

    fn so_is_who_comes_with_too_many_bytes(database) {
        let (anna, writer, mut held) = held_up(database);
        let reports = writer.reports();
        let large = |number| {
            let mut report = report(anna, number, 1);
            report.bytes = 20 << 20;
            report
        };
        let waiting: Vec<_> = (0..6).map(|number| leave(&reports, large(number)).ok().unwrap()).collect();
        assert_eq!(leave(&reports, large(7)).err(), Some(Unwritten::Full));
        let small = leave(&reports, report(anna, 8, 1)).ok().unwrap();
        held.batch_execute("COMMIT").unwrap();
        all_are_written(waiting.into_iter().chain([small]));
        assert_eq!(stored(database), 7);
        assert_eq!(wait(reports.submit(large(7))), Ok(()), "the room is free again");
    }

    fn without_a_database_nobody_is_told_that_it_is_written(database) {
        let store = database.btn_store();
        let anna = application(&store);
        let writer = ReportWriter::start(&store, Clock::fixed(NOW)).unwrap();
        let reports = writer.reports();
        database.execute("ALTER TABLE seen_reports RENAME TO away");
        assert_eq!(wait(reports.submit(report(anna, 1, 3))), Err(Unwritten::Unavailable));
        database.execute("ALTER TABLE away RENAME TO seen_reports");
        assert_eq!(wait(reports.submit(report(anna, 1, 3))), Ok(()));
        assert_eq!(stored(database), 3);
    }
}
