//! `Serie`: an item or a trailer.

use crate::catalog::PictureQuality;
use crate::query::snapshot::{RenderedParts, SerieFacts};

use super::{Renderer, element};

/// Renders the parts of a serie, in the order of [`crate::query::snapshot::SeriePart`].
pub(super) fn render(renderer: &Renderer, body: &mut RenderedParts, serie: &SerieFacts<'_>) {
    element::optional_text(body.bytes(), "Title", serie.title);
    element::optional_text(body.bytes(), "Magnet", serie.magnet);
    body.end_part();
    renderer.url(body.bytes(), "URL", serie.url);
    body.end_part();
    size_to_picture_quality(renderer, body.bytes(), serie);
    body.end_part();
    renderer.images(body.bytes(), serie.images.iter().copied());
    body.end_part();
}

fn size_to_picture_quality(renderer: &Renderer, out: &mut Vec<u8>, serie: &SerieFacts<'_>) {
    element::optional(out, "Size", serie.size);
    element::optional(out, "Length", serie.length);
    renderer.moment(out, "Published", serie.published);
    element::optional(out, "Quality", serie.quality);
    element::value(out, "Number", serie.number);
    element::optional(out, "PictureQuality", serie.picture_quality.map(PictureQuality::name));
}
