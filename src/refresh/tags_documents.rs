//! The large answers of `/tags/`, each made once for all who ask, as long as the tags stay as they are.

use crate::catalog::TagKind;
use crate::document::{CacheEntry, DocumentCache};
use crate::query::snapshot::RenderedTags;

/// Up to so many bytes of tags an answer is sooner written anew than kept.
const SMALL: usize = 64 * 1024;

/// By kind, in the order of [`TagKind::ALL`], whether it is asked for.
type Kinds = [bool; TagKind::ALL.len()];

/// The answers of one table of tags. The one of all kinds has an entry of its own: boxes ask for it, and nothing that is
/// asked for besides may push it out.
#[derive(Debug)]
pub struct TagsDocuments {
    /// By kind, the bytes of its tags.
    sizes: [usize; TagKind::ALL.len()],
    all: CacheEntry,
    some: DocumentCache<Kinds>,
}

impl TagsDocuments {
    /// Prepares the entries of documents of these tags.
    pub(super) fn new(tags: &RenderedTags) -> Self {
        let mut sizes = [0; TagKind::ALL.len()];
        for (tag, body) in tags.iter() {
            if let Some(at) = TagKind::ALL.iter().position(|kind| *kind == tag.kind) {
                sizes[at] += body.len();
            }
        }
        Self { sizes, all: CacheEntry::default(), some: DocumentCache::default() }
    }

    /// Tells whether the tags of these kinds are few; no kind named: all tags.
    pub fn are_few(&self, kinds: &[TagKind]) -> bool {
        let wanted = self.sizes.iter().zip(named(kinds)).filter(|(_, wanted)| *wanted);
        wanted.map(|(size, _)| size).sum::<usize>() <= SMALL
    }

    /// Returns the entry of the document of these kinds; no kind named: all. `None` where the entries are taken by
    /// documents that clients are still reading.
    pub fn entry(&self, kinds: &[TagKind]) -> Option<CacheEntry> {
        let kinds = named(kinds);
        if kinds.iter().all(|wanted| *wanted) { Some(CacheEntry::clone(&self.all)) } else { self.some.entry(kinds) }
    }
}

fn named(kinds: &[TagKind]) -> Kinds {
    TagKind::ALL.map(|kind| kinds.is_empty() || kinds.contains(&kind))
}
