//! `FilmAlone`: one film, whole.

use crate::query::answer::{Answer, FilmAnswer};

use super::element::{self, DECLARATION};
use super::films_list::{ITEM, RELATED_FILM, films_in};

/// Writes a film.
pub fn film_alone(answer: &Answer<'_, FilmAnswer>) -> Vec<u8> {
    let FilmAnswer { film, related, see_also, items, trailers } = &answer.content;
    let (film, series) = (answer.film(*film), answer.series(*film));
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "Films");
    element::open(&mut out, "Film");
    out.extend_from_slice(film.head());
    element::wrapper(&mut out, "RelatedFilms", |out| films_in(out, RELATED_FILM, answer, related));
    element::wrapper(&mut out, "SeeAlso", |out| films_in(out, ITEM, answer, see_also));
    element::wrapper(&mut out, "Items", |out| {
        items.iter().for_each(|item| element::ready(out, "Item", series.whole(*item)));
    });
    element::wrapper(&mut out, "Trailers", |out| {
        trailers.iter().for_each(|trailer| element::ready(out, "Trailer", series.whole(*trailer)));
    });
    out.extend_from_slice(film.tail());
    element::close(&mut out, "Film");
    element::close(&mut out, "Films");
    out
}
