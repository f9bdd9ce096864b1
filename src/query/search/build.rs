//! Makes a [`Segment`] from films.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU16;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::language::letters::{Alphabet, is_mixed};
use crate::language::numbers::{is_digits, number};
use crate::language::stemmer::Stemmer;
use crate::language::titles::is_article;
use crate::language::translit::{glue_key, key_of_cyrillic, keys_of_latin, keys_of_mixed};
use crate::language::words::{AND, Token, compounds, words};
use crate::number::{to_index, to_u8, to_u32};
use crate::query::keyed_table::KeyedTable;

use super::dictionary::{Dictionary, PostingLists, TermId, pack};
use super::document::{Document, PersonName, TooManyWords};
use super::segment::{
    CompoundWord, Concatenation, Concatenations, Conflations, DocId, Field, ForwardIndex, Segment, TitleFlags,
};

/// The words of a title that count; the longest real titles have half as many.
const MAX_TITLE_WORDS: usize = 48;
/// The words of the longest title that is known by its words written as one.
const MAX_GLUED_WORDS: usize = 5;

/// Takes films one by one; [`Builder::finish`] makes the segment.
pub(super) struct Builder {
    stemmer: Stemmer,
    ids: KeyedTable<DocId, u64>,
    /// Each distinct word, by the order of first sight.
    words: HashMap<String, u32, RandomState>,
    titles: [ForwardIndex; 2],
    /// The names of each film, and the words of each name.
    people: ForwardIndex,
    names: ForwardIndex,
    /// By number of a person, the number of the name; [`NO_NAME`]: not seen yet.
    persons: Vec<u32>,
    flags: [KeyedTable<DocId, TitleFlags>; 2],
    compounds: Vec<CompoundWord>,
    years: KeyedTable<DocId, Option<NonZeroU16>>,
    /// Neighbouring words of which some is an ordinal, with its ending: their keys, and where they stand.
    with_endings: Vec<(String, Concatenation)>,
    most_words: usize,
    /// There are more words than that.
    is_full: bool,
}

/// Stands for no name in [`Builder::persons`].
const NO_NAME: u32 = u32::MAX;
/// Stands for no word after the last of a row.
const NO_WORD: TermId = TermId::MAX;

impl Builder {
    /// Starts with no film, for so many words at most.
    pub(super) fn new(most_words: usize) -> Self {
        Self {
            stemmer: Stemmer::new(),
            ids: KeyedTable::default(),
            words: HashMap::default(),
            titles: [ForwardIndex::new(), ForwardIndex::new()],
            people: ForwardIndex::new(),
            names: ForwardIndex::new(),
            persons: Vec::new(),
            flags: [KeyedTable::default(), KeyedTable::default()],
            compounds: Vec::new(),
            years: KeyedTable::default(),
            with_endings: Vec::new(),
            most_words,
            is_full: false,
        }
    }

