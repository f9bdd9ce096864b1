//! Snapshots: the whole catalogue in memory, immutable, swapped whole.
//!
//! `Base` changes with the catalogue, `Timed` with the clock; both are found from the same entries. For a moment that `Timed`
//! does not hold for, lists look at the films that change until then, and all else at the entries: slower, never wrong.

mod base;
mod bitmaps;
mod body;
mod build;
mod collation;
mod column;
mod entry;
mod events;
mod faces;
mod family;
mod family_index;
mod ids;
mod maker;
mod moves;
mod numbers;
mod packing;
mod popularity;
mod record;
mod row;
mod serie_entry;
mod serie_facts;
mod setup;
mod shared_table;
mod spaces;
mod span;
mod tag_films;
mod tag_numbers;
mod tags;
mod timed;
mod whole;

pub use body::{FilmPart, Render, RenderedParts, SeriePart};
pub use build::SnapshotBuilder;
pub use collation::Collation;
pub(in crate::query) use faces::FacePlace;
pub use faces::{FilmFace, Markup};
pub use maker::{FilmMaker, MadeFilms};
pub use packing::Packing;
pub use popularity::{POPULARITY_SECONDS, ViewCounts};
pub use row::TagNo;
pub use serie_facts::SerieFacts;
pub use setup::Setup;
pub use tags::{RenderedTags, TagFacts};
pub use whole::{Snapshot, Together};

pub(in crate::query) use base::Base;
pub(in crate::query) use body::SerieParts;
pub(in crate::query) use column::{Column, MISSING};
pub(in crate::query) use entry::FilmEntry;
pub(in crate::query) use row::Row;
pub(in crate::query) use serie_entry::SerieEntry;
pub(in crate::query) use spaces::{AgeSet, Coded, OrderView, PoolOf, RARE, SetNo, SimilarPool, SpaceKey, SpaceView};
pub(in crate::query) use tag_films::TagFilms;
