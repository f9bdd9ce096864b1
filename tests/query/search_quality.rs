//! How often search finds what was meant: the bars of quality, over real films where they are at hand.

use std::collections::HashMap;
use std::path::Path;

use afisha::query::search::evaluate::{Evaluation, JudgedQuery, evaluate};
use afisha::query::search::{SearchIndex, Standing};
use roaring::RoaringBitmap;
use serde_json::Value;

use super::perturb::{self, plain_words};
use super::search::{Film, with_documents};
use crate::support::dice::Dice;

/// Of all queries, and of each kind, the share that must have a right film in the first five places.
const OVERALL_BAR: f64 = 0.98;
const KIND_BAR: f64 = 0.96;
/// Queries are made up about one film in so many; in all there are then about a thousand.
const EVERY: usize = 5;

struct Catalogue {
    films: Vec<Film>,
    popularity: Vec<f64>,
}

fn lines(name: &str) -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn catalogue() -> Option<Catalogue> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut catalogue = Catalogue { films: Vec::new(), popularity: Vec::new() };
    for line in lines("films-ru-sample.jsonl")? {
        if line["type"] == "tag" {
            names.insert(text(&line["name"]), text(&line["title"]));
            continue;
        }
        let tags = ["directors", "actors"].into_iter().flat_map(|kind| line[kind].as_array().into_iter().flatten());
        let people = tags.map(|tag| names[tag.as_str().unwrap()].clone()).collect();
        let original = line["original_title"].as_str().map(str::to_owned);
        catalogue.films.push(Film(line["id"].as_u64().unwrap(), text(&line["title"]), original, people));
        catalogue.popularity.push(line["popularity"].as_f64().unwrap_or(0.0));
    }
    Some(catalogue)
}

impl Catalogue {
    fn evaluate(&self, queries: &[JudgedQuery]) -> Evaluation {
        let popular = self.films.iter().zip(&self.popularity);
        let rows = popular.map(|(film, popularity)| Standing { id: film.0, popularity: *popularity });
        let index = with_documents(&self.films, |documents| SearchIndex::build(documents.into_iter(), rows).unwrap());
        let every: RoaringBitmap = (0..u32::try_from(self.films.len()).unwrap()).collect();
        evaluate(queries, |phrase| {
            let found = index.search(phrase, &every).all();
            found.iter().map(|found| self.films[usize::try_from(found.row).unwrap()].0).collect()
        })
    }

    /// Returns the films whose title, or original title, or name does what the test says.
    fn with(&self, right: impl Fn(&Film) -> bool) -> Vec<u64> {
        self.films.iter().filter(|film| right(film)).map(|film| film.0).collect()
    }

    /// Makes queries of every kind about one film in [`EVERY`].
    fn queries(&self, seed: u64) -> Vec<JudgedQuery> {
        let random = &mut Dice::new(seed);
        let mut queries = Vec::new();
        for film in self.films.iter().step_by(EVERY) {
            self.by_title(random, film, &mut queries);
            self.by_original_title(random, film, &mut queries);
            self.by_person(random, film, &mut queries);
        }
        queries
    }

    fn by_title(&self, random: &mut Dice, film: &Film, queries: &mut Vec<JudgedQuery>) {
        let title = film.1.as_str();
        let folded = |film: &Film| plain_words(&film.1).join(" ");
        let same = self.with(|other| folded(other) == folded(film));
        let made = [
            ("exact", Some(folded(film))),
            ("typo1", perturb::typos(random, title, 1)),
            ("typo2", perturb::typos(random, title, 2)),
            ("layout", perturb::layout(title)),
            ("translit", perturb::translit(title, random.below(4))),
            ("morph", perturb::morph(random, title)),
            ("glued", perturb::glue(random, title)),
            ("split", perturb::split(random, title)),
            ("number", perturb::number(random, title)),
            ("look-alike", perturb::look_alike(random, title)),
        ];
        queries.extend(made.into_iter().filter_map(|(kind, phrase)| query(kind, phrase, same.clone())));
        let words = perturb::words(random, title);
        let right = words
            .as_deref()
            .map(plain_words)
            .map(|typed| self.with(|film| typed.iter().all(|word| plain_words(&film.1).contains(word))));
        queries.extend(query("words", words, right.unwrap_or_default()));
        let start = perturb::prefix(random, title);
        let right = start.as_deref().map(|start| self.with(|film| folded(film).starts_with(start.trim())));
        queries.extend(query("prefix", start, right.unwrap_or_default()));
    }

