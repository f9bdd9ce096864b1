//! What is asked, verb by verb.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use crate::catalog::{FilmId, Number};

use super::filter::{Filter, ViewerAge};
use super::order::SortKeys;
use super::viewpoint::Viewpoint;

/// A question, and from where it is asked: all that an answer depends on besides the snapshot and the present moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inquiry<Q> {
    /// From where.
    pub viewpoint: Viewpoint,
    /// What.
    pub question: Q,
}

/// Asks for one page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListQuestion {
    filter: Filter,
    /// What of the wanted films, and in what order.
    pub selection: Selection,
    /// The page, from 1.
    pub page: NonZeroU32,
    /// Films a page.
    pub size: NonZeroU32,
}

impl ListQuestion {
    /// Asks for a page of so many of the films that the filter wants.
    pub fn new(filter: Filter, selection: Selection, (page, size): (NonZeroU32, NonZeroU32)) -> Self {
        Self { filter: filter.normal(), selection, page, size }
    }

    /// Returns which films are wanted, in normal form.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }
}

/// What of the films that a filter wants, and in what order. Only films that answer a phrase can stand by how well they
/// do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Selection {
    /// All.
    All(SortKeys),
    /// Those that answer a phrase.
    Matching {
        /// The phrase, as typed.
        phrase: String,
        /// In what order.
        order: MatchOrder,
    },
}

/// In what order the films that answer a phrase stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MatchOrder {
    /// By how well they answer it, then by popularity.
    Relevance,
    /// By these keys.
    By(SortKeys),
}

/// Asks for films like some others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SimilarQuestion {
    /// Like these.
    pub ids: BTreeSet<FilmId>,
    /// For a viewer of this age.
    pub age: Option<ViewerAge>,
    /// At most so many.
    pub limit: NonZeroU32,
}

/// Asks for what a viewer would like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecommendQuestion {
    /// At most so many.
    pub limit: NonZeroU32,
}

/// Asks for one film.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilmQuestion {
    /// Which.
    pub id: FilmId,
    /// The age of the viewer, for the films named beside it.
    pub age: Option<ViewerAge>,
}

/// Asks what to play after a serie.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UpnextQuestion {
    /// The film that is playing.
    pub id: FilmId,
    /// The serie of it that is playing.
    pub number: Number,
    /// The age of the viewer, for other films.
    pub age: Option<ViewerAge>,
    /// At most so many films.
    pub limit: NonZeroU32,
}
