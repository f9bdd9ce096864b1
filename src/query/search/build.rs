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

use super::dictionary::{Dictionary, PostingLists, TermId, pack, packed};
use super::document::{Document, TooManyWords};
use super::segment::{
    CompoundWord, Concatenation, Concatenations, Conflations, DocId, Field, ForwardIndex, NAME_BEGINS, Segment,
    TitleFlags,
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
    /// The words of each name seen, so that names are cut up once.
    names: HashMap<String, Vec<u32>, RandomState>,
    titles: [ForwardIndex; 2],
    people: ForwardIndex,
    flags: [KeyedTable<DocId, TitleFlags>; 2],
    compounds: Vec<CompoundWord>,
    years: KeyedTable<DocId, Option<NonZeroU16>>,
    /// The keys of `glued`, each with its place there.
    glued_keys: Pairs,
    glued: KeyedTable<u32, Concatenation>,
    most_words: usize,
    /// There are more words than that.
    is_full: bool,
}

impl Builder {
    /// Starts with no film, for so many words at most.
    pub(super) fn new(most_words: usize) -> Self {
        let texts = || ForwardIndex { starts: vec![0], words: Vec::new() };
        Self {
            stemmer: Stemmer::new(),
            ids: KeyedTable::default(),
            words: HashMap::default(),
            names: HashMap::default(),
            titles: [texts(), texts()],
            people: texts(),
            flags: [KeyedTable::default(), KeyedTable::default()],
            compounds: Vec::new(),
            years: KeyedTable::default(),
            glued_keys: Pairs::default(),
            glued: KeyedTable::default(),
            most_words,
            is_full: false,
        }
    }

    /// Adds a film.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        if self.is_full {
            return;
        }
        let doc = self.ids.push(document.id);
        self.years.push(document.year.and_then(|year| u16::try_from(year).ok()).and_then(NonZeroU16::new));
        self.add_title(doc, Field::Title, document.title);
        // The same text twice would only be matched twice.
        let original = document.original_title.filter(|original| *original != document.title);
        self.add_title(doc, Field::Original, original.unwrap_or_default());
        for name in document.people {
            self.add_name(name);
        }
        self.people.starts.push(to_u32(self.people.words.len()));
        let texts = self.titles.iter().chain([&self.people]).map(|texts| texts.words.len());
        self.is_full = texts.chain([self.words.len()]).any(|words| words > self.most_words);
    }

    fn add_title(&mut self, document: DocId, field: Field, title: &str) {
        let mut words = words(title);
        words.truncate(MAX_TITLE_WORDS);
        let at = field.index();
        self.glue(document, field, &words);
        let compounds = self.compound(document, field, &words);
        self.flags[at].push(TitleFlags { article: words.len() > 1 && is_article(&words[0].text), compounds });
        for word in words {
            let word = intern(&mut self.words, word.text);
            self.titles[at].words.push(word);
        }
        let end = to_u32(self.titles[at].words.len());
        self.titles[at].starts.push(end);
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
        self.compounds.len() > before
    }

    fn glue(&mut self, document: DocId, field: Field, words: &[Token]) {
        let mut add = |at: usize, run: &[Token]| {
            let run_of =
                |text: fn(&Token) -> &str| -> String { run.iter().map(text).filter(|text| *text != AND).collect() };
            let (text, with_endings) = (run_of(|word| &word.text), run_of(Token::with_ending));
            let number = self.glued.push(Concatenation { document, field, at: to_u8(at), span: to_u8(run.len()) });
            self.glued_keys.push(&glue_key(&text), number);
            if with_endings != text {
                self.glued_keys.push(&glue_key(&with_endings), number);
            }
        };
        let is_and = |at: usize| words.get(at).is_some_and(|word| word.text == AND);
        for at in 0..words.len().saturating_sub(1) {
            // An ampersand between two words is glued over.
            let end = if is_and(at + 1) { at + 3 } else { at + 2 };
            if (words.len() == 2 || field == Field::Title) && !is_and(at) && end <= words.len() {
                add(at, &words[at..end]);
            }
        }
        if (3..=MAX_GLUED_WORDS).contains(&words.len()) {
            add(0, words);
        }
    }

    fn add_name(&mut self, name: &str) {
        if !self.names.contains_key(name) {
            let words = words(name);
            let others = compounds(&words).into_iter().map(|compound| compound.text);
            let others: Vec<String> = words.iter().flat_map(|word| word.others.clone()).chain(others).collect();
            let all = words.into_iter().map(|word| word.text).chain(others);
            let all = all.map(|word| intern(&mut self.words, word)).collect();
            self.names.insert(name.to_owned(), all);
        }
        let words = &self.names[name];
        self.people
            .words
            .extend(words.iter().zip(0..).map(|(word, at)| if at == 0 { word | NAME_BEGINS } else { *word }));
    }

    /// Makes the segment.
    ///
    /// # Errors
    /// More words than it may have.
    pub(super) fn finish(mut self) -> Result<Segment, TooManyWords> {
        if self.is_full {
            return Err(TooManyWords(self.most_words));
        }
        let mut seen: Vec<(String, String, u32)> =
            std::mem::take(&mut self.words).into_iter().map(|(word, at)| (packed(&word), word, at)).collect();
        seen.sort_unstable();
        self.number(seen.iter().map(|(_, _, at)| *at));
        let (packed_words, words): (Vec<String>, Vec<String>) =
            seen.into_iter().map(|(packed, word, _)| (packed, word)).unzip();
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
        let films =
            [(&self.titles[0], Field::Title), (&self.titles[1], Field::Original), (&self.people, Field::People)].map(
                |(texts, field)| films(words.len(), texts, self.compounds.iter().filter(|known| known.field == field)),
            );
        let words = Dictionary::new(packed_words.iter().map(String::as_str));
        let glued = self.glued_keys.conflations();
        Ok(Segment {
            ids: self.ids,
            and: words.get(AND),
            words,
            stems: stems.conflations(),
            roots: roots.conflations(),
            cyrillic: cyrillic.conflations(),
            latin: latin.conflations(),
            numbers,
            films,
            titles: self.titles,
            people: self.people,
            flags: self.flags,
            compounds: self.compounds,
            years: self.years,
            glued: Concatenations { keys: glued.names, lists: glued.members, all: self.glued },
        })
    }

    /// Puts the final numbers of words in place of those by first sight.
    fn number(&mut self, sorted: impl ExactSizeIterator<Item = u32>) {
        let mut ids = vec![0; sorted.len()];
        for (seen, id) in sorted.zip(0_u32..) {
            ids[to_index(seen)] = id;
        }
        for word in self.titles.iter_mut().flat_map(|texts| &mut texts.words).chain(&mut self.people.words) {
            *word = ids[to_index(*word & !NAME_BEGINS)] | (*word & NAME_BEGINS);
        }
        self.compounds.iter_mut().for_each(|known| known.word = ids[to_index(known.word)]);
        self.compounds.shrink_to_fit();
        for texts in self.titles.iter_mut().chain([&mut self.people]) {
            texts.words.shrink_to_fit();
            texts.starts.shrink_to_fit();
        }
    }
}

