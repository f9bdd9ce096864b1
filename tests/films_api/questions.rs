//! Questions by chance: what is said, and what it means by the contract.

use std::cell::RefCell;
use std::sync::Arc;

use afisha::catalog::{Film, FilmId, Moment, RatingType, Tag, TagId, Year};
use afisha::query::question::{
    AsOf, Device, Direction, Filter, SortBy, SortKey, SortKeys, ViewerAge, Viewpoint, Years,
};
use afisha::query::reference::Reference;
use afisha::query::snapshot::Setup;
use std::collections::BTreeSet;
use twox_hash::XxHash3_64;

use super::expected::{self, Eye};
use super::fast_path::ask_both_ways;
use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, id as film_id};
use crate::support::connection::Connection;
use crate::support::dice::Dice;
use crate::support::http::Answer;

const DAY: i64 = 86_400;

const DEVICES: [(&str, &str); 7] = [
    ("stb820", ""),
    ("stb820", "R8"),
    ("stb820", "R9"),
    ("stb820", "r12"),
    ("eltex-nv-101", "R9"),
    ("eltex-nv101-mkv", ""),
    ("samsung-tv-c", ""),
];

/// A catalogue, its server, and a client.
pub struct World {
    pub films: Vec<Film>,
    pub tags: Vec<Tag>,
    addresses: Vec<&'static str>,
    setup: Arc<Setup>,
    pub app: App,
    client: RefCell<Connection>,
}

/// A question by chance: what is said, and what it means.
pub struct Asked<'a> {
    pub pairs: Vec<String>,
    pub address: &'static str,
    pub eye: Eye<'a>,
    pub viewpoint: Viewpoint,
}

impl World {
    pub fn new(options: &Options, tags: Vec<Tag>, films: Vec<Film>, addresses: Vec<&'static str>) -> Self {
        let app = App::with(options, tags.clone(), &films);
        let client = RefCell::new(Connection::open(&app));
        Self { films, tags, addresses, setup: options.setup(), app, client }
    }

    pub fn get(&self, address: &str, url: &str) -> Answer {
        let client = &mut *self.client.borrow_mut();
        ask_both_ways(client, url);
        client.get_as(address, url)
    }

