//! What of a snapshot holds only for a while: it changes when scheduled things are published, and when the clock is set
//! back to before they were.

use std::sync::Arc;
use std::thread;

use roaring::RoaringBitmap;

use crate::catalog::{Moment, ProfileId};
use crate::query::bitmap::of_ascending;
use crate::query::question::Device;

use super::base::Base;
use super::column::Column;
use super::moves::{FilmEntries, Moves};
use super::row::Row;
use super::setup::Setup;
use super::shared_table::SharedTable;
use super::spaces::{SpaceKey, TimedMoves};
use super::span::Span;

/// Visibility and the order by `published` from one moment until another, for every device.
#[derive(Debug, PartialEq)]
pub(in crate::query) struct Timed {
    /// The moments for which all of it is right: more than the one it was made for, so that a clock that is put right by
    /// a second costs nothing.
    span: Span,
    /// By row: the moments for which it is right about the film.
    spans: SharedTable<Row, Span>,
    /// By profile: the films that are shown, access apart.
    shown: Vec<RoaringBitmap>,
    /// By profile: the films with an item that is shown, access apart.
    with_items: Vec<RoaringBitmap>,
    /// By profile: the order by [`super::FilmEntry::newest`].
    published: Vec<Arc<Column>>,
}

impl Timed {
    /// Finds what holds at the moment, and until when.
    pub(super) fn new(setup: &Setup, entries: &FilmEntries, at: Moment) -> Self {
        let (films, rules) = (entries.len(), setup.devices.rules().len());
        let mut spans = Vec::with_capacity(films);
        let mut newest = vec![Vec::with_capacity(films); rules];
        let (mut shown, mut with_items) = (vec![Vec::new(); rules], vec![Vec::new(); rules]);
        // Film by film: going through all films for each profile would fetch them from memory as often.
        for (row, entry) in entries.iter() {
            spans.push(entry.unchanged(at));
            for profile in setup.devices.profiles() {
                let (device, of) = (Device::Of(profile), profile.index());
                newest[of].push(entry.newest(at, device));
                let showing = entry.showing(device);
                shown[of].extend(showing.covers(at).then_some(row.bit()));
                with_items[of].extend(showing.covers_items(at).then_some(row.bit()));
            }
        }
        let column = |profile: ProfileId| Column::new(films, |row| newest[profile.index()][row.index()]);
        let profiles = setup.devices.profiles();
        let published = thread::scope(|scope| {
            let column = &column;
            let columns: Vec<_> = profiles.map(|profile| scope.spawn(move || column(profile))).collect();
            let joined = columns.into_iter().map(thread::ScopedJoinHandle::join);
            joined.map(|column| Arc::new(column.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))).collect()
        });
        Self {
            span: spans.iter().copied().fold(Span::ALWAYS, Span::and),
            spans: spans.into_iter().collect(),
            shown: shown.into_iter().map(of_ascending).collect(),
            with_items: with_items.into_iter().map(of_ascending).collect(),
            published,
        }
    }

    /// Finds what holds at the moment, earlier or later, in the next snapshot, from what holds in this one: only films
    /// of which something changed between the two moments are looked at. Returns how this became that, too.
    pub(super) fn next(&self, base: &Base, moves: &Moves, at: Moment) -> (Self, TimedMoves) {
        let outdated = || self.spans.iter().filter(|(_, span)| !span.holds(at)).map(|(row, _)| row);
        let moves = moves.replacing((!self.holds(at)).then(outdated).into_iter().flatten());
        let spans = moves.carry(&self.spans, |row| base.entries[row].unchanged(at));
        let profiles = || base.setup.devices.profiles();
        let newest = |profile: ProfileId, row: Row| base.entries[row].newest(at, Device::Of(profile));
        let columns = profiles().zip(&self.published);
        let (published, splices) =
            columns.map(|(profile, known)| known.next(&moves, |row| newest(profile, row))).unzip();
        let showing = |profile, row: Row| base.entries[row].showing(Device::Of(profile));
        let shown = |(profile, films)| next_films(films, &moves, |row| showing(profile, row).covers(at));
        let with_items = |(profile, films)| next_films(films, &moves, |row| showing(profile, row).covers_items(at));
        let next = Self {
            span: self.next_span(&moves, &spans),
            spans,
            shown: profiles().zip(&self.shown).map(shown).collect(),
            with_items: profiles().zip(&self.with_items).map(with_items).collect(),
            published,
        };
        (next, TimedMoves { published: splices, changed: moves.fresh().to_vec() })
    }

    /// Returns the moments that lie in the spans of all films of the next snapshot.
    fn next_span(&self, moves: &Moves, spans: &SharedTable<Row, Span>) -> Span {
        if moves.left().iter().any(|row| self.spans[*row].bounds(self.span)) {
            return spans.values().copied().fold(Span::ALWAYS, Span::and);
        }
        // What bounds it is still there.
        moves.fresh().iter().map(|row| spans[*row]).fold(self.span, Span::and)
    }

    /// Returns the order by a key on a device.
    pub(super) fn column<'a>(&'a self, base: &'a Base, key: SpaceKey, profile: ProfileId) -> Option<&'a Column> {
        base.column(key).or_else(|| self.published.get(profile.index()).map(|column| &**column))
    }

    /// Finds the films that somebody is shown whose access groups are the set of this number.
    pub(super) fn shown_to(&self, base: &Base, profile: ProfileId, groups: usize) -> Option<RoaringBitmap> {
        let shown = self.shown.get(profile.index())?;
        Some(shown & base.bitmaps.accessible.get(groups)?)
    }

    /// Finds the films that are shown on a device of a profile, access apart, and no item of which is.
    pub(super) fn without_items(&self, profile: ProfileId) -> RoaringBitmap {
        let of = profile.index();
        self.shown.get(of).zip(self.with_items.get(of)).map(|(shown, with)| shown - with).unwrap_or_default()
    }

    /// Returns the moments for which it is right.
    pub(in crate::query) fn span(&self) -> Span {
        self.span
    }

    /// Returns how many films it is not right about at the moment.
    pub(in crate::query) fn overdue(&self, at: Moment) -> usize {
        self.spans.values().filter(|span| !span.holds(at)).count()
    }

    fn holds(&self, at: Moment) -> bool {
        self.span.holds(at)
    }

    /// Returns the films shown at the moment on the device, where this is known for it.
    pub(in crate::query) fn shown(&self, at: Moment, device: Device) -> Option<&RoaringBitmap> {
        self.of(&self.shown, at, device)
    }

    /// Returns the films with an item shown at the moment on the device, where this is known for it.
    pub(in crate::query) fn with_items(&self, at: Moment, device: Device) -> Option<&RoaringBitmap> {
        self.of(&self.with_items, at, device)
    }

    /// Returns the order by `published` at the moment on the device, where this is known for it.
    pub(in crate::query) fn published(&self, at: Moment, device: Device) -> Option<&Column> {
        self.of(&self.published, at, device).map(|column| &**column)
    }

    /// Returns what is known of a device among what is known by profile.
    fn of<'a, T>(&self, known: &'a [T], at: Moment, device: Device) -> Option<&'a T> {
        match device {
            Device::Of(profile) if self.holds(at) => known.get(profile.index()),
            _ => None,
        }
    }
}

/// Returns those of a set of films that stay, and the fresh ones that belong to it.
fn next_films(known: &RoaringBitmap, moves: &Moves, belongs: impl Fn(Row) -> bool) -> RoaringBitmap {
    let mut next = if moves.shift() {
        of_ascending(known.iter().filter_map(|bit| moves.to(Row::from_bit(bit))).map(Row::bit))
    } else {
        let mut next = known.clone();
        for row in moves.left() {
            next.remove(row.bit());
        }
        next
    };
    for row in moves.fresh().iter().filter(|row| belongs(**row)) {
        next.insert(row.bit());
    }
    next
}
