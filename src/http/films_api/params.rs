//! Parameters as typed: each value checked alone, nothing defaulted that depends on anything else.
//!
//! ```text
//! query   = [ pair *( "&" pair ) ]      pair  = name [ "=" value ]     percent-encoded, "+" is a space; UTF-8, else windows-1251
//! ids     = id *( "," id )              names = name *( "," name )     empty members are skipped
//! day     = 4DIGIT "-" 2DIGIT "-" 2DIGIT
//! sort    = key *2( "," key )           key   = "random" [ "-" ( "a" / "d" ) ] / ( field "-" ( "a" / "d" ) )
//! field   = "year" / "published" / "title" / "popularity" / "rating-cn" / "rating-kinopoisk" / "rating-imdb"
//! ```

use std::num::NonZeroU32;

use chrono::NaiveDate;
use encoding_rs::WINDOWS_1251;
use memchr::memchr2;
use percent_encoding::percent_decode_str;

use crate::catalog::{Age, FilmId, Moment, TagKind};
use crate::query::question::SortKeys;
use crate::viewers::ClearToken;

use super::values;

/// The most films on a page, and in a list of similar or recommended ones.
pub const MAX_FILMS: u32 = 200;
/// The most films of an upnext answer.
pub const MAX_UPNEXT: u32 = 50;
/// The most ids that `ids` takes.
pub const MAX_IDS: usize = 1000;
/// So many parameters most requests have at the most.
const FEW_PAIRS: usize = 12;
/// The most characters of a value that a message repeats.
const MAX_QUOTED_CHARS: usize = 100;

/// A parameter that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterFault {
    /// Its name.
    pub parameter: String,
    /// What was wrong and what is accepted.
    pub message: String,
}

impl ParameterFault {
    /// Says that the value of a parameter is not what it takes.
    pub fn of(name: &str, value: &str, accepted: &str) -> Self {
        let mut quoted: String = value.chars().take(MAX_QUOTED_CHARS).collect();
        if quoted.len() < value.len() {
            quoted.push('…');
        }
        Self { parameter: name.to_owned(), message: format!("{name} is \"{quoted}\", but {name} takes {accepted}") }
    }
}

/// The parameters of a request, decoded, in the order they stand.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Names and values one behind the other.
    text: String,
    pairs: Vec<PairPlace>,
}

/// Where a parameter lies in the text of a [`Query`].
#[derive(Clone, Copy, Debug)]
struct PairPlace {
    name: usize,
    value: usize,
    end: usize,
}

impl Query {
    /// Decodes the part of a URL after `?`.
    pub fn parse(raw: &str) -> Self {
        let mut query = Self { text: String::with_capacity(raw.len()), pairs: Vec::with_capacity(FEW_PAIRS) };
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let start = query.text.len();
            decode(name, &mut query.text);
            let middle = query.text.len();
            decode(value, &mut query.text);
            query.pairs.push(PairPlace { name: start, value: middle, end: query.text.len() });
        }
        query
    }

    /// Returns names and values, in order.
    fn pairs(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.pairs.iter().map(|place| (&self.text[place.name..place.value], &self.text[place.value..place.end]))
    }

    /// Returns the last value of a parameter; an empty one is the same as none.
    pub(super) fn last(&self, name: &str) -> Option<&str> {
        let (_, value) = self.pairs().rev().find(|(known, _)| *known == name)?;
        Some(value).filter(|value| !value.is_empty())
    }

    fn read<'q, T>(
        &'q self,
        name: &str,
        parse: impl FnOnce(&'q str) -> Result<T, String>,
    ) -> Result<Option<T>, ParameterFault> {
        let Some(value) = self.last(name) else { return Ok(None) };
        parse(value).map(Some).map_err(|accepted| ParameterFault::of(name, value, &accepted))
    }

    fn number<T: TryFrom<i64>>(&self, name: &str, from: i64, to: i64) -> Result<Option<T>, ParameterFault> {
        self.read(name, |value| values::number(value, from, to))
    }

    fn count(&self, name: &str, to: u32) -> Result<Option<NonZeroU32>, ParameterFault> {
        self.read(name, |value| values::count(value, to))
    }
}

