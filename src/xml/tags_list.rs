//! `TagsListItems`: the tags of the catalogue.

use crate::catalog::TagKind;
use crate::query::snapshot::RenderedTags;

use super::element::{self, DECLARATION};

/// Writes the tags of these kinds, by id; no kind named: all.
pub fn tags_list(tags: &RenderedTags, kinds: &[TagKind]) -> Vec<u8> {
    let mut out = DECLARATION.to_vec();
    element::open(&mut out, "TagsListItems");
    element::open(&mut out, "Items");
    for (tag, body) in tags.iter() {
        if kinds.is_empty() || kinds.contains(&tag.kind) {
            element::ready(&mut out, "Tag", body);
        }
    }
    element::close(&mut out, "Items");
    element::close(&mut out, "TagsListItems");
    out
}
