#![allow(clippy::as_conversions, clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "tmp")]
mod films;
mod percentiles;
use afisha::query::list::{FEW, MAX_SUGGESTS};
use afisha::query::search::{Document, SearchIndex, Standing};
use films::{Film, Random};
use roaring::RoaringBitmap;
use std::hint::black_box;
const FILMS: usize = 100_000;
fn main() {
    let films = films::films(7, FILMS);
    let people: Vec<Vec<&str>> = films.iter().map(|f| f.people.iter().map(String::as_str).collect()).collect();
    let docs = films.iter().zip(&people).zip(1..).map(|((f, p), id)| Document {
        id,
        title: &f.title,
        original_title: f.original_title.as_deref(),
        people: p,
    });
    let index = SearchIndex::build(
        docs,
        films.iter().zip(1..).map(|(f, id): (&Film, u64)| Standing { id, popularity: f.popularity }),
    )
    .unwrap();
    let every: RoaringBitmap = (0..FILMS as u32).collect();
    let random = &mut Random(9);
    let words: Vec<&str> = films.iter().flat_map(|f| f.title.split(' ')).collect();
    let ask = |phrase: &String| {
        let found = index.search(phrase, &every);
        let near = if (found.len() as u64) < FEW { found.near(MAX_SUGGESTS) } else { Vec::new() };
        drop(black_box((found.len(), found.page(0, 24), near)));
    };
    for n in [1, 2, 3, 4, 5, 6, 8, 10, 12, 16] {
        let mixed: Vec<String> =
            (0..60).map(|_| (0..n).map(|_| words[random.below(words.len())]).collect::<Vec<_>>().join(" ")).collect();
        percentiles::print(&format!("{n} words of titles at random"), &mixed, ask);
        let wrong: Vec<String> = mixed
            .iter()
            .map(|p| {
                p.split(' ')
                    .map(|w| {
                        let mut c: Vec<char> = w.chars().collect();
                        let at = random.below(c.len());
                        c[at] = 'ж';
                        c.into_iter().collect::<String>()
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        percentiles::print(&format!("{n} words with errors"), &wrong, ask);
        let same: Vec<String> = [
            "любовь",
            "a",
            "и",
            "о",
            "приключениями",
            "в",
            "ночь",
            "the",
            "с",
            "абвгдежз",
            "abcdefgh",
            "ghbrk.xtybzvb",
        ]
        .iter()
        .map(|w| vec![*w; n].join(" "))
        .collect();
        percentiles::print(&format!("{n} times one word"), &same, ask);
    }
}
