//! What metrics tell of the catalogue, the database and views, on both backends.

use std::time::Duration;

use afisha::catalog::{Film, Moment};
use afisha::refresh::{CatalogueReadings, DatabaseReadings, Recorder, Seen, ViewReadings};

use super::viewers::{NEVER, with};
use super::{Followed, put};
use crate::support::catalogue::{NOW, playable};
use crate::support::database::{Database, on_both_databases};

impl Followed {
    fn catalogue(&self) -> CatalogueReadings {
        CatalogueReadings::of(&self.app.live.get(), &self.refresh.status().noted(), self.app.clock.now())
    }

    fn database(&self) -> DatabaseReadings {
        DatabaseReadings::of(&self.refresh.status().noted())
    }

    fn views(&self) -> ViewReadings {
        ViewReadings::of(&self.viewers, &self.refresh.status().noted())
    }
}

on_both_databases! {
    fn edits_and_time_show_in_the_readings_of_the_catalogue(database) {
        let draft = Film { published: None, ..playable(2, "Два") };
        let later = Film { published: Some(Moment(NOW.0 + 60)), ..playable(3, "Три") };
        let followed = Followed::new(database, &[playable(1, "Один"), draft, later]);
        let begun = followed.catalogue();
        let hidden = |drafts, scheduled| {
            let reasons = [("draft", drafts), ("scheduled", scheduled), ("access", 0), ("unplayable", 0), ("unpublished", 0)];
            reasons.map(|(reason, films)| ([reason.into()], films)).to_vec()
        };
        let swaps = |edit, time| [("edit", edit), ("time", time), ("model", 0)].map(|(cause, n)| ([cause.into()], n)).to_vec();
        let expected = CatalogueReadings {
            generation: followed.app.live.get().snapshot.generation(),
            films: 3,
            tags: 2,
            swapped: None,
            swaps: swaps(0, 0),
            build: Duration::ZERO,
            swap: Duration::ZERO,
            shown: Some(1),
            hidden: hidden(1, 1),
            scheduled: Some(1),
            next: Some(NOW.0 + 60),
            overdue: 0,
        };
        assert_eq!(begun, expected);
        followed.app.clock.set(Moment(NOW.0 + 61));
        assert_eq!(followed.catalogue(), CatalogueReadings { overdue: 1, ..expected.clone() }, "due, and not served yet");
        assert!(followed.refresh.advance());
        let advanced = followed.catalogue();
        assert!(advanced.swap > Duration::ZERO);
        let expected = CatalogueReadings {
            swapped: Some(NOW.0 + 61),
            swaps: swaps(0, 1),
            swap: advanced.swap,
            shown: Some(2),
            hidden: hidden(1, 0),
            scheduled: Some(0),
            next: None,
            ..expected
        };
        assert_eq!(advanced, expected);
        followed.app.clock.set(Moment(NOW.0 + 70));
        put(&followed.editor, &[playable(4, "Четыре")]);
        assert!(followed.refresh.reload().unwrap().is_some());
        let edited = followed.catalogue();
        assert!(edited.build > Duration::ZERO);
        let expected = CatalogueReadings {
            generation: expected.generation + 1,
            films: 4,
            swapped: Some(NOW.0 + 70),
            swaps: swaps(1, 1),
            build: edited.build,
            swap: edited.swap,
            shown: Some(3),
            ..expected
        };
        assert_eq!(edited, expected);
    }

    fn views_show_in_the_readings_until_they_are_written_and_learnt_from(database) {
        let (followed, token) = Followed::with_anna(database);
        let nothing = ViewReadings { queued: 0, spooled: 0, written: 0, dropped: 0, ignored: 0, learnt: None };
        assert_eq!(followed.views(), nothing);
        for film in [1, 2] {
            assert_eq!(followed.app.get(&with(&token, &format!("/film/{film}/"))).status, 200);
        }
        assert_eq!(followed.views(), ViewReadings { queued: 2, ..nothing.clone() });
        drop(Recorder::start(database.store(), followed.viewers.queue(), NEVER).unwrap());
        assert_eq!(followed.views(), ViewReadings { written: 2, ..nothing.clone() });
        followed.refresh.follow_views(&mut Seen::default()).unwrap();
        assert!(followed.refresh.learn());
        assert_eq!(followed.views(), ViewReadings { written: 2, learnt: Some(NOW.0), ..nothing });
    }
}

#[test]
fn a_database_that_cannot_be_read_shows_in_its_readings() {
    let database = Database::sqlite();
    let path = database.path();
    let followed = Followed::new(&database, &[playable(1, "Один")]);
    let nothing = DatabaseReadings { reachable: false, since: None, failures: vec![], last_failure: vec![] };
    assert_eq!(followed.database(), nothing, "nobody has asked");
    followed.refresh.reload().unwrap();
    assert_eq!(followed.database(), DatabaseReadings { reachable: true, since: Some(NOW.0), ..nothing.clone() });
    std::fs::rename(&path, path.with_extension("aside")).unwrap();
    for at in [10, 20] {
        followed.app.clock.set(Moment(NOW.0 + at));
        assert!(followed.refresh.reload().is_err());
    }
    let failures = vec![(["gone".into()], 2)];
    let last_failure = vec![(["gone".into()], NOW.0 + 20)];
    assert_eq!(followed.database(), DatabaseReadings { failures, last_failure, ..nothing });
}
