//! How much is shown, for the front page.

use super::answer::{Answer, CountAnswer};
use super::visible::{ShownFilm, Visible};

impl<'s> Visible<'s> {
    /// Counts the films that are shown.
    pub fn count(&self) -> Answer<'s, CountAnswer> {
        let films = self.films();
        let example = films.first().map(|film| ShownFilm::new(self.snapshot(), film).id());
        Answer::new(self, CountAnswer { films: films.len(), example })
    }
}