    pub fn reference(&self) -> Reference<'_> {
        Reference {
            films: &self.films,
            tags: &self.tags,
            devices: &self.setup.devices,
            access: &self.setup.access,
            now: self.app.clock.now(),
        }
    }

    pub fn film(&self, id: FilmId) -> &Film {
        self.films.iter().find(|film| film.id == id).unwrap()
    }

    pub fn is_trailer(&self, film: &Film) -> bool {
        self.tags.iter().any(|tag| tag.name.as_str() == "trailer" && film.tags.contains(&tag.id))
    }

    /// A moment at which something happens, or just before.
    fn moment(&self, dice: &mut Dice) -> Moment {
        let Some(film) = (!self.films.is_empty()).then(|| dice.pick(&self.films)) else { return NOW };
        let mut moments = vec![film.updated, NOW];
        moments.extend(film.published);
        moments.extend(film.items.as_slice().iter().chain(film.trailers.as_slice()).map(|serie| serie.published));
        Moment(dice.pick(&moments).0 - dice.below(2) as i64)
    }

    /// Sets the clock, and chooses a client.
    pub fn asked(&self, dice: &mut Dice) -> Asked<'_> {
        let now = if dice.once_in(2) { NOW } else { self.moment(dice) };
        self.app.clock.set(now);
        let mut pairs = vec![];
        let (device, version) = if dice.once_in(3) { DEVICES[0] } else { *dice.pick(&DEVICES) };
        if device != "stb820" || dice.once_in(2) {
            pairs.push(format!("device={device}"));
        }
        if !version.is_empty() {
            pairs.push(format!("device-version={version}"));
        }
        let mut as_of = AsOf::Now;
        if dice.once_in(3) {
            let at = if dice.once_in(4) {
                Moment(now.0 + dice.below(61) as i64 * DAY - 30 * DAY)
            } else {
                self.moment(dice)
            };
            as_of = AsOf::At(at);
            pairs.push(format!("published_before={}", at.0));
        }
        let address = *dice.pick(&self.addresses);
        let groups = expected::groups(&self.setup.access, address);
        let viewpoint = Viewpoint {
            as_of,
            device: Device::Of(self.setup.devices.find(device, version).unwrap()),
            groups: self.setup.access.set_of(address.parse().unwrap()),
        };
        Asked { pairs, address, eye: Eye { at: as_of.moment(now), device, version, groups }, viewpoint }
    }

    pub fn some_ids(&self, dice: &mut Dice) -> Vec<FilmId> {
        let id = |dice: &mut Dice| match dice.once_in(8) || self.films.is_empty() {
            true => film_id(dice.next() >> 40),
            false => dice.pick(&self.films).id,
        };
        (0..1 + dice.below(30)).map(|_| id(dice)).collect()
    }

    /// Names of tags that some film bears, more or less.
    fn some_tags(&self, dice: &mut Dice) -> Vec<String> {
        let mut names = vec![];
        for _ in 0..1 + dice.below(3) {
            let borne: Vec<TagId> = if self.films.is_empty() { vec![] } else { dice.pick(&self.films).tags.to_vec() };
            let borne = self.tags.iter().find(|tag| borne.last() == Some(&tag.id) || borne.first() == Some(&tag.id));
            names.push(borne.map_or("unknown".to_owned(), |tag| tag.name.to_string()));
        }
        if dice.once_in(10) {
            names.push("trailer".to_owned());
        }
        names
    }

    fn some_year(&self, dice: &mut Dice) -> i64 {
        let years: Vec<u32> = self.films.iter().filter_map(|film| film.year).map(Year::get).collect();
        if years.is_empty() { 1990 } else { i64::from(*dice.pick(&years)) + dice.below(3) as i64 - 1 }
    }
}

