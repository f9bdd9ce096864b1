//! The canonical form of a line: every field, in the order of the contract's example.

use serde::Serialize;

use super::html::readable_back;
use crate::catalog::{
    Age, ByteSize, Film, FilmId, KinopoiskId, Quality, Quantity, Rating, Serie, SerieId, Tag, TagKind, Text, TmdbId,
    Year,
};

/// A tag's line.
#[derive(Serialize)]
pub(super) struct TagOut<'a> {
    #[serde(rename = "type")]
    line_type: &'static str,
    id: u32,
    name: &'a str,
    title: String,
    kind: &'static str,
    url: Option<&'a str>,
}

impl<'a> TagOut<'a> {
    /// Puts a tag in its canonical form.
    pub(super) fn new(tag: &'a Tag) -> Self {
        Self {
            line_type: "tag",
            id: tag.id.0,
            name: tag.name.as_str(),
            title: human(&tag.title),
            kind: tag.kind.name(),
            url: tag.url.as_ref().map(Text::as_str),
        }
    }
}

/// A film's line.
#[derive(Serialize)]
pub(super) struct FilmOut<'a> {
    #[serde(rename = "type")]
    line_type: &'static str,
    id: u64,
    title: String,
    original_title: Option<String>,
    desc: Option<String>,
    year: Option<u32>,
    updated: Option<String>,
    published: Option<String>,
    age: Option<u8>,
    url: Option<&'a str>,
    preview: Option<&'a str>,
    poster: Option<&'a str>,
    user: Option<String>,
    kinopoisk_id: Option<u64>,
    imdb_id: Option<&'a str>,
    tmdb_id: Option<u64>,
    images: Vec<&'a str>,
    tags: Vec<&'a str>,
    quality: Vec<&'a str>,
    directors: Vec<&'a str>,
    actors: Vec<&'a str>,
    countries: Vec<&'a str>,
    ratings: Vec<RatingOut>,
    popularity: Option<f64>,
    related: Vec<u64>,
    see_also: Vec<u64>,
    access: Vec<&'a str>,
    items: Vec<SerieOut<'a>>,
    trailers: Vec<SerieOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<FoundOut<'a>>,
}

/// What is said of an item that was found.
#[derive(Serialize)]
pub(super) struct FoundOut<'a> {
    pub(super) item: u32,
    pub(super) hash: String,
    pub(super) why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    pub(super) others: usize,
    pub(super) peer: Option<&'a str>,
}

impl<'a> FilmOut<'a> {
    /// Puts a film in its canonical form; `tags` are its tags, by id.
    pub(super) fn new(film: &'a Film, tags: &[&'a Tag]) -> Self {
        let named = |list: fn(TagKind) -> bool| -> Vec<&'a str> {
            tags.iter().filter(|tag| list(tag.kind)).map(|tag| tag.name.as_str()).collect()
        };
        Self {
            line_type: "film",
            id: film.id.get(),
            title: human(&film.title),
            original_title: film.original_title.as_ref().map(human),
            desc: film.desc.as_ref().map(human),
            year: film.year.map(Year::get),
            updated: Some(film.updated.to_string()),
            published: film.published.map(|published| published.to_string()),
            age: film.age.map(Age::get),
            url: film.url.as_ref().map(Text::as_str),
            preview: film.preview.as_ref().map(Text::as_str),
            poster: film.poster.as_ref().map(Text::as_str),
            user: film.user.as_ref().map(human),
            kinopoisk_id: film.kinopoisk_id.map(KinopoiskId::get),
            imdb_id: film.imdb_id.as_ref().map(Text::as_str),
            tmdb_id: film.tmdb_id.map(TmdbId::get),
            images: texts(&film.images),
            tags: named(|kind| matches!(kind, TagKind::Genre | TagKind::Age | TagKind::Other)),
            quality: named(|kind| kind == TagKind::Quality),
            directors: named(|kind| kind == TagKind::Director),
            actors: named(|kind| kind == TagKind::Actor),
            countries: named(|kind| kind == TagKind::Country),
            ratings: film.ratings.as_slice().iter().map(RatingOut::new).collect(),
            popularity: film.popularity.map(Quantity::get),
            related: film.related.iter().map(|id| FilmId::get(*id)).collect(),
            see_also: film.see_also.iter().map(|id| FilmId::get(*id)).collect(),
            access: texts(&film.access),
            items: film.items.as_slice().iter().map(SerieOut::new).collect(),
            trailers: film.trailers.as_slice().iter().map(SerieOut::new).collect(),
            found: Vec::new(),
        }
    }

    /// Adds items that were found, and what is said of them. Whoever imports the line changes the film, and publishes them,
    /// at that moment.
    pub(super) fn with_found(self, items: &'a [Serie], found: Vec<FoundOut<'a>>) -> Self {
        let added = items.iter().map(|item| SerieOut { published: None, ..SerieOut::new(item) });
        let items = self.items.into_iter().chain(added).collect();
        Self { updated: None, items, found, ..self }
    }
}

#[derive(Serialize)]
struct RatingOut {
    #[serde(rename = "type")]
    rating_type: &'static str,
    title: Option<String>,
    count: Option<u32>,
    max: Option<f64>,
    rank: Option<f64>,
}

impl RatingOut {
    fn new(rating: &Rating) -> Self {
        Self {
            rating_type: rating.rating_type.name(),
            title: rating.title.as_ref().map(human),
            count: rating.count,
            max: rating.mark.max().map(Quantity::get),
            rank: rating.mark.rank().map(Quantity::get),
        }
    }
}

#[derive(Serialize)]
struct SerieOut<'a> {
    id: Option<u64>,
    title: Option<String>,
    number: u32,
    magnet: Option<&'a str>,
    url: Option<&'a str>,
    size: Option<u64>,
    length: Option<u32>,
    published: Option<String>,
    quality: Option<u8>,
    picture_quality: Option<&'static str>,
    container: Option<&'a str>,
    images: Vec<&'a str>,
}

impl<'a> SerieOut<'a> {
    fn new(serie: &'a Serie) -> Self {
        Self {
            id: serie.id.map(SerieId::get),
            title: serie.title.as_ref().map(human),
            number: serie.number.0,
            magnet: serie.magnet.as_ref().map(Text::as_str),
            url: serie.url.as_ref().map(Text::as_str),
            size: serie.size.map(ByteSize::get),
            length: serie.length,
            published: Some(serie.published.to_string()),
            quality: serie.quality.map(Quality::get),
            picture_quality: serie.picture_quality.map(|quality| quality.name()),
            container: serie.container.as_ref().map(Text::as_str),
            images: texts(&serie.images),
        }
    }
}

/// Writes a text that people read so that an import, which looks for HTML in it, gives it back.
fn human(text: &Text) -> String {
    readable_back(text.as_str()).into_owned()
}

fn texts(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(Text::as_str).collect()
}
