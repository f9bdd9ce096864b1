//! Small catalogues, written down in a few words.

use afisha::catalog::{
    Film, FilmId, Moment, Number, Quantity, Rating, RatingType, Ratings, Serie, Series, Tag, TagId, TagKind, TagName,
    Text,
};

/// The moment at which tests stand unless they say otherwise: 2020-01-01T00:00:00Z.
pub const NOW: Moment = Moment(1_577_836_800);

pub fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

pub fn id(raw: u64) -> FilmId {
    FilmId::new(raw).unwrap()
}

/// A tag whose title is its name.
pub fn tag(id: u32, name: &str, kind: TagKind) -> Tag {
    Tag { id: TagId(id), name: TagName::new(name).unwrap(), title: text(name), kind, url: None }
}

/// A published film without anything to play.
pub fn film(raw: u64, title: &str) -> Film {
    Film {
        id: id(raw),
        title: text(title),
        original_title: None,
        desc: None,
        year: None,
        updated: Moment(NOW.0 - 1000),
        published: Some(Moment(NOW.0 - 1000)),
        age: None,
        url: None,
        preview: None,
        poster: None,
        user: None,
        kinopoisk_id: None,
        imdb_id: None,
        tmdb_id: None,
        images: vec![],
        tags: vec![],
        ratings: Ratings::default(),
        popularity: None,
        related: vec![],
        see_also: vec![],
        access: vec![],
        items: Series::default(),
        trailers: Series::default(),
    }
}

/// A published film with one item that every built-in device plays.
pub fn playable(raw: u64, title: &str) -> Film {
    Film { items: series([serie(1)]), ..film(raw, title) }
}

pub fn series(series: impl IntoIterator<Item = Serie>) -> Series {
    Series::new(series.into_iter().collect()).unwrap()
}

/// A published file of 1 GB that every built-in device plays.
pub fn serie(number: u32) -> Serie {
    Serie {
        id: None,
        title: Some(text(&format!("Серия {number}"))),
        number: Number(number),
        magnet: Some(text(&format!("magnet:?xt=urn:btih:{number:040x}&dn=x"))),
        url: Some(text(&format!("http://media.example/{number}.avi"))),
        size: Some(1_000_000_000),
        length: Some(5400),
        published: Moment(NOW.0 - 500),
        quality: Some(5),
        picture_quality: None,
        container: None,
        images: vec![],
    }
}

pub fn rating(rating_type: RatingType, rank: f64, max: f64) -> Rating {
    Rating { rating_type, title: None, count: Some(7), max: Quantity::new(max), rank: Quantity::new(rank) }
}
