//! What is shown. Only [`super::Visible`] can make these; everybody may read them.

use roaring::RoaringBitmap;

use crate::catalog::{FilmId, Number};
use crate::query::bitmap::of_ascending;
use crate::query::snapshot::{FilmEntry, FilmFace, FilmPart, Row, SeriePart, SerieParts, Snapshot};

/// A film that is shown, as a row of the snapshot that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShownRow(Row);

impl ShownRow {
    pub(super) fn new(row: Row) -> Self {
        Self(row)
    }

    /// Returns the row that it shows.
    pub(in crate::query) fn row(self) -> Row {
        self.0
    }
}

/// An item or a trailer that is shown with its film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownSerie {
    film: ShownRow,
    number: Number,
    /// Its place among the series of the film's body.
    place: usize,
}

impl ShownSerie {
    pub(super) fn new(film: ShownRow, number: Number, place: usize) -> Self {
        Self { film, number, place }
    }

    /// Returns its number.
    pub fn number(self) -> Number {
        self.number
    }
}

/// What answers say of the items and trailers of a film, as far as they are shown.
#[derive(Clone, Debug)]
pub struct ShownSeries {
    film: ShownRow,
    /// Of all of them.
    parts: SerieParts,
}

impl ShownSeries {
    pub(in crate::query) fn new(snapshot: &Snapshot, film: ShownRow) -> Self {
        Self { film, parts: snapshot.entry(film.0).serie_parts(snapshot.setup()) }
    }

    /// Returns the bytes of one part of an item or a trailer; none of one that is another film's.
    pub fn part(&self, serie: ShownSerie, part: SeriePart) -> &[u8] {
        if serie.film == self.film { self.parts.part(serie.place, part) } else { &[] }
    }

    /// Returns the bytes of an item or a trailer; none of one that is another film's.
    pub fn whole(&self, serie: ShownSerie) -> &[u8] {
        if serie.film == self.film { self.parts.whole(serie.place) } else { &[] }
    }
}

/// Films that are shown. It can only lose films: whatever is left is shown too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownFilms(RoaringBitmap);

impl ShownFilms {
    pub(super) fn new(films: RoaringBitmap) -> Self {
        Self(films)
    }

    /// Returns how many there are.
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether the film is one of them.
    pub fn contains(&self, film: ShownRow) -> bool {
        self.0.contains(film.0.bit())
    }

    /// Returns them by id.
    pub fn iter(&self) -> impl Iterator<Item = ShownRow> {
        self.0.iter().map(|bit| ShownRow(Row::from_bit(bit)))
    }

    /// Returns the first and the last of them, by row.
    pub(in crate::query) fn ends(&self) -> Option<(Row, Row)> {
        self.0.min().zip(self.0.max()).map(|(first, last)| (Row::from_bit(first), Row::from_bit(last)))
    }

    /// Returns the film in a row, if it is one of them.
    pub(in crate::query) fn get(&self, row: Row) -> Option<ShownRow> {
        self.0.contains(row.bit()).then_some(ShownRow(row))
    }

    /// Returns the one with the smallest id.
    pub(in crate::query) fn first(&self) -> Option<ShownRow> {
        self.0.min().map(|bit| ShownRow(Row::from_bit(bit)))
    }

    /// Returns their rows as bits, as they are.
    pub(super) fn into_bits(self) -> RoaringBitmap {
        self.0
    }

    /// Returns their rows as bits.
    pub(in crate::query) fn bits(&self) -> &RoaringBitmap {
        &self.0
    }

    /// Returns those that are among these films too.
    pub(in crate::query) fn among(&self, films: &RoaringBitmap) -> Self {
        Self(&self.0 & films)
    }

    /// Keeps those that are among these films too.
    pub(in crate::query) fn keep(&mut self, films: &RoaringBitmap) {
        self.0 &= films;
    }

    /// Keeps those that pass a test.
    pub(in crate::query) fn keep_where(&mut self, passes: impl Fn(Row) -> bool) {
        let kept = self.0.iter().filter(|bit| passes(Row::from_bit(*bit)));
        self.0 = of_ascending(kept);
    }

    /// Leaves these films out.
    pub(in crate::query) fn leave_out(&mut self, films: &RoaringBitmap) {
        self.0 -= films;
    }

    /// Leaves a film out; tells whether it was one of them.
    pub(in crate::query) fn remove(&mut self, row: Row) -> bool {
        self.0.remove(row.bit())
    }

    /// Adds those that somebody else is shown.
    pub(in crate::query) fn join(&mut self, others: &Self) {
        self.0 |= &others.0;
    }
}

/// What answers say of a film that is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownFilm<'s> {
    entry: &'s FilmEntry,
    face: FilmFace<'s>,
}

impl<'s> ShownFilm<'s> {
    pub(in crate::query) fn new(snapshot: &'s Snapshot, film: ShownRow) -> Self {
        Self { entry: snapshot.entry(film.0), face: snapshot.face(film.0) }
    }

    /// Returns its id.
    pub fn id(self) -> FilmId {
        self.entry.id
    }

    /// Returns its title.
    pub fn title(self) -> &'s str {
        self.entry.title()
    }

    /// Returns the year it came out.
    pub fn year(self) -> Option<u32> {
        self.entry.year
    }

    /// Returns the bytes of one part of it.
    pub fn part(self, part: FilmPart) -> &'s [u8] {
        self.entry.body().film(self.face, part)
    }

    /// Returns its bytes before its nested films and series: `URL` to `Ratings`.
    pub fn head(self) -> &'s [u8] {
        self.entry.body().head(self.face)
    }

    /// Returns its bytes after its nested films and series: `Images` and `Id`.
    pub fn tail(self) -> &'s [u8] {
        self.entry.body().tail(self.face)
    }
}