    /// Adds a film.
    ///
    /// # Panics
    /// Its id is not greater than those of the films before.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        assert!(self.last() < Some(document.id), "films come in the order of ids");
        if self.is_full {
            return;
        }
        let doc = self.ids.push(document.id);
        self.years.push(document.year.and_then(|year| u16::try_from(year).ok()).and_then(NonZeroU16::new));
        self.add_title(doc, Field::Title, document.title);
        // The same text twice would only be matched twice.
        let original = document.original_title.filter(|original| *original != document.title);
        self.add_title(doc, Field::Original, original.unwrap_or_default());
        for person in document.people {
            let name = self.name(person);
            self.people.words.push(name);
        }
        self.people.end();
        let texts = self.titles.iter().chain([&self.people, &self.names]).map(|texts| texts.words.len());
        self.is_full = texts.chain([self.words.len()]).any(|words| words > self.most_words);
    }

    /// Returns the id of the film added last.
    pub(super) fn last(&self) -> Option<u64> {
        self.ids.values().last().copied()
    }

    fn add_title(&mut self, document: DocId, field: Field, title: &str) {
        let mut words = words(title);
        words.truncate(MAX_TITLE_WORDS);
        let at = field.index();
        let compounds = self.compound(document, field, &words);
        self.flags[at].push(TitleFlags { article: words.len() > 1 && is_article(&words[0].text), compounds });
        for word in words {
            let word = intern(&mut self.words, word.text);
            self.titles[at].words.push(word);
        }
        self.titles[at].end();
    }

    /// Adds what words of a title are as one, and what else they may be taken for; tells whether there is anything.
    fn compound(&mut self, document: DocId, field: Field, words: &[Token]) -> bool {
        let before = self.compounds.len();
        let others =
            words.iter().enumerate().flat_map(|(at, word)| word.others.iter().map(move |text| (at, 1, text.clone())));
        let compounds = compounds(words).into_iter().map(|compound| (compound.at, compound.span, compound.text));
        for (at, span, text) in others.chain(compounds) {
            let is_number = is_digits(&text);
            let word = intern(&mut self.words, text);
            self.compounds.push(CompoundWord { document, field, at: to_u8(at), span: to_u8(span), is_number, word });
        }
        if words.iter().any(|word| word.with_ending() != word.text) {
            for run in runs(field, words.len(), |at| words[at].text == AND) {
                let spelled = words[run.clone()].iter().map(Token::with_ending).filter(|text| *text != AND);
                let run = Concatenation { document, field, at: to_u8(run.start), span: to_u8(run.len()) };
                self.with_endings.push((glue_key(&spelled.collect::<String>()), run));
            }
        }
        self.compounds.len() > before
    }

    /// Tells whether the name of the person of this number is known.
    pub(super) fn has_name(&self, number: u32) -> bool {
        self.persons.get(to_index(number)).is_some_and(|name| *name != NO_NAME)
    }

    /// Returns the number of a name, which is cut up once.
    fn name(&mut self, person: &PersonName<'_>) -> u32 {
        let number = to_index(person.number);
        if number >= self.persons.len() {
            self.persons.resize(number + 1, NO_NAME);
        }
        if self.persons[number] == NO_NAME {
            let words = words(person.name);
            let others = compounds(&words).into_iter().map(|compound| compound.text);
            let others: Vec<String> = words.iter().flat_map(|word| word.others.clone()).chain(others).collect();
            for word in words.into_iter().map(|word| word.text).chain(others) {
                let word = intern(&mut self.words, word);
                self.names.words.push(word);
            }
            self.persons[number] = self.names.end();
        }
        self.persons[number]
    }

    /// Makes the segment.
    ///
    /// # Errors
    /// More words than it may have.
    pub(super) fn finish(mut self) -> Result<Segment, TooManyWords> {
        if self.is_full {
            return Err(TooManyWords(self.most_words));
        }
        self.persons = Vec::new();
        let mut seen = Pairs::default();
        self.words.iter().for_each(|(word, at)| seen.push(word, *at));
        let sorted = seen.sorted();
        let dictionary = Dictionary::new(sorted.clone().map(|(word, _)| word));
        let mut ids = vec![0; self.words.len()];
        sorted.zip(0..).for_each(|((_, at), id)| ids[to_index(at)] = id);
        self.number(&ids);
        let mut words = vec![String::new(); ids.len()];
        for (word, at) in std::mem::take(&mut self.words) {
            words[to_index(ids[to_index(at)])] = word;
        }
        let [mut stems, mut roots, mut cyrillic, mut latin]: [Pairs; 4] = Default::default();
        let mut numbers: BTreeMap<u32, Vec<TermId>> = BTreeMap::new();
        for (word, id) in words.iter().zip(0..) {
            let stem = self.stemmer.stem(word);
            let root = self.stemmer.stem(&stem);
            if root != stem {
                roots.push(&root, id);
            }
            stems.push(&stem, id);
            match Alphabet::of(word) {
                Alphabet::Cyrillic if is_mixed(word) => keys_of_mixed(word).iter().for_each(|key| {
                    cyrillic.push(key, id);
                    latin.push(key, id);
                }),
                Alphabet::Cyrillic => cyrillic.push(&key_of_cyrillic(word), id),
                Alphabet::Latin => keys_of_latin(word).iter().for_each(|key| latin.push(key, id)),
                Alphabet::Other => {}
            }
            if let Some(number) = number(word) {
                numbers.entry(number).or_default().push(id);
            }
        }
        let films = [
            self.films_of_titles(Field::Title, words.len()),
            self.films_of_titles(Field::Original, words.len()),
            self.films_of_people(words.len()),
        ];
        let and = dictionary.get(AND);
        let glued = glued(&self.titles, &words, and, self.with_endings);
        Ok(Segment {
            ids: self.ids,
            and,
            words: dictionary,
            stems: stems.conflations(),
            roots: roots.conflations(),
            cyrillic: cyrillic.conflations(),
            latin: latin.conflations(),
            numbers,
            films,
            titles: self.titles,
            people: self.people,
            names: self.names,
            flags: self.flags,
            compounds: self.compounds,
            years: self.years,
            glued,
        })
    }

    /// Puts the final numbers of words in place of those by first sight.
    fn number(&mut self, ids: &[TermId]) {
        for word in self.titles.iter_mut().chain([&mut self.names]).flat_map(|texts| &mut texts.words) {
            *word = ids[to_index(*word)];
        }
        self.compounds.iter_mut().for_each(|known| known.word = ids[to_index(known.word)]);
        self.compounds.shrink_to_fit();
        let texts = self.titles.iter_mut().chain([&mut self.people, &mut self.names]);
        texts.for_each(ForwardIndex::shrink_to_fit);
    }

    /// Returns the films by word of a title; what words of it are as one comes in the order of films, as titles do.
    fn films_of_titles(&self, field: Field, words: usize) -> PostingLists {
        let texts = &self.titles[field.index()];
        let mut pairs: Vec<(TermId, DocId)> = Vec::with_capacity(texts.words.len());
        let mut compounds = self.compounds.iter().filter(|known| known.field == field).peekable();
        for document in 0..to_u32(self.ids.len()) {
            pairs.extend(texts.of(document).iter().map(|word| (*word, document)));
            while let Some(known) = compounds.next_if(|known| known.document == document) {
                pairs.push((known.word, document));
            }
        }
        PostingLists::new(words, pairs.iter().copied())
    }

    fn films_of_people(&self, words: usize) -> PostingLists {
        let pairs = (0..to_u32(self.ids.len())).flat_map(|document| {
            let words = self.people.of(document).iter().flat_map(|name| self.names.of(*name));
            words.map(move |word| (*word, document))
        });
        PostingLists::new(words, pairs)
    }
}

