//! How well a film answers a phrase.

use std::fmt;
use std::rc::Rc;

use super::cost::{Cost, MatchForm};
use super::dictionary::TermId;
use super::matching::TermMatches;
use super::phrase::{Phrase, StepKind, WordReading};
use super::segment::{DocId, Field, Segment, TitleText};

/// Where the words of a phrase were found; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    WholeTitle,
    /// Other forms of its words.
    WholeTitleForms,
    TitleStart,
    /// All its words in another order.
    TitleShuffled,
    TitleWords,
    WholeOriginal,
    WholeOriginalForms,
    OriginalStart,
    OriginalShuffled,
    OriginalWords,
    People,
    /// Some in one field, some in another.
    Mixed,
}

impl Class {
    const fn number(self) -> u32 {
        match self {
            Self::WholeTitle => 0,
            Self::WholeTitleForms => 1,
            Self::TitleStart => 2,
            Self::TitleShuffled => 3,
            Self::TitleWords => 4,
            Self::WholeOriginal => 5,
            Self::WholeOriginalForms => 6,
            Self::OriginalStart => 7,
            Self::OriginalShuffled => 8,
            Self::OriginalWords => 9,
            Self::People => 10,
            Self::Mixed => 11,
        }
    }
}

/// What the classes of a text are called.
struct TextClasses {
    whole: Class,
    forms: Class,
    start: Class,
    shuffled: Class,
    words: Class,
}

impl TextClasses {
    /// Returns the class of words that follow one another from the head of a text, up to its end or not.
    fn of_run(&self, total: PathCost, whole: bool) -> Class {
        match total.parts().2 {
            0 if whole => self.whole,
            1 if whole => self.forms,
            _ => self.start,
        }
    }
}

const TEXTS: [(Field, TextClasses); 2] = [
    (
        Field::Title,
        TextClasses {
            whole: Class::WholeTitle,
            forms: Class::WholeTitleForms,
            start: Class::TitleStart,
            shuffled: Class::TitleShuffled,
            words: Class::TitleWords,
        },
    ),
    (
        Field::Original,
        TextClasses {
            whole: Class::WholeOriginal,
            forms: Class::WholeOriginalForms,
            start: Class::OriginalStart,
            shuffled: Class::OriginalShuffled,
            words: Class::OriginalWords,
        },
    ),
];

/// How well a film answers: the smaller, the better. From the most significant: typing errors, reading, where the words
/// were found, forms of words, names among which the words are spread.
///
/// Packed, for a single letter finds most of a catalogue: selecting the first page of 60,000 films takes 0.10 ms with a
/// number and 0.53 ms with a struct of five fields and derived order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank(u32);

impl Rank {
    fn new(total: PathCost, class: Class, names: u32) -> Self {
        let (errors, way, form) = total.parts();
        Self((errors << 16) | (way << 12) | (class.number() << 8) | (form << 4) | names.min(15))
    }

    /// No film has a worse one.
    pub(super) const WORST: Self = Self(u32::MAX);
    /// The best that a film can have which lacks a word of the phrase in the title.
    pub(super) const OUTSIDE_TITLE: Self = Self(Class::WholeOriginal.number() << 8);
    /// The best that a film can have which lacks a word of the phrase in either title.
    pub(super) const OUTSIDE_TITLES: Self = Self(Class::People.number() << 8);
}

impl fmt::Display for Rank {
    /// Shows the parts with their names, for those who judge the order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |shift: u32| self.0 >> shift & 15;
        let (way, class, form, names) = (part(12), part(8), part(4), part(0));
        write!(f, "errors {} way {way} class {class} form {form} names {names}", self.0 >> 16)
    }
}

/// The cost of a path through the phrase: errors added up, of readings and forms the worst.
///
/// Packed like [`Cost`]: a film with a dozen words has a hundred of them. Following four words through 15,000 titles of eight takes
/// 0.43 ms with 16 bits each and 1.02 ms with a struct and derived order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PathCost(u16);

impl PathCost {
    pub(super) const ZERO: Self = Self(0);
    pub(super) const NONE: Self = Self(u16::MAX);

    pub(super) fn plus(self, cost: Cost) -> Self {
        if self == Self::NONE || cost == Cost::NONE {
            return Self::NONE;
        }
        let (errors, way, form) = cost.parts();
        let (way, form) = ((self.0 >> 4 & 15).max(u16::from(way)), (self.0 & 15).max(u16::from(form)));
        Self(((self.0 & !0xFF) + (u16::from(errors) << 8)) | (way << 4) | form)
    }

    fn parts(self) -> (u32, u32, u32) {
        (u32::from(self.0 >> 8), u32::from(self.0 >> 4 & 15), u32::from(self.0 & 15))
    }
}

