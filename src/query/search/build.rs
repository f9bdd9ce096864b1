//! Makes a [`Segment`] from films.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use foldhash::fast::RandomState;

use super::Document;
use super::dictionary::{Dictionary, Lists, WordId, pack, packed, place};
use super::segment::{Families, Field, Glued, GluedWords, NAME_BEGINS, Segment, Slot, Texts};
use crate::language::letters::Alphabet;
use crate::language::numbers::number;
use crate::language::stemmer::Stemmer;
use crate::language::titles::is_article;
use crate::language::translit::{glue_key, key_of_cyrillic, keys_of_latin};
use crate::language::words;

/// The words of a title that count; the longest real titles have half as many.
const MAX_TITLE_WORDS: usize = 48;
/// The words of the longest title that is known by its words written as one.
const MAX_GLUED_WORDS: usize = 5;

/// Takes films one by one; [`Builder::finish`] makes the segment.
pub(super) struct Builder {
    stemmer: Stemmer,
    ids: Vec<u64>,
    /// Each distinct word, by the order of first sight.
    words: HashMap<String, u32, RandomState>,
    /// The words of each name seen, so that names are cut up once.
    names: HashMap<String, Vec<u32>, RandomState>,
    titles: [Texts; 2],
    people: Texts,
    articles: [Vec<bool>; 2],
    /// The keys of `glued`, each with its place there.
    glued_keys: Pairs,
    glued: Vec<Glued>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Starts with no film.
    pub(super) fn new() -> Self {
        let texts = || Texts { starts: vec![0], words: Vec::new() };
        Self {
            stemmer: Stemmer::new(),
            ids: Vec::new(),
            words: HashMap::default(),
            names: HashMap::default(),
            titles: [texts(), texts()],
            people: texts(),
            articles: [Vec::new(), Vec::new()],
            glued_keys: Pairs::default(),
            glued: Vec::new(),
        }
    }

    /// Adds a film.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        let slot = Slot::try_from(self.ids.len()).unwrap_or(Slot::MAX);
        self.ids.push(document.id);
        self.add_title(slot, Field::Title, document.title);
        // The same text twice would only be matched twice.
        let original = document.original_title.filter(|original| *original != document.title);
        self.add_title(slot, Field::Original, original.unwrap_or_default());
        for name in document.people {
            self.add_name(name);
        }
        self.people.starts.push(length(&self.people.words));
    }

    fn add_title(&mut self, slot: Slot, field: Field, title: &str) {
        let mut words: Vec<String> = words::plain(title).collect();
        words.truncate(MAX_TITLE_WORDS);
        let at = field.index();
        self.articles[at].push(words.len() > 1 && is_article(&words[0]));
        self.glue(slot, field, &words);
        for word in words {
            let word = intern(&mut self.words, word);
            self.titles[at].words.push(word);
        }
        let end = length(&self.titles[at].words);
        self.titles[at].starts.push(end);
    }

    fn glue(&mut self, slot: Slot, field: Field, words: &[String]) {
        let mut add = |at: usize, run: &[String]| {
            let (at, span) = (u8::try_from(at).unwrap_or(u8::MAX), u8::try_from(run.len()).unwrap_or(u8::MAX));
            self.glued_keys.push(&glue_key(&run.concat()), length(&self.glued));
            self.glued.push(Glued { slot, field, at, span });
        };
        for (at, pair) in words.windows(2).enumerate() {
            if words.len() == 2 || field == Field::Title {
                add(at, pair);
            }
        }
        if (3..=MAX_GLUED_WORDS).contains(&words.len()) {
            add(0, words);
        }
    }

    fn add_name(&mut self, name: &str) {
        if !self.names.contains_key(name) {
            let words = words::plain(name).map(|word| intern(&mut self.words, word)).collect();
            self.names.insert(name.to_owned(), words);
        }
        let words = self.names.get(name).map(Vec::as_slice).unwrap_or_default();
        self.people
            .words
            .extend(words.iter().zip(0..).map(|(word, at)| if at == 0 { word | NAME_BEGINS } else { *word }));
    }

    /// Makes the segment.
    ///
    /// # Errors
    /// A dictionary that cannot be built: more words than it can number.
    pub(super) fn finish(mut self) -> Result<Segment, fst::Error> {
        let mut seen: Vec<(String, String, u32)> =
            std::mem::take(&mut self.words).into_iter().map(|(word, at)| (packed(&word), word, at)).collect();
        seen.sort_unstable();
        self.number(seen.iter().map(|(_, _, at)| *at));
        let (packed_words, words): (Vec<String>, Vec<String>) =
            seen.into_iter().map(|(packed, word, _)| (packed, word)).unzip();
        let [mut stems, mut roots, mut cyrillic, mut latin]: [Pairs; 4] = Default::default();
        let mut numbers: BTreeMap<u32, Vec<WordId>> = BTreeMap::new();
        for (word, id) in words.iter().zip(0..) {
            let stem = self.stemmer.stem(word);
            let root = self.stemmer.stem(&stem);
            if root != stem {
                roots.push(&root, id);
            }
            stems.push(&stem, id);
            match Alphabet::of(word) {
                Alphabet::Cyrillic => cyrillic.push(&key_of_cyrillic(word), id),
                Alphabet::Latin => keys_of_latin(word).iter().for_each(|key| latin.push(key, id)),
                Alphabet::Other => {}
            }
            if let Some(number) = number(word) {
                numbers.entry(number).or_default().push(id);
            }
        }
        let films = [&self.titles[0], &self.titles[1], &self.people].map(|texts| films(words.len(), texts));
        let glued = self.glued_keys.families()?;
        Ok(Segment {
            ids: self.ids,
            words: Dictionary::new(packed_words.iter().map(String::as_str))?,
            stems: stems.families()?,
            roots: roots.families()?,
            cyrillic: cyrillic.families()?,
            latin: latin.families()?,
            numbers,
            films,
            titles: self.titles,
            people: self.people,
            articles: self.articles,
            glued: GluedWords { keys: glued.names, lists: glued.members, all: self.glued },
        })
    }

    /// Puts the final numbers of words in place of those by first sight.
    fn number(&mut self, sorted: impl ExactSizeIterator<Item = u32>) {
        let mut ids = vec![0; sorted.len()];
        for (seen, id) in sorted.zip(0_u32..) {
            ids[place(seen)] = id;
        }
        for word in self.titles.iter_mut().flat_map(|texts| &mut texts.words).chain(&mut self.people.words) {
            *word = ids[place(*word & !NAME_BEGINS)] | (*word & NAME_BEGINS);
        }
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
    fn families(mut self) -> Result<Families, fst::Error> {
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
            members.push((length(&names) - 1, member));
        }
        Ok(Families {
            names: Dictionary::new(names.iter().copied())?,
            members: Lists::new(names.len(), members.into_iter()),
        })
    }
}

fn films(words: usize, texts: &Texts) -> Lists {
    let films = texts.starts.windows(2).zip(0..);
    let pairs = films.flat_map(|(ends, slot)| {
        texts.words[place(ends[0])..place(ends[1])].iter().map(move |word| (word & !NAME_BEGINS, slot))
    });
    Lists::new(words, pairs)
}

fn intern(words: &mut HashMap<String, u32, RandomState>, word: String) -> u32 {
    let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
    *words.entry(word).or_insert(next)
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
