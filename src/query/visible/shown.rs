//! What is shown. Only [`super::Visible`] can make these; everybody may read them.

use roaring::RoaringBitmap;

use crate::catalog::{FilmId, Number, TagKind};
use crate::query::bitmap::of_ascending;
use crate::query::snapshot::{FilmEntry, FilmPart, RenderedTags, Row, SeriePart, Snapshot, TagNo};

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

    /// Returns its bytes, of one part.
    pub(in crate::query) fn part(self, snapshot: &Snapshot, part: SeriePart) -> &[u8] {
        snapshot.entry(self.film.0).body.serie(self.place, part)
    }

    /// Returns its bytes.
    pub(in crate::query) fn whole(self, snapshot: &Snapshot) -> &[u8] {
        snapshot.entry(self.film.0).body.whole_serie(self.place)
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

    /// Returns the film in a row, if it is one of them.
    pub(in crate::query) fn get(&self, row: Row) -> Option<ShownRow> {
        self.0.contains(row.bit()).then_some(ShownRow(row))
    }

    /// Returns the one with the smallest id.
    pub(in crate::query) fn first(&self) -> Option<ShownRow> {
        self.0.min().map(|bit| ShownRow(Row::from_bit(bit)))
    }

    /// Returns their rows as bits.
    pub(in crate::query) fn bits(&self) -> &RoaringBitmap {
        &self.0
    }

    /// Returns those that are among these films too.
    pub(in crate::query) fn among(&self, films: &RoaringBitmap) -> Self {
        Self(&self.0 & films)
    }

    /// Returns those that are not among these films.
    pub(in crate::query) fn without(&self, films: &RoaringBitmap) -> Self {
        Self(&self.0 - films)
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
    tags: &'s RenderedTags,
}

impl<'s> ShownFilm<'s> {
    pub(in crate::query) fn new(snapshot: &'s Snapshot, film: ShownRow) -> Self {
        Self { entry: snapshot.entry(film.0), tags: snapshot.tags() }
    }

    /// Returns its id.
    pub fn id(self) -> FilmId {
        self.entry.id
    }

    /// Returns its title.
    pub fn title(self) -> &'s str {
        self.entry.title.as_str()
    }

    /// Returns the year it came out.
    pub fn year(self) -> Option<u32> {
        self.entry.year
    }

    /// Returns the bytes of one part of it.
    pub fn part(self, part: FilmPart) -> &'s [u8] {
        self.entry.body.film(part)
    }

    /// Returns its bytes before its tags: `URL` to `User`.
    pub fn before_tags(self) -> &'s [u8] {
        self.entry.body.before_tags()
    }

    /// Returns its bytes after its tags, as lists show it: `Ratings` to `Id`.
    pub fn after_tags(self) -> &'s [u8] {
        self.entry.body.after_tags()
    }

    /// Returns its bytes after its nested films and series: `Images` and `Id`.
    pub fn tail(self) -> &'s [u8] {
        self.entry.body.tail()
    }

    /// Returns its tags with their kinds, by id.
    pub fn tags(self) -> impl Iterator<Item = (TagKind, TagNo)> {
        self.entry.tags.iter().filter_map(move |tag| Some((self.tags.kind(*tag)?, *tag)))
    }

    /// Returns the bytes of one of its tags.
    pub fn tag(self, tag: TagNo) -> &'s [u8] {
        self.tags.bytes(tag)
    }
}
