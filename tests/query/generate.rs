//! Catalogues and questions from a small world, so that films share values and conditions meet.

use afisha::catalog::{
    AccessSetId, Age, ByteSize, Film, FilmId, Moment, Number, PictureQuality, Quantity, RatingType, Ratings, Serie,
    Series, Tag, TagId, TagKind, Year,
};
use afisha::query::question::{FilmQuestion, Filter, ListQuestion, Order, Sort, SortKey, UpnextQuestion, View};
use afisha::query::snapshot::Setup;
use proptest::collection::{btree_map, vec};
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

/// A view from any device and network of the setup, at the present or another moment.
pub fn view(setup: &Setup) -> impl Strategy<Value = View> + use<> {
    let profiles: Vec<_> = setup
        .devices
        .names()
        .into_iter()
        .flat_map(|name| ["", "R9"].map(|version| setup.devices.find(name, version).unwrap()))
        .collect();
    let addresses = ["10.54.1.1", "10.1.1.1", "192.0.2.1"];
    let sets: Vec<AccessSetId> = addresses.map(|a| setup.access.set_of(a.parse().unwrap())).to_vec();
    (moment(), of(moment()), select(profiles), select(sets)).prop_map(|(now, at, profile, groups)| View {
        now,
        at: at.unwrap_or(now),
        profile,
        groups,
    })
}

fn names() -> impl Strategy<Value = Vec<String>> {
    let known = vec!["trailer", "comedy", "usa", "a_x", "d_y", "age_6", "drama", "sssr", "unknown"];
    vec(select(known), 0..3).prop_map(|names| names.into_iter().map(str::to_owned).collect())
}

fn filter() -> impl Strategy<Value = Filter> {
    let ids = || vec(IDS, 0..6).prop_map(|ids| ids.into_iter().map(id).collect::<Vec<_>>());
    let years = (of(1989_i64..1995), of(1989_i64..1995));
    let rarely = || weighted(0.2, ids());
    (rarely(), rarely(), of(moment()), of(moment()), of(0_u8..30), names(), names(), names(), years).prop_map(
        |(only, exclude, updated_from, updated_to, age, tags_all, tags_any, tags_none, (year_from, year_to))| Filter {
            only,
            exclude: exclude.unwrap_or_default(),
            updated_from,
            updated_to,
            age,
            tags_all: tags_all.into_iter().take(1).collect(),
            tags_any,
            tags_none,
            year_from,
            year_to,
        },
    )
}

fn order() -> impl Strategy<Value = Order> {
    let keys = vec![
        SortKey::Year,
        SortKey::Published,
        SortKey::Title,
        SortKey::Popularity,
        SortKey::Rating(RatingType::Cn),
        SortKey::Rating(RatingType::Kinopoisk),
        SortKey::Rating(RatingType::Imdb),
    ];
    let sort = (select(keys), any::<bool>()).prop_map(|(key, descending)| Sort { key, descending });
    vec(sort, 1..4).prop_map(Order::By)
}

pub fn list_question(setup: &Setup) -> impl Strategy<Value = ListQuestion> + use<> {
    let plain = prop_oneof![2 => Just(Filter::default()), 3 => filter()];
    (view(setup), plain, order(), 1_u32..4, 1_u32..9).prop_map(|(view, filter, order, page, size)| ListQuestion {
        view,
        filter,
        phrase: None,
        order,
        page,
        size,
    })
}

pub fn film_question(setup: &Setup) -> impl Strategy<Value = FilmQuestion> + use<> {
    (view(setup), IDS, of(0_u8..30)).prop_map(|(view, raw, age)| FilmQuestion { view, id: id(raw), age })
}

pub fn upnext_question(setup: &Setup) -> impl Strategy<Value = UpnextQuestion> + use<> {
    (film_question(setup), 0_u32..6, 1_u32..6).prop_map(|(film, number, limit)| UpnextQuestion {
        view: film.view,
        id: film.id,
        number: Number(number),
        age: film.age,
        limit,
    })
}
