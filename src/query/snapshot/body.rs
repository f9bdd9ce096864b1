//! Bodies: what answers say of a film, rendered once and copied into every answer that shows it.
//!
//! Tags have their bytes in [`super::RenderedTags`], once for all films that bear them; in a [`super::FilmFace`] they stand between
//! [`FilmPart::User`] and [`FilmPart::Ratings`].

use std::ops::Range;

use lz4_flex::block::{compress_with_dict, decompress_with_dict};

use crate::catalog::{Film, Tag, TagKind};
use crate::number::{to_index, to_u32};

use super::faces::{FilmFace, Markup};

/// Turns films and tags into the bytes that answers are put together from.
pub trait Render: Send + Sync {
    /// Renders what stands inside the element of a tag.
    fn tag(&self, tag: &Tag) -> Box<[u8]>;
    /// Renders a film without its tags.
    fn film(&self, film: &Film) -> FilmBody;
    /// Returns what renderings of items and trailers have much of in common. They are kept packed with its help: it has to stay
    /// the same.
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
    /// Returns the bytes of the film without its tags, and what is to be kept beside them.
    pub(super) fn split(&self, common: &[u8]) -> (&[u8], KeptBody) {
        let (film, series) = self.ends.split_first_chunk().unwrap_or((&[0; FILM_PARTS], &[]));
        let (parts, series_bytes) = self.bytes.split_at(to_index(film[FILM_PARTS - 1]));
        let ends = series.iter().map(|end| end - film[FILM_PARTS - 1]).collect();
        // Without spare room: the library leaves some.
        let packed = compress_with_dict(series_bytes, common).as_slice().into();
        (parts, KeptBody { film: *film, series: packed, ends })
    }
}

/// What is kept of a film's body beside its [`FilmFace`].
#[derive(Debug)]
pub(in crate::query) struct KeptBody {
    /// Where the parts of the film end, without its tags.
    film: [u32; FILM_PARTS],
    /// The bytes of its items and trailers, packed.
    series: Box<[u8]>,
    /// Where their parts end.
    ends: Box<[u32]>,
}

impl KeptBody {
    /// Puts a face together from the bytes of the film without its tags.
    pub(super) fn write_face(&self, out: &mut Vec<u8>, parts: &[u8], tags: impl FnOnce(&mut Vec<u8>)) {
        let (before, after) = parts.split_at(self.end(AFTER_TAGS - 1));
        out.extend_from_slice(before);
        tags(out);
        out.extend_from_slice(after);
    }

    /// Returns the bytes of the film without its tags, given its face.
    pub(super) fn without_tags(&self, face: FilmFace<'_>) -> Vec<u8> {
        let parts = self.parts(face, 0..AFTER_TAGS).iter().chain(self.parts(face, AFTER_TAGS..FILM_PARTS));
        parts.copied().collect()
    }

    /// Returns the bytes of one part of the film.
    pub(in crate::query) fn film<'s>(&self, face: FilmFace<'s>, part: FilmPart) -> &'s [u8] {
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
    pub(in crate::query) fn head<'s>(&self, face: FilmFace<'s>) -> &'s [u8] {
        &face.bytes()[..self.parts_span(face, AFTER_TAGS..AFTER_TAGS + 1).end]
    }

    /// Returns the bytes of the film after its nested films and series: `Images` and `Id`.
    pub(in crate::query) fn tail<'s>(&self, face: FilmFace<'s>) -> &'s [u8] {
        self.parts(face, AFTER_TAGS + 1..FILM_PARTS)
    }

    /// Unpacks the bytes of the items, then of the trailers, given what they were packed with.
    pub(in crate::query) fn series(&self, common: &[u8]) -> Vec<u8> {
        let bytes = to_index(self.ends.last().copied().unwrap_or_default());
        #[expect(clippy::expect_used, reason = "it was packed by `split`, with the same")]
        decompress_with_dict(&self.series, bytes, common).expect("it was packed whole")
    }

    /// Returns where, among the bytes of all series, one part of the serie at this place stands.
    pub(in crate::query) fn serie(&self, place: usize, part: SeriePart) -> Range<usize> {
        let first = place * SERIE_PARTS;
        let at = first
            + match part {
                SeriePart::Title => 0,
                SeriePart::Url => 1,
                SeriePart::Size => 2,
                SeriePart::Images => 3,
            };
        self.serie_parts(at..at + 1)
    }

    /// Returns where, among the bytes of all series, the serie at this place stands.
    pub(in crate::query) fn whole_serie(&self, place: usize) -> Range<usize> {
        let first = place * SERIE_PARTS;
        self.serie_parts(first..first + SERIE_PARTS)
    }

    fn serie_parts(&self, parts: Range<usize>) -> Range<usize> {
        let end = |at: usize| to_index(self.ends[at]);
        parts.start.checked_sub(1).map_or(0, end)..end(parts.end - 1)
    }

    /// Returns where a part of the film ends without its tags.
    fn end(&self, part: usize) -> usize {
        to_index(self.film[part])
    }

    fn parts<'s>(&self, face: FilmFace<'s>, parts: Range<usize>) -> &'s [u8] {
        &face.bytes()[self.parts_span(face, parts)]
    }

    /// Returns where parts stand in a face; no tags between them.
    fn parts_span(&self, face: FilmFace<'_>, parts: Range<usize>) -> Range<usize> {
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
