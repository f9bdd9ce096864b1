//! What sound lines say.

use crate::catalog::{Film, FilmId, Tag, TagKind, TagName};

/// What a sound line says.
pub(in super::super) enum CatalogueLine {
    Tag(Tag),
    /// A tag with faults in its line.
    SpoiltTag(TagName),
    Film(Box<FilmLine>),
    /// A film whose id or title has a fault.
    SpoiltFilm {
        id: Option<FilmId>,
        tags: Vec<NamedTag>,
    },
    /// A torrent that may be of several films: a line to look at, which nothing is made of.
    Doubtful,
}

/// A film whose tags are still names.
pub(in super::super) struct FilmLine {
    /// The film, without tags.
    pub(in super::super) film: Film,
    /// The tags it names, in all of its lists.
    pub(in super::super) tags: Vec<NamedTag>,
}

/// A tag as a film names it. Any tag may stand in any list: its own kind decides where it is shown.
pub(in super::super) struct NamedTag {
    /// The path of the name, such as `directors[1]`.
    pub(in super::super) field: String,
    /// The name that stands there.
    pub(in super::super) name: TagName,
    /// The kind that the list is for.
    pub(in super::super) kind: TagKind,
}
