//! What in a [`Segment`] answers to one step of a phrase, and how well.

use std::collections::BTreeMap;

use super::cost::{Cost, Form};
use super::dictionary::{Dictionary, LONG_FROM, Shelf, Typos, WordId, place};
use super::numbers::{is_digits, number};
use super::phrase::{Phrase, Step, Way};
use super::segment::{Field, Glued, Segment, Slot};
use super::tolerance::Tolerance;
use super::translit::{glue_key, key_of_cyrillic, keys_of_latin};
use super::words::{Analyzer, Script};

/// The keys of a Latin word that are also looked for with typing errors: the likeliest.
const KEYS_WITH_TYPOS: usize = 2;
/// The letters from which on a word is looked for among glued ones.
const GLUED_FROM: usize = 5;
/// The letters from which on a glued word may have a typing error.
const GLUED_TYPO_FROM: usize = 8;

/// A glued word that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct GluedMatch {
    pub(super) glued: Glued,
    pub(super) cost: Cost,
}

/// What answers to a step; nothing by default.
#[derive(Default)]
pub(super) struct Matches {
    /// By word.
    words: Vec<Cost>,
    /// By field and film, the best.
    films: [Vec<Cost>; 3],
    /// In the order of films.
    glued: Vec<GluedMatch>,
    /// The films that have anything, as bits by slot.
    pub(super) any: Vec<u64>,
}

impl Matches {
    /// Gives the cost of a word.
    pub(super) fn word(&self, word: WordId) -> Cost {
        self.words.get(place(word)).copied().unwrap_or(Cost::NONE)
    }

    /// Gives the cost of a word of a name.
    pub(super) fn name(&self, word: WordId) -> Cost {
        self.word(word).in_name()
    }

    /// Gives the cost in a field of a film.
    pub(super) fn film(&self, field: Field, slot: Slot) -> Cost {
        self.films[field.index()].get(place(slot)).copied().unwrap_or(Cost::NONE)
    }

    /// Gives the cost in the best field of a film.
    pub(super) fn best(&self, slot: Slot) -> Cost {
        self.film(Field::Title, slot).min(self.film(Field::Original, slot)).min(self.film(Field::People, slot))
    }

    /// Tells whether the film has anything.
    pub(super) fn has(&self, slot: Slot) -> bool {
        let slot = place(slot);
        self.any.get(slot / 64).is_some_and(|block| block >> (slot % 64) & 1 == 1)
    }

    /// Gives the glued words found in a text of a film.
    pub(super) fn glued_in(&self, slot: Slot, field: Field) -> impl Iterator<Item = &GluedMatch> {
        let from = self.glued.partition_point(|found| (found.glued.slot, found.glued.field) < (slot, field));
        self.glued[from..].iter().take_while(move |found| (found.glued.slot, found.glued.field) == (slot, field))
    }
}

/// Looks in a segment for what answers to steps.
pub(super) struct Matcher<'a> {
    pub(super) segment: &'a Segment,
    pub(super) analyzer: &'a Analyzer,
    pub(super) typos: &'a Typos,
    pub(super) tolerance: Tolerance,
    /// Tells whether a film may be shown at all: what is known of the others must not change what is found.
    pub(super) may_come: &'a dyn Fn(Slot) -> bool,
}

/// Words found so far for one step.
struct Found {
    costs: Vec<Cost>,
    listed: Vec<WordId>,
    glued: BTreeMap<Glued, Cost>,
    /// Some word of a film that may be shown was found without a typing error.
    clean: bool,
}

impl Found {
    fn add(&mut self, word: WordId, cost: Cost) {
        let known = &mut self.costs[place(word)];
        if *known == Cost::NONE {
            self.listed.push(word);
        }
        *known = cost.min(*known);
    }
}

/// How a word is looked for in a dictionary.
#[derive(Clone, Copy)]
struct Look<'a> {
    word: &'a str,
    way: Way,
    /// Errors that count beside those found.
    errors: u8,
    /// Longer words answer too.
    open: bool,
    /// With typing errors, or without.
    typos: bool,
}

/// Hands over the words of a dictionary that are the same, or longer.
fn look_up(dictionary: &Dictionary, look: Look<'_>, mut add: impl FnMut(WordId, Cost)) {
    if let Some(id) = dictionary.get(look.word) {
        add(id, Cost::new(look.errors, look.way, Form::Same));
    }
    if look.open {
        let longer = Cost::new(look.errors, look.way, Form::Longer);
        dictionary.beginning_with(look.word).for_each(|id| add(id, longer));
    }
}

