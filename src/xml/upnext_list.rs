//! `UpnextList`: what to play next.

use crate::query::answer::UpnextAnswer;
use crate::query::snapshot::{Body, FilmPart, SeriePart, Snapshot};

use super::{DECLARATION, element};

/// Writes what to play next.
pub fn upnext_list(snapshot: &Snapshot, answer: &UpnextAnswer) -> Vec<u8> {
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "UpnextList");
    element::open(&mut out, "Items");
    for (film, items) in &answer.films {
        let body = &snapshot.entry(*film).body;
        element::open(&mut out, "UpnextFilm");
        out.extend_from_slice(body.film(FilmPart::Id));
        out.extend_from_slice(body.film(FilmPart::Title));
        element::wrapper(&mut out, "Items", |out| items.iter().for_each(|place| item(out, body, *place)));
        out.extend_from_slice(body.film(FilmPart::Images));
        element::close(&mut out, "UpnextFilm");
    }
    element::close(&mut out, "Items");
    element::close(&mut out, "UpnextList");
    out
}

/// Writes an item, whose `URL` comes last here, and which has no pictures.
fn item(out: &mut Vec<u8>, body: &Body, place: usize) {
    element::open(out, "Item");
    for part in [SeriePart::Title, SeriePart::Size, SeriePart::Url] {
        out.extend_from_slice(body.item(place, part));
    }
    element::close(out, "Item");
}
