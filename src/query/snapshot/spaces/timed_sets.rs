//! The sets that change with time: those in the orders by `published`, and the films that are shown, in every order.

use std::sync::OnceLock;

use crate::catalog::{AccessSetId, ProfileId};
use crate::query::snapshot::base::Base;
use crate::query::snapshot::column::Column;
use crate::query::snapshot::row::Row;
use crate::query::snapshot::setup::Setup;
use crate::query::snapshot::timed::Timed;

use super::layout::SetLayout;
use super::shown::ShownSpaces;
use super::space::Space;
use super::splice::Splice;
use super::{SpaceKey, Splices};

/// An order with its sets, and the films in it that are shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct SpaceView<'a> {
    /// The order.
    pub(in crate::query) column: &'a Column,
    /// Its sets.
    pub(in crate::query) space: &'a Space,
    /// What is shown.
    pub(in crate::query) shown: &'a ShownSpaces,
    /// Which sets there are.
    pub(in crate::query) layout: &'a SetLayout,
}

/// The sets; each is made when it is first asked for, and then follows.
#[derive(Debug)]
pub(in crate::query::snapshot) struct TimedSets {
    /// By profile: in the order by `published`.
    published: Vec<OnceLock<Space>>,
    /// By profile, by access set, by key.
    shown: Vec<OnceLock<ShownSpaces>>,
    /// How many access sets there are.
    groups: usize,
}

/// They are made of the rest.
impl PartialEq for TimedSets {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl TimedSets {
    /// Begins without any.
    pub(in crate::query::snapshot) fn new(setup: &Setup) -> Self {
        let (profiles, groups) = (setup.devices.rules().len(), setup.access.sets().len());
        let shown = profiles * groups * SpaceKey::ALL;
        Self {
            published: std::iter::repeat_with(OnceLock::new).take(profiles).collect(),
            shown: std::iter::repeat_with(OnceLock::new).take(shown).collect(),
            groups,
        }
    }

    /// Returns the sets in an order.
    pub(in crate::query::snapshot) fn space<'a>(
        &'a self,
        base: &'a Base,
        timed: &Timed,
        (key, profile): (SpaceKey, ProfileId),
    ) -> Option<&'a Space> {
        if let Some(space) = base.spaces.get(base, key) {
            return Some(space);
        }
        let column = timed.column(base, key, profile)?;
        Some(self.published.get(profile.index())?.get_or_init(|| Space::new(&base.spaces.layout, base, column)))
    }

    /// Returns the films that are shown, in an order; `None`: the profile or the groups are not known.
    pub(in crate::query::snapshot) fn shown(
        &self,
        base: &Base,
        timed: &Timed,
        (key, profile, groups): (SpaceKey, ProfileId, AccessSetId),
    ) -> Option<&ShownSpaces> {
        if groups.index() >= self.groups {
            return None;
        }
        let kept = self.shown.get(self.place(key, profile, groups.index()))?;
        if let Some(shown) = kept.get() {
            return Some(shown);
        }
        let (films, column) = (timed.shown_to(base, profile, groups.index())?, timed.column(base, key, profile)?);
        Some(kept.get_or_init(|| ShownSpaces::new(column, &films, trailers(base))))
    }

    /// Tells whether the sets in an order are made, and the films in it that are shown.
    pub(in crate::query::snapshot) fn are_made(
        &self,
        base: &Base,
        (key, profile, groups): (SpaceKey, ProfileId, AccessSetId),
    ) -> bool {
        let published = self.published.get(profile.index());
        let has_sets = match key {
            SpaceKey::Published => published.is_some_and(|space| space.get().is_some()),
            _ => base.spaces.is_made(key),
        };
        has_sets && self.shown.get(self.place(key, profile, groups.index())).is_some_and(|shown| shown.get().is_some())
    }

    fn place(&self, key: SpaceKey, profile: ProfileId, groups: usize) -> usize {
        (profile.index() * self.groups + groups) * SpaceKey::ALL + key.index()
    }

    /// Carries what was made over to what is next; `changed` are the films of which something changed.
    pub(in crate::query::snapshot) fn following(
        &self,
        base: &Base,
        next: &Timed,
        (before, published): (Option<(&Base, &Splices)>, &[Splice]),
        changed: &[Row],
    ) -> Self {
        let mut sets = Self::new(&base.setup);
        let viewed = before.map(|(_, splices)| &*splices.viewed).unwrap_or_default();
        let has_other_trailers = before.is_some_and(|(known, _)| known.tags.trailer() != base.tags.trailer());
        let has_other_sets = before.is_some_and(|(known, _)| !base.spaces.layout.is_that_of(&known.spaces.layout));
        for profile in base.setup.devices.profiles() {
            let at = profile.index();
            let (Some(known), Some(column)) =
                (self.published[at].get(), next.column(base, SpaceKey::Published, profile))
            else {
                continue;
            };
            if !has_other_sets && !published[at].is_long() {
                let known = known.next((&published[at], column), &base.spaces.layout, base, viewed);
                sets.published[at] = OnceLock::from(known);
            }
        }
        if has_other_trailers {
            return sets;
        }
        for profile in base.setup.devices.profiles() {
            for groups in 0..self.groups {
                let first = (profile.index() * self.groups + groups) * SpaceKey::ALL;
                let kept = &mut sets.shown[first..first + SpaceKey::ALL];
                let known = &self.shown[first..first + SpaceKey::ALL];
                if known.iter().all(|known| known.get().is_none()) {
                    continue;
                }
                let Some(films) = next.shown_to(base, profile, groups) else { continue };
                for (key, (kept, known)) in SpaceKey::EVERY.into_iter().zip(kept.iter_mut().zip(known)) {
                    let splice = match key {
                        SpaceKey::Published => published.get(profile.index()),
                        _ => before.map(|(_, splices)| &splices.of_keys[key.index()]),
                    };
                    let (Some(known), Some(column)) = (known.get(), next.column(base, key, profile)) else { continue };
                    if !splice.is_some_and(Splice::is_long) {
                        *kept = OnceLock::from(known.next(splice, column, (&films, trailers(base)), changed));
                    }
                }
            }
        }
        sets
    }
}

fn trailers(base: &Base) -> Option<&roaring::RoaringBitmap> {
    base.bitmaps.tagged(base.tags.trailer()?)
}
