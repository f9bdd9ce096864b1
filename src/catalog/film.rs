//! Films: the source document calls one an afisha.

use std::ops::RangeInclusive;

use super::{FilmId, Moment, Quantity, Ratings, Series, TagId, Text};

/// The greatest age a limit or a viewer can have, in years.
pub const MAX_AGE: u8 = 150;
/// The years that a film can be of.
pub const YEARS: RangeInclusive<u32> = 1..=9999;
/// From this age a viewer sees films with no age limit on record.
pub const ADULT_AGE: u8 = 18;

/// A film or a series of the catalogue, with everything editors say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Film {
    /// Its id, unique.
    pub id: FilmId,
    /// What people read.
    pub title: Text,
    /// The title in the language of the film.
    pub original_title: Option<Text>,
    /// What it is about.
    pub desc: Option<Text>,
    /// The year it came out, one of [`YEARS`].
    pub year: Option<u32>,
    /// When editors changed it last.
    pub updated: Moment,
    /// From when it is shown; `None`: a draft, never shown.
    pub published: Option<Moment>,
    /// The age limit in years, 0 to [`MAX_AGE`].
    pub age: Option<u8>,
    /// A page about it; may be relative to `public_url`.
    pub url: Option<Text>,
    /// A small picture; may be relative to `public_url`.
    pub preview: Option<Text>,
    /// A large picture; may be relative to `public_url`.
    pub poster: Option<Text>,
    /// Who added it.
    pub user: Option<Text>,
    /// Its id at Kinopoisk.
    pub kinopoisk_id: Option<u64>,
    /// Its id at IMDb, such as `tt0062759`.
    pub imdb_id: Option<Text>,
    /// Its id at The Movie Database.
    pub tmdb_id: Option<u64>,
    /// Pictures, in the editors' order; may be relative to `public_url`.
    pub images: Vec<Text>,
    /// Its tags of every kind, ascending, none twice.
    pub tags: Vec<TagId>,
    /// Its ratings.
    pub ratings: Ratings,
    /// Views a day.
    pub popularity: Option<Quantity>,
    /// The editors' choice for «Похожее», in their order; may name films that are not in the catalogue.
    pub related: Vec<FilmId>,
    /// The editors' choice for «Смотри также», in their order; may name films that are not in the catalogue.
    pub see_also: Vec<FilmId>,
    /// Names of the access groups that may see it, ascending, none twice; empty: everyone.
    pub access: Vec<Text>,
    /// What there is to play.
    pub items: Series,
    /// Its trailers.
    pub trailers: Series,
}

/// Tells whether a viewer of this age may see a film with this age limit.
pub fn age_allows(limit: Option<u8>, viewer: u8) -> bool {
    viewer >= limit.unwrap_or(ADULT_AGE)
}
