//! The titles that a name gives, gathered.

use super::title_text;
use crate::language::folded::fold;
use crate::language::letters::Alphabet;

/// The most titles of a name.
pub const MAX_TITLES: usize = 12;
/// The most bytes of all titles together.
const MAX_BYTES: usize = 2_048;

/// What is said of a film in three dimensions; without it, it is the title too.
const FLAT: [&str; 4] = [" in 3D", " 3D", " в 3Д", " 3Д"];

/// The titles of a name, each once, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct NameTitles {
    pub(super) titles: Vec<String>,
    bytes: usize,
}

impl NameTitles {
    /// Adds a title, cleaned, unless it is there already or there are too many.
    pub(super) fn push(&mut self, text: &str) {
        let Some(title) = title_text::clean(text) else { return };
        if let Some(flat) = FLAT.iter().find_map(|ending| title.strip_suffix(ending)) {
            self.push_clean(flat.to_owned());
        }
        self.push_clean(title);
    }

    fn push_clean(&mut self, title: String) {
        let folded = fold(&title);
        let fits = self.titles.len() < MAX_TITLES && self.bytes + title.len() <= MAX_BYTES;
        if fits && self.titles.iter().all(|known| fold(known) != folded) {
            self.bytes += title.len();
            self.titles.push(title);
        }
    }

    /// Returns the title that stands for all: the first in Latin letters, which most of the world knows, else the first.
    pub(super) fn main(&self) -> Option<&String> {
        let is_latin = |title: &&String| Alphabet::of(&fold(title)) == Alphabet::Latin;
        self.titles.iter().find(is_latin).or_else(|| self.titles.first())
    }
}
