//! What search costs over 100,000 films: phrases of every kind (one letter, two, whole titles, with errors, in the
//! wrong layout, in the other alphabet, people, hostile ones), the build, an edit.
//!
//! The films are made up (`films.rs`): some 90,000 different words, 10 people a film. A question is asked as `/list/`
//! asks it: the first page, the count, and suggestions where fewer than five films were found. Each figure is for one
//! question, taken in turn from five hundred of its kind; before criterion's means, percentiles of the processor time
//! of single questions are printed. XML, filters and HTTP are left out.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use afisha::query::list::{FEW, MAX_SUGGESTS};
use afisha::query::search::{Document, Match, PersonName, SearchIndex, Standing};
use criterion::Criterion;
use roaring::RoaringBitmap;

use crate::films::{self, Film, Random};
use crate::percentiles::{self, processor_time};

const FILMS: usize = 100_000;
const SEED: u64 = 7;
/// Films on a page.
const PAGE: usize = 24;
/// Questions of a kind.
const QUESTIONS: usize = 500;

const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю";

fn build(films: &[Film]) -> SearchIndex {
    let mut numbers = HashMap::new();
    let mut person = |name| {
        let next = numbers.len() as u32;
        PersonName { number: *numbers.entry(name).or_insert(next), name }
    };
    let people = films.iter().map(|film| film.people.iter().map(String::as_str).map(&mut person).collect());
    let people: Vec<Vec<PersonName<'_>>> = people.collect();
    let documents = films.iter().zip(&people).zip(1..).map(|((film, people), id)| Document {
        id,
        title: &film.title,
        original_title: film.original_title.as_deref(),
        year: None,
        people,
    });
    SearchIndex::build(documents, standings(films)).unwrap()
}

fn standings(films: &[Film]) -> impl Iterator<Item = Standing> {
    films.iter().zip(1..).map(|(film, id)| Standing { id, popularity: film.popularity })
}

fn switched(text: &str) -> String {
    let key = |c: char| RUSSIAN.chars().zip(LATIN.chars()).find(|(letter, _)| *letter == c).map_or(c, |(_, key)| key);
    text.chars().map(key).collect()
}

fn with_error(random: &mut Random, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = random.below(letters.len());
    letters[at] = 'ж';
    letters.into_iter().collect()
}

/// Writes in Latin letters what has one for each, the rest as sounds go.
fn latin(text: &str) -> String {
    let plain = |c: char| "абвгдезийклмнопрстуфыэ".chars().zip("abvgdeziyklmnoprstufye".chars()).find(|(r, _)| *r == c);
    let others =
        [('ж', "zh"), ('х', "h"), ('ц', "c"), ('ч', "ch"), ('ш', "sh"), ('щ', "sch"), ('ю', "yu"), ('я', "ya")];
    let other = |c: char| others.iter().find(|(letter, _)| *letter == c).map(|(_, sound)| (*sound).to_owned());
    let letter = |c: char| plain(c).map(|(_, l)| l.to_string()).or_else(|| other(c)).unwrap_or_default();
    text.split(' ').map(|word| word.chars().map(letter).collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn phrases(films: &[Film]) -> Vec<(&'static str, Vec<String>)> {
    let random = &mut Random(SEED + 1);
    let mut make = |phrase: &mut dyn FnMut(&mut Random, &Film) -> String| -> Vec<String> {
        (0..QUESTIONS)
            .map(|_| {
                let film = &films[random.below(films.len())];
                phrase(random, film)
            })
            .collect()
    };
    let start =
        |letters: usize| move |_: &mut Random, film: &Film| film.title.chars().take(letters).collect::<String>();
    let mut phrases = vec![
        ("1 letter", make(&mut start(1))),
        ("2 letters", make(&mut start(2))),
        ("3 letters", make(&mut start(3))),
        ("5 letters", make(&mut start(5))),
        ("title", make(&mut |_, film| film.title.clone())),
        ("title with an error", make(&mut |random, film| with_error(random, &film.title))),
        ("title in the wrong layout", make(&mut |_, film| switched(&film.title))),
        ("title in Latin letters", make(&mut |_, film| latin(&film.title))),
        ("original title", make(&mut |_, film| film.original_title.clone().unwrap_or_default())),
        ("person", make(&mut |random, film| film.people[random.below(film.people.len())].clone())),
    ];
    phrases.push(("hostile", hostile(random, films)));
    phrases
}

fn hostile(random: &mut Random, films: &[Film]) -> Vec<String> {
    let long = |word: &str| word.repeat(200 / word.chars().count());
    let mut phrases =
        ["a ", "любовь ", "приключениями ", "абвгдежз ", "abcdefgh ", "jcxthphckeeoow", "a.b,", "ъ"].map(long).to_vec();
    // Known words one after another, as they are and with an error in each.
    let words: Vec<&str> = films.iter().flat_map(|film| film.title.split(' ')).take(160).collect();
    for words in words.chunks(16) {
        phrases.push(words.join(" "));
        phrases.push(words.iter().map(|word| with_error(random, word)).collect::<Vec<_>>().join(" "));
    }
    phrases
}

/// Asks as a list does: for the first page and the count, and for suggestions where little was found.
fn ask(index: &SearchIndex, phrase: &str, films: &RoaringBitmap) -> (usize, Vec<Match>, Vec<u32>) {
    let found = index.search(phrase, films);
    let near = if (found.len() as u64) < FEW { found.near(MAX_SUGGESTS) } else { Vec::new() };
    (found.len(), found.page(0, PAGE), near)
}

/// Returns a film with other texts.
fn edit(id: u64) -> Document<'static> {
    let people = &[PersonName { number: 0, name: "Некто" }];
    Document { id, title: "Новое имя", original_title: None, year: None, people }
}

/// Returns the index after so many films were renamed at once.
fn renamed(index: &SearchIndex, films: &[Film], count: u64) -> SearchIndex {
    index.updated((1..=count).map(edit), standings(films)).unwrap()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let group = &mut criterion.benchmark_group("search");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    let films = films::films(SEED, FILMS);
    let start = processor_time();
    let index = build(&films);
    println!("build {:.1?}, {} MiB", processor_time() - start, index.size() >> 20);
    let every: RoaringBitmap = (0..FILMS as u32).collect();
    let phrases = phrases(&films);
    for (name, phrases) in &phrases {
        percentiles::print(name, phrases, |phrase| drop(black_box(ask(&index, phrase, &every))));
    }
    for (name, phrases) in &phrases {
        let mut turn = phrases.iter().cycle();
        group.bench_function(*name, |bencher| bencher.iter(|| ask(&index, turn.next().unwrap(), &every)));
    }
    for count in [1, 1_000, 10_000] {
        let mut index = renamed(&index, &films, count);
        // More than wait beside the larger parts of the edits, so that the times of going over into them are among them.
        let edits: Vec<u64> = (1..=2_000).map(|edit| FILMS as u64 - edit).collect();
        percentiles::print(&format!("an edit beside {count} films"), &edits, |id| {
            let film = &films[*id as usize - 1];
            index = index.updated_in_place([(edit(*id), *id as u32 - 1, film.popularity)].into_iter()).unwrap();
        });
        percentiles::print(&format!("one that moves films, beside {count}"), &edits[..50], |id| {
            index = index.updated([edit(*id)].into_iter(), standings(&films)).unwrap();
        });
    }
}
