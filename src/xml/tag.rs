//! `Tag`.

use crate::catalog::{Tag, Text};

use super::{Renderer, element};

/// Renders what stands inside a `Tag`, `Director`, `Actor` or `Country`.
pub(super) fn render(renderer: &Renderer, tag: &Tag) -> Box<[u8]> {
    let mut out = Vec::new();
    element::value(&mut out, "Id", tag.id);
    element::text(&mut out, "Name", tag.name.as_str());
    element::text(&mut out, "Title", tag.title.as_str());
    renderer.url(&mut out, "URL", tag.url.as_ref().map(Text::as_str));
    out.into()
}
