//! How often names are read rightly: the bars of quality.

use afisha::catalog::TorrentKind;
use afisha::releases::ReleaseName;

use super::names::{self, JudgedName};

/// The share of names that must have a right title among theirs.
const TITLE_BAR: f64 = 0.95;
/// The share of names whose year, seasons, episodes and resolution must each be right.
const FACT_BAR: f64 = 0.99;

/// Returns the words of a title, without case.
fn plain(title: &str) -> String {
    let small = title.to_lowercase().replace('ё', "е");
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Tells what is right of a name: title, year, seasons, episodes, resolution.
fn judge(judged: &JudgedName) -> [bool; 5] {
    let Some(read) = ReleaseName::parse(judged.name) else { return [false; 5] };
    let titles: Vec<String> = read.titles.iter().map(|title| plain(title)).collect();
    [
        judged.titles.iter().any(|title| titles.contains(&plain(title))),
        read.year == judged.year,
        read.seasons == judged.seasons,
        read.episodes == judged.episodes,
        read.resolution.as_deref() == judged.resolution,
    ]
}

fn shares(names: &[JudgedName]) -> [f64; 5] {
    let right: Vec<[bool; 5]> = names.iter().map(judge).collect();
    std::array::from_fn(|fact| right.iter().filter(|right| right[fact]).count() as f64 / names.len() as f64)
}

fn check(names: &[JudgedName]) {
    let shares = shares(names);
    let bars = [TITLE_BAR, FACT_BAR, FACT_BAR, FACT_BAR, FACT_BAR];
    let wrong: Vec<&str> = names.iter().filter(|name| judge(name) != [true; 5]).map(|name| name.name).collect();
    let meets = shares.iter().zip(bars).all(|(share, bar)| *share >= bar);
    assert!(meets, "title, year, seasons, episodes, resolution: {shares:.3?}; wrong: {wrong:#?}");
}

#[test]
fn names_that_the_rules_were_tuned_with_are_read_rightly() {
    check(&names::tuned());
}

#[test]
fn names_that_were_kept_from_the_rules_are_read_rightly() {
    check(&names::held_out());
}

#[test]
fn half_of_the_names_are_russian() {
    let names: Vec<JudgedName> = names::tuned().into_iter().chain(names::held_out()).collect();
    let russian = names.iter().filter(|judged| judged.name.contains(|c| matches!(c, 'а'..='я'))).count();
    assert!(names.len() >= 250 && russian * 100 / names.len() >= 45, "{russian} of {}", names.len());
}

#[test]
fn a_series_has_seasons_or_episodes_and_a_film_a_year() {
    for judged in names::tuned().into_iter().chain(names::held_out()) {
        let Some(read) = ReleaseName::parse(judged.name) else { panic!("{}", judged.name) };
        let is_series = !read.seasons.is_empty() || !read.episodes.is_empty();
        match read.kind {
            Some(TorrentKind::Series) => assert!(is_series, "{}", judged.name),
            Some(TorrentKind::Movie) => assert!(!is_series && read.year.is_some(), "{}", judged.name),
            None => assert!(!is_series, "{}", judged.name),
        }
    }
}
