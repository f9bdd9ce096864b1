//! The tags of a snapshot, with the bytes answers show of them.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::catalog::{TRAILER_TAG, Tag, TagId, TagKind};

use super::body::Render;
use super::row::TagNo;

/// Every tag of the catalogue.
///
/// A tag keeps its number through all tables that are made from one another, so that films go on to bear it when other
/// tags come and go.
#[derive(Debug, Default)]
pub struct RenderedTags {
    /// By number; `None`: the tag is gone. Numbers of gone tags are not given out again.
    tags: Vec<Option<Tag>>,
    /// By id.
    numbers: Vec<(TagId, TagNo)>,
    /// By the hash of the name; names are with the tags.
    by_name: HashTable<TagNo>,
    hasher: RandomState,
    /// By number, beside `tags` for the sake of the cache: writing an answer looks at hundreds.
    kinds: Vec<Option<TagKind>>,
    /// The rendered bytes of all tags, by number, one behind the other.
    bytes: Vec<u8>,
    /// By number: where its bytes end.
    ends: Vec<usize>,
}

impl RenderedTags {
    /// Prepares the tags, in any order.
    pub fn new(tags: Vec<Tag>, render: &dyn Render) -> Self {
        Self::default().next(tags, render)
    }

    /// Prepares the tags, in any order, in the place of these; those with the id of one of these keep its number.
    pub(in crate::query) fn next(&self, mut tags: Vec<Tag>, render: &dyn Render) -> Self {
        tags.sort_by_key(|tag| tag.id);
        let fresh = tags.iter().filter(|tag| self.number(tag.id).is_none()).count();
        let mut next = Self { tags: Vec::with_capacity(self.tags.len() + fresh), ..Self::default() };
        next.tags.resize(self.tags.len(), None);
        next.numbers.reserve_exact(tags.len());
        for tag in tags {
            let number = self.number(tag.id).unwrap_or_else(|| {
                next.tags.push(None);
                TagNo::at(next.tags.len() - 1)
            });
            next.numbers.push((tag.id, number));
            next.tags[number.index()] = Some(tag);
        }
        let hash = |number: &TagNo| next.hasher.hash_one(next.get(*number).map(|tag| tag.name.as_str()));
        let mut by_name = HashTable::with_capacity(next.numbers.len());
        for (_, number) in &next.numbers {
            by_name.insert_unique(hash(number), *number, hash);
        }
        next.by_name = by_name;
        next.kinds = next.tags.iter().map(|tag| Some(tag.as_ref()?.kind)).collect();
        for tag in &next.tags {
            next.bytes.extend(tag.iter().flat_map(|tag| render.tag(tag)));
            next.ends.push(next.bytes.len());
        }
        next.bytes.shrink_to_fit();
        next
    }

    /// Tells whether these are the tags, given by id.
    pub(in crate::query) fn is(&self, tags: &[Tag]) -> bool {
        self.iter().map(|(tag, _)| tag).eq(tags)
    }

    /// Returns each tag with its rendered bytes, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&Tag, &[u8])> {
        self.numbers.iter().filter_map(|(_, number)| Some((self.get(*number)?, self.bytes(*number))))
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Returns how many numbers were given out.
    pub(in crate::query) fn given(&self) -> usize {
        self.tags.len()
    }

    /// Returns the tags that films show otherwise than with those before, of which these were made.
    pub(in crate::query) fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = TagNo> + 'a {
        let shown = |tags: &'a Self, tag: TagNo| (tags.kind(tag), tags.bytes(tag));
        let given = if std::ptr::eq(self, before) { 0 } else { before.given() };
        (0..given).map(TagNo::at).filter(move |tag| shown(self, *tag) != shown(before, *tag))
    }

    /// Finds a tag; `None` where it is gone.
    pub(in crate::query) fn get(&self, number: TagNo) -> Option<&Tag> {
        self.tags.get(number.index())?.as_ref()
    }

    /// Returns the kind of a tag; `None` where it is gone.
    pub(in crate::query) fn kind(&self, number: TagNo) -> Option<TagKind> {
        *self.kinds.get(number.index())?
    }

    /// Returns the rendered bytes of a tag.
    pub(in crate::query) fn bytes(&self, number: TagNo) -> &[u8] {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default();
        let start = number.index().checked_sub(1).map_or(0, end);
        self.bytes.get(start..end(number.index())).unwrap_or_default()
    }

    pub(in crate::query) fn number(&self, id: TagId) -> Option<TagNo> {
        let at = self.numbers.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.numbers.get(at).map(|(_, number)| *number)
    }

    pub(in crate::query) fn named(&self, name: &str) -> Option<TagNo> {
        let hash = self.hasher.hash_one(Some(name));
        let is_named = |number: &TagNo| self.get(*number).is_some_and(|tag| tag.name.as_str() == name);
        self.by_name.find(hash, is_named).copied()
    }

    pub(in crate::query) fn trailer(&self) -> Option<TagNo> {
        self.named(TRAILER_TAG)
    }

    /// Returns the name of the person that the tag stands for; `None` for a tag of another kind.
    pub(in crate::query) fn person(&self, number: TagNo) -> Option<&str> {
        let tag = self.get(number)?;
        matches!(tag.kind, TagKind::Director | TagKind::Actor).then(|| tag.title.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{TagName, Text};
    use crate::query::snapshot::body::Titles;

    fn tag(id: u32, title: &str) -> Tag {
        let name = TagName::new(&format!("tag-{id}")).unwrap();
        Tag { id: TagId(id), name, title: Text::new(title).unwrap(), kind: TagKind::Actor, url: None }
    }

    #[test]
    fn tags_keep_their_numbers_when_others_come_and_go() {
        let first = RenderedTags::new(vec![tag(5, "five"), tag(3, "three")], &Titles);
        let next = first.next(vec![tag(4, "four"), tag(5, "FIVE")], &Titles);
        let [three, five] = [3, 5].map(|id| first.number(TagId(id)).unwrap());
        assert_eq!(next.number(TagId(5)), Some(five));
        assert_eq!((next.person(five), next.bytes(five)), (Some("FIVE"), &b"FIVE"[..]));
        assert_eq!((next.number(TagId(3)), next.get(three), next.kind(three)), (None, None, None));
        assert_eq!(next.bytes(three), b"");
        let all: Vec<_> = next.iter().map(|(tag, bytes)| (tag.id.0, bytes)).collect();
        assert_eq!((all, next.len(), next.given()), (vec![(4, &b"four"[..]), (5, &b"FIVE"[..])], 2, 3));
    }
}
