//! The tags of a snapshot, with the bytes answers show of them.

use std::collections::HashMap;

use crate::catalog::{TRAILER_TAG, Tag, TagId};

use super::{Render, TagNo};

/// Every tag of the catalogue, by id.
#[derive(Debug, Default)]
pub struct TagTable {
    tags: Vec<(Tag, Box<[u8]>)>,
    by_name: HashMap<String, TagNo>,
}

impl TagTable {
    /// Prepares the tags, in any order.
    pub fn new(mut tags: Vec<Tag>, render: &dyn Render) -> Self {
        tags.sort_by_key(|tag| tag.id);
        let by_name = tags.iter().enumerate().map(|(at, tag)| (tag.name.as_str().to_owned(), TagNo::at(at))).collect();
        let tags = tags.into_iter().map(|tag| (render.tag(&tag), tag)).map(|(body, tag)| (tag, body)).collect();
        Self { tags, by_name }
    }

    /// Gives each tag with its rendered bytes, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&Tag, &[u8])> {
        self.tags.iter().map(|(tag, body)| (tag, &**body))
    }

    /// Finds a tag and its rendered bytes.
    pub fn get(&self, id: TagId) -> Option<(&Tag, &[u8])> {
        let (tag, body) = self.tags.get(self.number(id)?.index())?;
        Some((tag, body))
    }

    /// Gives how many there are.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    pub(crate) fn number(&self, id: TagId) -> Option<TagNo> {
        self.tags.binary_search_by_key(&id, |(tag, _)| tag.id).ok().map(TagNo::at)
    }

    pub(crate) fn named(&self, name: &str) -> Option<TagNo> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn trailer(&self) -> Option<TagNo> {
        self.named(TRAILER_TAG)
    }
}
