//! Bodies: what answers say of a film besides its tags, rendered once and copied into every answer that shows it.
//!
//! Tags have their bytes in [`super::RenderedTags`], once for all films that bear them; who writes a film puts them
//! between [`FilmPart::User`] and [`FilmPart::Ratings`].

use std::ops::Range;

use crate::catalog::{Film, Tag};
use crate::number::{to_index, to_u32};

/// Turns films and tags into the bytes that answers are put together from.
pub trait Render: Send + Sync {
    /// Renders what stands inside the element of a tag.
    fn tag(&self, tag: &Tag) -> Box<[u8]>;
    /// Renders a film without its tags.
    fn film(&self, film: &Film) -> FilmBody;
}

/// A part of a film's bytes, in the order they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilmPart {
    /// `URL`
    Url,
    /// `Title` to `Poster`
    Title,
    /// `User`
    User,
    /// `Ratings`; the tags stand before it.
    Ratings,
    /// `Images`
    Images,
    /// `Id`
    Id,
}

/// A part of a serie's bytes, in the order they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriePart {
    /// `Title`, `Magnet`
    Title,
    /// `URL`
    Url,
    /// `Size` to `PictureQuality`
    Size,
    /// `Images`
    Images,
}

const FILM_PARTS: usize = 6;
const SERIE_PARTS: usize = 4;

/// The rendered bytes of one film, its items and its trailers, with the places where their parts end.
#[derive(Debug, Default)]
pub struct FilmBody {
    bytes: Box<[u8]>,
    ends: Box<[u32]>,
}

impl FilmBody {
    /// Returns the bytes of one part of the film.
    pub(in crate::query) fn film(&self, part: FilmPart) -> &[u8] {
        let at = match part {
            FilmPart::Url => 0,
            FilmPart::Title => 1,
            FilmPart::User => 2,
            FilmPart::Ratings => 3,
            FilmPart::Images => 4,
            FilmPart::Id => 5,
        };
        self.slice(at..at + 1)
    }

    /// Returns the bytes of the film before its tags: `URL` to `User`.
    pub(in crate::query) fn before_tags(&self) -> &[u8] {
        self.slice(0..3)
    }

    /// Returns the bytes of the film after its nested films and series: `Images` and `Id`.
    pub(in crate::query) fn tail(&self) -> &[u8] {
        self.slice(4..FILM_PARTS)
    }

    /// Returns the bytes of the film after its tags, as lists show it: `Ratings` to `Id`.
    pub(in crate::query) fn after_tags(&self) -> &[u8] {
        self.slice(3..FILM_PARTS)
    }

    /// Returns the bytes of one part of the serie at this place: items come first, then trailers.
    pub(in crate::query) fn serie(&self, place: usize, part: SeriePart) -> &[u8] {
        let first = FILM_PARTS + place * SERIE_PARTS;
        let at = first
            + match part {
                SeriePart::Title => 0,
                SeriePart::Url => 1,
                SeriePart::Size => 2,
                SeriePart::Images => 3,
            };
        self.slice(at..at + 1)
    }

    /// Returns all bytes of the serie at this place.
    pub(in crate::query) fn whole_serie(&self, place: usize) -> &[u8] {
        let first = FILM_PARTS + place * SERIE_PARTS;
        self.slice(first..first + SERIE_PARTS)
    }

    fn slice(&self, parts: Range<usize>) -> &[u8] {
        let end = |at: usize| to_index(self.ends[at]);
        &self.bytes[parts.start.checked_sub(1).map_or(0, end)..end(parts.end - 1)]
    }
}

/// Puts a [`FilmBody`] together: every part of the film, then those of each item, then those of each trailer.
#[derive(Debug)]
pub struct BodyBuilder {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// What most bodies fit in, so that few have to move while they grow.
const CAPACITY: usize = 4 << 10;

impl Default for BodyBuilder {
    fn default() -> Self {
        Self { bytes: Vec::with_capacity(CAPACITY), ends: Vec::with_capacity(64) }
    }
}

impl BodyBuilder {
    /// Returns the bytes so far, to write the next part after them.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Ends the part that was being written.
    pub fn end_part(&mut self) {
        self.ends.push(to_u32(self.bytes.len()));
    }

    /// Finishes the body of a film.
    pub fn finish(self) -> FilmBody {
        // Copied, not shrunk in place: an allocator may keep up to half of a grown buffer unused.
        FilmBody { bytes: self.bytes.as_slice().into(), ends: self.ends.as_slice().into() }
    }
}

/// Renders of tags the title, of films nothing.
#[cfg(test)]
pub(super) struct Titles;

#[cfg(test)]
impl Render for Titles {
    fn tag(&self, tag: &Tag) -> Box<[u8]> {
        tag.title.as_str().as_bytes().into()
    }

    fn film(&self, _: &Film) -> FilmBody {
        FilmBody::default()
    }
}
