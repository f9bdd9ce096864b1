//! Films and tags for tests.

use afisha::catalog::{
    Age, ByteSize, Film, FilmId, KinopoiskId, Mark, Moment, Number, PictureQuality, Quality, Quantity, Rating,
    RatingType, Ratings, Serie, SerieId, Series, SortedSet, Tag, TagId, TagKind, TagName, Text, TmdbId, Year,
};

pub(crate) fn text(raw: &str) -> Text {
    Text::new(raw).unwrap()
}

pub(crate) fn film_id(raw: u64) -> FilmId {
    FilmId::new(raw).unwrap()
}

/// A tag of kind `genre`, title as name.
pub(crate) fn tag(id: u32, name: &str) -> Tag {
    Tag { id: TagId(id), name: TagName::new(name).unwrap(), title: text(name), kind: TagKind::Genre, url: None }
}

/// A film with nothing but what is required.
pub(crate) fn bare_film(id: u64) -> Film {
    Film {
        id: film_id(id),
        title: text(&format!("Film {id}")),
        original_title: None,
        desc: None,
        year: None,
        updated: Moment(0),
        published: None,
        age: None,
        url: None,
        preview: None,
        poster: None,
        user: None,
        kinopoisk_id: None,
        imdb_id: None,
        tmdb_id: None,
        images: Vec::new(),
        tags: SortedSet::default(),
        ratings: Ratings::default(),
        popularity: None,
        related: Vec::new(),
        see_also: Vec::new(),
        access: SortedSet::default(),
        items: Series::default(),
        trailers: Series::default(),
    }
}

/// A serie with nothing but what is required.
pub(crate) fn bare_serie(number: u32) -> Serie {
    Serie {
        id: None,
        title: None,
        number: Number(number),
        magnet: None,
        url: None,
        size: None,
        length: None,
        published: Moment(0),
        quality: None,
        picture_quality: None,
        container: None,
        images: Vec::new(),
    }
}

/// A serie with every field filled.
pub(crate) fn full_serie(number: u32) -> Serie {
    Serie {
        id: SerieId::new(9000 + u64::from(number)),
        title: Some(text("Серия «первая» & <вторая>")),
        magnet: Some(text("magnet:?xt=urn:btih:c0ffee")),
        url: Some(text("http://media.example/1.avi")),
        size: Some(ByteSize::MAX),
        length: Some(u32::MAX),
        published: Moment::FIRST,
        quality: Quality::new(10),
        picture_quality: Some(PictureQuality::ThreeD),
        container: Some(text("avi")),
        images: vec![text("/b.png"), text("/a.png"), text("/b.png")],
        ..bare_serie(number)
    }
}

/// A film with every field filled; bears the tags 1 and 2.
pub(crate) fn full_film(id: u64) -> Film {
    let quantity = |raw| Quantity::new(raw);
    let rating = |rating_type| Rating {
        rating_type,
        title: Some(text("Кинопоиск")),
        count: Some(u32::MAX),
        mark: Mark::new(quantity(10.0), quantity(8.1)).unwrap(),
    };
    let unrated = Rating { title: None, count: None, mark: Mark::default(), ..rating(RatingType::Cn) };
    Film {
        title: text("Бриллиантовая рука\nвторая строка \u{1F3AC}"),
        original_title: Some(text("The Diamond Arm")),
        desc: Some(text("О чём; \"кавычки\" 'и' апострофы")),
        year: Year::new(1968),
        updated: Moment(1_335_866_400),
        published: Some(Moment(-1)),
        age: Age::new(150),
        url: Some(text("http://films.example/301")),
        preview: Some(text("/p.png")),
        poster: Some(text("/q.png")),
        user: Some(text("editor")),
        kinopoisk_id: KinopoiskId::new(46225),
        imdb_id: Some(text("tt0062759")),
        tmdb_id: TmdbId::new(0),
        images: vec![text("/2.png"), text("/1.png")],
        tags: [TagId(1), TagId(2)].into(),
        ratings: Ratings::new(vec![rating(RatingType::Imdb), rating(RatingType::Kinopoisk), unrated]).unwrap(),
        popularity: quantity(0.1 + 0.2),
        related: vec![film_id(7), film_id(id), film_id(3), film_id(7)],
        see_also: vec![film_id(i64::MAX.unsigned_abs()), film_id(0)],
        access: [text("novosibirsk"), text("tomsk")].into(),
        items: Series::new(vec![full_serie(2), bare_serie(1), full_serie(u32::MAX)]).unwrap(),
        trailers: Series::new(vec![full_serie(1)]).unwrap(),
        ..bare_film(id)
    }
}
