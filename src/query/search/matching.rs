//! What in a [`Segment`] answers to one step of a phrase, and how well.

use crate::language::letters::{Alphabet, is_mixed};
use crate::language::numbers::{is_digits, number};
use crate::language::stemmer::Stemmer;
use crate::language::translit::{glue_key, key_of_cyrillic, keys_of_latin, keys_of_mixed};
use crate::language::words::{AND, CONJUNCTIONS};
use crate::number::to_index;

use super::cost::{Cost, MatchForm};
use super::dictionary::{Automata, Dictionary, LengthBucket, TermId};
use super::live::LiveSegment;
use super::phrase::{Step, WordReading};
use super::segment::{Concatenation, Conflations, DocId, Field, Segment};
use super::tolerance::Tolerance;

/// The keys of a Latin word that are also looked for with typing errors: the likeliest.
const KEYS_WITH_TYPOS: usize = 3;
/// The letters from which on a word is looked for among glued ones.
const GLUED_FROM: usize = 5;
/// The letters from which on a glued word may have a typing error.
const GLUED_TYPO_FROM: usize = 8;

/// A glued word that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConcatenationMatch {
    pub(super) glued: Concatenation,
    pub(super) cost: Cost,
}

/// What answers to a step; nothing by default.
#[derive(Default)]
pub(super) struct TermMatches {
    /// By word; empty where none was found.
    words: Vec<Cost>,
    /// By field and film, the best; empty where there is none.
    films: [Vec<Cost>; 3],
    /// In the order of films.
    glued: Vec<ConcatenationMatch>,
    /// Some word of a film that may be shown was found without a typing error.
    pub(super) clean: bool,
    /// With what tolerance they were looked for; `None`: the step was passed over.
    pub(super) looked: Option<Tolerance>,
    /// By field, the films that have anything in it; empty where there is none.
    any: [Vec<u64>; 3],
}

impl TermMatches {
    /// Returns what every film answers with, each at its own cost.
    pub(super) fn everywhere(costs: Vec<Cost>, tolerance: Tolerance) -> Self {
        let any = vec![u64::MAX; costs.len().div_ceil(64)];
        let films = Field::ALL.map(|_| costs.clone());
        Self { films, any: Field::ALL.map(|_| any.clone()), looked: Some(tolerance), ..Self::default() }
    }

    /// Returns what films answer with by their people alone.
    pub(super) fn in_people(costs: Vec<Cost>, tolerance: Tolerance) -> Self {
        let mut any = vec![0; costs.len().div_ceil(64)];
        for (at, _) in costs.iter().enumerate().filter(|(_, cost)| **cost != Cost::NONE) {
            any[at / 64] |= 1 << (at % 64);
        }
        let none = || (Vec::new(), Vec::new());
        let ((title, no_title), (original, no_original)) = (none(), none());
        let (films, any) = ([title, original, costs], [no_title, no_original, any]);
        Self { films, any, looked: Some(tolerance), ..Self::default() }
    }

    /// Returns the words that were found, with their costs.
    pub(super) fn words(&self) -> impl Iterator<Item = (TermId, Cost)> {
        (0..).zip(self.words.iter().copied()).filter(|(_, cost)| *cost != Cost::NONE)
    }

    /// Returns the cost of a word.
    pub(super) fn word(&self, word: TermId) -> Cost {
        self.words.get(to_index(word)).copied().unwrap_or(Cost::NONE)
    }

    /// Returns the cost of a word of a name.
    pub(super) fn name(&self, word: TermId) -> Cost {
        self.word(word).in_name()
    }

    /// Returns the cost in a field of a film.
    pub(super) fn film(&self, field: Field, document: DocId) -> Cost {
        self.films[field.index()].get(to_index(document)).copied().unwrap_or(Cost::NONE)
    }

    /// Returns the cost in the best field of a film.
    pub(super) fn best(&self, document: DocId) -> Cost {
        self.film(Field::Title, document)
            .min(self.film(Field::Original, document))
            .min(self.film(Field::People, document))
    }

    /// Returns the films that have anything in these fields, as bits by document.
    pub(super) fn any(&self, fields: &[Field], bits: &mut [u64]) {
        bits.fill(0);
        for field in fields {
            bits.iter_mut().zip(&self.any[field.index()]).for_each(|(bit, any)| *bit |= any);
        }
    }

    /// Returns the glued words found in a text of a film.
    pub(super) fn glued_in(&self, document: DocId, field: Field) -> impl Iterator<Item = &ConcatenationMatch> {
        let from = self.glued.partition_point(|found| (found.glued.document, found.glued.field) < (document, field));
        self.glued[from..]
            .iter()
            .take_while(move |found| (found.glued.document, found.glued.field) == (document, field))
    }
}

