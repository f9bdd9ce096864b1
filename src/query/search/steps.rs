//! Follows the steps of a phrase through all segments of an index.
//!
//! A phrase is a word lattice: places are its nodes, steps its edges. Sets of films, as bits, are carried along the
//! edges, so that what a word costs to look up is only paid where some film can still come to the end.

use std::rc::Rc;

use super::matching::{LookupMode, Matcher, TermMatches};
use super::ones;
use super::phrase::{Phrase, Step, StepKind};
use super::segment::{DocId, Field};

/// The words that are looked for with errors, of those that are not known as typed, where films may lack some: the
/// first ones, since each takes long.
const MAX_WRONG_WORDS: usize = 2;

/// The letters from which on a name with initials may be incomplete.
const NAME_FROM: usize = 3;

/// The films that steps whose words they have in some fields lead to each place of a phrase, as bits by document.
pub(super) struct Reachable<'a> {
    fields: &'a [Field],
    places: Vec<Vec<u64>>,
    /// The last place.
    last: usize,
    /// The films that have the word of the step that is being taken.
    has: Vec<u64>,
}

impl<'a> Reachable<'a> {
    /// Starts with every film at the first place.
    pub(super) fn new(documents: usize, phrase: &Phrase, fields: &'a [Field]) -> Self {
        let blocks = documents.div_ceil(64);
        let mut places = vec![vec![0; blocks]; phrase.end + 1];
        places[0].fill(u64::MAX);
        Self { fields, places, last: phrase.end, has: vec![0; blocks] }
    }

    /// Takes the next step.
    pub(super) fn follow(&mut self, step: &Step, matches: &TermMatches) {
        matches.any(self.fields, &mut self.has);
        // Every step leads forward, so the two places are in different halves.
        let (before, after) = self.places.split_at_mut(step.to);
        for ((to, from), has) in after[0].iter_mut().zip(&before[step.from]).zip(&self.has) {
            *to |= from & has;
        }
    }

    /// Tells whether a film that may be shown is led to the place: what others have must not change what is looked for.
    fn any(&self, at: usize, may_come: &dyn Fn(DocId) -> bool) -> bool {
        ones(self.places[at].iter().copied()).any(may_come)
    }

    /// Returns the films that are led to the end.
    pub(super) fn end(mut self) -> Vec<u64> {
        self.places.swap_remove(self.last)
    }
}

/// Finds what answers to each step of a phrase: by part of the index, then by step. Steps that start where no film
/// leads to are passed over, unless it is for films that may lack words; then what was `known` of each part before will
/// do for words that were right.
///
/// The parts go together, since a word that is known in one of them is a known word.
pub(super) fn follow(
    matchers: &[Matcher<'_>],
    phrase: &Phrase,
    known: &[&[Rc<TermMatches>]],
) -> Vec<Vec<Rc<TermMatches>>> {
    let Some(Matcher { tolerance, lacking, .. }) = matchers.first().copied() else { return Vec::new() };
    let mut reached: Vec<Reachable<'_>> =
        matchers.iter().map(|part| Reachable::new(part.segment.len(), phrase, &Field::ALL)).collect();
    let mut all = vec![Vec::with_capacity(phrase.steps.len()); matchers.len()];
    let mut looked = LookupCache { matchers, found: Vec::new() };
    let (mut clean, mut wrong) = (false, 0);
    for (at, step) in phrase.steps.iter().enumerate() {
        let mut parts = matchers.iter().zip(&reached);
        let passed_over = !lacking && !parts.any(|(part, reached)| reached.any(step.from, part.may_come));
        let few = !lacking || wrong < MAX_WRONG_WORDS;
        // Two words as one are looked for with errors only where the word looked for last is not known: beside words that
        // are right it would find others by chance.
        // A name with initials is looked for as the name is, which stands in the phrase too.
        let is_whole = matches!(step.kind, StepKind::Word | StepKind::Initials(_));
        let how = LookupMode { open: step.to == phrase.end, typos: few && (is_whole || !clean && !lacking) };
        let before = || known.iter().map(|known| known.get(at)).collect::<Option<Vec<_>>>();
        // What an earlier search found will do again for a word that was right, which has no errors under any tolerance;
        // for what is no single word; and for everything under the same tolerance.
        let enough =
            |known: &TermMatches| known.looked.is_some_and(|with| known.clean || !step.is_word() || with == tolerance);
        let matches: Vec<Rc<TermMatches>> = if passed_over {
            vec![Rc::default(); matchers.len()]
        } else if let Some(known) = before().filter(|known| known.iter().any(|known| enough(known))) {
            known.into_iter().map(Rc::clone).collect()
        } else {
            looked.take(phrase, step, how)
        };
        if !passed_over && step.is_word() {
            clean = matches.iter().any(|part| part.clean);
            wrong += usize::from(!clean);
        }
        for ((all, reached), matches) in all.iter_mut().zip(&mut reached).zip(matches) {
            reached.follow(step, &matches);
            all.push(matches);
        }
    }
    all
}

/// What was looked for: a word may stand in a phrase many times.
struct LookupCache<'a, 'p> {
    matchers: &'a [Matcher<'a>],
    found: Vec<(&'p Step, LookupMode, Vec<Rc<TermMatches>>)>,
}

impl<'p> LookupCache<'_, 'p> {
    /// Finds what answers to a step.
    fn take(&mut self, phrase: &'p Phrase, step: &'p Step, how: LookupMode) -> Vec<Rc<TermMatches>> {
        match &step.kind {
            StepKind::Skip(skip) => self.matchers.iter().map(|part| Rc::new(part.skipped(*skip))).collect(),
            StepKind::Initials(initials) => {
                // The name itself, which leads from where the step begins or to where it ends.
                let is_name = |word: &&Step| {
                    word.is_word() && word.readings == step.readings && (word.from == step.from || word.to == step.to)
                };
                let Some(name) = phrase.steps.iter().find(is_name) else {
                    return vec![Rc::default(); self.matchers.len()];
                };
                let is_long = name.readings.iter().all(|(_, word)| word.chars().nth(NAME_FROM - 1).is_some());
                let named = self.word(name, LookupMode { open: is_long && name.to == phrase.end, ..how });
                self.matchers.iter().zip(named).map(|(part, named)| Rc::new(part.named(&named, initials))).collect()
            }
            StepKind::Word | StepKind::Joined | StepKind::Compound => self.word(step, how),
        }
    }

    /// Finds the words that answer to a step, or what was found for the same words before.
    fn word(&mut self, step: &'p Step, how: LookupMode) -> Vec<Rc<TermMatches>> {
        let known = self.found.iter().find(|(known, with, _)| *with == how && known.is_read_as(step));
        if let Some((.., matches)) = known {
            return matches.clone();
        }
        let matches: Vec<Rc<TermMatches>> = look_for(self.matchers, step, how).into_iter().map(Rc::new).collect();
        self.found.push((step, how, matches.clone()));
        matches
    }
}

/// Looks for a step in all segments: first without errors in each, since a word that one of them knows is looked for
/// without errors in the others too.
fn look_for(matchers: &[Matcher<'_>], step: &Step, how: LookupMode) -> Vec<TermMatches> {
    let mut found: Vec<_> = matchers.iter().map(|part| part.look_without_errors(step, how)).collect();
    let clean = found.iter().any(|found| found.clean);
    found.iter_mut().for_each(|found| found.clean = clean);
    let parts = matchers.iter().zip(found);
    parts
        .map(|(part, mut found)| {
            part.look_for_errors(&mut found, step, how);
            part.finish(found)
        })
        .collect()
}
