//! One film, whole, with the films named beside it.

use crate::catalog::FilmId;

use super::answer::{Answer, FilmAnswer};
use super::question::{FilmQuestion, ViewerAge};
use super::similar;
use super::visible::{ShownRow, Visible};

/// How many films stand in «Похожее».
pub const RELATED: usize = 12;

impl<'s> Visible<'s> {
    /// Answers a film question; `None` where the film is unknown or hidden.
    pub fn film(&self, question: &FilmQuestion) -> Answer<'s, Option<FilmAnswer>> {
        let found = self.find(question.id).map(|film| FilmAnswer {
            film,
            related: self.related(film, question.age),
            see_also: self.see_also(film, question.age),
            items: self.items(film),
            trailers: self.trailers(film),
        });
        Answer::new(self, found)
    }

    /// Returns «Похожее»: the editors' choice in its order, then similar films, [`RELATED`] in all.
    pub(super) fn related(&self, film: ShownRow, age: Option<ViewerAge>) -> Vec<ShownRow> {
        let mut related = self.chosen(film, self.snapshot().entry(film.row()).related(), age);
        if related.len() < RELATED {
            let mut pool = self.pool(age, false);
            for other in related.iter().chain([&film]) {
                pool.leave_out(other.row());
            }
            related.extend(similar::rows(self.snapshot(), &[film.row()], &pool, RELATED - related.len()));
        }
        related.truncate(RELATED);
        related
    }

    /// Returns «Смотри также»: the editors' choice in its order.
    pub(super) fn see_also(&self, film: ShownRow, age: Option<ViewerAge>) -> Vec<ShownRow> {
        self.chosen(film, self.snapshot().entry(film.row()).see_also(), age)
    }

    /// Finds those of the films chosen for a film that are shown and that a viewer of this age may see.
    fn chosen(&self, film: ShownRow, ids: impl Iterator<Item = FilmId>, age: Option<ViewerAge>) -> Vec<ShownRow> {
        let others = ids.filter_map(|id| self.find(id)).filter(|other| *other != film);
        others.filter(|other| self.snapshot().is_for(age, other.row())).collect()
    }
}