/// Ranks films of a segment; keeps its working space between films.
pub(super) struct Ranker<'a> {
    segment: &'a Segment,
    phrase: &'a Phrase,
    matches: &'a [Rc<TermMatches>],
    /// What was found for the words of the phrase, each with a bit for every word that it was found for.
    words: Vec<(u64, &'a TermMatches)>,
    /// By place of the phrase.
    totals: Vec<PathCost>,
    /// By place of the phrase, then by place in the text.
    runs: Vec<PathCost>,
}

impl<'a> Ranker<'a> {
    /// Prepares for films of the segment in which these matches were found.
    pub(super) fn new(segment: &'a Segment, phrase: &'a Phrase, matches: &'a [Rc<TermMatches>]) -> Self {
        let mut words: Vec<(u64, &Rc<TermMatches>)> = Vec::new();
        let steps = phrase.steps.iter().zip(matches).filter(|(step, _)| step.is_word());
        for (at, (_, found)) in steps.enumerate().take(64) {
            // A word that stands in the phrase again was looked for once.
            match words.iter_mut().find(|(_, known)| Rc::ptr_eq(known, found)) {
                Some((bits, _)) => *bits |= 1 << at,
                None => words.push((1 << at, found)),
            }
        }
        let words = words.into_iter().map(|(bits, found)| (bits, &**found)).collect();
        Self { segment, phrase, matches, words, totals: vec![PathCost::NONE; phrase.end + 1], runs: Vec::new() }
    }

    /// Ranks a film; `None` where a word is missing. A rank worse than the bound may be better than the film's.
    pub(super) fn rank(&mut self, document: DocId, bound: Rank) -> Option<Rank> {
        // With every word in its best field: no field by itself can cost less, so the first that costs as much ends it.
        let best = self.total(|matches| matches.best(document));
        if best == PathCost::NONE {
            return None;
        }
        let mut rank = Rank::new(best, Class::Mixed, 0);
        for (field, classes) in &TEXTS {
            let total = self.total(|matches| matches.film(*field, document));
            if total != PathCost::NONE {
                rank = rank.min(self.rank_text(document, *field, classes, total));
            }
            if total == best {
                // Fields further on can only be equal, and come after.
                return Some(rank);
            }
        }
        let total = self.total(|matches| matches.film(Field::People, document));
        let people = Rank::new(total, Class::People, 0);
        if total != PathCost::NONE && people < rank {
            // Names are the dearest to look at.
            rank =
                if people > bound { people } else { rank.min(Rank::new(total, Class::People, self.names(document))) };
        }
        Some(rank)
    }

    /// Returns the cost of the cheapest path through the phrase; [`PathCost::NONE`] where none leads to its end.
    ///
    /// Steps are in the order of the places they start from and all lead forward, so that the cost of a place is final
    /// before a step leaves it: shortest paths in one pass.
    fn total(&mut self, cost: impl Fn(&TermMatches) -> Cost) -> PathCost {
        // Most phrases are one word, which needs no table.
        if let [matches] = self.matches {
            return PathCost::ZERO.plus(cost(matches));
        }
        self.totals.fill(PathCost::NONE);
        self.totals[0] = PathCost::ZERO;
        for (step, matches) in self.phrase.steps.iter().zip(self.matches) {
            let total = self.totals[step.from].plus(cost(matches));
            self.totals[step.to] = self.totals[step.to].min(total);
        }
        self.totals[self.phrase.end]
    }

    /// Ranks a film by one of its titles in which all words were found, at this cost: by the best of its run and of its
    /// words in any order.
    fn rank_text(&mut self, document: DocId, field: Field, classes: &TextClasses, total: PathCost) -> Rank {
        let run = match self.matches {
            [matches] => self.head(matches, document, field, classes),
            _ => self.run(document, field, classes),
        };
        if let Some(run) = run.filter(|run| *run <= Rank::new(total, classes.shuffled, 0)) {
            return run;
        }
        let class = if self.has_all(self.segment.text(field, document)) { classes.shuffled } else { classes.words };
        let bag = Rank::new(total, class, 0);
        run.map_or(bag, |run| run.min(bag))
    }

    /// Tells whether every word of a text was found, ampersands apart.
    fn has_all(&self, text: TitleText<'_>) -> bool {
        let found = |word: u32| self.matches.iter().any(|matches| matches.word(word) != Cost::NONE);
        let compounds = |at: usize| {
            let there = text
                .compounds
                .iter()
                .filter(move |known| (usize::from(known.at)..usize::from(known.at + known.span)).contains(&at));
            there.map(|known| known.word)
        };
        let mut words = text.words.iter().enumerate();
        words.all(|(at, word)| found(*word) || Some(*word) == self.segment.and || compounds(at).any(found))
    }

