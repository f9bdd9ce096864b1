//! The tags of a snapshot, with the bytes answers show of them.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::catalog::{TRAILER_TAG, Tag, TagId, TagKind, Text};
use crate::number::{to_index, to_u32};

use super::body::Render;
use super::row::TagNo;
use super::tag_numbers::TagNumbers;

/// A tag, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagFacts<'a> {
    /// Its id.
    pub id: TagId,
    /// Its name in requests.
    pub name: &'a str,
    /// What people read.
    pub title: &'a str,
    /// What it says of a film.
    pub kind: TagKind,
    /// A page about it.
    pub url: Option<&'a str>,
}

impl<'a> From<&'a Tag> for TagFacts<'a> {
    fn from(tag: &'a Tag) -> Self {
        let url = tag.url.as_ref().map(Text::as_str);
        Self { id: tag.id, name: tag.name.as_str(), title: tag.title.as_str(), kind: tag.kind, url }
    }
}

/// Where the texts of a tag end: its name, its title, and its URL, which is empty where it has none.
#[derive(Clone, Copy, Debug)]
struct TextEnds {
    name: u32,
    title: u32,
    url: u32,
}

/// Every tag of the catalogue.
///
/// A tag keeps its number through all tables that are made from one another, so that films go on to bear it when other
/// tags come and go.
#[derive(Debug, Default)]
pub struct RenderedTags {
    /// By number; `None`: the tag is gone. Numbers of gone tags are not given out again.
    ids: Vec<Option<TagId>>,
    /// By number; `None`: the tag is gone.
    kinds: Vec<Option<TagKind>>,
    /// The texts of all tags, by number, one behind the other: there are many, and each is short.
    texts: String,
    /// By number: where its texts end; the first begins where those of the number before end.
    text_ends: Vec<TextEnds>,
    /// In the order of ids.
    numbers: Vec<TagNo>,
    by_id: TagNumbers,
    /// By the hash of the name; names are with the tags.
    by_name: HashTable<TagNo>,
    /// The one that trailers bear.
    trailer: Option<TagNo>,
    hasher: RandomState,
    /// The rendered bytes of all tags, by number, one behind the other.
    bytes: Vec<u8>,
    /// By number: where its bytes end.
    ends: Vec<u32>,
}

impl RenderedTags {
    /// Prepares the tags, in any order.
    pub fn new(tags: Vec<Tag>, render: &dyn Render) -> Self {
        Self::default().next(tags, render)
    }

    /// Prepares the tags, in any order, in the place of these; those with the id of one of these keep its number.
    pub(in crate::query) fn next(&self, mut tags: Vec<Tag>, render: &dyn Render) -> Self {
        tags.sort_by_key(|tag| tag.id);
        let mut given = self.given();
        let mut number = |tag: &Tag| {
            let known = self.number(tag.id);
            given += usize::from(known.is_none());
            known.unwrap_or_else(|| TagNo::at(given - 1))
        };
        let numbers: Vec<TagNo> = tags.iter().map(&mut number).collect();
        let mut by_number = vec![None; given];
        tags.iter().zip(&numbers).for_each(|(tag, number)| by_number[number.index()] = Some(tag));
        let mut next = Self { numbers, ..Self::default() };
        next.ids.reserve_exact(given);
        next.text_ends.reserve_exact(given);
        next.kinds.reserve_exact(given);
        next.ends.reserve_exact(given);
        by_number.into_iter().for_each(|tag| next.push(tag, render));
        next.texts.shrink_to_fit();
        next.bytes.shrink_to_fit();
        next.by_id = TagNumbers::new(tags.iter().map(|tag| tag.id).zip(next.numbers.iter().copied()));
        let hash = |number: &TagNo| next.hasher.hash_one(next.name(*number));
        let mut by_name = HashTable::with_capacity(next.numbers.len());
        for number in &next.numbers {
            by_name.insert_unique(hash(number), *number, hash);
        }
        next.by_name = by_name;
        next.trailer = next.named(TRAILER_TAG);
        next
    }

