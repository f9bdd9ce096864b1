//! `FilmInfo`: what lists say of a film.

use crate::catalog::{Film, Quantity, Rating, TagKind, Text};
use crate::query::snapshot::RenderedParts;

use super::{Renderer, element};

/// Renders the parts of a film, in the order of [`crate::query::snapshot::FilmPart`].
pub(super) fn render(renderer: &Renderer, body: &mut RenderedParts, film: &Film) {
    renderer.url(body.bytes(), "URL", film.url.as_ref().map(Text::as_str));
    body.end_part();
    title_to_poster(renderer, body.bytes(), film);
    body.end_part();
    text(body.bytes(), "User", film.user.as_ref());
    body.end_part();
    ratings(body.bytes(), film);
    body.end_part();
    renderer.images(body.bytes(), film.images.iter().map(Text::as_str));
    body.end_part();
    element::value(body.bytes(), "Id", film.id);
    body.end_part();
}

fn title_to_poster(renderer: &Renderer, out: &mut Vec<u8>, film: &Film) {
    element::text(out, "Title", film.title.as_str());
    text(out, "Desc", film.desc.as_ref());
    renderer.moment(out, "Updated", film.updated);
    element::optional(out, "Year", film.year);
    renderer.url(out, "Preview", film.preview.as_ref().map(Text::as_str));
    renderer.url(out, "Poster", film.poster.as_ref().map(Text::as_str));
}

fn ratings(out: &mut Vec<u8>, film: &Film) {
    element::wrapper(out, "Ratings", |out| {
        for rating in film.ratings.as_slice() {
            element::wrapper(out, "Rating", |out| self::rating(out, rating));
        }
    });
}

fn rating(out: &mut Vec<u8>, rating: &Rating) {
    element::value(out, "Type", rating.rating_type.name());
    text(out, "Title", rating.title.as_ref());
    element::optional(out, "Count", rating.count);
    element::optional(out, "Max", rating.mark.max().map(Quantity::get));
    element::optional(out, "Rank", rating.mark.rank().map(Quantity::get));
}

/// The lists that the tags of a film go into, in the order they stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TagList {
    Tags,
    Quality,
    Directors,
    Actors,
    Countries,
}

impl TagList {
    /// Finds the list that tags of a kind go into.
    fn of(kind: TagKind) -> Self {
        match kind {
            TagKind::Genre | TagKind::Age | TagKind::Other => Self::Tags,
            TagKind::Quality => Self::Quality,
            TagKind::Director => Self::Directors,
            TagKind::Actor => Self::Actors,
            TagKind::Country => Self::Countries,
        }
    }

    /// Returns the name of its element, and how each of its members begins and ends.
    fn markup(self) -> (&'static str, &'static [u8], &'static [u8]) {
        match self {
            Self::Tags => ("Tags", b"<Tag>", b"</Tag>"),
            Self::Quality => ("Quality", b"<Tag>", b"</Tag>"),
            Self::Directors => ("Directors", b"<Director>", b"</Director>"),
            Self::Actors => ("Actors", b"<Actor>", b"</Actor>"),
            Self::Countries => ("Countries", b"<Country>", b"</Country>"),
        }
    }
}

/// Writes `Tags` to `Countries`: tags with what was rendered of them.
pub(super) fn tags(out: &mut Vec<u8>, tags: &[(TagKind, &[u8])]) {
    let mut listed: Vec<_> = tags.iter().map(|(kind, tag)| (TagList::of(*kind), *tag)).collect();
    listed.sort_by_key(|(list, _)| *list);
    for members in listed.chunk_by(|a, b| a.0 == b.0) {
        let (name, open, close) = members[0].0.markup();
        element::open(out, name);
        for (_, tag) in members {
            out.extend_from_slice(open);
            out.extend_from_slice(tag);
            out.extend_from_slice(close);
        }
        element::close(out, name);
    }
}

/// Writes a text where there is one.
fn text(out: &mut Vec<u8>, name: &str, text: Option<&Text>) {
    element::optional_text(out, name, text.map(Text::as_str));
}
