//! What `--replace` removes, and when that is refused.

use std::fmt;

use super::counted::counted;
use crate::catalog::{Film, Tag};
use crate::number::to_index;

/// How many of the films and tags that go are named.
pub(super) const NAMED: usize = 5;

/// What an import that replaces the catalogue removes, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    films: usize,
    of_films: usize,
    film_names: Vec<String>,
    tags: usize,
    tag_names: Vec<String>,
    refused: Option<Refused>,
}

/// Why it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    /// The files hold no film.
    NoFilm,
    /// All films would go.
    All,
    /// More than this share of the films would go.
    Above(u32),
}

/// How much may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// Whether the files hold a film.
    pub(super) films_come: bool,
    /// `None`: any share, all films included.
    pub(super) percent: Option<u32>,
}

impl Removal {
    /// Counts and names what goes, and judges it; `first` are the first of the films that go.
    pub(super) fn new(films: usize, of_films: usize, first: &[Film], tags: &[&Tag], limit: Limit) -> Self {
        let film_names = first.iter().map(|film| format!("{} «{}»", film.id, film.title)).collect();
        let tag_names = tags.iter().take(NAMED).map(|tag| format!("{} {}", tag.id, tag.name)).collect();
        let refused = match limit.percent {
            _ if !limit.films_come && (films > 0 || !tags.is_empty()) => Some(Refused::NoFilm),
            Some(_) if films > 0 && films == of_films => Some(Refused::All),
            Some(most) if films.saturating_mul(100) > of_films.saturating_mul(to_index(most)) => {
                Some(Refused::Above(most))
            }
            _ => None,
        };
        Self { films, of_films, film_names, tags: tags.len(), tag_names, refused }
    }

    /// Tells whether an import refuses to do it.
    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }
}

/// Writes what goes, and where that is refused, why and what to do.
impl fmt::Display for Removal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let films = match self.films == self.of_films && self.films > 0 {
            true => format!("all {}", counted(self.films, "film")),
            false => format!("{} of {}", self.films, counted(self.of_films, "film")),
        };
        let (film_names, tag_names) = (named(&self.film_names, self.films), named(&self.tag_names, self.tags));
        write!(f, "--replace would remove {films}{film_names} and {}{tag_names}", counted(self.tags, "tag"))?;
        match self.refused {
            None => Ok(()),
            Some(Refused::NoFilm) => f.write_str(
                ", and the files contain no films: an import never empties the catalogue. Nothing was changed",
            ),
            Some(Refused::All) => f.write_str(". Nothing was changed; if this is intended, add --allow-removals"),
            Some(Refused::Above(most)) => write!(
                f,
                ", more than the {most}% of the films that `import_max_removals_percent` allows. Nothing was changed; \
                 if this is intended, add --allow-removals"
            ),
        }
    }
}

fn named(names: &[String], of: usize) -> String {
    let more = if names.len() < of { ", …" } else { "" };
    if names.is_empty() { String::new() } else { format!(" ({}{more})", names.join(", ")) }
}
