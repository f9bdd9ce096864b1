//! An item or a trailer in a film's line.

use crate::catalog::container::usual_name;
use crate::catalog::{MAX_ID, MAX_QUALITY, Moment, Number, PictureQuality, Serie, SerieId, Text};
use crate::number::to_u32;

use super::super::fields::Fields;

/// Reads an item or a trailer. Its number defaults to its position from 1, its publication to `now`; the container
/// gets its usual name.
pub(super) fn serie(fields: &mut Fields<'_>, at: usize, now: Moment) -> Serie {
    let position = to_u32(at + 1);
    Serie {
        id: fields.whole("id", 0..=MAX_ID).and_then(SerieId::new),
        title: fields.human_line("title"),
        number: Number(fields.whole("number", 0..=u64::from(u32::MAX)).unwrap_or(position)),
        magnet: fields.text("magnet"),
        url: fields.text("url"),
        size: fields.whole("size", 0..=MAX_ID),
        length: fields.whole("length", 0..=u64::from(u32::MAX)),
        published: fields.moment("published").unwrap_or(now),
        quality: fields.whole("quality", 0..=u64::from(MAX_QUALITY)),
        picture_quality: fields.word("picture_quality", &PictureQuality::ALL, PictureQuality::name),
        container: fields.text("container").and_then(|container| Text::new(&usual_name(container.as_str())?)),
        images: fields.texts("images"),
    }
}
