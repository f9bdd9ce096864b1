//! A made-up catalogue of any size, the same for the same size: what every bench runs over.
//!
//! Shape: titles of two to four words, descriptions of about 200 characters, three genres, one or two countries, a
//! quality, an age, a director and ten actors a film, one to eight items (a tenth are long series), some films
//! scheduled, restricted or too large for old boxes.

use afisha::catalog::{
    Age, ByteSize, Film, FilmId, KinopoiskId, Mark, Moment, Number, PictureQuality, Quality, Quantity, Rating,
    RatingType, Ratings, Serie, SerieId, Series, SortedSet, Tag, TagId, TagKind, TagName, Text, Year,
};
use rand::prelude::*;
use rand::rngs::SmallRng;

/// The moment at which the catalogue is looked at: 2020-01-01T00:00:00Z.
pub(crate) const NOW: Moment = Moment(1_577_836_800);
/// How many films the figures are about.
pub(crate) const FILMS: u64 = 100_000;

/// The tag of films that lists leave out unless they are asked for.
pub(crate) const TRAILER: TagId = TagId(1);
const SEED: u64 = 20;
const DAY: i64 = 86_400;
const GENRES: u32 = 30;
const COUNTRIES: u32 = 60;
const DIRECTORS: u32 = 8_000;
const ACTORS: u32 = 40_000;
const WORDS: [&str; 40] = [
    "белый",
    "дом",
    "ночь",
    "огонь",
    "любовь",
    "тайна",
    "последний",
    "герой",
    "остров",
    "море",
    "зима",
    "дорога",
    "война",
    "город",
    "смерть",
    "весна",
    "мальчик",
    "дочь",
    "капитан",
    "звезда",
    "возвращение",
    "охота",
    "игра",
    "король",
    "сердце",
    "осень",
    "утро",
    "ветер",
    "письмо",
    "поезд",
    "река",
    "сын",
    "тень",
    "улица",
    "враг",
    "друг",
    "человек",
    "мир",
    "время",
    "легенда",
];

/// Where the tags of a kind begin, and how many there are.
const KINDS: [(TagKind, &str, u32, u32); 7] = [
    (TagKind::Other, "other", 1, 4),
    (TagKind::Quality, "quality", 10, 3),
    (TagKind::Age, "age", 20, 5),
    (TagKind::Genre, "genre", 100, GENRES),
    (TagKind::Country, "country", 200, COUNTRIES),
    (TagKind::Director, "director", 1_000, DIRECTORS),
    (TagKind::Actor, "actor", 10_000, ACTORS),
];

/// Returns the tags.
pub(crate) fn tags() -> Vec<Tag> {
    let mut random = SmallRng::seed_from_u64(SEED);
    let mut tags = Vec::new();
    for (kind, name, first, count) in KINDS {
        for at in 0..count {
            let name = if kind == TagKind::Other && at == 0 { "trailer".to_owned() } else { format!("{name}-{at}") };
            tags.push(Tag {
                id: TagId(first + at),
                name: TagName::new(&name).unwrap(),
                title: text(&words(&mut random, 2)),
                kind,
                url: None,
            });
        }
    }
    tags
}

/// Returns the films, by id.
pub(crate) fn films(count: u64) -> impl Iterator<Item = Film> {
    (1..=count).map(film)
}

