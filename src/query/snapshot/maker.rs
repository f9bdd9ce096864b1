//! Making what a snapshot keeps of films, apart from its builder, so that several threads do at once.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::catalog::Film;

use super::entry::FilmEntry;
use super::family::Family;
use super::setup::Setup;
use super::tags::RenderedTags;

/// Makes what a snapshot keeps of films that bear these tags.
pub struct FilmMaker {
    setup: Arc<Setup>,
    tags: Arc<RenderedTags>,
}

impl FilmMaker {
    pub(super) fn new(setup: &Arc<Setup>, tags: &Arc<RenderedTags>) -> Self {
        Self { setup: Arc::clone(setup), tags: Arc::clone(tags) }
    }

    /// Makes what is kept of these films, and adds it to what was made before.
    pub fn make(&self, films: &[Film], made: &mut MadeFilms) {
        self.setup.learn(films);
        for film in films {
            let start = made.elements.len();
            let entry = FilmEntry::new(film, &self.tags, &self.setup, &mut made.elements);
            let families = entry.families();
            made.films.push(MadeFilm { entry: Arc::new(entry), families, element: start..made.elements.len() });
        }
    }
}

impl fmt::Debug for FilmMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilmMaker").finish_non_exhaustive()
    }
}

/// What a snapshot keeps of a film, on its way to the builder.
#[derive(Debug)]
pub(super) struct MadeFilm {
    pub(super) entry: Arc<FilmEntry>,
    pub(super) families: Box<[Family]>,
    /// Where its element stands among those of all.
    pub(super) element: Range<usize>,
}

/// What a snapshot keeps of some films, on its way to the builder. It may go that way again, which saves making room anew.
#[derive(Debug, Default)]
pub struct MadeFilms {
    films: Vec<MadeFilm>,
    /// The elements of all, one behind the other.
    elements: Vec<u8>,
}

impl MadeFilms {
    /// Returns how many films there are.
    pub fn len(&self) -> usize {
        self.films.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.films.is_empty()
    }

    /// Hands over the films, each with its element; none is left.
    pub(super) fn drain(&mut self, mut to: impl FnMut(MadeFilm, &[u8])) {
        for film in self.films.drain(..) {
            let element = film.element.clone();
            to(film, &self.elements[element]);
        }
        self.elements.clear();
    }
}
