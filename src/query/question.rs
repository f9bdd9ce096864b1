//! Questions: what a request means, with nothing left to default. Built at the door, read by the verbs.

use crate::catalog::{AccessSetId, FilmId, Moment, Number, ProfileId};

/// From where a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The present moment.
    pub now: Moment,
    /// *t*: what is published by then is shown; `now` unless the request says otherwise.
    pub at: Moment,
    /// What the device plays.
    pub profile: ProfileId,
    /// The access groups of the client.
    pub groups: AccessSetId,
}

/// Which of the visible films are wanted; all conditions hold together, an empty list is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these.
    pub only: Option<Vec<FilmId>>,
    /// None of these.
    pub exclude: Vec<FilmId>,
    /// Updated at this moment or later.
    pub updated_from: Option<Moment>,
    /// Updated at this moment or earlier.
    pub updated_to: Option<Moment>,
    /// For a viewer of this age, in years.
    pub age: Option<u8>,
    /// Names of tags that a film must all have.
    pub tags_all: Vec<String>,
    /// Names of tags of which a film must have one.
    pub tags_any: Vec<String>,
    /// Names of tags of which a film must have none.
    pub tags_none: Vec<String>,
    /// Of this year or a later one.
    pub year_from: Option<i64>,
    /// Of this year or an earlier one.
    pub year_to: Option<i64>,
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The year it came out.
    Year,
    /// The newest publication time of the film and its shown items.
    Published,
    /// The title, as Russian dictionaries collate.
    Title,
    /// Views a day.
    Popularity,
    /// `Rank / Max` of the rating of this type.
    Rating(crate::catalog::RatingType),
    /// A uniform order that depends on the seed alone.
    Random(u64),
}

/// A sort key and its direction; films that lack the value come last in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The value compared.
    pub key: SortKey,
    /// Greatest first.
    pub descending: bool,
}

/// In what order a list stands; ties go to the smaller id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// By these keys, the most significant first.
    By(Vec<Sort>),
    /// By how well films match the phrase.
    Relevance,
}

/// Asks for one page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuestion {
    /// From where.
    pub view: View,
    /// Which films.
    pub filter: Filter,
    /// Only films that match this phrase.
    pub phrase: Option<String>,
    /// In what order.
    pub order: Order,
    /// The page, from 1.
    pub page: u32,
    /// Films a page, above 0.
    pub size: u32,
}

/// Asks for films like some others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimilarQuestion {
    /// From where.
    pub view: View,
    /// Like these.
    pub ids: Vec<FilmId>,
    /// For a viewer of this age.
    pub age: Option<u8>,
    /// At most so many.
    pub limit: u32,
}

/// Asks for what a viewer would like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecommendQuestion {
    /// From where.
    pub view: View,
    /// At most so many.
    pub limit: u32,
}

/// Asks for one film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmQuestion {
    /// From where.
    pub view: View,
    /// Which.
    pub id: FilmId,
    /// The age of the viewer, for the films named beside it.
    pub age: Option<u8>,
}

/// Asks what to play after a serie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpnextQuestion {
    /// From where.
    pub view: View,
    /// The film that is playing.
    pub id: FilmId,
    /// The serie of it that is playing.
    pub number: Number,
    /// The age of the viewer, for other films.
    pub age: Option<u8>,
    /// At most so many films.
    pub limit: u32,
}