/// Undoes the percent-encoding. What is no UTF-8 then comes from an old box, which writes windows-1251.
fn decode(raw: &str, text: &mut String) {
    if memchr2(b'%', b'+', raw.as_bytes()).is_none() {
        return text.push_str(raw);
    }
    let spaced = raw.replace('+', " ");
    let bytes: Vec<u8> = percent_decode_str(&spaced).collect();
    match std::str::from_utf8(&bytes) {
        Ok(decoded) => text.push_str(decoded),
        Err(_) => text.push_str(&WINDOWS_1251.decode_without_bom_handling(&bytes).0),
    }
}

/// What every request may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common<'q> {
    /// `device`
    pub device: Option<&'q str>,
    /// `device-version`
    pub device_version: &'q str,
}

impl<'q> Common<'q> {
    /// Reads them.
    pub fn read(query: &'q Query) -> Result<Self, ParameterFault> {
        query.read("api-version", values::api_version)?;
        Ok(Self {
            device: query.last("device"),
            device_version: query.read("device-version", values::device_version)?.unwrap_or_default(),
        })
    }
}

/// The parameters of `/tags/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagsParams {
    /// `kind`
    pub kinds: Vec<TagKind>,
}

impl TagsParams {
    /// Reads them.
    pub fn read(query: &Query) -> Result<Self, ParameterFault> {
        Ok(Self { kinds: query.read("kind", values::kinds)?.unwrap_or_default() })
    }
}

/// The parameters of `/list/`; those that `/search/` does not have are absent there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListParams {
    /// `p`
    pub page: Option<NonZeroU32>,
    /// `max`
    pub max: Option<NonZeroU32>,
    /// `q`
    pub phrase: Option<String>,
    /// `exclude_film`, `exclude_film[]` and `exclude_film[0]`
    pub exclude: Vec<FilmId>,
    /// `begin`
    pub begin: Option<NaiveDate>,
    /// `end`
    pub end: Option<NaiveDate>,
    /// `ids`
    pub ids: Option<Vec<FilmId>>,
    /// `age_filter`
    pub age: Option<u8>,
    /// `published_before`
    pub published_before: Option<Moment>,
    /// `tag`
    pub tag: Vec<String>,
    /// `tag_any`
    pub tag_any: Vec<String>,
    /// `tag_exclude`
    pub tag_exclude: Option<Vec<String>>,
    /// `year`
    pub year: Option<i64>,
    /// `from_year`
    pub from_year: Option<i64>,
    /// `to_year`
    pub to_year: Option<i64>,
    /// `sort`; the seed of `random` is `None` where it is to be fresh.
    pub sort: Option<Vec<values::TypedSort>>,
    /// `seed`
    pub seed: Option<String>,
}

impl ListParams {
    /// Reads those of `/list/`.
    pub fn read(query: &Query) -> Result<Self, ParameterFault> {
        Ok(Self {
            exclude: excluded(query)?,
            begin: query.read("begin", values::day)?,
            end: query.read("end", values::day)?,
            ids: ids(query)?,
            age: age(query)?,
            published_before: published_before(query)?,
            year: query.number("year", i64::MIN, i64::MAX)?,
            from_year: query.number("from_year", i64::MIN, i64::MAX)?,
            to_year: query.number("to_year", i64::MIN, i64::MAX)?,
            ..Self::read_search(query)?
        })
    }

    /// Reads those of `/search/`.
    pub fn read_search(query: &Query) -> Result<Self, ParameterFault> {
        let names = |name| query.last(name).map(values::names);
        Ok(Self {
            page: query.count("p", u32::MAX)?,
            max: query.count("max", MAX_FILMS)?,
            phrase: query.last("q").map(str::to_owned),
            tag: names("tag").unwrap_or_default(),
            tag_any: names("tag_any").unwrap_or_default(),
            tag_exclude: names("tag_exclude"),
            sort: query.read("sort", values::sort)?,
            seed: query.last("seed").map(str::to_owned),
            ..Self::default()
        })
    }
}

