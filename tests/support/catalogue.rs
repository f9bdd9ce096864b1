//! Small catalogues, written down in a few words.

use afisha::catalog::{
    Age, ByteSize, Film, FilmId, KinopoiskId, Mark, Moment, Number, PictureQuality, Quality, Quantity, Rating,
    RatingType, Ratings, Serie, SerieId, Series, SortedSet, Tag, TagId, TagKind, TagName, Text, TmdbId, Year,
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
        tags: SortedSet::default(),
        ratings: Ratings::default(),
        popularity: None,
        related: vec![],
        see_also: vec![],
        access: SortedSet::default(),
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
        size: ByteSize::new(1_000_000_000),
        length: Some(5400),
        published: Moment(NOW.0 - 500),
        quality: Quality::new(5),
        picture_quality: None,
        container: None,
        images: vec![],
    }
}

/// A mark that is known whole.
pub fn mark(rank: f64, max: f64) -> Mark {
    Mark::new(Quantity::new(max), Quantity::new(rank)).unwrap()
}

pub fn rating(rating_type: RatingType, rank: f64, max: f64) -> Rating {
    Rating { rating_type, title: None, count: Some(7), mark: mark(rank, max) }
}

/// One tag of every kind, ids from 1 in the order of kinds; the first has a URL and a title to be escaped.
pub fn tags_of_every_kind() -> Vec<Tag> {
    let mut tags: Vec<Tag> =
        (1..).zip(TagKind::ALL).map(|(id, kind)| tag(id, &format!("{}-1", kind.name()), kind)).collect();
    tags[0].url = Some(text("tags/1?a=1&b=2"));
    tags[0].title = text("Жанр & <1>");
    tags
}

/// A film that says everything a film can say, filed under [`tags_of_every_kind`].
pub fn whole(raw: u64) -> Film {
    let rated = |kind, title: &str, rank, max| Rating { title: Some(text(title)), ..rating(kind, rank, max) };
    let ratings = vec![
        rated(RatingType::Imdb, "IMDb", 8.6, 10.0),
        rated(RatingType::Kinopoisk, "Кинопоиск", 8.0, 10.0),
        rated(RatingType::Cn, "R&D", 3.25, 5.0),
    ];
    Film {
        original_title: Some(text("Original <title>")),
        desc: Some(text("Line 1\nLine 2: 1 < 2 && \"3\" > '2'")),
        year: Year::new(1968),
        age: Age::new(6),
        url: Some(text("/films/7?a=1&b=2")),
        preview: Some(text("small/7.jpg")),
        poster: Some(text("http://pictures.example/7.jpg")),
        user: Some(text("editor \"E\"")),
        kinopoisk_id: KinopoiskId::new(46225),
        imdb_id: Some(text("tt0062759")),
        tmdb_id: TmdbId::new(9000),
        images: vec![text("frames/1.jpg"), text("//cdn.example/2.jpg")],
        tags: (1..=7).map(TagId).collect(),
        ratings: Ratings::new(ratings).unwrap(),
        popularity: Quantity::new(153.2),
        items: series([whole_serie(1), bare_serie(2)]),
        trailers: series([whole_serie(1)]),
        ..film(raw, "Том & \"Джерри\" <2> '3'")
    }
}

/// A serie that says everything a serie can say.
pub fn whole_serie(number: u32) -> Serie {
    Serie {
        id: SerieId::new(900 + u64::from(number)),
        title: Some(text("Серия <1>")),
        magnet: Some(text("magnet:?xt=urn:btih:00&dn=a")),
        url: Some(text("/media/1.mp4")),
        size: ByteSize::new(2_147_483_647),
        quality: Quality::new(10),
        picture_quality: Some(PictureQuality::Hd),
        container: Some(text("mp4")),
        images: vec![text("/frames/s1.jpg")],
        ..serie(number)
    }
}

/// A serie that says no more than one has to, and is played by every built-in device all the same.
pub fn bare_serie(number: u32) -> Serie {
    Serie {
        title: None,
        magnet: None,
        url: Some(text("http://media.example/stream")),
        size: None,
        length: None,
        quality: None,
        ..serie(number)
    }
}

/// The films of these ids, each with one item that every built-in device plays, titled by their ids.
pub fn playables(ids: impl IntoIterator<Item = u64>) -> Vec<Film> {
    ids.into_iter().map(|raw| playable(raw, &format!("Фильм {raw}"))).collect()
}
