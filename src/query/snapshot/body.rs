//! Bodies: what answers say of a film, rendered once and copied into every answer that shows it.
//!
//! Tags have their bytes in [`super::RenderedTags`], once for all films that bear them; in a [`super::FilmFace`] they stand between
//! [`FilmPart::User`] and [`FilmPart::Ratings`].

use std::array;
use std::ops::Range;

use crate::catalog::{Film, Tag, TagKind};
use crate::number::{to_index, to_u32};

use super::faces::{FilmFace, Markup};
use super::lengths::{read_length, write_length};

/// Turns films and tags into the bytes that answers are put together from.
pub trait Render: Send + Sync {
    /// Renders what stands inside the element of a tag.
    fn tag(&self, tag: &Tag) -> Box<[u8]>;
    /// Renders a film without its tags.
    fn film(&self, film: &Film) -> FilmBody;
    /// Returns what renderings of items and trailers have much of in common: they are kept packed.
    fn common(&self) -> &'static [u8];
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

/// The rendered bytes of one film, its items and its trailers, with the places where their parts end.
#[derive(Debug, Default)]
pub struct FilmBody {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl FilmBody {
    /// Returns the bytes of the film without its tags, and where its parts end.
    pub(super) fn film(&self) -> (&[u8], BodyEnds) {
        (self.parts().0, BodyEnds(self.ends.first_chunk().copied().unwrap_or_default()))
    }

    /// Returns the parts of its items and trailers: the length of each, then the bytes of all.
    pub(super) fn series(&self) -> Vec<u8> {
        let ends = self.ends.get(FILM_PARTS - 1..).unwrap_or_default();
        let (_, bytes) = self.parts();
        let mut series = Vec::with_capacity(bytes.len() + 2 * ends.len());
        ends.windows(2).for_each(|ends| write_length(&mut series, ends[1] - ends[0]));
        series.extend_from_slice(bytes);
        series
    }

    /// Returns the bytes of the film, and those of its items and trailers.
    fn parts(&self) -> (&[u8], &[u8]) {
        self.bytes.split_at(self.ends.get(FILM_PARTS - 1).copied().map_or(0, to_index))
    }
}

/// Where the parts of a film end, without its tags: by it they are found in its [`FilmFace`].
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct BodyEnds([u32; FILM_PARTS]);

/// What answers say of the items and trailers of a film: those of the items, then those of the trailers.
#[derive(Clone, Debug)]
pub(in crate::query) struct SerieParts {
    bytes: Vec<u8>,
    /// Where the first part begins in these, and where each ends.
    ends: Vec<usize>,
}

impl SerieParts {
    /// Takes what [`FilmBody::series`] returned of so many items and trailers.
    pub(super) fn new(bytes: Vec<u8>, count: usize) -> Self {
        let mut rest = bytes.iter().copied();
        let lengths: Vec<usize> = (0..count * SERIE_PARTS).map(|_| to_index(read_length(&mut rest))).collect();
        let mut end = bytes.len() - rest.len();
        let mut ends = vec![end];
        for length in lengths {
            end += length;
            ends.push(end);
        }
        Self { bytes, ends }
    }

    /// Returns the bytes of one part of the serie at this place.
    pub(in crate::query) fn part(&self, place: usize, part: SeriePart) -> &[u8] {
        let first = place * SERIE_PARTS;
        let at = first
            + match part {
                SeriePart::Title => 0,
                SeriePart::Url => 1,
                SeriePart::Size => 2,
                SeriePart::Images => 3,
            };
        &self.bytes[self.ends[at]..self.ends[at + 1]]
    }

    /// Returns the bytes of the serie at this place.
    pub(in crate::query) fn whole(&self, place: usize) -> &[u8] {
        let first = place * SERIE_PARTS;
        &self.bytes[self.ends[first]..self.ends[first + SERIE_PARTS]]
    }
}

impl BodyEnds {
    /// Writes them for [`Self::read`].
    pub(super) fn written(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(2 * FILM_PARTS);
        self.0.into_iter().fold(0, |start, end| {
            write_length(&mut out, end - start);
            end
        });
        out
    }

    /// Reads what was written.
    pub(super) fn read(written: &[u8]) -> Self {
        let (mut rest, mut end) = (written.iter().copied(), 0);
        Self(array::from_fn(|_| {
            end += read_length(&mut rest);
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

/// Puts a [`FilmBody`] together: every part of the film, then those of each item, then those of each trailer.
#[derive(Debug)]
pub struct BodyBuilder(FilmBody);

/// What most bodies fit in, so that few have to move while they grow.
const CAPACITY: usize = 4 << 10;

impl Default for BodyBuilder {
    fn default() -> Self {
        Self(FilmBody { bytes: Vec::with_capacity(CAPACITY), ends: Vec::with_capacity(64) })
    }
}

impl BodyBuilder {
    /// Returns the bytes so far, to write the next part after them.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.0.bytes
    }

    /// Ends the part that was being written.
    pub fn end_part(&mut self) {
        self.0.ends.push(to_u32(self.0.bytes.len()));
    }

    /// Finishes the body of a film.
    pub fn finish(self) -> FilmBody {
        self.0
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

    fn film(&self, film: &Film) -> FilmBody {
        let mut body = BodyBuilder::default();
        for part in 0..FILM_PARTS {
            body.bytes().extend_from_slice(format!("{part}{}", film.title.as_str()).as_bytes());
            body.end_part();
        }
        body.finish()
    }

    fn common(&self) -> &'static [u8] {
        b"title"
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

    proptest! {
        #[test]
        fn items_and_trailers_come_out_of_a_body_as_they_went_in(
            film in vec("[а-я]{0,9}", FILM_PARTS..=FILM_PARTS),
            series in vec(vec(prop_oneof!["[a-z]{0,9}", "[а-я]{90,200}"], SERIE_PARTS..=SERIE_PARTS), 0..5),
        ) {
            let mut builder = BodyBuilder::default();
            for part in film.iter().chain(series.iter().flatten()) {
                builder.bytes().extend_from_slice(part.as_bytes());
                builder.end_part();
            }
            let body = builder.finish();
            prop_assert!(body.film().0 == film.concat().as_bytes());
            prop_assert_eq!(BodyEnds::read(&body.film().1.written()).0, body.film().1.0);
            let unpacked = SerieParts::new(body.series(), series.len());
            for (place, serie) in series.iter().enumerate() {
                prop_assert!(unpacked.whole(place) == serie.concat().as_bytes());
                let kinds = [SeriePart::Title, SeriePart::Url, SeriePart::Size, SeriePart::Images];
                for (kind, part) in kinds.into_iter().zip(serie) {
                    prop_assert_eq!(unpacked.part(place, kind), part.as_bytes());
                }
            }
        }
    }
}
