//! The census against the one place that decides who sees what.

use afisha::catalog::visibility::{Circumstances, Hidden, film_hidden};
use afisha::catalog::{AccessSetId, Film, Moment};
use afisha::query::census::{Census, overdue};
use proptest::prelude::*;

use super::generate;
use super::twin::{setup, snapshot};
use crate::support::catalogue::NOW;

/// Counts films one by one.
fn counted(films: &[Film], at: Moment) -> Census {
    let setup = setup();
    let device = &setup.devices.rules()[setup.devices.find("stb820", "").unwrap().index()];
    let mut census = Census::default();
    for film in films {
        let view = Circumstances { at, device, rules: &setup.access, groups: AccessSetId::NOBODY };
        let count = match film_hidden(film, &view) {
            None => &mut census.shown,
            Some(Hidden::Draft) => &mut census.drafts,
            Some(Hidden::Scheduled(_)) => &mut census.scheduled,
            Some(Hidden::Access) => &mut census.restricted,
            Some(Hidden::NoItemPlayable) => &mut census.unplayable,
            Some(Hidden::NothingPublished) => &mut census.unpublished,
        };
        *count += 1;
        let mut series = film.items.as_slice().iter().chain(film.trailers.as_slice());
        let later = series.any(|serie| serie.published > at) || film.published > Some(at);
        census.awaited += u64::from(film.published.is_some() && later);
    }
    census
}

proptest! {
    #[test]
    fn every_film_counts_for_what_hides_it(films in generate::films(), ready in generate::moment()) {
        let snapshot = snapshot(&setup(), &films).at(ready);
        prop_assert_eq!(snapshot.census(ready), Some(counted(&films, ready)));
        // At a moment that the snapshot is not ready for, nearly as much is true.
        let last = Moment(snapshot.until().0.min(NOW.0 + 10_000) - 1);
        prop_assert_eq!(snapshot.census(Moment(last.0 + 1_000)), snapshot.census(last));
    }

    #[test]
    fn films_are_overdue_until_the_next_snapshot(films in generate::films(), from in generate::moment(), to in generate::moment()) {
        let snapshot = snapshot(&setup(), &films).at(from);
        let changes = |film: &&Film| {
            let series = film.items.as_slice().iter().chain(film.trailers.as_slice()).map(|serie| serie.published);
            let (early, late) = (from.min(to), from.max(to));
            series.chain(film.published).chain([film.updated]).any(|moment| early < moment && moment <= late)
        };
        prop_assert_eq!(overdue(&snapshot, to), films.iter().filter(changes).count());
        prop_assert_eq!(overdue(&snapshot.at(to), to), 0);
    }
}

#[test]
fn without_the_usual_device_there_is_nothing_to_count() {
    use crate::support::app::Options;
    let mut options = Options::default();
    options.devices.retain(|device| device.name != "stb820");
    let snapshot = afisha::query::snapshot::SnapshotBuilder::new(options.setup()).build(1, NOW).unwrap();
    assert_eq!(snapshot.census(NOW), None);
}
