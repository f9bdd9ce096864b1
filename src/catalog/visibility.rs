//! Visibility: what a request may be shown. The only place that decides it.
//!
//! [`Release`] is the rule for an item or a trailer, [`Showing`] that for a film; access is [`AccessRules::allows`]. The
//! engine asks at which moments a film is shown; [`film_hidden`] and [`serie_hidden`] say why it is not, by the same
//! rules.

use super::device::{PlayRules, Unplayable};
use super::{AccessRules, AccessSetId, Film, Moment, Serie};

/// When, on what and for whom a film is shown or hidden.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// *t* of the contract: what is published by then is shown.
    pub at: Moment,
    /// What the device plays.
    pub device: &'a PlayRules,
    /// The access groups there are.
    pub rules: &'a AccessRules,
    /// The groups of the client.
    pub groups: AccessSetId,
}

/// Why a film is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// It has no publication time.
    Draft,
    /// Its publication time is yet to come.
    Scheduled(Moment),
    /// The client is in none of the groups it names.
    Access,
    /// It has published items, and the device plays none of them.
    NoItemPlayable,
    /// It has no published item, and no published trailer that the device plays.
    NothingPublished,
}

/// Why an item or a trailer is not shown in a film that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SerieHidden {
    /// Its publication time is yet to come.
    Scheduled(Moment),
    /// The device cannot play it.
    Unplayable(Unplayable),
}

/// Returns why the film is hidden under the circumstances; `None`: it is visible.
pub fn film_hidden(film: &Film, circumstances: &Circumstances<'_>) -> Option<Hidden> {
    let Circumstances { at, device, rules, groups } = *circumstances;
    match film.published {
        None => return Some(Hidden::Draft),
        Some(published) if published > at => return Some(Hidden::Scheduled(published)),
        Some(_) => {}
    }
    if !rules.allows(groups, &film.access) {
        return Some(Hidden::Access);
    }
    let showing = Showing::of(film, device);
    let reason = if showing.has_published_items(at) { Hidden::NoItemPlayable } else { Hidden::NothingPublished };
    (!showing.covers(at)).then_some(reason)
}

/// Returns why an item or a trailer is hidden; `None`: it is shown wherever its film is.
pub fn serie_hidden(serie: &Serie, at: Moment, device: &PlayRules) -> Option<SerieHidden> {
    let refusal = device.refuses(serie);
    let release = Release { published: serie.published, playable: refusal.is_none() };
    if release.is_shown(at) {
        return None;
    }
    match refusal {
        Some(refusal) if serie.published <= at => Some(SerieHidden::Unplayable(refusal)),
        _ => Some(SerieHidden::Scheduled(serie.published)),
    }
}

/// An item or a trailer, as far as it matters to whether it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its publication time.
    pub published: Moment,
    /// Whether the device plays it.
    pub playable: bool,
}

impl Release {
    /// Returns the moment from which it is shown wherever its film is; [`Moment::MAX`]: never.
    pub fn shown_from(self) -> Moment {
        if self.playable { self.published } else { Moment::MAX }
    }

    /// Tells whether it is shown at the moment wherever its film is; nothing is shown at [`Moment::MAX`].
    pub fn is_shown(self, at: Moment) -> bool {
        at < Moment::MAX && self.shown_from() <= at
    }
}

/// The moments at which a film is shown on a device, access apart: `[trailers_from, trailers_until)` with its
/// trailers alone, and from `items_from` on with its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Showing {
    /// When the film and a playable trailer are published.
    pub trailers_from: Moment,
    /// When the first item is published: from then on trailers alone do not show the film.
    pub trailers_until: Moment,
    /// When the film and a playable item are published.
    pub items_from: Moment,
}

impl Showing {
    /// Finds the moments from the publication time of the film, its items and its trailers.
    pub fn new(
        film: Option<Moment>,
        items: impl Iterator<Item = Release>,
        trailers: impl Iterator<Item = Release>,
    ) -> Self {
        let film = film.unwrap_or(Moment::MAX);
        let (mut first, mut first_shown) = (Moment::MAX, Moment::MAX);
        for item in items {
            first = first.min(item.published);
            first_shown = first_shown.min(item.shown_from());
        }
        let first_trailer = trailers.map(Release::shown_from).fold(Moment::MAX, Moment::min);
        Self { trailers_from: film.max(first_trailer), trailers_until: first, items_from: film.max(first_shown) }
    }

    /// Finds the moments at which the film is shown on the device.
    pub fn of(film: &Film, device: &PlayRules) -> Self {
        let release = |serie: &Serie| Release { published: serie.published, playable: device.refuses(serie).is_none() };
        let (items, trailers) = (film.items.as_slice().iter(), film.trailers.as_slice().iter());
        Self::new(film.published, items.map(release), trailers.map(release))
    }

    /// Tells whether the film is shown at the moment; nothing is shown at [`Moment::MAX`].
    pub fn covers(self, at: Moment) -> bool {
        self.covers_items(at) || (at < Moment::MAX && at >= self.trailers_from && !self.has_published_items(at))
    }

    /// Tells whether the film is shown with an item of it at the moment.
    pub fn covers_items(self, at: Moment) -> bool {
        at < Moment::MAX && at >= self.items_from
    }

    /// Tells whether the film is shown at the moment or at any later one.
    pub fn covers_any_from(self, at: Moment) -> bool {
        let with_trailers = self.trailers_from < self.trailers_until && at < self.trailers_until;
        self.items_from < Moment::MAX || with_trailers
    }

    /// Tells whether an item is published at the moment, playable or not.
    fn has_published_items(self, at: Moment) -> bool {
        self.trailers_until <= at
    }
}
