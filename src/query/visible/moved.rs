//! Films of which something other is shown at another moment than at those that a snapshot is ready for.

use crate::catalog::{AccessSetId, Moment, ProfileId};
use crate::query::question::Device;
use crate::query::snapshot::{Row, Snapshot};

use super::Visible;

/// A film of which something other may be shown at the moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct MovedFilm {
    pub(super) row: Row,
    /// Whether it is shown at the moment.
    pub(super) is_shown: bool,
    pub(super) is_trailer: bool,
}

/// The films of which something other may be shown, by row.
#[derive(Clone, Debug)]
pub(super) struct MovedFilms(Vec<MovedFilm>);

impl MovedFilms {
    /// Finds what somebody of these access groups is shown of them on a device of this profile at the moment.
    pub(super) fn new(snapshot: &Snapshot, at: Moment, (profile, groups): (ProfileId, AccessSetId)) -> Self {
        let mut rows = snapshot.moved(at).to_vec();
        rows.sort_unstable();
        rows.dedup();
        let (base, trailers) = (&snapshot.base, snapshot.trailer_films());
        let accessible = base.bitmaps.accessible.get(groups.index());
        let film = |row: Row| MovedFilm {
            row,
            is_shown: accessible.is_some_and(|films| films.contains(row.bit()))
                && base.entries[row].showing(Device::Of(profile)).covers(at),
            is_trailer: trailers.as_ref().is_some_and(|films| films.contains(row.bit())),
        };
        Self(rows.into_iter().map(film).collect())
    }

    pub(super) fn films(&self) -> &[MovedFilm] {
        &self.0
    }

    /// Returns those that are shown at the moment, films tagged `trailer` only if they are wanted.
    pub(super) fn rows_shown(&self, with_trailers: bool) -> Vec<Row> {
        let shown = self.0.iter().filter(|film| film.is_shown && (with_trailers || !film.is_trailer));
        shown.map(|film| film.row).collect()
    }

    /// Puts films in the order by `published` at the moment that is looked at; ties by row.
    pub(super) fn by_newest(visible: &Visible<'_>, rows: Vec<Row>) -> Vec<(Moment, Row)> {
        let newest = |row: Row| Some((visible.snapshot().entry(row).newest(visible.at(), visible.device())?, row));
        let mut films: Vec<(Moment, Row)> = rows.into_iter().filter_map(newest).collect();
        films.sort_unstable();
        films
    }
}
