//! What to play next.

use roaring::RoaringBitmap;

use super::answer::{Shown, UpnextAnswer};
use super::question::UpnextQuestion;
use super::snapshot::{Row, Snapshot};
use super::{film, page, similar};

/// Answers an upnext question; `None` where the film, or the number in it, is unknown or hidden.
///
/// Output: the rest of the film that is playing, then other films with all their shown items: the editors' «Смотри
/// также», then «Похожее», then similar ones; none twice, none tagged `trailer`, none without items.
pub fn upnext(snapshot: &Snapshot, question: &UpnextQuestion) -> Option<UpnextAnswer> {
    let view = &question.view;
    let playing = snapshot.visible_row(view, question.id)?;
    let items = &snapshot.entry(playing).items;
    let shown = film::shown(items, view);
    shown.iter().find(|place| items[**place].number == question.number)?;
    let limit = page::places(question.limit);
    let rest: Shown = shown.into_iter().filter(|place| items[*place].number > question.number).collect();
    let mut films = Vec::with_capacity(limit);
    if !rest.is_empty() {
        films.push((playing, rest));
    }
    let others = film::others(snapshot, view, playing, question.age);
    let mut fresh = &others & &snapshot.with_items(view);
    if let Some(trailers) = snapshot.trailer_films() {
        fresh -= trailers;
    }
    let mut next = Next { snapshot, question, films, limit, fresh };
    next.take(film::see_also(snapshot, playing, &others));
    if next.wants_more() {
        next.take(film::related(snapshot, playing, &others));
    }
    if next.wants_more() {
        let similar = similar::rows(snapshot, &[playing], &next.fresh, limit);
        next.take(similar);
    }
    Some(UpnextAnswer { films: next.films })
}

/// The answer while it grows.
struct Next<'a> {
    snapshot: &'a Snapshot,
    question: &'a UpnextQuestion,
    films: Vec<(Row, Shown)>,
    limit: usize,
    /// The films that may still come.
    fresh: RoaringBitmap,
}

impl Next<'_> {
    fn wants_more(&self) -> bool {
        self.films.len() < self.limit
    }

    fn take(&mut self, rows: Vec<Row>) {
        for row in rows {
            if !self.wants_more() {
                return;
            }
            if self.fresh.remove(row.bit()) {
                let items = film::shown(&self.snapshot.entry(row).items, &self.question.view);
                self.films.push((row, items));
            }
        }
    }
}
