//! Catalogues and questions from a small world, so that films share values and conditions meet.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use afisha::catalog::{
    AccessSetId, Age, ByteSize, Film, FilmId, Moment, Number, PictureQuality, Quantity, RatingType, Ratings, Serie,
    Series, Tag, TagId, TagKind, Year,
};
use afisha::query::question::{
    AsOf, Device, Direction, FilmQuestion, Filter, Inquiry, ListQuestion, Selection, SimilarQuestion, SortBy, SortKey,
    SortKeys, UpnextQuestion, ViewerAge, Viewpoint, Years,
};
use afisha::query::snapshot::Setup;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::support::catalogue::{NOW, film, id, rating, serie, tag, text};

const IDS: std::ops::RangeInclusive<u64> = 1..=30;

/// The tags of every catalogue.
pub fn tags() -> Vec<Tag> {
    let kinds = [TagKind::Other, TagKind::Genre, TagKind::Country, TagKind::Actor, TagKind::Director, TagKind::Age];
    let names = ["trailer", "comedy", "usa", "a_x", "d_y", "age_6", "drama", "sssr"];
    let kinds = kinds.iter().cycle();
    names.iter().zip(kinds).zip(1..).map(|((name, kind), id)| tag(id, name, *kind)).collect()
}

pub fn moment() -> impl Strategy<Value = Moment> {
    (-4_i64..=4).prop_map(|steps| Moment(NOW.0 + steps * 100))
}

/// Mostly in the past, so that most films can be seen and conditions on them matter.
fn publication() -> impl Strategy<Value = Option<Moment>> {
    let past = (-4_i64..=-2).prop_map(|steps| Moment(NOW.0 + steps * 100));
    weighted(0.9, prop_oneof![3 => past, 1 => moment()])
}

fn series() -> impl Strategy<Value = Series> {
    btree_map(0_u32..6, one_serie(), 0..4).prop_map(|by_number| {
        let numbered = by_number.into_iter().map(|(number, serie)| Serie { number: Number(number), ..serie });
        Series::new(numbered.collect()).unwrap()
    })
}

fn one_serie() -> impl Strategy<Value = Serie> {
    let size = of(select(vec![1, 2_147_483_647, 2_147_483_648, 9_000_000_000]));
    let url = of(select(vec!["http://m.example/1.mkv", "http://m.example/1.AVI?x=.mkv", "/2.iso", "http://m.example"]));
    (size, url, any::<bool>(), of(select(vec!["mkv", "mp4", "avi"])), moment()).prop_map(
        |(size, url, magnet, container, published)| Serie {
            size: size.and_then(ByteSize::new),
            url: url.map(text),
            magnet: magnet.then(|| text("magnet:?xt=urn:btih:0")),
            container: container.map(text),
            published,
            picture_quality: Some(PictureQuality::Sd),
            ..serie(0)
        },
    )
}

fn one_film() -> impl Strategy<Value = Film> {
    let titles = vec!["Ёлки 2", "Елки 10", "«Ёлки»", "Zorro", "аватар", "300", "\"Кавычки\"; и точка"];
    let ids = || vec(IDS, 0..4).prop_map(|ids| ids.into_iter().map(id).collect::<Vec<_>>());
    let about = (select(titles), of(1990_u32..1994), moment(), publication(), of(select(vec![0_u8, 6, 12, 18, 21])));
    let filed = (subsequence((1..=8).collect::<Vec<u32>>(), 0..5), subsequence(vec!["city", "region", "moon"], 0..2));
    let figures = (of(0_u32..3), of((0_u32..4, 0_u32..3)), of((0_u32..4, 0_u32..3)));
    (about, filed, figures, ids(), ids(), series(), series()).prop_map(
        |(about, (tags, access), (popularity, kinopoisk, imdb), related, see_also, items, trailers)| {
            let (title, year, updated, published, age) = about;
            let rating = |kind| move |(rank, max): (u32, u32)| rating(kind, f64::from(rank.min(max)), f64::from(max));
            let ratings = kinopoisk.map(rating(RatingType::Kinopoisk)).into_iter();
            Film {
                year: year.and_then(Year::new),
                updated,
                published,
                age: age.and_then(Age::new),
                tags: tags.into_iter().map(TagId).collect(),
                access: access.into_iter().map(text).collect(),
                popularity: popularity.and_then(|views| Quantity::new(f64::from(views))),
                ratings: Ratings::new(ratings.chain(imdb.map(rating(RatingType::Imdb))).collect()).unwrap(),
                related: unique(related),
                see_also: unique(see_also),
                items,
                trailers,
                ..film(1, title)
            }
        },
    )
}

