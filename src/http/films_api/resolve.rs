//! Parameters as meant: with the device, the clock, the configuration and the client, they become a question.

use std::collections::BTreeSet;
use std::mem::take;
use std::num::NonZeroU32;

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use rand::random;
use twox_hash::XxHash3_64;

use super::state::FilmsApi;
use crate::catalog::{AccessSetId, FilmId, Moment, Number, TRAILER_TAG};
use crate::query::question::{
    AsOf, Device, FilmQuestion, Filter, Inquiry, ListQuestion, MatchOrder, RecommendQuestion, Selection,
    SimilarQuestion, SortBy, UpnextQuestion, ViewerAge, Viewpoint, Years,
};
use crate::query::snapshot::Setup;

use super::params::{self, Common, FilmParams, ListParams, ParameterFault, RecommendedParams, SimilarParams};

/// The device of a request that names none.
pub use crate::catalog::device::DEFAULT_DEVICE;
/// How many similar or recommended films are given where the request does not say.
const DEFAULT_LIMIT: NonZeroU32 = NonZeroU32::new(48).unwrap();
/// How many films `/upnext/` gives where the request does not say.
pub const DEFAULT_UPNEXT: NonZeroU32 = NonZeroU32::MIN;
/// The page of a list where the request does not say.
pub const FIRST_PAGE: NonZeroU32 = NonZeroU32::MIN;
/// How many films `/search/` gives a page where the request does not say.
const DEFAULT_SEARCH_PAGE: NonZeroU32 = NonZeroU32::new(24).unwrap();

/// Finds from where a request looks at the catalogue now.
///
/// # Errors
/// An unknown device.
pub fn viewpoint(setup: &Setup, common: &Common<'_>, groups: AccessSetId) -> Result<Viewpoint, ParameterFault> {
    let device = common.device.unwrap_or(DEFAULT_DEVICE);
    let profile = setup.devices.find(device, common.device_version).ok_or_else(|| {
        let known: Vec<_> = setup.devices.names().into_iter().collect();
        ParameterFault::of("device", device, &format!("the name of a known device: {}", known.join(", ")))
    })?;
    Ok(Viewpoint { as_of: AsOf::Now, device: Device::Of(profile), groups })
}

fn at(viewpoint: Viewpoint, published_before: Option<Moment>) -> Viewpoint {
    Viewpoint { as_of: published_before.map_or(AsOf::Now, AsOf::At), ..viewpoint }
}

fn age(typed: Option<u8>) -> Option<ViewerAge> {
    typed.and_then(ViewerAge::new)
}

/// Resolves a request for `/list/`.
pub fn list(state: &FilmsApi, viewpoint: Viewpoint, mut params: ListParams) -> Inquiry<ListQuestion> {
    let end = |day| end_of(day, state.time_zone).unwrap_or(Moment::MAX);
    let tags = tags(&mut params);
    let filter = Filter {
        only: params.ids.take().map(BTreeSet::from_iter),
        exclude: take(&mut params.exclude).into_iter().collect(),
        updated_from: params.begin.map(|day| start_of(day, state.time_zone)),
        updated_to: Some(params.end.map_or(AsOf::Now, |day| AsOf::At(end(day)))),
        age: age(params.age),
        years: Years::new(params.from_year.max(params.year), least(params.to_year, params.year)),
        ..tags
    };
    page(at(viewpoint, params.published_before), filter, params, state.page_size)
}

/// Returns the smaller of two bounds, as far as there are any.
fn least(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.into_iter().chain(other).min()
}

/// Resolves a request for `/search/`.
pub fn search(viewpoint: Viewpoint, mut params: ListParams) -> Inquiry<ListQuestion> {
    let filter = tags(&mut params);
    page(viewpoint, filter, params, DEFAULT_SEARCH_PAGE)
}

fn page(viewpoint: Viewpoint, filter: Filter, params: ListParams, size: NonZeroU32) -> Inquiry<ListQuestion> {
    let keys = params.sort.as_ref().map(|sort| params::seeded(sort, seed(params.seed.as_deref())));
    let selection = match params.phrase {
        None => Selection::All(keys.unwrap_or_else(|| SortBy::NEWEST.into())),
        Some(phrase) => Selection::Matching { phrase, order: keys.map_or(MatchOrder::Relevance, MatchOrder::By) },
    };
    let place = (params.page.unwrap_or(FIRST_PAGE), params.max.unwrap_or(size));
    Inquiry { viewpoint, question: ListQuestion::new(filter, selection, place) }
}

