//! `FilmsList`: one page of films.

use crate::query::answer::{Answer, ListAnswer};
use crate::query::snapshot::Face;
use crate::query::visible::ShownRow;

use super::element::{self, DECLARATION};

/// At most the bytes of an answer that are not those of its films: declaration, root, page numbers.
const FRAME: usize = 256;

/// A list as it is sent.
#[derive(Debug)]
pub struct FilmsList {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What tells it from every list with other bytes, on any node: all but the films, and a hash for each film.
    pub identity: Vec<u8>,
}

/// How films stand in an element each.
pub(super) struct FilmElement {
    open: &'static [u8],
    between: &'static [u8],
    close: &'static [u8],
}

/// `Item`
pub(super) const ITEM: FilmElement = FilmElement { open: b"<Item>", between: b"</Item><Item>", close: b"</Item>" };
/// `RelatedFilm`
pub(super) const RELATED_FILM: FilmElement =
    FilmElement { open: b"<RelatedFilm>", between: b"</RelatedFilm><RelatedFilm>", close: b"</RelatedFilm>" };

/// Writes a list.
pub fn films_list(answer: &Answer<'_, ListAnswer>) -> FilmsList {
    let ListAnswer { page, pages, items, suggests } = &answer.content;
    let [items, suggests] = [items, suggests].map(|films| faces(answer, films));
    let films = || items.iter().chain(&suggests);
    films().for_each(|face| face.announce());
    let room = |face: &Face<'_>| face.bytes().len() + ITEM.between.len();
    let mut out = Vec::with_capacity(FRAME + films().map(room).sum::<usize>());
    out.extend_from_slice(DECLARATION);
    element::open(&mut out, "Films");
    element::value(&mut out, "Page", page);
    element::value(&mut out, "PagesCount", pages);
    element::open(&mut out, "Items");
    let mut identity = Vec::with_capacity(FRAME + (films().count() + 1) * size_of::<u64>());
    identity.extend_from_slice(&out);
    write(&mut out, &ITEM, &items);
    // Hashes lie before the films: where these were read just now, they are at hand.
    identity.extend(items.iter().flat_map(|face| face.hash().to_le_bytes()));
    element::close(&mut out, "Items");
    if !suggests.is_empty() {
        element::open(&mut out, "Suggests");
        write(&mut out, &ITEM, &suggests);
        identity.extend_from_slice(b"<Suggests>");
        identity.extend(suggests.iter().flat_map(|face| face.hash().to_le_bytes()));
        element::close(&mut out, "Suggests");
    }
    element::close(&mut out, "Films");
    FilmsList { bytes: out, identity }
}

/// Writes each film in an element of its own, without what only a film alone shows.
pub(super) fn films_in<T>(out: &mut Vec<u8>, element: &FilmElement, answer: &Answer<'_, T>, films: &[ShownRow]) {
    write(out, element, &faces(answer, films));
}

fn faces<'s, T>(answer: &Answer<'s, T>, films: &[ShownRow]) -> Vec<Face<'s>> {
    films.iter().map(|film| answer.face(*film)).collect()
}

fn write(out: &mut Vec<u8>, element: &FilmElement, faces: &[Face<'_>]) {
    let Some((first, others)) = faces.split_first() else { return };
    out.extend_from_slice(element.open);
    out.extend_from_slice(first.bytes());
    for face in others {
        out.extend_from_slice(element.between);
        out.extend_from_slice(face.bytes());
    }
    out.extend_from_slice(element.close);
}