pub fn joined(ids: &[FilmId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The filter of a list that says nothing of it.
pub fn unfiltered() -> Filter {
    let tags_none = BTreeSet::from(["trailer".to_owned()]);
    Filter { updated_to: Some(AsOf::Now), tags_none, ..Filter::default() }
}

/// The filter of a list by chance; `pairs` gets what says so.
pub fn filter(world: &World, dice: &mut Dice, pairs: &mut Vec<String>) -> Filter {
    let mut filter = unfiltered();
    if dice.once_in(8) {
        let ids = world.some_ids(dice);
        pairs.push(format!("ids={}", joined(&ids)));
        filter.only = Some(ids.into_iter().collect());
    }
    if dice.once_in(6) {
        let ids = world.some_ids(dice);
        let name = dice.pick(&["exclude_film", "exclude_film[]", "exclude_film%5B%5D"]);
        match dice.once_in(2) {
            true => pairs.push(format!("{name}={}", joined(&ids))),
            false => pairs.extend(ids.iter().map(|id| format!("{name}={id}"))),
        }
        filter.exclude = ids.into_iter().collect();
    }
    let day = |moment: Moment| Moment(moment.0.div_euclid(DAY) * DAY);
    let written = |day: Moment| chrono::DateTime::from_timestamp(day.0, 0).unwrap().format("%Y-%m-%d").to_string();
    if dice.once_in(8) {
        let begin = day(world.moment(dice));
        pairs.push(format!("begin={}", written(begin)));
        filter.updated_from = Some(begin);
    }
    if dice.once_in(6) {
        let end = day(world.moment(dice));
        pairs.push(format!("end={}", written(end)));
        filter.updated_to = Some(AsOf::At(Moment(end.0 + DAY - 1)));
    }
    if dice.once_in(5) {
        let age = *dice.pick(&[0, 6, 11, 12, 16, 17, 18, 21, 150]);
        pairs.push(format!("age_filter={age}"));
        filter.age = ViewerAge::new(age);
    }
    years(world, dice, pairs, &mut filter);
    tags(world, dice, pairs, &mut filter);
    filter
}

fn years(world: &World, dice: &mut Dice, pairs: &mut Vec<String>, filter: &mut Filter) {
    let (mut least, mut greatest) = (vec![], vec![]);
    for (name, bounds) in [("year", 3), ("from_year", 1), ("to_year", 2)] {
        if !dice.once_in(8) {
            continue;
        }
        let year = world.some_year(dice);
        pairs.push(format!("{name}={year}"));
        least.extend((bounds & 1 == 1).then_some(year));
        greatest.extend((bounds & 2 == 2).then_some(year));
    }
    filter.years = Years::new(least.into_iter().max(), greatest.into_iter().min());
}

fn tags(world: &World, dice: &mut Dice, pairs: &mut Vec<String>, filter: &mut Filter) {
    let mut named_trailer = false;
    for (name, list) in [("tag", &mut filter.tags_all), ("tag_any", &mut filter.tags_any)] {
        if dice.once_in(5) {
            let mut names = world.some_tags(dice);
            if name == "tag" {
                names.truncate(1 + dice.below(2));
            }
            named_trailer |= names.iter().any(|tag| tag == "trailer");
            pairs.push(format!("{name}={}", names.join(*dice.pick(&[",", "+,+", ",,", "%2C"]))));
            *list = names.into_iter().collect();
        }
    }
    if named_trailer {
        filter.tags_none.clear();
    }
    if dice.once_in(6) {
        let names = world.some_tags(dice);
        pairs.push(format!("tag_exclude={}", names.join(",").to_uppercase()));
        filter.tags_none = names.into_iter().collect();
    }
}

pub fn order(dice: &mut Dice, pairs: &mut Vec<String>) -> SortKeys {
    let fields = [
        ("year", SortKey::Year),
        ("published", SortKey::Published),
        ("title", SortKey::Title),
        ("popularity", SortKey::Popularity),
        ("rating-cn", SortKey::Rating(RatingType::Cn)),
        ("rating-kinopoisk", SortKey::Rating(RatingType::Kinopoisk)),
        ("rating-imdb", SortKey::Rating(RatingType::Imdb)),
    ];
    if dice.once_in(4) {
        return SortBy::NEWEST.into();
    }
    let (mut keys, mut names) = (vec![], vec![]);
    let seed = format!("{}", dice.below(1_000));
    if dice.once_in(5) {
        // Alone, before another key or after one.
        pairs.push(format!("seed={seed}"));
        if dice.once_in(3) {
            names.push("year-d".to_owned());
            keys.push(SortBy { key: SortKey::Year, direction: Direction::Descending });
        }
        names.push("random".to_owned());
        let key = SortKey::Random(XxHash3_64::oneshot(seed.as_bytes()));
        keys.push(SortBy { key, direction: Direction::Ascending });
    }
    let others = if keys.is_empty() { 1 + dice.below(3) } else { dice.below(2) };
    for _ in 0..others {
        let (name, key) = *dice.pick(&fields);
        let (direction, suffix) = *dice.pick(&[(Direction::Descending, "d"), (Direction::Ascending, "a")]);
        names.push(format!("{name}-{suffix}"));
        keys.push(SortBy { key, direction });
    }
    pairs.push(format!("sort={}", names.join(",")));
    SortKeys::new(keys)
}

/// Puts the pairs in any order, with things between them that mean nothing.
pub fn url(dice: &mut Dice, route: &str, mut pairs: Vec<String>) -> String {
    for _ in 0..dice.below(3) {
        // A seed says nothing but beside `random`.
        if dice.once_in(6) && !pairs.iter().any(|pair| pair.starts_with("seed=")) {
            pairs.push("seed=7".to_owned());
        }
        pairs.push(dice.pick(&["foo=bar", "", "api-version=1", "api-version=2", "%D1%8F=1"]).to_string());
    }
    for at in (1..pairs.len()).rev() {
        pairs.swap(at, dice.below(at + 1));
    }
    let slash = if dice.once_in(3) { "" } else { "/" };
    format!("{route}{slash}?{}", pairs.join("&"))
}