/// Returns which neighbouring words of a title people write as one: each two, an ampersand between them left out, and the
/// whole title if it is short. Of a longer original title, only the whole.
fn runs(field: Field, words: usize, is_and: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let pairs = if words == 2 || field == Field::Title { words.saturating_sub(1) } else { 0 };
    let whole = (3..=MAX_GLUED_WORDS).contains(&words).then_some(0..words);
    let pairs = (0..pairs).filter_map(move |at| {
        let end = if is_and(at + 1) { at + 3 } else { at + 2 };
        (!is_and(at) && end <= words).then_some(at..end)
    });
    pairs.chain(whole)
}

/// Finds the neighbouring words of titles that people write as one. Their keys are made once for the same words, which many
/// titles share.
fn glued(
    titles: &[ForwardIndex; 2],
    words: &[String],
    and: Option<TermId>,
    with_endings: Vec<(String, Concatenation)>,
) -> Concatenations {
    let texts: usize = titles.iter().map(|texts| texts.words.len()).sum();
    // Each with the number of its key.
    let mut known: HashMap<[TermId; MAX_GLUED_WORDS], u32, RandomState> = HashMap::default();
    known.reserve(words.len().min(texts));
    let (mut keys, mut all) = (Pairs::default(), Vec::with_capacity(texts));
    for field in [Field::Title, Field::Original] {
        let texts = &titles[field.index()];
        for document in 0..to_u32(texts.starts.len() - 1) {
            let text = texts.of(document);
            for run in runs(field, text.len(), |at| Some(text[at]) == and) {
                let mut glued = [NO_WORD; MAX_GLUED_WORDS];
                let spelled = text[run.clone()].iter().filter(|word| Some(**word) != and);
                glued.iter_mut().zip(spelled).for_each(|(to, word)| *to = *word);
                let next = to_u32(known.len());
                let key = *known.entry(glued).or_insert_with(|| {
                    let spelled = glued.iter().filter_map(|word| words.get(to_index(*word)));
                    keys.push(&glue_key(&spelled.map(String::as_str).collect::<String>()), next);
                    next
                });
                let run = Concatenation { document, field, at: to_u8(run.start), span: to_u8(run.len()) };
                all.push((key, run));
            }
        }
    }
    for ((key, run), number) in with_endings.into_iter().zip(to_u32(known.len())..) {
        keys.push(&key, number);
        all.push((number, run));
    }
    Concatenations::new(keys.conflations(), all)
}

/// Names with members, to be sorted: all names in one text.
#[derive(Default)]
struct Pairs {
    names: String,
    pairs: Vec<NamedMember>,
}

/// A name with a member.
struct NamedMember {
    /// The first bytes of the name, by which most of the order is settled.
    head: u64,
    /// Where it stands.
    start: u32,
    end: u32,
    member: u32,
}

impl Pairs {
    fn push(&mut self, name: &str, member: u32) {
        let start = self.names.len();
        pack(name, &mut self.names);
        let packed = &self.names.as_bytes()[start..];
        let mut head = [0; 8];
        head.iter_mut().zip(packed).for_each(|(to, from)| *to = *from);
        let (start, end) = (to_u32(start), to_u32(self.names.len()));
        self.pairs.push(NamedMember { head: u64::from_be_bytes(head), start, end, member });
    }

    fn name(&self, pair: &NamedMember) -> &str {
        &self.names[to_index(pair.start)..to_index(pair.end)]
    }

    /// Returns each packed name with its member, sorted by both.
    fn sorted(&mut self) -> impl Iterator<Item = (&str, u32)> + Clone {
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.sort_unstable_by(|a, b| {
            let names = || self.name(a).cmp(self.name(b));
            a.head.cmp(&b.head).then_with(names).then(a.member.cmp(&b.member))
        });
        self.pairs = pairs;
        self.pairs.iter().map(|pair| (self.name(pair), pair.member))
    }

    /// Groups members by name.
    fn conflations(mut self) -> Conflations {
        let mut names: Vec<&str> = Vec::new();
        let mut members: Vec<(u32, u32)> = Vec::with_capacity(self.pairs.len());
        for (name, member) in self.sorted() {
            if names.last() != Some(&name) {
                names.push(name);
            }
            members.push((to_u32(names.len()) - 1, member));
        }
        Conflations {
            names: Dictionary::new(names.iter().copied()),
            members: PostingLists::new(names.len(), members.iter().copied()),
        }
    }
}

fn intern(words: &mut HashMap<String, u32, RandomState>, word: String) -> u32 {
    let next = to_u32(words.len());
    *words.entry(word).or_insert(next)
}
