//! The tags that an import may name: those of the catalogue, those of its own lines, those it is to make.

use std::collections::{BTreeMap, BTreeSet};

use super::source::LinePlace;
use crate::catalog::{Tag, TagId, TagKind, TagName, Text, nearest};

/// The tags there will be after the import.
pub(super) struct TagPlan {
    tags: BTreeMap<TagId, Tag>,
    /// The names of the tags; one that the catalogue and the import both claim is the import's.
    names: BTreeMap<TagName, TagId>,
    given: BTreeMap<TagId, LinePlace>,
    /// Whether unknown names are made into tags.
    create: bool,
    /// The tags to make, with the order in which they were met.
    wanted: BTreeMap<TagName, (usize, TagKind)>,
    made: BTreeSet<TagId>,
    /// Names of tags whose lines have faults.
    spoilt: BTreeSet<TagName>,
}

/// Why a tag's line does not fit the table.
pub(super) enum TagConflict {
    /// The id stands on an earlier line.
    Id(LinePlace),
    /// The name is that of a tag on an earlier line.
    Name(TagId, LinePlace),
    /// The name was made into a tag for an earlier film.
    Made,
}

impl TagPlan {
    /// Begins with the tags of the catalogue that will stay in it.
    pub(super) fn new(known: Vec<Tag>, create: bool) -> Self {
        let names = known.iter().map(|tag| (tag.name.clone(), tag.id)).collect();
        let tags = known.into_iter().map(|tag| (tag.id, tag)).collect();
        Self {
            tags,
            names,
            given: BTreeMap::new(),
            create,
            wanted: BTreeMap::new(),
            made: BTreeSet::new(),
            spoilt: BTreeSet::new(),
        }
    }

    /// Adds the tag of a line; it replaces the one of the catalogue with the same id.
    pub(super) fn add(&mut self, tag: Tag, place: LinePlace) -> Result<(), TagConflict> {
        if let Some(earlier) = self.given.get(&tag.id) {
            return Err(TagConflict::Id(*earlier));
        }
        if self.wanted.contains_key(&tag.name) {
            return Err(TagConflict::Made);
        }
        if let Some(other) = self.names.get(&tag.name)
            && let Some(earlier) = self.given.get(other)
        {
            return Err(TagConflict::Name(*other, *earlier));
        }
        if let Some(replaced) = self.tags.get(&tag.id)
            && self.names.get(&replaced.name) == Some(&tag.id)
        {
            self.names.remove(&replaced.name);
        }
        self.given.insert(tag.id, place);
        self.names.insert(tag.name.clone(), tag.id);
        self.tags.insert(tag.id, tag);
        Ok(())
    }

    /// Notes the name of a tag whose line has faults: films that name it have none on that account.
    pub(super) fn spoil(&mut self, name: TagName) {
        self.spoilt.insert(name);
    }

    /// Tells whether a film may name the tag. An unknown name is noted for [`Self::make`] where that was asked for.
    pub(super) fn admits(&mut self, name: &TagName, kind: TagKind) -> bool {
        if self.names.contains_key(name) || self.spoilt.contains(name) {
            return true;
        }
        if self.create {
            let order = self.wanted.len();
            self.wanted.entry(name.clone()).or_insert((order, kind));
        }
        self.create
    }

    /// Finds the tag with this name.
    pub(super) fn find(&self, name: &TagName) -> Option<TagId> {
        self.names.get(name).copied()
    }

    /// Finds the known name that is most like this one.
    pub(super) fn nearest(&self, name: &TagName) -> Option<&str> {
        nearest(self.names.keys().map(TagName::as_str), name.as_str())
    }

    /// Returns the tags of lines that took the names of tags of the catalogue, with those lines and the ids of the
    /// latter. A tag that the import itself renames has none taken: two tags may swap their names.
    pub(super) fn robbers(&self) -> Vec<(TagId, LinePlace, TagId)> {
        let stayed = self.tags.values().filter(|tag| !self.given.contains_key(&tag.id));
        let robber = |tag: &Tag| {
            let id = self.names.get(&tag.name)?;
            Some((*id, *self.given.get(id)?, tag.id))
        };
        stayed.filter_map(robber).collect()
    }

    /// Makes the tags that films named and nobody knows: the free ids after the greatest one in the order they were
    /// met, the name for a title. Returns how many.
    pub(super) fn make(&mut self) -> usize {
        let mut wanted: Vec<_> = std::mem::take(&mut self.wanted).into_iter().collect();
        wanted.sort_by_key(|(_, (order, _))| *order);
        let last = self.tags.keys().next_back().map_or(0, |id| id.0);
        let mut free = (last..=u32::MAX).skip(1).chain(1..last);
        for (name, (_, kind)) in wanted {
            let id = free.by_ref().map(TagId).find(|id| !self.tags.contains_key(id));
            #[expect(clippy::expect_used, reason = "the tags of a catalogue fit into memory")]
            let id = id.expect("fewer tags than numbers for them");
            self.made.insert(id);
            self.names.insert(name.clone(), id);
            self.tags.insert(id, Tag { id, title: Text::from(&name), name, kind, url: None });
        }
        self.made.len()
    }

    /// Returns the ids of all tags there will be.
    pub(super) fn ids(&self) -> BTreeSet<TagId> {
        self.tags.keys().copied().collect()
    }

    /// Returns the tags of the catalogue that are to go but whose names are those of tags that come, under names that
    /// nobody has: they can go only when no film bears them any more, and names are unique until then.
    pub(super) fn leaving(&self, there: &[Tag]) -> Vec<Tag> {
        let known: BTreeSet<&TagName> = there.iter().map(|tag| &tag.name).chain(self.names.keys()).collect();
        let leaves = |tag: &&Tag| !self.tags.contains_key(&tag.id) && self.names.contains_key(&tag.name);
        let aside = |tag: &Tag| {
            let mut names = (0_u64..).filter_map(|n| TagName::new(&format!("leaving-{}-{n}", tag.id)));
            names.find(|name| !known.contains(name)).map(|name| Tag { name, ..tag.clone() })
        };
        there.iter().filter(leaves).filter_map(aside).collect()
    }

    /// Returns the tags to write, by id: those of lines and those made.
    pub(super) fn to_write(&self) -> Vec<Tag> {
        let write = |id: &TagId| self.given.contains_key(id) || self.made.contains(id);
        self.tags.values().filter(|tag| write(&tag.id)).cloned().collect()
    }
}