/// Looks in a segment for what answers to steps.
#[derive(Clone, Copy)]
pub(super) struct Matcher<'a> {
    pub(super) segment: &'a Segment,
    pub(super) stemmer: &'a Stemmer,
    pub(super) automata: &'a Automata,
    pub(super) tolerance: Tolerance,
    /// Films may lack words of the phrase: no step is passed over, and words that are known as typed are looked for
    /// without errors.
    pub(super) lacking: bool,
    /// Tells whether a film may be shown at all: what is known of the others must not change what is found.
    pub(super) may_come: &'a dyn Fn(DocId) -> bool,
}

/// Words found so far for one step.
#[derive(Default)]
pub(super) struct Candidates {
    /// By word; empty until one is found.
    costs: Vec<Cost>,
    listed: Vec<TermId>,
    glued: Vec<ConcatenationMatch>,
    /// Some word of a film that may be shown was found without a typing error.
    pub(super) clean: bool,
    /// How many words there are.
    words: usize,
}

impl Candidates {
    fn add(&mut self, word: TermId, cost: Cost) {
        if self.costs.is_empty() {
            self.costs.resize(self.words, Cost::NONE);
        }
        let known = &mut self.costs[to_index(word)];
        if *known == Cost::NONE {
            self.listed.push(word);
        }
        *known = cost.min(*known);
    }
}

/// How a step is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct LookupMode {
    /// Longer words answer too.
    pub(super) open: bool,
    /// With typing errors too.
    pub(super) typos: bool,
}

/// How a word is looked for in a dictionary.
#[derive(Clone, Copy)]
struct TermLookup<'a> {
    word: &'a str,
    way: WordReading,
    /// Errors that count beside those found.
    errors: u8,
    /// Longer words answer too.
    open: bool,
    /// With typing errors, or without.
    typos: Option<Tolerance>,
}

/// Hands over the words of a dictionary that are the same, or longer.
fn look_up(dictionary: &Dictionary, look: TermLookup<'_>, mut add: impl FnMut(TermId, Cost)) {
    if let Some(id) = dictionary.get(look.word) {
        add(id, Cost::new(look.errors, look.way, MatchForm::Same));
    }
    if look.open {
        let longer = Cost::new(look.errors, look.way, MatchForm::Longer);
        dictionary.beginning_with(look.word).for_each(|id| add(id, longer));
    }
}

impl<'a> Matcher<'a> {
    /// Looks in the segment with this tolerance, for films that have every word of the phrase.
    pub(super) fn new(
        part: &'a LiveSegment,
        (stemmer, automata): (&'a Stemmer, &'a Automata),
        tolerance: Tolerance,
        may_come: &'a dyn Fn(DocId) -> bool,
    ) -> Self {
        Self { segment: &part.segment, stemmer, automata, tolerance, lacking: false, may_come }
    }
}

