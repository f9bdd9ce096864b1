//! `UpnextList`: what to play next.

use crate::query::answer::{Answer, UpnextAnswer};
use crate::query::snapshot::{FilmPart, SeriePart};
use crate::query::visible::{ShownSerie, ShownSeries};

use super::element::{self, DECLARATION};

/// Writes what to play next.
pub fn upnext_list(answer: &Answer<'_, UpnextAnswer>) -> Vec<u8> {
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "UpnextList");
    element::open(&mut out, "Items");
    for (film, items) in &answer.content.films {
        let (film, series) = (answer.film(*film), answer.series(*film));
        element::open(&mut out, "UpnextFilm");
        out.extend_from_slice(film.part(FilmPart::Id));
        out.extend_from_slice(film.part(FilmPart::Title));
        element::wrapper(&mut out, "Items", |out| items.iter().for_each(|serie| item(out, &series, *serie)));
        out.extend_from_slice(film.part(FilmPart::Images));
        element::close(&mut out, "UpnextFilm");
    }
    element::close(&mut out, "Items");
    element::close(&mut out, "UpnextList");
    out
}

/// Writes an item, whose `URL` comes last here, and which has no pictures.
fn item(out: &mut Vec<u8>, series: &ShownSeries, item: ShownSerie) {
    element::open(out, "Item");
    for part in [SeriePart::Title, SeriePart::Size, SeriePart::Url] {
        out.extend_from_slice(series.part(item, part));
    }
    element::close(out, "Item");
}
