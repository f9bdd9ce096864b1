//! What of the private base a viewpoint is shown, and since when.

use std::sync::Arc;

use crate::catalog::{CarrierKey, IdentifiedFilm, Moment};
use crate::number::to_index;
use crate::query::text_arena::Pieces;
use crate::query::visible::Visible;

use super::base::{TITLES, TorrentBase};

/// The torrents that a viewpoint is shown: one row for each hash, by the carrier that was shown first.
#[derive(Clone, Debug)]
pub struct TorrentView {
    pub(super) base: Arc<TorrentBase>,
    /// By carrier: since when its row is shown; [`Moment::MAX`]: it has none.
    pub(super) created: Vec<Moment>,
    /// By film: whether it is shown.
    films: Vec<bool>,
}

/// A torrent that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShownTorrent {
    key: CarrierKey,
    created: Moment,
}

impl ShownTorrent {
    /// Returns the item that carries it.
    pub fn key(self) -> CarrierKey {
        self.key
    }

    /// Returns since when it is shown.
    pub fn created(self) -> Moment {
        self.created
    }
}

impl Visible<'_> {
    /// Looks at the private base, which is of the same generation as the snapshot.
    pub fn torrents(&self, base: &Arc<TorrentBase>) -> TorrentView {
        let mut films = Vec::with_capacity(base.films.len());
        let mut shown = Vec::with_capacity(base.films.len());
        for film in &base.films {
            let row = self.find(film.id);
            films.push(row.is_some());
            shown.push(row.map(|row| self.items_since(row)).unwrap_or_default());
        }
        let since = |place: usize| {
            let carrier = &base.carriers[place];
            let items: &Vec<_> = &shown[to_index(carrier.film)];
            let item = items.binary_search_by_key(&carrier.number, |(number, _)| *number).ok()?;
            Some(items[item].1.max(carrier.opened))
        };
        let mut created: Vec<Moment> = vec![Moment::MAX; base.carriers.len()];
        let mut first: Option<usize> = None;
        for place in 0..base.carriers.len() {
            let Some(moment) = since(place) else { continue };
            match first.filter(|first| base.carriers[*first].hash == base.carriers[place].hash) {
                // The same hash, shown longer: that one has the row.
                Some(first) if created[first] <= moment => continue,
                Some(first) => created[first] = Moment::MAX,
                None => {}
            }
            created[place] = moment;
            first = Some(place);
        }
        TorrentView { base: Arc::clone(base), created, films }
    }
}

impl TorrentView {
    /// Returns the row of a carrier, if it has one.
    pub(super) fn row(&self, place: usize) -> Option<ShownTorrent> {
        let created = self.created[place];
        (created < Moment::MAX).then(|| ShownTorrent { key: self.base.key(place), created })
    }

    /// Returns how many torrents are shown.
    pub fn len(&self) -> usize {
        self.created.iter().filter(|created| **created < Moment::MAX).count()
    }

    /// Tells whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the films that are shown, by id.
    pub fn films(&self) -> impl Iterator<Item = &IdentifiedFilm> {
        self.base.films.iter().zip(&self.films).filter(|(_, shown)| **shown).map(|(film, _)| film)
    }

    /// Finds the films that are shown with all pieces in one of their titles, by id.
    pub fn films_titled(&self, pieces: &Pieces) -> Vec<&IdentifiedFilm> {
        let mut found: Vec<usize> = self.base.film_titles.find(pieces).map(|title| title / TITLES).collect();
        found.dedup();
        found.into_iter().filter(|place| self.films[*place]).map(|place| &self.base.films[place]).collect()
    }
}
