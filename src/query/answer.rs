//! Answers: rows of the snapshot they were found in, which `xml` writes out.

use super::snapshot::Row;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAnswer {
    /// The page asked for.
    pub page: u32,
    /// How many pages there are; 0 where nothing was found.
    pub pages: u32,
    /// The films of the page, in order.
    pub items: Vec<Row>,
    /// Near matches of the phrase that were not found, best first.
    pub suggests: Vec<Row>,
}

/// The items, or trailers, of a film that are shown: places in the entry, by number.
pub type Shown = Vec<usize>;

/// One film, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmAnswer {
    /// The film.
    pub film: Row,
    /// «Похожее».
    pub related: Vec<Row>,
    /// «Смотри также».
    pub see_also: Vec<Row>,
    /// Its items that are shown.
    pub items: Shown,
    /// Its trailers that are shown.
    pub trailers: Shown,
}

/// What to play next: films with the items to play of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpnextAnswer {
    /// In order of play.
    pub films: Vec<(Row, Shown)>,
}
