//! What answers to steps that ask for no word of a title: initials of a name, and what is left out of a phrase.

use std::num::NonZeroU16;
use std::ops::Range;

use crate::language::translit::letters_like;
use crate::number::to_index;

use super::cost::{Cost, MatchForm};
use super::dictionary::TermId;
use super::matching::{Matcher, TermMatches};
use super::phrase::{Initials, Skip, WordReading};
use super::segment::{Field, Segment};

/// The errors that a film of another year counts for, by how many years it is off; more for any other.
const YEAR_ERRORS: [u8; 2] = [1, 2];
/// The errors that any other film counts for.
const OTHER_YEAR_ERRORS: u8 = 3;

impl Matcher<'_> {
    /// Returns what every film answers with where nothing is asked for.
    pub(super) fn skipped(&self, skip: Skip) -> TermMatches {
        let cost = |errors: u8| Cost::new(errors, WordReading::Direct, MatchForm::Other);
        let costs = match skip {
            Skip::And => vec![cost(0); self.segment.len()],
            Skip::Addition => vec![cost(1); self.segment.len()],
            Skip::Year(year) => {
                let off = |of: NonZeroU16| to_index(u32::from(of.get()).abs_diff(year));
                let errors = |of: &Option<NonZeroU16>| of.and_then(|of| YEAR_ERRORS.get(off(of))).copied();
                self.segment.years.values().iter().map(|of| cost(errors(of).unwrap_or(OTHER_YEAR_ERRORS))).collect()
            }
        };
        TermMatches::everywhere(costs, self.tolerance)
    }

    /// Returns the films in which a name that has one of the words found also has the initials.
    pub(super) fn named(&self, words: &TermMatches, initials: &Initials) -> TermMatches {
        let letters: Vec<InitialRanges> =
            initials.letters.iter().map(|read| InitialRanges::new(self.segment, read)).collect();
        let mut costs = vec![Cost::NONE; self.segment.len()];
        let people = &self.segment.films[Field::People.index()];
        // Beginnings with errors would be of too many names, and a word that is known as typed has none.
        let is_none = |cost: Cost| {
            let has_errors = cost.errors() > 0 && (words.clean || cost.is_beginning());
            has_errors || (initials.is_leading && cost.is_other_form())
        };
        for (word, cost) in words.words().filter(|(_, cost)| !is_none(*cost)) {
            for document in people.of(word) {
                let names = self.segment.names_of(*document);
                let best = names.filter_map(|name| with_initials(name, word, cost, &letters)).min();
                let known = &mut costs[to_index(*document)];
                *known = best.map_or(*known, |cost| cost.min(*known));
            }
        }
        TermMatches::in_people(costs, self.tolerance)
    }
}

/// The words that begin with an initial, as typed and in the other layout.
struct InitialRanges([Vec<Range<TermId>>; 2]);

impl InitialRanges {
    fn new(segment: &Segment, readings: &[(WordReading, char)]) -> Self {
        let ranges = |wanted: WordReading| {
            let letters = readings.iter().filter(|(way, _)| *way == wanted).map(|(_, letter)| *letter);
            let letters = letters.flat_map(|letter| [vec![letter], letters_like(letter)].concat());
            letters.map(|letter| segment.words.beginning_with(letter.encode_utf8(&mut [0; 4]))).collect()
        };
        Self([WordReading::Direct, WordReading::Layout].map(ranges))
    }

    fn begin(&self, word: TermId, is_switched: bool) -> bool {
        self.0[usize::from(is_switched)].iter().any(|range| range.contains(&word))
    }
}

/// Returns the cost of a name that has the word and, in their order, words that begin with the initials. A name that
/// has no words left lacks those of the other initials for an error: catalogues have few patronymics. `None`: it has
/// not.
fn with_initials(name: &[TermId], word: TermId, cost: Cost, initials: &[InitialRanges]) -> Option<Cost> {
    let at = name.iter().position(|other| *other == word)?;
    let mut others = name.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| *other);
    let is_switched = cost.is_switched();
    let count = initials.iter().take_while(|letters| others.any(|other| letters.begin(other, is_switched))).count();
    let is_all = count == initials.len();
    let has_no_more = count > 0 && count + 1 == name.len();
    (is_all || has_no_more).then(|| cost.in_name().as_initials(u8::from(!is_all)))
}
