//! What to play next.

use super::answer::{Answer, UpnextAnswer};
use super::question::UpnextQuestion;
use super::visible::{ShownPool, ShownRow, ShownSerie, Visible};
use super::{page, similar};

impl<'s> Visible<'s> {
    /// Answers an upnext question; `None` where the film, or the number in it, is unknown or hidden.
    ///
    /// Output: the rest of the film that is playing, then other films with all their shown items: the editors' «Смотри
    /// также», then «Похожее», then similar ones; none twice, none tagged `trailer`, none without items.
    pub fn upnext(&self, question: &UpnextQuestion) -> Answer<'s, Option<UpnextAnswer>> {
        let found = self.find(question.id).and_then(|playing| self.after(playing, question));
        Answer::new(self, found)
    }

    /// Finds what comes after a serie of the film that is playing; `None` where the serie is not shown.
    fn after(&self, playing: ShownRow, question: &UpnextQuestion) -> Option<UpnextAnswer> {
        let shown = self.items(playing);
        shown.iter().find(|item| item.number() == question.number)?;
        let limit = page::places(question.limit);
        let rest: Vec<ShownSerie> = shown.into_iter().filter(|item| item.number() > question.number).collect();
        let mut films = Vec::with_capacity(limit);
        if !rest.is_empty() {
            films.push((playing, rest));
        }
        if films.len() == limit {
            // As most often: then nobody has to find what else there is.
            return Some(UpnextAnswer { films });
        }
        let mut fresh = self.pool(question.age, true);
        fresh.leave_out(playing.row());
        let mut next = Next { visible: self, films, limit, fresh };
        next.take(self.see_also(playing, question.age));
        if next.wants_more() {
            next.take(self.related(playing, question.age));
        }
        if next.wants_more() {
            let similar = similar::rows(self.snapshot(), &[playing.row()], &next.fresh, limit);
            next.take(similar);
        }
        Some(UpnextAnswer { films: next.films })
    }
}

/// The answer while it grows.
struct Next<'a> {
    visible: &'a Visible<'a>,
    films: Vec<(ShownRow, Vec<ShownSerie>)>,
    limit: usize,
    /// The films that may still come.
    fresh: ShownPool<'a>,
}

impl Next<'_> {
    fn wants_more(&self) -> bool {
        self.films.len() < self.limit
    }

    fn take(&mut self, films: Vec<ShownRow>) {
        for film in films {
            if !self.wants_more() {
                return;
            }
            if self.fresh.leave_out(film.row()) {
                self.films.push((film, self.visible.items(film)));
            }
        }
    }
}