impl Matcher<'_> {
    /// Finds what answers to each step of a phrase, and the films that steps lead through to its end, as bits by slot.
    /// Steps that start where no film leads to are passed over, unless it is for a film that may lack words.
    pub(super) fn matches(&self, phrase: &Phrase, every: bool) -> (Vec<Matches>, Vec<u64>) {
        let blocks = self.segment.len().div_ceil(64);
        let mut reached = vec![vec![0_u64; blocks]; phrase.end + 1];
        reached[0] = vec![u64::MAX; blocks];
        let mut all = Vec::with_capacity(phrase.steps.len());
        let mut clean = false;
        for step in &phrase.steps {
            let (before, after) = reached.split_at_mut(step.to);
            let before = &before[step.from];
            if !every && before.iter().all(|block| *block == 0) {
                all.push(Matches::default());
                continue;
            }
            let open = step.to == phrase.end;
            let found = if step.joined { self.joined(step, open, !clean) } else { self.single(step, open) };
            clean = found.clean;
            let matches = self.finish(found);
            for ((to, from), any) in after[0].iter_mut().zip(before).zip(&matches.any) {
                *to |= from & any;
            }
            all.push(matches);
        }
        (all, reached.pop().unwrap_or_default())
    }

    fn nothing(&self) -> Found {
        Found {
            costs: vec![Cost::NONE; self.segment.words.len()],
            listed: Vec::new(),
            glued: BTreeMap::new(),
            clean: false,
        }
    }

    fn single(&self, step: &Step, open: bool) -> Found {
        let mut found = self.nothing();
        for typos in [false, true] {
            found.clean = typos && self.is_clean(&found);
            // Known as it is, in whatever way: in other ways it has no errors.
            let in_readings = !typos || (self.tolerance.in_readings && !found.clean);
            for (way, word) in &step.readings {
                let look = Look { word, way: *way, errors: 0, open, typos };
                if *way == Way::Direct || in_readings {
                    self.look(&mut found, look);
                }
                if *way == Way::Direct && in_readings {
                    self.look_in_other_alphabet(&mut found, look);
                }
            }
        }
        if !found.clean {
            for (_, word) in &step.readings {
                self.look_glued(&mut found, word, 1, open);
            }
        }
        found
    }

    fn is_clean(&self, found: &Found) -> bool {
        let right = found.listed.iter().filter(|word| found.costs[place(**word)].parts().0 == 0);
        let mut films = right.flat_map(|word| Field::ALL.map(|field| self.segment.films[field.index()].of(*word)));
        films.any(|films| films.iter().any(|slot| (self.may_come)(*slot)))
    }

    /// Two words as one: a wrong space counts as an error.
    fn joined(&self, step: &Step, open: bool, typos: bool) -> Found {
        let mut found = self.nothing();
        for (way, word) in &step.readings {
            let look = Look { word, way: *way, errors: 1, open, typos: false };
            self.look(&mut found, look);
            if *way == Way::Direct {
                self.look_in_other_alphabet(&mut found, look);
            }
            if typos {
                self.look(&mut found, Look { typos, ..look });
                self.look_glued(&mut found, word, 2, open);
            }
        }
        found
    }

    fn look(&self, found: &mut Found, look: Look<'_>) {
        let segment = self.segment;
        if look.typos {
            // A wrong digit is another number.
            if !is_digits(look.word) {
                self.look_for_typos(&segment.words, look, |id, cost| found.add(id, cost));
                self.look_for_stems(found, look);
            }
            return;
        }
        let other = Cost::new(look.errors, look.way, Form::Other);
        let farther = Cost::new(look.errors + 1, look.way, Form::Other);
        let stem = self.analyzer.stem(look.word);
        segment.stems.of(&stem).iter().for_each(|word| found.add(*word, other));
        let root = self.analyzer.stem(&stem);
        let roots = [segment.stems.of(&root), segment.roots.of(&root), segment.roots.of(&stem)];
        roots.into_iter().flatten().for_each(|word| found.add(*word, farther));
        let same_number = number(look.word).and_then(|number| segment.numbers.get(&number));
        same_number.into_iter().flatten().for_each(|word| found.add(*word, other));
        look_up(&segment.words, look, |id, cost| found.add(id, cost));
    }

    /// Looks for stems with an error in them («отца» is `отц`, «отец» is `отец`), where near matches will do.
    fn look_for_stems(&self, found: &mut Found, look: Look<'_>) {
        let stem = self.analyzer.stem(look.word);
        if !self.tolerance.in_stems || !self.tolerance.allows(1, stem.chars().count(), 0) {
            return;
        }
        let automaton = self.typos.automaton(&stem, 1);
        for shelf in [Shelf::Short, Shelf::Long] {
            self.segment.stems.names.like(shelf, &automaton, None, |stem, like| {
                let cost = Cost::new(look.errors + like.whole.unwrap_or_default(), look.way, Form::Other);
                self.segment.stems.members.of(stem).iter().for_each(|word| found.add(*word, cost));
            });
        }
    }

    fn look_in_other_alphabet(&self, found: &mut Found, look: Look<'_>) {
        let (keys, families) = match Script::of(look.word) {
            Script::Latin => (keys_of_latin(look.word), &self.segment.cyrillic),
            Script::Cyrillic => (vec![key_of_cyrillic(look.word)], &self.segment.latin),
            Script::Other => return,
        };
        let keys = keys.iter().filter(|key| !key.is_empty());
        for key in keys.take(if look.typos { KEYS_WITH_TYPOS } else { usize::MAX }) {
            let look = Look { word: key, way: Way::Translit, ..look };
            let add = |key, cost| families.members.of(key).iter().for_each(|word| found.add(*word, cost));
            if look.typos {
                self.look_for_typos(&families.names, look, add);
            } else {
                look_up(&families.names, look, add);
            }
        }
    }

    fn look_glued(&self, found: &mut Found, word: &str, errors: u8, open: bool) {
        let letters = word.chars().count();
        if letters < GLUED_FROM {
            return;
        }
        let key = glue_key(word);
        let glued = &self.segment.glued;
        let mut add = |key: WordId, cost: Cost| {
            for place in glued.of(key) {
                let known = found.glued.entry(*place).or_insert(cost);
                *known = cost.min(*known);
            }
        };
        if open {
            glued.keys.beginning_with(&key).for_each(|id| add(id, Cost::new(errors, Way::Direct, Form::Longer)));
        }
        if letters >= GLUED_TYPO_FROM {
            glued.keys.like(Shelf::Long, &self.typos.automaton(&key, 1), None, |id, like| {
                add(id, Cost::new(errors + like.whole.unwrap_or_default(), Way::Direct, Form::Same));
            });
        } else if let Some(id) = glued.keys.get(&key) {
            add(id, Cost::new(errors, Way::Direct, Form::Same));
        }
    }

    /// Hands over the words of a dictionary that have typing errors.
    fn look_for_typos(&self, dictionary: &Dictionary, look: Look<'_>, mut add: impl FnMut(WordId, Cost)) {
        let Look { word, way, errors, open, .. } = look;
        let letters = word.chars().count();
        let tolerance = self.tolerance;
        // Near matches are found whole: beginnings with more errors would be of any word.
        let beginning = if open { Tolerance::STRICT.errors(letters) } else { 0 };
        for shelf in [Shelf::Short, Shelf::Long] {
            // What is hardly longer than the typed word is found whole.
            let beginning = if shelf == Shelf::Short && letters > LONG_FROM { 0 } else { beginning };
            let most = tolerance.errors_on(shelf, letters).max(beginning);
            if most == 0 {
                continue;
            }
            let automaton = self.typos.automaton(word, most);
            dictionary.like(shelf, &automaton, (beginning > 0).then_some(beginning), |id, like| {
                if let Some(more) = like.whole.filter(|more| tolerance.allows(*more, letters, like.letters)) {
                    add(id, Cost::new(errors + more, way, Form::Same));
                }
                if let Some(more) = like.beginning {
                    add(id, Cost::new(errors + more, way, Form::Longer));
                }
            });
        }
    }

    fn finish(&self, found: Found) -> Matches {
        let slots = self.segment.len();
        let mut films = Field::ALL.map(|_| vec![Cost::NONE; slots]);
        let mut any = vec![0_u64; slots.div_ceil(64)];
        let mut note = |field: Field, slot: Slot, cost: Cost| {
            let slot = place(slot);
            let known = &mut films[field.index()][slot];
            *known = cost.min(*known);
            any[slot / 64] |= 1 << (slot % 64);
        };
        for field in Field::ALL {
            let lists = &self.segment.films[field.index()];
            for word in &found.listed {
                let cost = found.costs[place(*word)];
                let cost = if field == Field::People { cost.in_name() } else { cost };
                lists.of(*word).iter().for_each(|slot| note(field, *slot, cost));
            }
        }
        let glued: Vec<_> = found.glued.into_iter().map(|(glued, cost)| GluedMatch { glued, cost }).collect();
        glued.iter().for_each(|found| note(found.glued.field, found.glued.slot, found.cost));
        Matches { words: found.costs, films, glued, any }
    }
}
