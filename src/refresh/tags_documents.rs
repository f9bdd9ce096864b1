//! The large answers of `/tags/`, each made once for all who ask, as long as the tags stay as they are.

use crate::catalog::TagKind;
use crate::document::{Shelf, Slot};
use crate::query::snapshot::RenderedTags;

/// Up to so many bytes of tags an answer is sooner written anew than kept.
const SMALL: usize = 64 * 1024;

/// By kind, in the order of [`TagKind::ALL`], whether it is asked for.
type Kinds = [bool; TagKind::ALL.len()];

/// The answers of one table of tags. The one of all kinds has a place of its own: boxes ask for it, and nothing that is
/// asked for besides may push it out.
#[derive(Debug)]
pub struct TagsDocuments {
    /// By kind, the bytes of its tags.
    sizes: [usize; TagKind::ALL.len()],
    all: Slot,
    some: Shelf<Kinds>,
}

impl TagsDocuments {
    /// Prepares the places of documents of these tags.
    pub(super) fn new(tags: &RenderedTags) -> Self {
        let mut sizes = [0; TagKind::ALL.len()];
        for (tag, body) in tags.iter() {
            if let Some(place) = TagKind::ALL.iter().position(|kind| *kind == tag.kind) {
                sizes[place] += body.len();
            }
        }
        Self { sizes, all: Slot::default(), some: Shelf::default() }
    }

    /// Tells whether the tags of these kinds are few; no kind named: all tags.
    pub fn are_few(&self, kinds: &[TagKind]) -> bool {
        let wanted = self.sizes.iter().zip(named(kinds)).filter(|(_, wanted)| *wanted);
        wanted.map(|(size, _)| size).sum::<usize>() <= SMALL
    }

    /// Returns the place of the document of these kinds; no kind named: all. `None` where the places are taken by
    /// documents that clients are still reading.
    pub fn slot(&self, kinds: &[TagKind]) -> Option<Slot> {
        let kinds = named(kinds);
        if kinds.iter().all(|wanted| *wanted) { Some(Slot::clone(&self.all)) } else { self.some.slot(kinds) }
    }
}

fn named(kinds: &[TagKind]) -> Kinds {
    TagKind::ALL.map(|kind| kinds.is_empty() || kinds.contains(&kind))
}