/// As the importer does: the first of equal ids stays.
fn unique(ids: Vec<FilmId>) -> Vec<FilmId> {
    let mut kept = Vec::new();
    for id in ids {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    kept
}

pub fn films() -> impl Strategy<Value = Vec<Film>> {
    btree_map(IDS, one_film(), 0..24)
        .prop_map(|by_id| by_id.into_iter().map(|(raw, film)| Film { id: id(raw), ..film }).collect())
}

/// A viewpoint on any device and network of the setup, at the present or another moment.
pub fn viewpoint(setup: &Setup) -> impl Strategy<Value = Viewpoint> + use<> {
    let profiles: Vec<_> = setup
        .devices
        .names()
        .into_iter()
        .flat_map(|name| ["", "R9"].map(|version| setup.devices.find(name, version).unwrap()))
        .collect();
    let addresses = ["10.54.1.1", "10.1.1.1", "192.0.2.1"];
    let sets: Vec<AccessSetId> = addresses.map(|a| setup.access.set_of(a.parse().unwrap())).to_vec();
    let device = prop_oneof![9 => select(profiles).prop_map(Device::Of), 1 => Just(Device::Any)];
    (as_of(), device, select(sets)).prop_map(|(as_of, device, groups)| Viewpoint { as_of, device, groups })
}

pub fn as_of() -> impl Strategy<Value = AsOf> {
    of(moment()).prop_map(|at| at.map_or(AsOf::Now, AsOf::At))
}

fn names() -> impl Strategy<Value = BTreeSet<String>> {
    let known = vec!["trailer", "comedy", "usa", "a_x", "d_y", "age_6", "drama", "sssr", "unknown"];
    btree_set(select(known).prop_map(str::to_owned), 0..3)
}

fn age() -> impl Strategy<Value = Option<ViewerAge>> {
    of(0_u8..30).prop_map(|age| age.and_then(ViewerAge::new))
}

pub fn filter() -> impl Strategy<Value = Filter> {
    let ids = || btree_set(IDS.prop_map(id), 0..6);
    let years = (of(1989_i64..1995), of(1989_i64..1995)).prop_map(|(from, to)| Years::new(from, to));
    let rarely = || weighted(0.2, ids());
    let updated = (of(moment()), of(as_of()));
    (rarely(), rarely(), updated, age(), names(), names(), names(), years).prop_map(
        |(only, exclude, (updated_from, updated_to), age, tags_all, tags_any, tags_none, years)| Filter {
            only,
            exclude: exclude.unwrap_or_default(),
            updated_from,
            updated_to,
            age,
            tags_all: tags_all.into_iter().take(1).collect(),
            tags_any,
            tags_none,
            years,
        },
    )
}

fn sorts() -> impl Strategy<Value = Vec<SortBy>> {
    let keys = vec![
        SortKey::Random(0),
        SortKey::Random(u64::MAX),
        SortKey::Year,
        SortKey::Published,
        SortKey::Title,
        SortKey::Popularity,
        SortKey::Rating(RatingType::Cn),
        SortKey::Rating(RatingType::Kinopoisk),
        SortKey::Rating(RatingType::Imdb),
    ];
    let direction = select(vec![Direction::Ascending, Direction::Descending]);
    vec((select(keys), direction).prop_map(|(key, direction)| SortBy { key, direction }), 1..4)
}

pub fn count(to: u32) -> impl Strategy<Value = NonZeroU32> {
    (1..=to).prop_map(|count| NonZeroU32::new(count).unwrap())
}

/// A list as it may be asked for, not yet in normal form.
#[derive(Clone, Debug)]
pub struct Typed {
    pub viewpoint: Viewpoint,
    pub filter: Filter,
    pub sorts: Vec<SortBy>,
    pub page: NonZeroU32,
    pub size: NonZeroU32,
}

impl Typed {
    pub fn inquiry(&self) -> Inquiry<ListQuestion> {
        let selection = Selection::All(SortKeys::new(self.sorts.iter().copied()));
        let question = ListQuestion::new(self.filter.clone(), selection, (self.page, self.size));
        Inquiry { viewpoint: self.viewpoint, question }
    }
}

pub fn list(setup: &Setup) -> impl Strategy<Value = Typed> + use<> {
    let filter = prop_oneof![2 => Just(Filter::default()), 3 => filter()];
    (viewpoint(setup), filter, sorts(), count(3), count(8)).prop_map(|(viewpoint, filter, sorts, page, size)| Typed {
        viewpoint,
        filter,
        sorts,
        page,
        size,
    })
}

pub fn film_question(setup: &Setup) -> impl Strategy<Value = Inquiry<FilmQuestion>> + use<> {
    let question = (IDS, age()).prop_map(|(raw, age)| FilmQuestion { id: id(raw), age });
    (viewpoint(setup), question).prop_map(|(viewpoint, question)| Inquiry { viewpoint, question })
}

pub fn upnext_question(setup: &Setup) -> impl Strategy<Value = Inquiry<UpnextQuestion>> + use<> {
    (film_question(setup), 0_u32..6, count(5)).prop_map(|(Inquiry { viewpoint, question }, number, limit)| {
        let FilmQuestion { id, age } = question;
        Inquiry { viewpoint, question: UpnextQuestion { id, number: Number(number), age, limit } }
    })
}

pub fn similar_question(setup: &Setup) -> impl Strategy<Value = Inquiry<SimilarQuestion>> + use<> {
    let question = (btree_set(IDS.prop_map(id), 0..4), age(), count(5)).prop_map(|(ids, age, limit)| SimilarQuestion {
        ids,
        age,
        limit,
    });
    (viewpoint(setup), question).prop_map(|(viewpoint, question)| Inquiry { viewpoint, question })
}

/// The viewpoint of a box that names nothing, from outside all groups, at the present moment.
pub fn usual_viewpoint(setup: &Setup) -> Viewpoint {
    let device = Device::Of(setup.devices.find("stb820", "").unwrap());
    Viewpoint { as_of: AsOf::Now, device, groups: AccessSetId::NOBODY }
}