/// Tells whether the answer is a fresh random order that must not be kept.
pub fn is_unseeded(params: &ListParams) -> bool {
    params.seed.is_none() && params.sort.iter().flatten().any(|sort| sort.is_random())
}

fn seed(typed: Option<&str>) -> u64 {
    typed.map_or_else(random, |seed| XxHash3_64::oneshot(seed.as_bytes()))
}

/// Takes the filter by tags: without a word on it, films tagged `trailer` are left out.
fn tags(params: &mut ListParams) -> Filter {
    let named = |names: &[String]| names.iter().any(|name| name == TRAILER_TAG);
    let tags_none = match params.tag_exclude.take() {
        Some(names) => names.into_iter().collect(),
        None if named(&params.tag) || named(&params.tag_any) => BTreeSet::new(),
        None => BTreeSet::from([TRAILER_TAG.to_owned()]),
    };
    let [tags_all, tags_any] = [&mut params.tag, &mut params.tag_any].map(|names| take(names).into_iter().collect());
    Filter { tags_all, tags_any, tags_none, ..Filter::default() }
}

/// Resolves a request for `/list/similar/`.
pub fn similar(viewpoint: Viewpoint, params: SimilarParams) -> Inquiry<SimilarQuestion> {
    let question = SimilarQuestion {
        ids: params.ids.into_iter().collect(),
        age: age(params.age),
        limit: params.limit.unwrap_or(DEFAULT_LIMIT),
    };
    Inquiry { viewpoint: at(viewpoint, params.published_before), question }
}

/// Resolves a request for `/list/recommended/`.
pub fn recommended(viewpoint: Viewpoint, params: &RecommendedParams) -> Inquiry<RecommendQuestion> {
    Inquiry { viewpoint, question: RecommendQuestion { limit: params.limit.unwrap_or(DEFAULT_LIMIT) } }
}

/// Resolves a request for `/film/<id>/`.
pub fn film(viewpoint: Viewpoint, params: &FilmParams, id: FilmId) -> Inquiry<FilmQuestion> {
    let question = FilmQuestion { id, age: age(params.age) };
    Inquiry { viewpoint: at(viewpoint, params.published_before), question }
}

/// Resolves a request for `/upnext/<id>/<series_id>/`.
pub fn upnext(viewpoint: Viewpoint, params: &FilmParams, id: FilmId, number: Number) -> Inquiry<UpnextQuestion> {
    let limit = params.limit.unwrap_or(DEFAULT_UPNEXT);
    let question = UpnextQuestion { id, number, age: age(params.age), limit };
    Inquiry { viewpoint: at(viewpoint, params.published_before), question }
}

/// Returns the first moment of a day in a zone: after midnight where a change of clocks skips it.
fn start_of(day: NaiveDate, zone: Tz) -> Moment {
    let midnight = day.and_time(NaiveTime::MIN);
    let skipped = || {
        let quarter = chrono::TimeDelta::minutes(15);
        (1..=96).find_map(|quarters| zone.from_local_datetime(&(midnight + quarter * quarters)).earliest())
    };
    let start = zone.from_local_datetime(&midnight).earliest().or_else(skipped);
    start.map_or(Moment(midnight.and_utc().timestamp()), |start| Moment(start.timestamp()))
}

/// Returns the last moment of a day in a zone; `None` past the end of the calendar.
fn end_of(day: NaiveDate, zone: Tz) -> Option<Moment> {
    day.checked_add_days(Days::new(1)).map(|next| Moment(start_of(next, zone).0 - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_and_end_in_the_zone_of_the_configuration() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let novosibirsk = chrono_tz::Asia::Novosibirsk;
        assert_eq!(start_of(day("2012-05-01"), novosibirsk).to_string(), "2012-04-30T17:00:00Z");
        assert_eq!(end_of(day("2012-05-01"), novosibirsk).unwrap().to_string(), "2012-05-01T16:59:59Z");
        // Clocks went from 0:00 to 1:00 that day.
        assert_eq!(start_of(day("2018-11-04"), chrono_tz::America::Sao_Paulo).to_string(), "2018-11-04T03:00:00Z");
        // Later than any time of the catalogue.
        assert_eq!(end_of(day("9999-12-31"), chrono_tz::UTC), Some(Moment(253_402_300_799)));
    }
}