impl Matcher<'_> {
    /// Looks for the words of a step as they are, and their forms.
    pub(super) fn look_without_errors(&self, step: &Step, how: LookupMode) -> Candidates {
        let mut found = Candidates { words: self.segment.words.len(), ..Candidates::default() };
        // A wrong space counts as an error.
        let errors = step.errors();
        self.look_in_readings(
            &mut found,
            step,
            TermLookup { word: "", way: WordReading::Direct, errors, open: how.open, typos: None },
        );
        // Two words are not known because they are when written as one.
        found.clean = step.is_word() && self.is_clean(&found);
        found
    }

    /// Adds what was typed with errors.
    pub(super) fn look_for_errors(&self, found: &mut Candidates, step: &Step, how: LookupMode) {
        if !how.typos || (self.lacking && found.clean) {
            return;
        }
        let errors = step.errors();
        let look =
            TermLookup { word: "", way: WordReading::Direct, errors, open: how.open, typos: Some(self.tolerance) };
        if !step.is_word() {
            for (way, word) in &step.readings {
                self.look(found, TermLookup { word, way: *way, ..look });
            }
        } else {
            self.look_in_readings(found, step, look);
        }
        if !found.clean {
            for (_, word) in &step.readings {
                self.look_glued(found, word, 1 + errors, how.open);
            }
        }
    }

    fn look_in_readings(&self, found: &mut Candidates, step: &Step, look: TermLookup<'_>) {
        // Known as it is, in whatever way: in other ways it has no errors.
        let in_readings = look.typos.is_none_or(|tolerance| tolerance.in_readings && !found.clean);
        for (way, word) in &step.readings {
            let look = TermLookup { word, way: *way, ..look };
            if *way == WordReading::Direct || in_readings {
                self.look(found, look);
            }
            if *way == WordReading::Direct && in_readings {
                self.look_in_other_alphabet(found, look);
            }
        }
    }

    fn is_clean(&self, found: &Candidates) -> bool {
        let right = found.listed.iter().filter(|word| found.costs[to_index(**word)].errors() == 0);
        let mut films = right.flat_map(|word| Field::ALL.map(|field| self.segment.films[field.index()].of(*word)));
        films.any(|films| films.iter().any(|document| (self.may_come)(*document)))
    }

    fn look(&self, found: &mut Candidates, look: TermLookup<'_>) {
        let segment = self.segment;
        if let Some(tolerance) = look.typos {
            // A wrong digit is another number.
            if !is_digits(look.word) {
                self.look_for_typos(&segment.words, look, tolerance, |id, cost| found.add(id, cost));
                self.look_for_stems(found, look, tolerance);
            }
            return;
        }
        let other = Cost::new(look.errors, look.way, MatchForm::Other);
        let farther = Cost::new(look.errors + 1, look.way, MatchForm::Other);
        let stem = self.stemmer.stem(look.word);
        segment.stems.of(&stem).iter().for_each(|word| found.add(*word, other));
        let root = self.stemmer.stem(&stem);
        let roots = [segment.stems.of(&root), segment.roots.of(&root), segment.roots.of(&stem)];
        roots.into_iter().flatten().for_each(|word| found.add(*word, farther));
        let same_number = number(look.word).and_then(|number| segment.numbers.get(&number));
        same_number.into_iter().flatten().for_each(|word| found.add(*word, other));
        self.look_for_conjunctions(found, look);
        look_up(&segment.words, look, |id, cost| found.add(id, cost));
    }

    /// Looks for what an ampersand stands for, and for ampersands.
    fn look_for_conjunctions(&self, found: &mut Candidates, look: TermLookup<'_>) {
        let (others, way): (&[&str], WordReading) = match look.word {
            AND => (&CONJUNCTIONS, look.way),
            word if CONJUNCTIONS.contains(&word) => (&[AND], look.way),
            // «и» in Latin letters.
            "i" => (&[AND], WordReading::Translit),
            _ => return,
        };
        let same = Cost::new(look.errors, way, MatchForm::Other);
        others.iter().filter_map(|word| self.segment.words.get(word)).for_each(|word| found.add(word, same));
    }

    /// Looks for stems with an error in them («отца» is `отц`, «отец» is `отец`), where near matches will do.
    fn look_for_stems(&self, found: &mut Candidates, look: TermLookup<'_>, tolerance: Tolerance) {
        let stem = self.stemmer.stem(look.word);
        if !tolerance.in_stems || !tolerance.allows(1, stem.chars().count(), 0) {
            return;
        }
        let automaton = self.automata.of(&stem, 1);
        let letters = stem.chars().count();
        for bucket in LengthBucket::ALL.into_iter().filter(|bucket| bucket.is_near(letters, 1)) {
            self.segment.stems.names.like(bucket, &automaton, None, |stem, like| {
                let cost = Cost::new(look.errors + like.whole.unwrap_or_default(), look.way, MatchForm::Other);
                self.segment.stems.members.of(stem).iter().for_each(|word| found.add(*word, cost));
            });
        }
    }

    fn look_in_other_alphabet(&self, found: &mut Candidates, look: TermLookup<'_>) {
        let (cyrillic, latin) = (&self.segment.cyrillic, &self.segment.latin);
        match Alphabet::of(look.word) {
            Alphabet::Cyrillic if is_mixed(look.word) => {
                let keys = keys_of_mixed(look.word);
                self.look_for_keys(found, look, &keys, cyrillic);
                self.look_for_keys(found, look, &keys, latin);
            }
            Alphabet::Cyrillic => self.look_for_keys(found, look, &[key_of_cyrillic(look.word)], latin),
            Alphabet::Latin => self.look_for_keys(found, look, &keys_of_latin(look.word), cyrillic),
            Alphabet::Other => {}
        }
    }

    fn look_for_keys(&self, found: &mut Candidates, look: TermLookup<'_>, keys: &[String], conflations: &Conflations) {
        let keys = keys.iter().filter(|key| !key.is_empty());
        for key in keys.take(if look.typos.is_some() { KEYS_WITH_TYPOS } else { usize::MAX }) {
            let look = TermLookup { word: key, way: WordReading::Translit, ..look };
            let add = |key, cost| conflations.members.of(key).iter().for_each(|word| found.add(*word, cost));
            match look.typos {
                Some(tolerance) => self.look_for_typos(&conflations.names, look, tolerance, add),
                None => look_up(&conflations.names, look, add),
            }
        }
    }

    fn look_glued(&self, found: &mut Candidates, word: &str, errors: u8, open: bool) {
        let key = glue_key(word);
        let letters = word.chars().count().min(key.len());
        let glued = &self.segment.glued;
        if letters < GLUED_FROM || letters > glued.keys.longest() + 1 {
            return;
        }
        let mut add = |key: TermId, cost: Cost| {
            found.glued.extend(glued.of(key).iter().map(|glued| ConcatenationMatch { glued: *glued, cost }));
        };
        if open {
            glued
                .keys
                .beginning_with(&key)
                .for_each(|id| add(id, Cost::new(errors, WordReading::Direct, MatchForm::Longer)));
        }
        if letters >= GLUED_TYPO_FROM {
            let automaton = self.automata.of(&key, 1);
            let near = |bucket: &LengthBucket| {
                *bucket.letters().start() >= GLUED_TYPO_FROM && bucket.is_near(key.chars().count(), 1)
            };
            for bucket in LengthBucket::ALL.into_iter().filter(near) {
                glued.keys.like(bucket, &automaton, None, |id, like| {
                    add(id, Cost::new(errors + like.whole.unwrap_or_default(), WordReading::Direct, MatchForm::Same));
                });
            }
        } else if let Some(id) = glued.keys.get(&key) {
            add(id, Cost::new(errors, WordReading::Direct, MatchForm::Same));
        }
    }

    /// Hands over the words of a dictionary that have typing errors.
    fn look_for_typos(
        &self,
        dictionary: &Dictionary,
        look: TermLookup<'_>,
        tolerance: Tolerance,
        mut add: impl FnMut(TermId, Cost),
    ) {
        let TermLookup { word, way, errors, open, .. } = look;
        let letters = word.chars().count();
        // Near matches are found whole: beginnings with more errors would be of any word.
        let beginning = if open { Tolerance::STRICT.errors(letters) } else { 0 };
        if letters > dictionary.longest() + usize::from(Tolerance::MOST) {
            return;
        }
        for bucket in LengthBucket::ALL {
            // What is hardly longer than the typed word is found whole.
            let beginning = if letters > bucket.letters().end().saturating_add(1) { 0 } else { beginning };
            let most = tolerance.errors_in(bucket, letters).max(beginning);
            if most == 0 {
                continue;
            }
            let automaton = self.automata.of(word, most);
            dictionary.like(bucket, &automaton, (beginning > 0).then_some(beginning), |id, like| {
                if let Some(more) = like.whole.filter(|more| tolerance.allows(*more, letters, like.letters)) {
                    add(id, Cost::new(errors + more, way, MatchForm::Same));
                }
                if let Some(more) = like.beginning {
                    add(id, Cost::new(errors + more, way, MatchForm::Longer));
                }
            });
        }
    }

    /// Sorts what was found by films.
    pub(super) fn finish(&self, mut found: Candidates) -> TermMatches {
        found.glued.sort_unstable_by_key(|found| (found.glued, found.cost));
        found.glued.dedup_by_key(|found| found.glued);
        let documents = self.segment.len();
        let (mut films, mut any) = (Field::ALL.map(|_| Vec::new()), Field::ALL.map(|_| Vec::new()));
        let mut note = |field: Field, postings: &[DocId], cost: Cost| {
            let (films, any) = (&mut films[field.index()], &mut any[field.index()]);
            if films.is_empty() && !postings.is_empty() {
                films.resize(documents, Cost::NONE);
                any.resize(documents.div_ceil(64), 0_u64);
            }
            for document in postings.iter().map(|document| to_index(*document)) {
                films[document] = cost.min(films[document]);
                any[document / 64] |= 1 << (document % 64);
            }
        };
        for field in Field::ALL {
            let lists = &self.segment.films[field.index()];
            for word in &found.listed {
                let cost = found.costs[to_index(*word)];
                note(field, lists.of(*word), if field == Field::People { cost.in_name() } else { cost });
            }
        }
        for ConcatenationMatch { glued, cost } in &found.glued {
            note(glued.field, &[glued.document], *cost);
        }
        TermMatches {
            words: found.costs,
            films,
            glued: found.glued,
            clean: found.clean,
            looked: Some(self.tolerance),
            any,
        }
    }
}
