//! Lists by several keys of which the first ties very many films, against the reference.

use std::num::NonZeroU32;

use afisha::catalog::{AccessSetId, Film, FilmId, Moment, RatingType, Ratings, Year};
use afisha::query::question::{
    AsOf, Device, Direction, Filter, Inquiry, ListQuestion, Selection, SortBy, SortKey, SortKeys, Viewpoint, Years,
};
use afisha::query::reference::Reference;

use super::generate;
use super::twin::{setup, snapshot};
use crate::support::catalogue::{NOW, playable, rating};

/// Films of a few years, of which two in three have no rating.
fn films() -> Vec<Film> {
    let film = |number: u64| {
        let ratings = number.is_multiple_of(3).then(|| rating(RatingType::Kinopoisk, (number * 7 % 11) as f64, 11.0));
        let year = [Some(2000), Some(2000), Some(2001), None][(number % 4) as usize];
        Film {
            year: year.and_then(Year::new),
            ratings: Ratings::new(ratings.into_iter().collect()).unwrap(),
            ..playable(number, &format!("{}", number * 7919 % 1999))
        }
    };
    (1..=2_600).map(film).collect()
}

fn assert_as_the_reference(films: &[Film]) {
    let (setup, tags) = (setup(), generate::tags());
    let snapshot = snapshot(&setup, films);
    let reference = Reference { films, tags: &tags, devices: &setup.devices, access: &setup.access, now: NOW };
    let device = Device::Of(setup.devices.profiles().next().unwrap());
    let viewpoint = Viewpoint { as_of: AsOf::Now, device, groups: AccessSetId::NOBODY };
    let (year, title, rating) = (SortKey::Year, SortKey::Title, SortKey::Rating(RatingType::Kinopoisk));
    for keys in [[year, rating, title], [rating, year, title], [year, title, rating], [rating, title, year]] {
        for (direction, other) in
            [(Direction::Ascending, Direction::Descending), (Direction::Descending, Direction::Ascending)]
        {
            let sorts = [direction, other, direction].into_iter().zip(keys);
            let sorts = SortKeys::new(sorts.map(|(direction, key)| SortBy { key, direction }));
            for years in [None, Years::new(Some(2000), Some(2000))] {
                for page in [1, 2, 20, 30, 53] {
                    let filter = Filter { years, updated_to: Some(AsOf::Now), ..Filter::default() };
                    let place = (NonZeroU32::new(page).unwrap(), NonZeroU32::new(50).unwrap());
                    let question = ListQuestion::new(filter, Selection::All(sorts.clone()), place);
                    let inquiry = Inquiry { viewpoint, question };
                    let answer = inquiry.look_at(&snapshot, NOW).list(&inquiry.question);
                    let listed: Vec<FilmId> = answer.content.items.iter().map(|film| answer.film(*film).id()).collect();
                    let (pages, expected) = reference.list(&inquiry);
                    assert_eq!((answer.content.pages as usize, listed), (pages, expected), "{inquiry:?}");
                }
            }
        }
    }
}

#[test]
fn large_groups_stand_in_the_order_of_the_other_keys() {
    assert_as_the_reference(&films());
}

#[test]
fn years_far_from_one_another_stand_in_their_order() {
    let far = |number: u64, year: u32| Film { year: Year::new(year), ..playable(number, "far") };
    assert_as_the_reference(&films().into_iter().chain([far(3_000, 1), far(3_001, 9_999)]).collect::<Vec<_>>());
}

#[test]
fn films_that_were_updated_later_than_now_are_left_out_however_few_they_are() {
    let later = |number: u64| Film { updated: Moment(NOW.0 + 1), ..playable(number, "later") };
    for few in [1, 10, 11, 40] {
        assert_as_the_reference(&films().into_iter().chain((3_000..3_000 + few).map(later)).collect::<Vec<_>>());
    }
}
