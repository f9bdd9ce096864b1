//! One film, whole, with the films named beside it.

use crate::catalog::FilmId;

use super::answer::{Answer, FilmAnswer};
use super::question::{FilmQuestion, ViewerAge};
use super::similar;
use super::visible::{ShownFilms, ShownRow, Visible};

/// How many films stand in «Похожее».
pub const RELATED: usize = 12;

impl<'s> Visible<'s> {
    /// Answers a film question; `None` where the film is unknown or hidden.
    pub fn film(&self, question: &FilmQuestion) -> Answer<'s, Option<FilmAnswer>> {
        let found = self.find(question.id).map(|film| {
            let others = self.others(film, question.age);
            FilmAnswer {
                film,
                related: self.related(film, &others),
                see_also: self.see_also(film, &others),
                items: self.items(film),
                trailers: self.trailers(film),
            }
        });
        Answer::new(self, found)
    }

    /// Finds the films that may be named beside a film.
    pub(super) fn others(&self, film: ShownRow, age: Option<ViewerAge>) -> ShownFilms {
        let mut others = self.for_age(age);
        others.remove(film.row());
        others
    }

    /// Finds the films that are shown and that a viewer of this age may see.
    pub(super) fn for_age(&self, age: Option<ViewerAge>) -> ShownFilms {
        let mut films = self.films();
        if let Some(age) = age {
            films.keep(&self.snapshot().for_age(age));
        }
        films
    }

    /// Returns «Похожее»: the editors' choice in its order, then similar films, [`RELATED`] in all.
    pub(super) fn related(&self, film: ShownRow, others: &ShownFilms) -> Vec<ShownRow> {
        let mut related = self.chosen(self.snapshot().entry(film.row()).related(), others);
        if related.len() < RELATED {
            let fresh = others.without(&related.iter().map(|film| film.row().bit()).collect());
            related.extend(similar::rows(self.snapshot(), &[film.row()], &fresh, RELATED - related.len()));
        }
        related.truncate(RELATED);
        related
    }

    /// Returns «Смотри также»: the editors' choice in its order.
    pub(super) fn see_also(&self, film: ShownRow, others: &ShownFilms) -> Vec<ShownRow> {
        self.chosen(self.snapshot().entry(film.row()).see_also(), others)
    }

    fn chosen(&self, ids: impl Iterator<Item = FilmId>, others: &ShownFilms) -> Vec<ShownRow> {
        ids.filter_map(|id| others.get(self.snapshot().row(id)?)).collect()
    }
}
