//! One film, whole, with the films named beside it.

use roaring::RoaringBitmap;

use super::answer::{FilmAnswer, Shown};
use super::question::{FilmQuestion, View};
use super::similar;
use super::snapshot::{Row, SerieEntry, Snapshot};

/// How many films stand in «Похожее».
pub const RELATED: usize = 12;

/// Answers a film question; `None` where the film is unknown or hidden.
pub fn film(snapshot: &Snapshot, question: &FilmQuestion) -> Option<FilmAnswer> {
    let film = snapshot.visible_row(&question.view, question.id)?;
    let others = others(snapshot, &question.view, film, question.age);
    let entry = snapshot.entry(film);
    Some(FilmAnswer {
        film,
        related: related(snapshot, film, &others),
        see_also: see_also(snapshot, film, &others),
        items: shown(&entry.items, &question.view),
        trailers: shown(&entry.trailers, &question.view),
    })
}

/// Finds the films that may be named beside a film.
pub(super) fn others(snapshot: &Snapshot, view: &View, film: Row, age: Option<u8>) -> RoaringBitmap {
    let mut others = snapshot.visible(view);
    if let Some(age) = age {
        others &= snapshot.for_age(age);
    }
    others.remove(film.bit());
    others
}

/// Returns «Похожее»: the editors' choice in its order, then similar films, [`RELATED`] in all.
pub(super) fn related(snapshot: &Snapshot, film: Row, others: &RoaringBitmap) -> Vec<Row> {
    let mut related = chosen(snapshot, &snapshot.entry(film).related, others);
    if related.len() < RELATED {
        let fresh = others - &related.iter().map(|row| row.bit()).collect::<RoaringBitmap>();
        related.extend(similar::rows(snapshot, &[film], &fresh, RELATED - related.len()));
    }
    related.truncate(RELATED);
    related
}

/// Returns «Смотри также»: the editors' choice in its order.
pub(super) fn see_also(snapshot: &Snapshot, film: Row, others: &RoaringBitmap) -> Vec<Row> {
    chosen(snapshot, &snapshot.entry(film).see_also, others)
}

fn chosen(snapshot: &Snapshot, ids: &[crate::catalog::FilmId], others: &RoaringBitmap) -> Vec<Row> {
    ids.iter().filter_map(|id| snapshot.row(*id)).filter(|row| others.contains(row.bit())).collect()
}

/// Returns the places of the series that the view shows.
pub(super) fn shown(series: &[SerieEntry], view: &View) -> Shown {
    let shows = |serie: &SerieEntry| serie.published <= view.at && serie.plays_on(view.profile.index());
    series.iter().enumerate().filter(|(_, serie)| shows(serie)).map(|(place, _)| place).collect()
}
