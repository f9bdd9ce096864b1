//! An item or a trailer in a film's line.

use crate::catalog::container::usual_name;
use crate::catalog::{Moment, Number, PictureQuality, Serie, Text};
use crate::number::to_u32;

use super::super::fields::Fields;

/// Reads an item or a trailer. Its number defaults to its position from 1, its publication to `now`; the container
/// gets its usual name.
pub(super) fn serie(fields: &mut Fields<'_>, at: usize, now: Moment) -> Serie {
    let position = Number(to_u32(at + 1));
    Serie {
        id: fields.whole("id"),
        title: fields.human_line("title"),
        number: fields.whole("number").unwrap_or(position),
        magnet: fields.text("magnet"),
        url: fields.text("url"),
        size: fields.whole("size"),
        length: fields.whole("length"),
        published: fields.moment("published").unwrap_or(now),
        quality: fields.whole("quality"),
        picture_quality: fields.word("picture_quality", &PictureQuality::ALL, PictureQuality::name),
        container: fields.text("container").and_then(|container| Text::new(&usual_name(container.as_str())?)),
        images: fields.texts("images"),
    }
}