fn film(raw: u64) -> Film {
    let random = &mut SmallRng::seed_from_u64(SEED ^ (raw << 8));
    let published = Moment(NOW.0 - random.random_range(-30..3_000) * DAY);
    let items = if random.random_bool(0.1) { random.random_range(9..30) } else { random.random_range(1..4) };
    let id = |raw| FilmId::new(raw).unwrap();
    let others = |random: &mut SmallRng, most| {
        (0..random.random_range(0..most)).map(|_| id(random.random_range(1..=FILMS))).collect()
    };
    Film {
        id: id(raw),
        title: text(&{
            let count = random.random_range(2..5);
            words(random, count)
        }),
        original_title: random.random_bool(0.5).then(|| text(&format!("Film {raw}"))),
        desc: Some(text(&words(random, 25))),
        year: Year::new(random.random_range(1950..2020)),
        // What is scheduled was written before it is shown.
        updated: published.min(NOW),
        published: Some(published),
        age: random.random_bool(0.7).then(|| [0, 6, 12, 16, 18][random.random_range(0..5)]).and_then(Age::new),
        url: Some(text(&format!("http://films.example/{raw}"))),
        preview: Some(text(&format!("http://media.example/previews/{raw}.jpg"))),
        poster: Some(text(&format!("http://media.example/posters/{raw}.jpg"))),
        user: None,
        kinopoisk_id: KinopoiskId::new(raw),
        imdb_id: None,
        tmdb_id: None,
        images: vec![text(&format!("http://media.example/images/{raw}-1.jpg"))],
        tags: film_tags(random),
        ratings: Ratings::new(vec![rating(random, RatingType::Kinopoisk), rating(random, RatingType::Imdb)]).unwrap(),
        popularity: Quantity::new((random.random_range(0.0_f64..8.0).exp() * 100.0).round() / 100.0),
        related: others(random, 3),
        see_also: others(random, 3),
        access: random.random_bool(0.05).then(|| text("city")).into_iter().collect(),
        items: Series::new((1..=items).map(|number| serie(random, raw, number, published)).collect()).unwrap(),
        trailers: Series::default(),
    }
}

/// A third of the films are of the first genre, the first country, the first quality: the popular values of life.
fn film_tags(random: &mut SmallRng) -> SortedSet<TagId> {
    let mut tags = Vec::new();
    let mut add = |kind: TagKind, count: u32| {
        let (_, _, first, size) = KINDS.into_iter().find(|(known, ..)| *known == kind).unwrap();
        for _ in 0..count {
            let share: f64 = random.random();
            tags.push(TagId(first + (share.powi(3) * f64::from(size)) as u32));
        }
    };
    add(TagKind::Genre, 3);
    add(TagKind::Country, 1);
    add(TagKind::Quality, 1);
    add(TagKind::Age, 1);
    add(TagKind::Director, 1);
    add(TagKind::Actor, 10);
    if random.random_bool(0.01) {
        tags.push(TRAILER);
    }
    tags.into()
}

fn serie(random: &mut SmallRng, film: u64, number: u32, published: Moment) -> Serie {
    Serie {
        id: SerieId::new(film * 1000 + u64::from(number)),
        title: Some(text(&format!("Серия {number}"))),
        number: Number(number),
        magnet: Some(text(&format!("magnet:?xt=urn:btih:{:040x}&dn=film-{film}-{number}", film * 1000))),
        url: Some(text(&format!("http://media.example/{film}/{number}.mkv"))),
        size: ByteSize::new(random.random_range(300_000_000..6_000_000_000)),
        length: Some(random.random_range(1200..9000)),
        published: Moment(published.0 + i64::from(number) * DAY),
        quality: Quality::new(random.random_range(0..=10)),
        picture_quality: Some(PictureQuality::Hd),
        container: Some(text(["mkv", "avi", "mp4"][random.random_range(0..3)])),
        images: vec![],
    }
}

fn rating(random: &mut SmallRng, rating_type: RatingType) -> Rating {
    Rating {
        rating_type,
        title: Some(text(rating_type.name())),
        count: Some(random.random_range(1..100_000)),
        mark: Mark::new(Quantity::new(10.0), Quantity::new(f64::from(random.random_range(100..1000_u32)) / 100.0))
            .unwrap(),
    }
}

fn words(random: &mut SmallRng, count: usize) -> String {
    (0..count).map(|_| *WORDS.choose(random).unwrap()).collect::<Vec<_>>().join(" ")
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}