/// Names with members, to be grouped: all names in one text.
#[derive(Default)]
struct Pairs {
    names: String,
    /// The first bytes of a name, by which most of the order is settled; where it stands; the member.
    pairs: Vec<(u64, Range<usize>, u32)>,
}

impl Pairs {
    fn push(&mut self, name: &str, member: u32) {
        let start = self.names.len();
        pack(name, &mut self.names);
        let packed = &self.names.as_bytes()[start..];
        let mut head = [0; 8];
        head.iter_mut().zip(packed).for_each(|(to, from)| *to = *from);
        self.pairs.push((u64::from_be_bytes(head), start..self.names.len(), member));
    }

    /// Groups members by name.
    fn conflations(mut self) -> Conflations {
        let text = self.names.as_str();
        self.pairs.sort_unstable_by(|(a_head, a, a_member), (b_head, b, b_member)| {
            let rest = || text[a.clone()].cmp(&text[b.clone()]);
            a_head.cmp(b_head).then_with(rest).then(a_member.cmp(b_member))
        });
        let mut names: Vec<&str> = Vec::new();
        let mut members: Vec<(u32, u32)> = Vec::with_capacity(self.pairs.len());
        for (_, name, member) in self.pairs {
            if names.last() != Some(&&text[name.clone()]) {
                names.push(&text[name]);
            }
            members.push((to_u32(names.len()) - 1, member));
        }
        Conflations {
            names: Dictionary::new(names.iter().copied()),
            members: PostingLists::new(names.len(), members.into_iter()),
        }
    }
}

/// Returns the films by word. What words of a title are as one comes in the order of films, as texts do.
fn films<'a>(
    words: usize,
    texts: &ForwardIndex,
    compounds: impl Iterator<Item = &'a CompoundWord> + Clone,
) -> PostingLists {
    let ends = texts.starts.windows(2).zip(0..);
    let mut pairs: Vec<(TermId, DocId)> = Vec::with_capacity(texts.words.len());
    let mut compounds = compounds.peekable();
    for (ends, document) in ends {
        pairs.extend(
            texts.words[to_index(ends[0])..to_index(ends[1])].iter().map(|word| (word & !NAME_BEGINS, document)),
        );
        while let Some(known) = compounds.next_if(|known| known.document == document) {
            pairs.push((known.word, document));
        }
    }
    PostingLists::new(words, pairs.into_iter())
}

fn intern(words: &mut HashMap<String, u32, RandomState>, word: String) -> u32 {
    let next = to_u32(words.len());
    *words.entry(word).or_insert(next)
}
