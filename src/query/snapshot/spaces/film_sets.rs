//! All sets of films of a snapshot; each is made when it is first asked for, and then follows.

use std::iter;
use std::sync::{Arc, OnceLock};

use wordset::{CountedSet, Line, put, words, words_mut};

use crate::catalog::{AccessSetId, Moment, ProfileId};
use crate::query::question::Device;
use crate::query::snapshot::base::Base;
use crate::query::snapshot::column::Column;
use crate::query::snapshot::row::Row;
use crate::query::snapshot::timed::Timed;

use super::key::SpaceKey;
use super::layout::{AgeSet, SetLayout};
use super::pool::{PoolOf, SimilarPool};
use super::shown::ShownSpaces;
use super::space::Space;
use super::splice::{Splice, Splices, TimedMoves};

/// An order with its sets, and the films in it that are shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct SpaceView<'a> {
    /// What it is the order by.
    pub(in crate::query) key: SpaceKey,
    /// The order.
    pub(in crate::query) column: &'a Column,
    /// Its sets.
    pub(in crate::query) space: &'a Space,
    /// What is shown.
    pub(in crate::query) shown: &'a ShownSpaces,
    /// Which sets there are.
    pub(in crate::query) layout: &'a SetLayout,
}

/// An order with its sets, whoever looks at it.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct OrderView<'a> {
    /// The order.
    pub(in crate::query) column: &'a Column,
    /// Its sets.
    pub(in crate::query) space: &'a Space,
    /// Which sets there are.
    pub(in crate::query) layout: &'a SetLayout,
}

/// The sets.
#[derive(Debug)]
pub(in crate::query::snapshot) struct FilmSets {
    layout: Arc<SetLayout>,
    /// By key: in the orders that do not change with time.
    lasting: [OnceLock<Arc<Space>>; SpaceKey::LASTING.len()],
    /// By profile: in the order by `published`.
    published: Vec<OnceLock<Arc<Space>>>,
    /// By profile: what films are sorted by in the order by `published`, by place.
    newest: Vec<OnceLock<Vec<Moment>>>,
    /// By profile, by access set, by key: what is shown.
    shown: Vec<OnceLock<ShownSpaces>>,
    /// By profile, by access set, by stage of age, by whether there must be items: what similar films are chosen from.
    pools: Vec<OnceLock<SimilarPool>>,
    /// How many access sets there are.
    groups: usize,
}

/// What sets are made of.
#[derive(Clone, Copy)]
pub(in crate::query::snapshot) struct SetSources<'a> {
    /// What does not change with time.
    pub(in crate::query::snapshot) base: &'a Base,
    /// What does.
    pub(in crate::query::snapshot) timed: &'a Timed,
}

impl FilmSets {
    /// Begins without any.
    pub(in crate::query::snapshot) fn new(base: &Base) -> Self {
        Self::with(Arc::new(SetLayout::new(base)), base)
    }

    fn with(layout: Arc<SetLayout>, base: &Base) -> Self {
        let (profiles, groups) = (base.setup.devices.rules().len(), base.setup.access.sets().len());
        let (shown, pools) = (profiles * groups * SpaceKey::COUNT, profiles * groups * layout.stages() * 2);
        Self {
            layout,
            lasting: Default::default(),
            published: iter::repeat_with(OnceLock::new).take(profiles).collect(),
            newest: iter::repeat_with(OnceLock::new).take(profiles).collect(),
            shown: iter::repeat_with(OnceLock::new).take(shown).collect(),
            pools: iter::repeat_with(OnceLock::new).take(pools).collect(),
            groups,
        }
    }

