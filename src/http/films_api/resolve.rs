//! Parameters as meant: with the device, the clock, the configuration and the client, they become a question.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use rand::random;
use twox_hash::XxHash3_64;

use super::state::FilmsApi;
use crate::catalog::{AccessSetId, FilmId, Moment, Number, TRAILER_TAG};
use crate::query::question::{
    FilmQuestion, Filter, ListQuestion, Order, RecommendQuestion, SimilarQuestion, Sort, SortKey, UpnextQuestion, View,
};
use crate::query::snapshot::Setup;

use super::params::{self, Common, Fault, FilmParams, ListParams, RecommendedParams, SimilarParams};

/// The device of a request that names none.
pub use crate::catalog::device::DEFAULT_DEVICE;
/// How many similar or recommended films are given where the request does not say.
pub const DEFAULT_LIMIT: u32 = 48;
/// How many films `/search/` gives a page where the request does not say.
pub const DEFAULT_SEARCH_PAGE: u32 = 24;

/// Finds from where a request looks at the catalogue now.
///
/// # Errors
/// An unknown device.
pub fn view(state: &FilmsApi, setup: &Setup, common: &Common, groups: AccessSetId) -> Result<View, Fault> {
    let device = common.device.as_deref().unwrap_or(DEFAULT_DEVICE);
    let profile = setup.devices.find(device, &common.device_version).ok_or_else(|| {
        let known: Vec<_> = setup.devices.names().into_iter().collect();
        Fault::of("device", device, &format!("the name of a known device: {}", known.join(", ")))
    })?;
    let now = state.clock.now();
    Ok(View { now, at: now, profile, groups })
}

fn at(view: View, published_before: Option<Moment>) -> View {
    View { at: published_before.unwrap_or(view.now), ..view }
}

/// Resolves a request for `/list/`.
pub fn list(state: &FilmsApi, view: View, params: ListParams) -> ListQuestion {
    let view = at(view, params.published_before);
    let end = params.end.and_then(|day| end_of(day, state.time_zone));
    let filter = Filter {
        only: params.ids.clone(),
        exclude: params.exclude.clone(),
        updated_from: params.begin.map(|day| start_of(day, state.time_zone)),
        updated_to: Some(if params.end.is_some() { end.unwrap_or(Moment::MAX) } else { view.now }),
        age: params.age,
        year_from: params.from_year.max(params.year),
        year_to: match (params.to_year, params.year) {
            (Some(to), Some(year)) => Some(to.min(year)),
            (to, year) => to.or(year),
        },
        ..tags(&params)
    };
    page(view, filter, params, state.page_size)
}

/// Resolves a request for `/search/`.
pub fn search(view: View, params: ListParams) -> ListQuestion {
    let filter = tags(&params);
    page(view, filter, params, DEFAULT_SEARCH_PAGE)
}

fn page(view: View, filter: Filter, params: ListParams, size: u32) -> ListQuestion {
    let order = match (&params.sort, &params.phrase) {
        (Some(sort), _) => Order::By(params::seeded(sort, seed(params.seed.as_deref()))),
        (None, Some(_)) => Order::Relevance,
        (None, None) => Order::By(vec![Sort { key: SortKey::Published, descending: true }]),
    };
    ListQuestion {
        view,
        filter,
        phrase: params.phrase,
        order,
        page: params.page.unwrap_or(1),
        size: params.max.unwrap_or(size),
    }
}

/// Tells whether the answer is a fresh random order that must not be kept.
pub fn is_unseeded(params: &ListParams) -> bool {
    params.seed.is_none() && params.sort.iter().flatten().any(|sort| sort.is_random())
}

fn seed(typed: Option<&str>) -> u64 {
    typed.map_or_else(random, |seed| XxHash3_64::oneshot(seed.as_bytes()))
}

/// Returns the filter by tags: without a word on it, films tagged `trailer` are left out.
fn tags(params: &ListParams) -> Filter {
    let named = |names: &[String]| names.iter().any(|name| name == TRAILER_TAG);
    let tags_none = match &params.tag_exclude {
        Some(names) => names.clone(),
        None if named(&params.tag) || named(&params.tag_any) => Vec::new(),
        None => vec![TRAILER_TAG.to_owned()],
    };
    Filter { tags_all: params.tag.clone(), tags_any: params.tag_any.clone(), tags_none, ..Filter::default() }
}

/// Resolves a request for `/list/similar/`.
pub fn similar(view: View, params: SimilarParams) -> SimilarQuestion {
    SimilarQuestion {
        view: at(view, params.published_before),
        ids: params.ids,
        age: params.age,
        limit: params.limit.unwrap_or(DEFAULT_LIMIT),
    }
}

/// Resolves a request for `/list/recommended/`.
pub fn recommended(view: View, params: &RecommendedParams) -> RecommendQuestion {
    RecommendQuestion { view, limit: params.limit.unwrap_or(DEFAULT_LIMIT) }
}

/// Resolves a request for `/film/<id>/`.
pub fn film(view: View, params: &FilmParams, id: FilmId) -> FilmQuestion {
    FilmQuestion { view: at(view, params.published_before), id, age: params.age }
}

/// Resolves a request for `/upnext/<id>/<series_id>/`.
pub fn upnext(view: View, params: &FilmParams, id: FilmId, number: Number) -> UpnextQuestion {
    let view = at(view, params.published_before);
    UpnextQuestion { view, id, number, age: params.age, limit: params.limit.unwrap_or(1) }
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
