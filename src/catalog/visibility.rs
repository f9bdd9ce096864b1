//! Visibility: what a request may be shown. The only place that decides it.
//!
//! [`Hidden`] says why a film is not shown at one moment (`explain`, the reference engine);
//! [`Showing`] says at which moments it is (the engine). A property test holds the two together.

use super::device::{PlayRules, Unplayable};
use super::{AccessRules, AccessSetId, Film, Moment, Serie};

/// From where a request looks at the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Viewpoint<'a> {
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

/// Tells why the film is hidden from the viewpoint; `None`: it is visible.
pub fn film_hidden(film: &Film, view: &Viewpoint<'_>) -> Option<Hidden> {
    match film.published {
        None => return Some(Hidden::Draft),
        Some(published) if published > view.at => return Some(Hidden::Scheduled(published)),
        Some(_) => {}
    }
    if !view.rules.allows(view.groups, &film.access) {
        return Some(Hidden::Access);
    }
    let shown = |serie: &Serie| serie_hidden(serie, view.at, view.device).is_none();
    if film.items.as_slice().iter().any(|item| item.published <= view.at) {
        (!film.items.as_slice().iter().any(shown)).then_some(Hidden::NoItemPlayable)
    } else {
        (!film.trailers.as_slice().iter().any(shown)).then_some(Hidden::NothingPublished)
    }
}

/// Tells why an item or a trailer is hidden; `None`: it is shown wherever its film is.
pub fn serie_hidden(serie: &Serie, at: Moment, device: &PlayRules) -> Option<SerieHidden> {
    if serie.published > at {
        return Some(SerieHidden::Scheduled(serie.published));
    }
    device.refuses(serie).map(SerieHidden::Unplayable)
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
    /// Finds the moments from the publication time of the film, and for each item and each trailer its publication
    /// time and whether the device plays it.
    pub fn new(
        film: Option<Moment>,
        items: impl Iterator<Item = (Moment, bool)>,
        trailers: impl Iterator<Item = (Moment, bool)>,
    ) -> Self {
        let film = film.unwrap_or(Moment::MAX);
        let (mut first, mut first_playable) = (Moment::MAX, Moment::MAX);
        for (published, playable) in items {
            first = first.min(published);
            if playable {
                first_playable = first_playable.min(published);
            }
        }
        let trailer = trailers.filter(|(_, playable)| *playable).map(|(published, _)| published).min();
        Self {
            trailers_from: film.max(trailer.unwrap_or(Moment::MAX)),
            trailers_until: first,
            items_from: film.max(first_playable),
        }
    }

    /// Tells whether the film is shown at the moment; nothing is shown at [`Moment::MAX`].
    pub fn covers(self, at: Moment) -> bool {
        self.covers_items(at) || (at < Moment::MAX && at >= self.trailers_from && at < self.trailers_until)
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
}
