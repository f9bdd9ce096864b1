//! `FilmsList`: one page of films.

use crate::query::answer::ListAnswer;
use crate::query::snapshot::{Row, Snapshot};

use super::{DECLARATION, element, film_info};

/// The bytes of an answer that are not those of its films: declaration, root, page numbers.
const FRAME: usize = 256;
/// About how many bytes a film takes: where films are longer, the answer has to move once or twice while it grows.
const FILM: usize = 3 << 10;

/// Writes a list.
pub fn films_list(snapshot: &Snapshot, answer: &ListAnswer) -> Vec<u8> {
    let films = answer.items.len() + answer.suggests.len();
    let mut out = Vec::with_capacity(FRAME + films * FILM);
    out.extend_from_slice(DECLARATION);
    element::open(&mut out, "Films");
    element::value(&mut out, "Page", answer.page);
    element::value(&mut out, "PagesCount", answer.pages);
    element::open(&mut out, "Items");
    films_as(&mut out, "Item", snapshot, &answer.items);
    element::close(&mut out, "Items");
    element::wrapper(&mut out, "Suggests", |out| films_as(out, "Item", snapshot, &answer.suggests));
    element::close(&mut out, "Films");
    out
}

/// Writes each film as an element of this name, without what only a film alone shows.
pub(super) fn films_as(out: &mut Vec<u8>, name: &str, snapshot: &Snapshot, films: &[Row]) {
    for film in films {
        element::open(out, name);
        film_info::whole(out, snapshot, *film);
        element::close(out, name);
    }
}