    /// Takes the tag with the next number; `None`: it is gone.
    fn push(&mut self, tag: Option<&Tag>, render: &dyn Render) {
        self.ids.push(tag.map(|tag| tag.id));
        self.kinds.push(tag.map(|tag| tag.kind));
        let facts = tag.map(TagFacts::from);
        let mut end = |text: Option<&str>| {
            self.texts.push_str(text.unwrap_or_default());
            to_u32(self.texts.len())
        };
        let name = end(facts.map(|tag| tag.name));
        let title = end(facts.map(|tag| tag.title));
        let url = end(facts.and_then(|tag| tag.url));
        self.text_ends.push(TextEnds { name, title, url });
        self.bytes.extend(tag.iter().flat_map(|tag| render.tag(tag)));
        self.ends.push(to_u32(self.bytes.len()));
    }

    /// Tells whether these are the tags, given by id.
    pub(in crate::query) fn is(&self, tags: &[Tag]) -> bool {
        self.iter().map(|(tag, _)| tag).eq(tags.iter().map(TagFacts::from))
    }

    /// Returns each tag with its rendered bytes, by id.
    pub fn iter(&self) -> impl Iterator<Item = (TagFacts<'_>, &[u8])> {
        self.numbers.iter().filter_map(|number| Some((self.get(*number)?, self.bytes(*number))))
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
        self.ids.len()
    }

    /// Returns the tags that films show otherwise than with those before, of which these were made.
    pub(in crate::query) fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = TagNo> + 'a {
        let shown = |tags: &'a Self, tag: TagNo| (tags.kind(tag), tags.bytes(tag));
        let given = if std::ptr::eq(self, before) { 0 } else { before.given() };
        (0..given).map(TagNo::at).filter(move |tag| shown(self, *tag) != shown(before, *tag))
    }

    /// Finds a tag; `None` where it is gone.
    pub(in crate::query) fn get(&self, number: TagNo) -> Option<TagFacts<'_>> {
        let (at, kind) = (number.index(), self.kind(number)?);
        let id = (*self.ids.get(at)?)?;
        let ends = self.text_ends.get(at)?;
        let (name, title) = (self.name(number)?, self.text(ends.name, ends.title)?);
        // No URL is empty.
        let url = self.text(ends.title, ends.url).filter(|url| !url.is_empty());
        Some(TagFacts { id, name, title, kind, url })
    }

    /// Returns the name of a tag, empty where it is gone.
    fn name(&self, number: TagNo) -> Option<&str> {
        let at = number.index();
        let start = at.checked_sub(1).and_then(|before| self.text_ends.get(before)).map_or(0, |ends| ends.url);
        self.text(start, self.text_ends.get(at)?.name)
    }

    fn text(&self, from: u32, to: u32) -> Option<&str> {
        self.texts.get(to_index(from)..to_index(to))
    }

    /// Returns the kind of a tag; `None` where it is gone.
    pub(in crate::query) fn kind(&self, number: TagNo) -> Option<TagKind> {
        *self.kinds.get(number.index())?
    }

    /// Returns the rendered bytes of a tag.
    pub(in crate::query) fn bytes(&self, number: TagNo) -> &[u8] {
        let end = |at: usize| self.ends.get(at).copied().map_or(0, to_index);
        let start = number.index().checked_sub(1).map_or(0, end);
        self.bytes.get(start..end(number.index())).unwrap_or_default()
    }

    pub(in crate::query) fn number(&self, id: TagId) -> Option<TagNo> {
        self.by_id.get(id)
    }

    pub(in crate::query) fn named(&self, name: &str) -> Option<TagNo> {
        let hash = self.hasher.hash_one(Some(name));
        self.by_name.find(hash, |number| self.name(*number) == Some(name)).copied()
    }

    pub(in crate::query) fn trailer(&self) -> Option<TagNo> {
        self.trailer
    }

    /// Returns the name of the person that the tag stands for; `None` for a tag of another kind.
    pub(in crate::query) fn person(&self, number: TagNo) -> Option<&str> {
        if self.is_person(number) { self.title(number) } else { None }
    }

    /// Tells whether the tag stands for a person.
    pub(super) fn is_person(&self, number: TagNo) -> bool {
        matches!(self.kind(number), Some(TagKind::Director | TagKind::Actor))
    }

    /// Returns what people read of a tag, empty where it is gone.
    pub(super) fn title(&self, number: TagNo) -> Option<&str> {
        let ends = self.text_ends.get(number.index())?;
        self.text(ends.name, ends.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::TagName;
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
