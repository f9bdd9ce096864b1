//! `FilmsList`: one page of films.

use crate::query::answer::{Answer, ListAnswer};
use crate::query::visible::ShownRow;

use super::element::{self, DECLARATION};
use super::film_info;

/// The bytes of an answer that are not those of its films: declaration, root, page numbers.
const FRAME: usize = 256;
/// About how many bytes a film takes: where films are longer, the answer has to move once or twice while it grows.
const FILM: usize = 3 << 10;

/// Writes a list.
pub fn films_list(answer: &Answer<'_, ListAnswer>) -> Vec<u8> {
    let ListAnswer { page, pages, items, suggests } = &answer.content;
    let films = items.len() + suggests.len();
    let mut out = Vec::with_capacity(FRAME + films * FILM);
    out.extend_from_slice(DECLARATION);
    element::open(&mut out, "Films");
    element::value(&mut out, "Page", page);
    element::value(&mut out, "PagesCount", pages);
    element::open(&mut out, "Items");
    films_as(&mut out, "Item", answer, items);
    element::close(&mut out, "Items");
    element::wrapper(&mut out, "Suggests", |out| films_as(out, "Item", answer, suggests));
    element::close(&mut out, "Films");
    out
}

/// Writes each film as an element of this name, without what only a film alone shows.
pub(super) fn films_as<T>(out: &mut Vec<u8>, name: &str, answer: &Answer<'_, T>, films: &[ShownRow]) {
    for film in films {
        element::open(out, name);
        film_info::whole(out, answer.film(*film));
        element::close(out, name);
    }
}