    /// Does what [`Self::run`] does, for a phrase of one step: only the first word of a text can be the whole run, or the
    /// second after an article, so that no table is filled.
    fn head(&self, matches: &TermMatches, document: DocId, field: Field, classes: &TextClasses) -> Option<Rank> {
        let TitleText { words, compounds, article } = self.segment.text(field, document);
        let rank = |cost: Cost, end: usize| {
            let total = PathCost::ZERO.plus(cost);
            (total != PathCost::NONE).then(|| Rank::new(total, classes.of_run(total, end == words.len()), 0))
        };
        let heads = words.iter().take(if article { 2 } else { 1 }).zip(1..);
        let heads = heads.filter_map(|(word, end)| rank(matches.word(*word), end));
        let glued =
            matches.glued_in(document, field).filter(|found| found.glued.at == 0 || (article && found.glued.at == 1));
        let glued = glued.filter_map(|found| rank(found.cost, usize::from(found.glued.at + found.glued.span)));
        let compounds =
            compounds.iter().filter(|known| known.at == 0 || (article && known.at == 1)).filter_map(|known| {
                rank(matches.word(known.word).in_compound(known.is_number), usize::from(known.at + known.span))
            });
        heads.chain(glued).chain(compounds).min()
    }

    /// Follows the words of a text from its head in the order of the phrase, and returns the best rank of a run that uses
    /// up the phrase.
    ///
    /// `runs` holds, for each place of the phrase and each place in the text, the cheapest run up to both: an alignment
    /// by dynamic programming, in which every step moves on in both, and steps that ask for nothing in the phrase alone.
    fn run(&mut self, document: DocId, field: Field, classes: &TextClasses) -> Option<Rank> {
        let text = self.segment.text(field, document);
        let width = text.words.len() + 1;
        self.runs.clear();
        self.runs.resize(width * (self.phrase.end + 1), PathCost::NONE);
        self.reach(text, 0, PathCost::ZERO);
        if text.article {
            self.reach(text, 1, PathCost::ZERO);
        }
        for (step, matches) in self.phrase.steps.iter().zip(self.matches) {
            let (from, to) = (step.from * width, step.to * width);
            if let StepKind::Skip(_) = step.kind {
                let cost = matches.film(field, document);
                for at in 0..width {
                    self.runs[to + at] = self.runs[from + at].plus(cost).min(self.runs[to + at]);
                }
                continue;
            }
            for (at, word) in text.words.iter().enumerate() {
                self.reach(text, to + at + 1, self.runs[from + at].plus(matches.word(*word)));
            }
            for known in text.compounds {
                let (at, span) = (usize::from(known.at), usize::from(known.span));
                let cost = matches.word(known.word).in_compound(known.is_number);
                self.reach(text, to + at + span, self.runs[from + at].plus(cost));
            }
            for found in matches.glued_in(document, field) {
                let (at, span) = (usize::from(found.glued.at), usize::from(found.glued.span));
                self.reach(text, to + at + span, self.runs[from + at].plus(found.cost));
            }
        }
        let ends =
            self.runs[self.phrase.end * width..].iter().enumerate().filter(|(_, total)| **total != PathCost::NONE);
        ends.map(|(at, total)| Rank::new(*total, classes.of_run(*total, at + 1 == width), 0)).min()
    }

    /// Keeps the cost of a run that has come to a cell of the table if it is the cheapest there, and past an ampersand,
    /// which people leave out.
    fn reach(&mut self, text: TitleText<'_>, run: usize, total: PathCost) {
        if total == PathCost::NONE {
            return;
        }
        self.runs[run] = total.min(self.runs[run]);
        let at = run % (text.words.len() + 1);
        if self.segment.and.is_some() && text.words.get(at).copied() == self.segment.and {
            let past = total.plus(Cost::new(0, WordReading::Direct, MatchForm::Other));
            self.runs[run + 1] = past.min(self.runs[run + 1]);
        }
    }

    /// Returns how many names of a film it takes to cover the words of the phrase: two words of one name are better than
    /// of two people.
    ///
    /// The least number would be a set cover, which is hard; taking the name that covers the most of what is left is
    /// nearly always as good, for phrases have few words. Words are bits, 64 at most.
    fn names(&self, document: DocId) -> u32 {
        if self.phrase.parts.len() == 1 {
            return 1;
        }
        let best = self.words.iter().map(|(bits, matches)| (*bits, *matches, matches.film(Field::People, document)));
        let best: Vec<(u64, &TermMatches, Cost)> = best.filter(|(.., best)| *best != Cost::NONE).collect();
        let mut left = best.iter().fold(0, |all, (bits, ..)| all | bits);
        let covered = |word: &TermId| {
            let found = best.iter().filter(|(_, matches, best)| matches.name(*word) == *best);
            found.fold(0, |all, (bits, ..)| all | bits)
        };
        let names =
            self.segment.names_of(document).map(|name| name.iter().map(covered).fold(0, |all, some| all | some));
        let names: Vec<u64> = names.filter(|name| *name != 0).collect();
        let mut count = 0;
        while left != 0 {
            let Some(most) = names.iter().max_by_key(|name| (*name & left).count_ones()) else { break };
            if most & left == 0 {
                break;
            }
            left &= !most;
            count += 1;
        }
        count
    }
}
