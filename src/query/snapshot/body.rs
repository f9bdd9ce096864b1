//! Bodies: what answers say of a film, rendered once and copied into every answer that shows it.
//!
//! Tags have their bytes in [`super::RenderedTags`], once for all films that bear them; in a [`super::FilmFace`] they stand between
//! [`FilmPart::User`] and [`FilmPart::Ratings`].

use std::array;
use std::ops::Range;

use crate::catalog::{Film, Tag, TagKind};
use crate::number::{to_index, to_u32};

use super::faces::{FilmFace, Markup};
use super::numbers::{read_number, write_number};
use super::serie_facts::SerieFacts;

/// Turns films and tags into the bytes that answers are put together from.
pub trait Render: Send + Sync {
    /// Renders what stands inside the element of a tag.
    fn tag(&self, tag: &Tag) -> Box<[u8]>;
    /// Renders the parts of a film without its tags, in the order of [`FilmPart`].
    fn film(&self, body: &mut RenderedParts, film: &Film);
    /// Renders the parts of an item or a trailer, in the order of [`SeriePart`].
    fn serie(&self, body: &mut RenderedParts, serie: &SerieFacts<'_>);
    /// Returns how the element of a film in a list begins and ends.
    fn element(&self) -> Markup;
    /// Writes the tags of a film, given by id with what was rendered of each.
    fn tags(&self, out: &mut Vec<u8>, tags: &[(TagKind, &[u8])]);
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
/// The first part of a film after its tags.
const AFTER_TAGS: usize = 3;

/// What is being rendered: bytes, with the places where their parts end.
#[derive(Clone, Debug)]
pub struct RenderedParts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// What most bodies fit in, so that few have to move while they grow.
const CAPACITY: usize = 2 << 10;

impl Default for RenderedParts {
    fn default() -> Self {
        Self { bytes: Vec::with_capacity(CAPACITY), ends: Vec::with_capacity(4 * SERIE_PARTS) }
    }
}

impl RenderedParts {
    /// Returns the bytes so far, to write the next part after them.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Ends the part that was being written.
    pub fn end_part(&mut self) {
        self.ends.push(to_u32(self.bytes.len()));
    }

    /// Returns the bytes of a film, and where its parts end.
    pub(super) fn film(&self) -> (&[u8], BodyEnds) {
        (&self.bytes, BodyEnds(self.ends.first_chunk().copied().unwrap_or_default()))
    }

    /// Returns the bytes of some parts that follow one another.
    fn parts(&self, parts: Range<usize>) -> &[u8] {
        let end = |parts: usize| parts.checked_sub(1).map_or(0, |last| to_index(self.ends[last]));
        &self.bytes[end(parts.start)..end(parts.end)]
    }
}

/// Where the parts of a film end, without its tags: by it they are found in its [`FilmFace`].
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct BodyEnds([u32; FILM_PARTS]);

/// What answers say of the items and trailers of a film: the parts of each of the items, then of each of the trailers.
#[derive(Clone, Debug)]
pub(in crate::query) struct SerieParts(RenderedParts);

impl SerieParts {
    /// Renders these.
    pub(super) fn new<'a>(render: &dyn Render, series: impl Iterator<Item = SerieFacts<'a>>) -> Self {
        let mut body = RenderedParts::default();
        series.for_each(|serie| render.serie(&mut body, &serie));
        Self(body)
    }

    /// Returns the bytes of one part of the serie at this place.
    pub(in crate::query) fn part(&self, place: usize, part: SeriePart) -> &[u8] {
        let at = place * SERIE_PARTS
            + match part {
                SeriePart::Title => 0,
                SeriePart::Url => 1,
                SeriePart::Size => 2,
                SeriePart::Images => 3,
            };
        self.0.parts(at..at + 1)
    }

    /// Returns the bytes of the serie at this place.
    pub(in crate::query) fn whole(&self, place: usize) -> &[u8] {
        self.0.parts(place * SERIE_PARTS..(place + 1) * SERIE_PARTS)
    }
}

impl BodyEnds {
    /// Writes them for [`Self::read`].
    pub(super) fn written(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(2 * FILM_PARTS);
        self.0.into_iter().fold(0, |start, end| {
            write_number(&mut out, (end - start).into());
            end
        });
        out
    }

    /// Reads what was written.
    pub(super) fn read(written: &[u8]) -> Self {
        let (mut rest, mut end) = (written.iter().copied(), 0);
        Self(array::from_fn(|_| {
            end += to_u32(read_number(&mut rest));
            end
        }))
    }

    /// Puts a face together from the bytes of the film without its tags.
    pub(super) fn write_face(self, out: &mut Vec<u8>, parts: &[u8], tags: impl FnOnce(&mut Vec<u8>)) {
        let (before, after) = parts.split_at(self.end(AFTER_TAGS - 1));
        out.extend_from_slice(before);
        tags(out);
        out.extend_from_slice(after);
    }