/// The parameters of `/list/similar/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimilarParams {
    /// `ids`
    pub ids: Vec<FilmId>,
    /// `limit`
    pub limit: Option<NonZeroU32>,
    /// `age_filter`
    pub age: Option<u8>,
    /// `published_before`
    pub published_before: Option<Moment>,
}

impl SimilarParams {
    /// Reads them.
    pub fn read(query: &Query) -> Result<Self, ParameterFault> {
        Ok(Self {
            ids: ids(query)?.unwrap_or_default(),
            limit: query.count("limit", MAX_FILMS)?,
            age: age(query)?,
            published_before: published_before(query)?,
        })
    }
}

/// The parameters of `/list/recommended/`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecommendedParams {
    /// `access_token`
    pub access_token: Option<ClearToken>,
    /// `limit`
    pub limit: Option<NonZeroU32>,
}

impl RecommendedParams {
    /// Reads them.
    pub fn read(query: &Query) -> Result<Self, ParameterFault> {
        Ok(Self { access_token: access_token(query), limit: query.count("limit", MAX_FILMS)? })
    }
}

/// The parameters of `/film/<id>/` and, with `limit`, of `/upnext/<id>/<series_id>/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmParams {
    /// `age_filter`
    pub age: Option<u8>,
    /// `published_before`
    pub published_before: Option<Moment>,
    /// `limit`, of upnext only.
    pub limit: Option<NonZeroU32>,
    /// `access_token`
    pub access_token: Option<ClearToken>,
}

impl FilmParams {
    /// Reads those of `/film/<id>/`.
    pub fn read(query: &Query) -> Result<Self, ParameterFault> {
        Ok(Self {
            age: age(query)?,
            published_before: published_before(query)?,
            limit: None,
            access_token: access_token(query),
        })
    }

    /// Reads those of `/upnext/<id>/<series_id>/`.
    pub fn read_upnext(query: &Query) -> Result<Self, ParameterFault> {
        let limit = query.count("limit", MAX_UPNEXT)?;
        Ok(Self { limit, ..Self::read(query)? })
    }
}

fn ids(query: &Query) -> Result<Option<Vec<FilmId>>, ParameterFault> {
    query.read("ids", |value| values::ids(value, MAX_IDS))
}

fn access_token(query: &Query) -> Option<ClearToken> {
    query.last("access_token").map(ClearToken::given)
}

fn age(query: &Query) -> Result<Option<u8>, ParameterFault> {
    query.number("age_filter", 0, i64::from(Age::MAX.get()))
}

fn published_before(query: &Query) -> Result<Option<Moment>, ParameterFault> {
    // `Moment::MAX` means «never», so no question may be asked from there.
    Ok(query.number("published_before", i64::MIN, i64::MAX - 1)?.map(Moment))
}

fn excluded(query: &Query) -> Result<Vec<FilmId>, ParameterFault> {
    let mut excluded = Vec::new();
    for (name, value) in query.pairs().filter(|(name, _)| is_list(name, "exclude_film")) {
        // An index is the client's own text, which an answer may not be able to show.
        let blamed = if name == "exclude_film[]" { name } else { "exclude_film" };
        excluded
            .extend(values::ids(value, usize::MAX).map_err(|accepted| ParameterFault::of(blamed, value, &accepted))?);
    }
    Ok(excluded)
}

/// Tells whether it names a list: as itself, as `name[]`, or with the index that PHP writes, `name[0]`.
fn is_list(name: &str, list: &str) -> bool {
    let index = name.strip_prefix(list);
    index.is_some_and(|index| index.is_empty() || (index.starts_with('[') && index.ends_with(']')))
}

/// Puts the seed into the sort keys.
pub fn seeded(sort: &[values::TypedSort], seed: u64) -> SortKeys {
    SortKeys::new(sort.iter().map(|typed| typed.seeded(seed)))
}
