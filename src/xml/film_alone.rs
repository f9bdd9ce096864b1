//! `FilmAlone`: one film, whole.

use crate::query::answer::FilmAnswer;
use crate::query::snapshot::Snapshot;

use super::films_list::films_as;
use super::{DECLARATION, element, film_info};

/// Writes a film.
pub fn film_alone(snapshot: &Snapshot, answer: &FilmAnswer) -> Vec<u8> {
    let body = &snapshot.entry(answer.film).body;
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "Films");
    element::open(&mut out, "Film");
    film_info::head(&mut out, snapshot, answer.film);
    element::wrapper(&mut out, "RelatedFilms", |out| films_as(out, "RelatedFilm", snapshot, &answer.related));
    element::wrapper(&mut out, "SeeAlso", |out| films_as(out, "Item", snapshot, &answer.see_also));
    element::wrapper(&mut out, "Items", |out| {
        for place in &answer.items {
            element::ready(out, "Item", body.whole_item(*place));
        }
    });
    element::wrapper(&mut out, "Trailers", |out| {
        for place in &answer.trailers {
            element::ready(out, "Trailer", body.whole_trailer(*place));
        }
    });
    out.extend_from_slice(body.tail());
    element::close(&mut out, "Film");
    element::close(&mut out, "Films");
    out
}
