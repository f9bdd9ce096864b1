//! Films: the source document calls one an afisha.

use super::bounded::bounded;
use super::{Age, FilmId, KinopoiskId, Moment, Quantity, Ratings, Serie, Series, SortedSet, TagId, Text, TmdbId};

bounded! {
    /// The year that a film came out.
    Year(u32): 1, 9999
}

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
    /// The year it came out.
    pub year: Option<Year>,
    /// When editors changed it last.
    pub updated: Moment,
    /// From when it is shown; `None`: a draft, never shown.
    pub published: Option<Moment>,
    /// The age limit.
    pub age: Option<Age>,
    /// A page about it; may be relative to `public_url`.
    pub url: Option<Text>,
    /// A small picture; may be relative to `public_url`.
    pub preview: Option<Text>,
    /// A large picture; may be relative to `public_url`.
    pub poster: Option<Text>,
    /// Who added it.
    pub user: Option<Text>,
    /// Its id at Kinopoisk.
    pub kinopoisk_id: Option<KinopoiskId>,
    /// Its id at IMDb, such as `tt0062759`.
    pub imdb_id: Option<Text>,
    /// Its id at The Movie Database.
    pub tmdb_id: Option<TmdbId>,
    /// Pictures, in the editors' order; may be relative to `public_url`.
    pub images: Vec<Text>,
    /// Its tags of every kind.
    pub tags: SortedSet<TagId>,
    /// Its ratings.
    pub ratings: Ratings,
    /// Views a day.
    pub popularity: Option<Quantity>,
    /// The editors' choice for «Похожее», in their order; may name films that are not in the catalogue.
    pub related: Vec<FilmId>,
    /// The editors' choice for «Смотри также», in their order; may name films that are not in the catalogue.
    pub see_also: Vec<FilmId>,
    /// Names of the access groups that may see it; empty: everyone.
    pub access: SortedSet<Text>,
    /// What there is to play.
    pub items: Series,
    /// Its trailers.
    pub trailers: Series,
}

impl Film {
    /// Returns its items, then its trailers.
    pub fn series(&self) -> impl Iterator<Item = &Serie> {
        self.items.as_slice().iter().chain(self.trailers.as_slice())
    }
}