    /// Returns the bytes of the film without its tags, given its face.
    pub(super) fn without_tags(self, face: FilmFace<'_>) -> Vec<u8> {
        let parts = self.parts(face, 0..AFTER_TAGS).iter().chain(self.parts(face, AFTER_TAGS..FILM_PARTS));
        parts.copied().collect()
    }

    /// Returns the bytes of one part of the film.
    pub(in crate::query) fn film<'s>(self, face: FilmFace<'s>, part: FilmPart) -> &'s [u8] {
        let at = match part {
            FilmPart::Url => 0,
            FilmPart::Title => 1,
            FilmPart::User => 2,
            FilmPart::Ratings => AFTER_TAGS,
            FilmPart::Images => 4,
            FilmPart::Id => 5,
        };
        self.parts(face, at..at + 1)
    }

    /// Returns the bytes of the film before its nested films and series: `URL` to `Ratings`, its tags included.
    pub(in crate::query) fn head<'s>(self, face: FilmFace<'s>) -> &'s [u8] {
        &face.bytes()[..self.parts_span(face, AFTER_TAGS..AFTER_TAGS + 1).end]
    }

    /// Returns the bytes of the film after its nested films and series: `Images` and `Id`.
    pub(in crate::query) fn tail<'s>(self, face: FilmFace<'s>) -> &'s [u8] {
        self.parts(face, AFTER_TAGS + 1..FILM_PARTS)
    }

    /// Returns where a part of the film ends without its tags.
    fn end(self, part: usize) -> usize {
        to_index(self.0[part])
    }

    fn parts<'s>(self, face: FilmFace<'s>, parts: Range<usize>) -> &'s [u8] {
        &face.bytes()[self.parts_span(face, parts)]
    }

    /// Returns where parts stand in a face; no tags between them.
    fn parts_span(self, face: FilmFace<'_>, parts: Range<usize>) -> Range<usize> {
        let tags = face.bytes().len() - self.end(FILM_PARTS - 1);
        let shift = if parts.start >= AFTER_TAGS { tags } else { 0 };
        let start = parts.start.checked_sub(1).map_or(0, |before| self.end(before));
        start + shift..self.end(parts.end - 1) + shift
    }
}

/// Renders titles, of films one in each part.
#[cfg(test)]
pub(super) struct Titles;

#[cfg(test)]
impl Render for Titles {
    fn tag(&self, tag: &Tag) -> Box<[u8]> {
        tag.title.as_str().as_bytes().into()
    }

    fn film(&self, body: &mut RenderedParts, film: &Film) {
        for part in 0..FILM_PARTS {
            body.bytes().extend_from_slice(format!("{part}{}", film.title.as_str()).as_bytes());
            body.end_part();
        }
    }

    fn serie(&self, body: &mut RenderedParts, serie: &SerieFacts<'_>) {
        for part in 0..SERIE_PARTS {
            body.bytes().extend_from_slice(format!("{part}{}", serie.title.unwrap_or_default()).as_bytes());
            body.end_part();
        }
    }

    fn element(&self) -> Markup {
        (b"<", b">")
    }

    fn tags(&self, out: &mut Vec<u8>, tags: &[(TagKind, &[u8])]) {
        out.extend(tags.iter().flat_map(|(_, tag)| *tag));
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::{Moment, Number};

    fn titled(title: &str) -> SerieFacts<'_> {
        SerieFacts {
            title: Some(title),
            magnet: None,
            url: None,
            size: None,
            length: None,
            published: Moment(0),
            quality: None,
            number: Number(1),
            picture_quality: None,
            images: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn a_film_comes_out_of_what_was_rendered_as_it_went_in(film in vec("[а-я]{0,90}", FILM_PARTS..=FILM_PARTS)) {
            let mut rendered = RenderedParts::default();
            for part in &film {
                rendered.bytes().extend_from_slice(part.as_bytes());
                rendered.end_part();
            }
            prop_assert!(rendered.film().0 == film.concat().as_bytes());
            prop_assert_eq!(BodyEnds::read(&rendered.film().1.written()).0, rendered.film().1.0);
        }
    }

    #[test]
    fn parts_are_found_in_what_was_rendered() {
        let parts = SerieParts::new(&Titles, ["a", ""].map(titled).into_iter());
        assert_eq!([parts.whole(0), parts.whole(1)], [&b"0a1a2a3a"[..], b"0123"]);
        let kinds = [SeriePart::Title, SeriePart::Url, SeriePart::Size, SeriePart::Images];
        assert_eq!(kinds.map(|part| parts.part(0, part)), [b"0a", b"1a", b"2a", b"3a"]);
        assert_eq!(kinds.map(|part| parts.part(1, part)), [b"0", b"1", b"2", b"3"]);
    }
}