    /// Returns an order with its sets, and the films that somebody of these access groups is shown; `None`: the profile or
    /// the groups are not known.
    pub(in crate::query::snapshot) fn view<'a>(
        &'a self,
        sources: SetSources<'a>,
        key: SpaceKey,
        (profile, groups): (ProfileId, AccessSetId),
    ) -> Option<SpaceView<'a>> {
        let SetSources { base, timed } = sources;
        let column = timed.column(base, key, profile)?;
        let space = match key {
            SpaceKey::Published => self.published.get(profile.index())?,
            _ => self.lasting.get(key.index())?,
        };
        let space = self.space_in(space, base, column);
        let shown = self.shown.get(self.place(profile, groups.index())? + key.index())?;
        let shown = match shown.get() {
            Some(shown) => shown,
            None => {
                let films = timed.shown_to(base, profile, groups.index())?;
                shown.get_or_init(|| ShownSpaces::new(column, &films, base.trailer_films().as_deref()))
            }
        };
        Some(SpaceView { key, column, space, shown, layout: &self.layout })
    }

    /// Returns the order by popularity with its sets.
    pub(in crate::query::snapshot) fn by_popularity<'a>(&'a self, base: &'a Base) -> OrderView<'a> {
        let (column, space) = (&*base.popularity, &self.lasting[SpaceKey::Popularity.index()]);
        OrderView { column, space: self.space_in(space, base, column), layout: &self.layout }
    }

    fn space_in<'a>(&self, space: &'a OnceLock<Arc<Space>>, base: &Base, column: &Column) -> &'a Space {
        space.get_or_init(|| Arc::new(Space::new(&self.layout, base, column)))
    }

    /// Returns the films that similar ones are chosen from; `None`: the profile or the groups are not known.
    pub(in crate::query::snapshot) fn pool<'a>(
        &'a self,
        sources: SetSources<'a>,
        pooled: PoolOf,
    ) -> Option<&'a SimilarPool> {
        let PoolOf { profile, groups, age, with_items } = pooled;
        let of_view = profile.index() * self.groups + groups.index();
        let place = (of_view * self.layout.stages() + self.layout.stage(age)) * 2 + usize::from(with_items);
        let known = self.pools.get(place).filter(|_| groups.index() < self.groups)?;
        if known.get().is_none() {
            let view = self.view(sources, SpaceKey::Popularity, (profile, groups))?;
            let pool = self.new_pool(sources, view, pooled)?;
            known.get_or_init(|| pool);
        }
        known.get()
    }

    fn new_pool(&self, sources: SetSources<'_>, view: SpaceView<'_>, pooled: PoolOf) -> Option<SimilarPool> {
        let SetSources { base, timed } = sources;
        let PoolOf { profile, groups, age, with_items } = pooled;
        let mut rows = timed.shown_to(base, profile, groups.index())?;
        base.trailer_films().iter().for_each(|trailers| rows -= &**trailers);
        let mut lines = view.shown.usual.lines().to_vec();
        match age.map_or(AgeSet::All, |age| self.layout.age(age)) {
            AgeSet::All => {}
            AgeSet::Of(set) => {
                let of_age = words(view.space.set(set)).iter();
                words_mut(&mut lines).iter_mut().zip(of_age).for_each(|(films, of_age)| *films &= of_age);
            }
            AgeSet::None => lines.fill(Line::default()),
        }
        age.into_iter().for_each(|age| rows &= base.for_age(age));
        if with_items {
            let without = timed.without_items(profile);
            let places = without.iter().map(|bit| view.column.place(Row::from_bit(bit)));
            places.for_each(|place| put(words_mut(&mut lines), place, false));
            rows -= without;
        }
        Some(SimilarPool::new(rows, CountedSet::new(lines.into()), self.layout.sets()))
    }

    /// Returns what films are sorted by in the order by `published`, by place; the end of all time for those that lack it.
    pub(in crate::query::snapshot) fn newest<'a>(
        &'a self,
        SetSources { base, timed }: SetSources<'a>,
        profile: ProfileId,
    ) -> Option<&'a [Moment]> {
        let column = timed.column(base, SpaceKey::Published, profile)?;
        let films = || column.in_order().iter().map(|row| newest(base, timed, profile, *row)).collect();
        Some(self.newest.get(profile.index())?.get_or_init(films))
    }

    /// Carries what was made over to the next snapshot: `before` is what does not change with time in this one, with the ways
    /// from its orders, where the next has another.
    pub(in crate::query::snapshot) fn following(
        &self,
        next: SetSources<'_>,
        before: Option<(&Base, &Splices)>,
        moves: &TimedMoves,
    ) -> Self {
        let base = next.base;
        let fits = |row: &Row| self.layout.fits(&base.entries[*row]);
        if !moves.changed.iter().all(fits) {
            return Self::new(base);
        }
        let mut sets = Self::with(Arc::clone(&self.layout), base);
        for key in SpaceKey::LASTING {
            let known = self.lasting[key.index()].get().zip(base.column(key));
            let space = known.and_then(|(known, column)| match before {
                Some((_, splices)) => self.space(known, (&splices.of_keys[key.index()], column), base, before),
                None => Some(Arc::clone(known)),
            });
            space.into_iter().for_each(|space| sets.lasting[key.index()] = OnceLock::from(space));
        }
        for profile in base.setup.devices.profiles() {
            let at = profile.index();
            let known = self.published[at].get().zip(next.timed.column(base, SpaceKey::Published, profile));
            let space =
                known.and_then(|(known, column)| self.space(known, (&moves.published[at], column), base, before));
            space.into_iter().for_each(|space| sets.published[at] = OnceLock::from(space));
            let splice = &moves.published[at];
            if let Some(known) = self.newest[at].get().filter(|_| !splice.is_long()) {
                let next = splice.values(known, |row| newest(base, next.timed, profile, row));
                sets.newest[at] = OnceLock::from(next);
            }
        }
        if before.is_none_or(|(known, _)| known.tags.trailer() == base.tags.trailer()) {
            self.carry_shown(&mut sets, next, before, moves);
        }
        sets
    }

    /// Carries the sets of an order over to the next one; `None`: it is cheaper to begin anew.
    fn space(
        &self,
        known: &Space,
        (splice, column): (&Splice, &Column),
        base: &Base,
        before: Option<(&Base, &Splices)>,
    ) -> Option<Arc<Space>> {
        let viewed = before.map(|(_, splices)| &*splices.viewed).unwrap_or_default();
        (!splice.is_long()).then(|| Arc::new(known.next((splice, column), &self.layout, base, viewed)))
    }

    fn carry_shown(
        &self,
        sets: &mut Self,
        next: SetSources<'_>,
        before: Option<(&Base, &Splices)>,
        moves: &TimedMoves,
    ) {
        let SetSources { base, timed } = next;
        let trailers = base.trailer_films();
        let views = base.setup.devices.profiles().flat_map(|profile| (0..self.groups).map(move |set| (profile, set)));
        for (profile, groups) in views {
            let Some(first) = self.place(profile, groups) else { continue };
            let known = &self.shown[first..first + SpaceKey::COUNT];
            if known.iter().all(|known| known.get().is_none()) {
                continue;
            }
            let Some(films) = timed.shown_to(base, profile, groups) else { continue };
            for (key, known) in SpaceKey::every().zip(known) {
                let splice = match key {
                    SpaceKey::Published => moves.published.get(profile.index()),
                    _ => before.map(|(_, splices)| &splices.of_keys[key.index()]),
                };
                let Some((known, column)) = known.get().zip(timed.column(base, key, profile)) else { continue };
                if !splice.is_some_and(Splice::is_long) {
                    let shown = known.next(splice, column, (&films, trailers.as_deref()), &moves.changed);
                    sets.shown[first + key.index()] = OnceLock::from(shown);
                }
            }
        }
    }

    /// Returns the place of the first of what a profile and access groups are shown.
    fn place(&self, profile: ProfileId, groups: usize) -> Option<usize> {
        (groups < self.groups).then(|| (profile.index() * self.groups + groups) * SpaceKey::COUNT)
    }
}

/// Returns what a film is sorted by in the order by `published`.
fn newest(base: &Base, timed: &Timed, profile: ProfileId, row: Row) -> Moment {
    // Within its span nothing changes.
    base.entries[row].newest(timed.span().from, Device::Of(profile)).unwrap_or(Moment::MAX)
}
