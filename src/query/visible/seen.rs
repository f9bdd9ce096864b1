//! A snapshot, seen from a viewpoint at the present moment.

use std::borrow::Cow;
use std::collections::BTreeSet;

use roaring::RoaringBitmap;

use crate::catalog::{AccessSetId, FilmId, Moment, Number, Text};
use crate::query::bitmap::of_ascending;
use crate::query::question::{AsOf, Device, Inquiry, Viewpoint};
use crate::query::snapshot::{SerieEntry, Snapshot};

use super::shown::{ShownFilms, ShownRow, ShownSerie};

/// The films that whoever belongs to some access groups may see, hidden ones included: with these a snapshot is
/// [looked at](Visible::for_peer).
#[derive(Clone, Debug, PartialEq)]
pub struct AccessibleFilms(RoaringBitmap);

impl AccessibleFilms {
    /// Finds the films of a snapshot that name one of the groups, or none at all.
    pub fn new(snapshot: &Snapshot, groups: &BTreeSet<Text>) -> Self {
        let films = snapshot.base.rows().filter(|(_, entry)| entry.is_open_to(groups));
        Self(of_ascending(films.map(|(row, _)| row.bit())))
    }
}

/// What of a snapshot is shown. The verbs are its methods, and all that their answers hold comes from here.
#[derive(Clone, Copy, Debug)]
pub struct Visible<'s> {
    snapshot: &'s Snapshot,
    viewpoint: Viewpoint,
    now: Moment,
    /// *t* of the contract.
    at: Moment,
    /// The films that the client's groups let it see; `None`: the snapshot does not know them, so none.
    accessible: Option<&'s RoaringBitmap>,
    /// Which of the sets of access groups of the snapshot that is; `None`: none of them.
    groups: Option<AccessSetId>,
}

impl<'s> Visible<'s> {
    /// Looks at the snapshot from the viewpoint. Finds nothing yet.
    pub fn new(snapshot: &'s Snapshot, viewpoint: Viewpoint, now: Moment) -> Self {
        let accessible = snapshot.base.bitmaps.accessible.get(viewpoint.groups.index());
        Self { snapshot, viewpoint, now, at: viewpoint.as_of.moment(now), accessible, groups: Some(viewpoint.groups) }
    }

    /// Looks at the snapshot as a peer does: at the present moment, whatever the device, with access to these films.
    pub fn for_peer(snapshot: &'s Snapshot, accessible: &'s AccessibleFilms, now: Moment) -> Self {
        let viewpoint = Viewpoint { as_of: AsOf::Now, device: Device::Any, groups: AccessSetId::NOBODY };
        Self { accessible: Some(&accessible.0), groups: None, ..Self::new(snapshot, viewpoint, now) }
    }

    /// Returns the snapshot, hidden films included.
    pub(in crate::query) fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// Returns the present moment.
    pub(in crate::query) fn now(&self) -> Moment {
        self.now
    }

    /// Returns the moment at which it looks.
    pub(in crate::query) fn at(&self) -> Moment {
        self.at
    }

    /// Returns what plays it.
    pub(in crate::query) fn device(&self) -> Device {
        self.viewpoint.device
    }

    /// Returns which of the sets of access groups of the snapshot the client's are; `None`: it sees what none of them does.
    pub(super) fn groups(&self) -> Option<AccessSetId> {
        self.groups
    }

    /// Tells whether what is shown changes as time goes by.
    pub(in crate::query) fn follows_the_clock(&self) -> bool {
        self.viewpoint.as_of == AsOf::Now
    }

    /// Finds the films that are shown.
    pub(in crate::query) fn films(&self) -> ShownFilms {
        match self.snapshot.timed.shown(self.at, self.viewpoint.device) {
            Some(shown) => self.accessible(shown),
            None => self.accessible(&self.snapshot.base.shown_at(self.at, self.viewpoint.device)),
        }
    }

    /// Finds the film, if it is shown.
    pub(in crate::query) fn find(&self, id: FilmId) -> Option<ShownRow> {
        let row = self.snapshot.row(id)?;
        let shows =
            self.accessible?.contains(row.bit()) && self.snapshot.entry(row).showing(self.device()).covers(self.at);
        shows.then(|| ShownRow::new(row))
    }

    /// Finds the films of which an item is shown.
    pub(in crate::query) fn with_items(&self) -> ShownFilms {
        self.accessible(&self.playing())
    }

    /// Finds what [`Self::with_items`] finds for each set of access groups, by set. The groups of the viewpoint do not
    /// matter, and what plays is looked up once.
    pub(in crate::query) fn with_items_by_groups(&self) -> Vec<ShownFilms> {
        let playing = self.playing();
        let sets = self.snapshot.base.bitmaps.accessible.iter();
        sets.map(|accessible| ShownFilms::new(&*playing & accessible)).collect()
    }

    /// Finds the items of a film that are shown, by number.
    pub(in crate::query) fn items(&self, film: ShownRow) -> Vec<ShownSerie> {
        self.shown_of(film, self.snapshot.entry(film.row()).items(), 0)
    }

    /// Finds the trailers of a film that are shown, by number.
    pub(in crate::query) fn trailers(&self, film: ShownRow) -> Vec<ShownSerie> {
        let entry = self.snapshot.entry(film.row());
        self.shown_of(film, entry.trailers(), entry.items().len())
    }

    /// Finds the items of a film that are shown, by number, each with the moment since when they are.
    pub(in crate::query) fn items_since(&self, film: ShownRow) -> Vec<(Number, Moment)> {
        let entry = self.snapshot.entry(film.row());
        let since = |item: SerieEntry| entry.published.map_or(item.published, |film| film.max(item.published));
        let shown = entry.items().filter(|item| item.release(self.device()).is_shown(self.at));
        shown.map(|item| (item.number, since(item))).collect()
    }

    /// Finds those that are shown of the series of a film, of which the first has this place in its body.
    fn shown_of(&self, film: ShownRow, series: impl Iterator<Item = SerieEntry>, first: usize) -> Vec<ShownSerie> {
        let shown = (first..).zip(series).filter(|(_, serie)| serie.release(self.device()).is_shown(self.at));
        shown.map(|(place, serie)| ShownSerie::new(film, serie.number, place)).collect()
    }

    /// Finds the films with an item that the device is shown, whoever may see them.
    fn playing(&self) -> Cow<'s, RoaringBitmap> {
        match self.snapshot.timed.with_items(self.at, self.viewpoint.device) {
            Some(films) => Cow::Borrowed(films),
            None => Cow::Owned(self.snapshot.base.with_items_at(self.at, self.viewpoint.device)),
        }
    }

    /// Keeps those of the films that the client may see; nothing for groups that the snapshot does not know.
    fn accessible(&self, shown: &RoaringBitmap) -> ShownFilms {
        self.accessible.map(|accessible| ShownFilms::new(shown & accessible)).unwrap_or_default()
    }
}

impl<Q> Inquiry<Q> {
    /// Looks at a snapshot from where it is asked.
    pub fn look_at<'s>(&self, snapshot: &'s Snapshot, now: Moment) -> Visible<'s> {
        Visible::new(snapshot, self.viewpoint, now)
    }
}
