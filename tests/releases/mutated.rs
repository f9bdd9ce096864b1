//! Names that nobody would write: whatever comes, something within bounds comes of it, or nothing.

use afisha::releases::ReleaseName;

use super::names;
use crate::support::dice::Dice;

const SEED: u64 = 9;
/// How many names are tried every time, and once in a while.
const NAMES: usize = 5_000;
const MANY: usize = 1_000_000;
/// The most bytes that peers are sent about a name.
const MAX_BYTES: usize = 16 << 10;
/// What names trip over.
const SIGNS: [&str; 40] = [
    "[",
    "]",
    "(",
    ")",
    "/",
    " / ",
    "|",
    "\\",
    ".",
    "-",
    " - ",
    "_",
    ",",
    "&amp;",
    "#",
    "«",
    "»",
    "\"",
    "\0",
    "\u{301}",
    "\u{202E}",
    "é",
    "И\u{306}",
    "千",
    "🎬",
    "S01",
    "E",
    "x",
    "х",
    "сезон",
    "серии",
    "из",
    "1-99999999999",
    "2019",
    "1080p",
    "4294967296",
    "ﬃ",
    "İ",
    "ß",
    "0",
];

/// Returns a name made of real ones: with pieces lost, doubled, moved, put in, or of two names.
fn mutated(dice: &mut Dice, names: &[Vec<char>]) -> String {
    let mut name = dice.pick(names).clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(name.len() + 1);
        let end = (at + dice.below(12)).min(name.len());
        match dice.below(8) {
            0 => drop(name.drain(at..end)),
            1 => insert(&mut name, at, SIGNS[dice.below(SIGNS.len())]),
            2 => name.truncate(at),
            3 => name = [&name[at..], &name[..at]].concat(),
            4 => name = [&name[..at], &dice.pick(names)[..]].concat(),
            5 => {
                let piece = name[at..end].iter().collect::<String>().repeat(1 + dice.below(200));
                insert(&mut name, at, &piece);
            }
            6 => insert(&mut name, at, &char::from_u32((dice.next() % 0x11_0000) as u32).unwrap_or('?').to_string()),
            _ => name.reverse(),
        }
    }
    name.into_iter().collect()
}

fn insert(name: &mut Vec<char>, at: usize, piece: &str) {
    name.splice(at..at, piece.chars());
}

fn check(name: &str) {
    let Some(read) = ReleaseName::parse(name) else { return };
    let json = serde_json::to_string(&read).unwrap();
    assert!(json.len() <= MAX_BYTES, "{} bytes: {name}", json.len());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(value.as_object().unwrap().values().all(|member| !member.is_object()), "{name}");
    assert!(!read.titles.is_empty() && read.titles.contains(&read.parsed_title), "{name}");
    for numbers in [&read.seasons, &read.episodes] {
        assert!(numbers.is_sorted() && numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}: {name}");
    }
}

fn try_out(count: usize) {
    let names = names::tuned().into_iter().chain(names::held_out());
    let names: Vec<Vec<char>> = names.map(|judged| judged.name.chars().collect()).collect();
    let dice = &mut Dice::new(SEED);
    for _ in 0..count {
        check(&mutated(dice, &names));
    }
    assert_eq!(ReleaseName::figures().panicked, 0);
}

#[test]
fn no_mutated_name_is_too_much() {
    try_out(NAMES);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test afisha no_mutated_name -- --ignored"]
fn no_mutated_name_of_a_million_is_too_much() {
    try_out(MANY);
    eprintln!("{:?}", ReleaseName::figures());
}

#[test]
fn the_longest_names_are_read_in_bounds() {
    for name in [
        "\"".repeat(2_000),
        "🎬 ".repeat(1_000),
        "Ж".repeat(1_024),
        "🎬a / ".repeat(400),
        format!("{} S01E1-1500", "\"a\" / ".repeat(200)),
        format!("a 1-1499 серии {}", "(🎬a) ".repeat(200)),
        (1_000..1_300).map(|number| format!("{number},")).collect::<String>() + " серии",
        "s1-".repeat(341),
        "[a]".repeat(341),
        "(".repeat(1_024),
        "a.1.".repeat(256),
        "1x01-".repeat(204),
    ] {
        check(&name);
    }
}
