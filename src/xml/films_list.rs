//! `FilmsList`: one page of films.

use std::iter;

use wordset::prefetch;

use crate::query::answer::{Answer, ListAnswer, OwnedList};
use crate::query::snapshot::{FilmFace, Markup};
use crate::query::visible::ShownRow;

use super::element::{self, DECLARATION};

/// At most the bytes of a list that are not those of its films.
const FRAME: usize = 256;

/// How many cache lines of a piece are announced while the one before it is copied: all of most films.
const COMING_LINES: usize = 64;

/// How each film of a list begins and ends.
pub(super) const ITEM: Markup = (b"<Item>", b"</Item>");
/// How each related film begins and ends.
pub(super) const RELATED_FILM: Markup = (b"<RelatedFilm>", b"</RelatedFilm>");

/// All of a list but its films.
#[derive(Clone, Debug)]
struct ListFrame {
    bytes: Vec<u8>,
    /// Where the items go, and the suggests.
    places: [usize; 2],
}

impl ListFrame {
    /// Writes it.
    fn new(list: &ListAnswer) -> Self {
        let mut out = Vec::with_capacity(FRAME);
        out.extend_from_slice(DECLARATION);
        element::open(&mut out, "Films");
        element::value(&mut out, "Page", list.page);
        element::value(&mut out, "PagesCount", list.pages);
        element::open(&mut out, "Items");
        let items = out.len();
        element::close(&mut out, "Items");
        let mut suggests = out.len();
        if !list.suggests.is_empty() {
            element::open(&mut out, "Suggests");
            suggests = out.len();
            element::close(&mut out, "Suggests");
        }
        element::close(&mut out, "Films");
        Self { bytes: out, places: [items, suggests] }
    }

    /// Returns its pieces with these films between them.
    fn around<'a>(
        &'a self,
        items: impl Iterator<Item = FilmFace<'a>>,
        suggests: impl Iterator<Item = FilmFace<'a>>,
    ) -> impl Iterator<Item = &'a [u8]> {
        let [before, between, after] = self.pieces();
        let elements = items.map(FilmFace::element);
        let suggested = suggests.map(FilmFace::element);
        iter::once(before).chain(elements).chain(iter::once(between)).chain(suggested).chain(iter::once(after))
    }

    /// Returns what tells the list with films of these hashes from every list with other bytes, on any node, in less bytes.
    fn identity(&self, [items, suggests]: [impl Iterator<Item = u64>; 2]) -> Vec<u8> {
        let [before, between, after] = self.pieces();
        let mut identity = Vec::with_capacity(2 * FRAME);
        identity.extend_from_slice(before);
        items.for_each(|hash| identity.extend_from_slice(&hash.to_le_bytes()));
        identity.extend_from_slice(between);
        suggests.for_each(|hash| identity.extend_from_slice(&hash.to_le_bytes()));
        identity.extend_from_slice(after);
        identity
    }

    fn pieces(&self) -> [&[u8]; 3] {
        let [items, suggests] = self.places;
        [&self.bytes[..items], &self.bytes[items..suggests], &self.bytes[suggests..]]
    }
}

/// A list as the places of its films: it can be sent from there, without being put together.
#[derive(Debug)]
pub struct ScatteredList {
    frame: ListFrame,
    list: OwnedList,
}

impl ScatteredList {
    /// Takes a list.
    pub fn new(answer: &Answer<'_, ListAnswer>) -> Self {
        Self { frame: ListFrame::new(&answer.content), list: answer.owned() }
    }

    /// Returns its pieces, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.frame.around(self.list.items(), self.list.suggests())
    }

    /// Puts it together.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.size());
        self.put(&mut bytes);
        bytes
    }

    /// Puts it together behind other bytes.
    pub fn put(&self, bytes: &mut Vec<u8>) {
        self.list.items().chain(self.list.suggests()).for_each(FilmFace::announce);
        bytes.reserve(self.size());
        let mut coming = self.pieces().skip(1);
        for piece in self.pieces() {
            coming.next().into_iter().for_each(|next| prefetch(next, COMING_LINES));
            bytes.extend_from_slice(piece);
        }
    }

    /// Returns how many bytes it has.
    pub fn size(&self) -> usize {
        self.frame.bytes.len() + self.list.bytes()
    }

    /// Returns how many bytes it holds beside itself, without those of the films.
    pub fn held_bytes(&self) -> usize {
        self.frame.bytes.capacity() + self.list.held_bytes()
    }

    /// Returns what tells it from every list with other bytes, on any node.
    pub fn identity(&self) -> Vec<u8> {
        self.frame.identity(self.list.hashes())
    }
}

/// Writes each film as an element of its own, without what only a film alone shows.
pub(super) fn films_in<T>(out: &mut Vec<u8>, (open, close): Markup, answer: &Answer<'_, T>, films: &[ShownRow]) {
    for film in films {
        out.extend_from_slice(open);
        out.extend_from_slice(answer.face(*film).bytes());
        out.extend_from_slice(close);
    }
}