    fn by_original_title(&self, random: &mut Dice, film: &Film, queries: &mut Vec<JudgedQuery>) {
        let Some(original) = &film.2 else { return };
        let folded = plain_words(original);
        let is = |text: &str| plain_words(text) == folded;
        let same = self.with(|other| is(&other.1) || other.2.as_deref().is_some_and(is));
        let made = [
            ("original", Some(original.clone())),
            ("original-typo1", perturb::typos(random, original, 1)),
            ("original-layout", perturb::layout(original)),
            ("original-translit", perturb::reverse_translit(original)),
        ];
        queries.extend(made.into_iter().filter_map(|(kind, phrase)| query(kind, phrase, same.clone())));
    }

    fn by_person(&self, random: &mut Dice, film: &Film, queries: &mut Vec<JudgedQuery>) {
        if film.3.is_empty() {
            return;
        }
        let (name, other) = (&film.3[random.below(film.3.len())], &film.3[random.below(film.3.len())]);
        if let Some(phrase) = perturb::person(random, name) {
            let typed = plain_words(&phrase);
            let has = |name: &String| typed.iter().all(|word| plain_words(name).contains(word));
            let same = self.with(|film| film.3.iter().any(has));
            let made = [
                ("person", Some(phrase.clone())),
                ("films-of-person", Some(format!("фильмы {phrase}"))),
                ("person-layout", perturb::layout(&phrase)),
                ("person-translit", perturb::translit(&phrase, random.below(4))),
            ];
            queries.extend(made.into_iter().filter_map(|(kind, phrase)| query(kind, phrase, same.clone())));
        }
        let surname = |name: &str| plain_words(name).pop().unwrap_or_default();
        let first = plain_words(&film.1).swap_remove(0);
        if name != other {
            queries.extend(query("two-people", Some(format!("{name} {other}")), vec![film.0]));
            queries.extend(query("title-person", Some(format!("{first} {}", surname(name))), vec![film.0]));
        }
    }
}

fn query(kind: &str, phrase: Option<String>, right: Vec<u64>) -> Option<JudgedQuery> {
    Some(JudgedQuery { phrase: phrase?, kind: kind.to_owned(), right })
}

#[track_caller]
fn passes(evaluation: &Evaluation) {
    eprintln!("{evaluation}");
    for (kind, figures) in &evaluation.kinds {
        assert!(figures.top5() >= KIND_BAR, "{kind}: {:#?}", evaluation.misses);
    }
    assert!(evaluation.overall.top5() >= OVERALL_BAR, "{:#?}", evaluation.misses);
}

#[test]
fn the_sample_queries_are_answered() {
    let (Some(catalogue), Some(lines)) = (catalogue(), lines("search-sample.jsonl")) else { return };
    let read = |line: &Value| {
        let also = line["also"].as_array().unwrap().iter();
        let right = [&line["expect"]].into_iter().chain(also).map(|id| id.as_u64().unwrap());
        query(line["kind"].as_str().unwrap(), line["query"].as_str().map(str::to_owned), right.collect())
    };
    passes(&catalogue.evaluate(&lines.iter().filter_map(read).collect::<Vec<_>>()));
}

#[test]
fn made_up_queries_of_every_kind_are_answered() {
    let Some(catalogue) = catalogue() else { return };
    passes(&catalogue.evaluate(&catalogue.queries(1)));
}
