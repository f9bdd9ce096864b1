//! `Serie`: an item or a trailer.

use crate::catalog::{PictureQuality, Serie};
use crate::query::snapshot::BodyBuilder;

use super::film_info::text;
use super::{Renderer, element};

/// What is written of nearly every serie.
pub(super) const COMMON: &[u8] =
    "<Title>Трейлер</Title><Title>Серия 1</Title><Magnet>magnet:?xt=urn:btih:&amp;dn=&amp;tr=\
</Magnet><URL>https://</URL><URL>http://</URL><Size></Size><Length></Length><Published>2020-01-01T00:00:00+03:00\
</Published><Published>2020-01-01T00:00:00Z</Published><Quality>5</Quality><Number>1</Number><PictureQuality>SD\
</PictureQuality><PictureQuality>3D</PictureQuality><PictureQuality>HD</PictureQuality>"
        .as_bytes();

/// Renders the parts of a serie, in the order of [`crate::query::snapshot::SeriePart`].
pub(super) fn render(renderer: &Renderer, body: &mut BodyBuilder, serie: &Serie) {
    text(body.bytes(), "Title", serie.title.as_ref());
    text(body.bytes(), "Magnet", serie.magnet.as_ref());
    body.end_part();
    renderer.url(body.bytes(), "URL", serie.url.as_ref());
    body.end_part();
    size_to_picture_quality(renderer, body.bytes(), serie);
    body.end_part();
    renderer.images(body.bytes(), &serie.images);
    body.end_part();
}

fn size_to_picture_quality(renderer: &Renderer, out: &mut Vec<u8>, serie: &Serie) {
    element::optional(out, "Size", serie.size);
    element::optional(out, "Length", serie.length);
    renderer.moment(out, "Published", serie.published);
    element::optional(out, "Quality", serie.quality);
    element::value(out, "Number", serie.number);
    element::optional(out, "PictureQuality", serie.picture_quality.map(PictureQuality::name));
}
