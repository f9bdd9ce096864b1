//! `FilmAlone`: one film, whole.

use crate::query::answer::{Answer, FilmAnswer};

use super::element::{self, DECLARATION};
use super::film_info;
use super::films_list::films_as;

/// Writes a film.
pub fn film_alone(answer: &Answer<'_, FilmAnswer>) -> Vec<u8> {
    let FilmAnswer { film, related, see_also, items, trailers } = &answer.content;
    let film = answer.film(*film);
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "Films");
    element::open(&mut out, "Film");
    film_info::head(&mut out, film);
    element::wrapper(&mut out, "RelatedFilms", |out| films_as(out, "RelatedFilm", answer, related));
    element::wrapper(&mut out, "SeeAlso", |out| films_as(out, "Item", answer, see_also));
    element::wrapper(&mut out, "Items", |out| {
        items.iter().for_each(|item| element::ready(out, "Item", answer.serie(*item)));
    });
    element::wrapper(&mut out, "Trailers", |out| {
        trailers.iter().for_each(|trailer| element::ready(out, "Trailer", answer.serie(*trailer)));
    });
    out.extend_from_slice(film.tail());
    element::close(&mut out, "Film");
    element::close(&mut out, "Films");
    out
}
