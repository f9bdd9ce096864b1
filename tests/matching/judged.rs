//! How many of 300 names, among them remakes, sequels and namesakes, find their film, and that none finds another: half of
//! the names were at hand while the rules were made, the others were written before and looked at when they were done.

use afisha::catalog::{FilmId, ImdbId, TorrentKind};
use afisha::matching::{MatchFacts, MatchVerdict, NameFacts, ToldFacts, WorkId};

use super::works::{World, imdb, own};

/// The share of names of films that must be found.
const BAR: f64 = 0.9;

/// A name and the film it is of.
struct JudgedRelease {
    name: &'static str,
    film: Option<WorkId>,
    /// Whether several films fit by everything that the name says.
    is_doubtful: bool,
}

/// What came of some names.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    of_films: usize,
    wrong: Vec<String>,
    missed: Vec<&'static str>,
    not_doubtful: Vec<&'static str>,
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn work(id: &str) -> WorkId {
    match ImdbId::parse(id) {
        Some(id) => WorkId::Imdb(id.number()),
        None => WorkId::Own(FilmId::new(id.parse().unwrap()).unwrap()),
    }
}

/// Reads the films: those of ours have ids in digits, and IMDb knows those with another id by the same titles.
fn world() -> World {
    let mut world = World::default();
    for row in rows(include_str!("films.tsv")) {
        let [id, kind, year, imdb_id, titles] = row[..] else { panic!("five columns: {row:?}") };
        let (kind, year) = (TorrentKind::from_name(kind).unwrap(), Some(year.parse().unwrap()));
        let titles: Vec<&str> = titles.split(" | ").collect();
        let number = |id: &str| ImdbId::parse(id).unwrap().number().get();
        match (ImdbId::parse(id), imdb_id) {
            (Some(_), _) => world.imdb.push(imdb(number(id), (Some(kind), year), &titles)),
            (None, "") => world.own.push(own(id.parse().unwrap(), (kind, year), &titles)),
            (None, at_imdb) => {
                // The catalogue has two titles of a film, IMDb more.
                let few = &titles[..titles.len().min(2)];
                world.own.push(own(id.parse().unwrap(), (kind, year), few).with_imdb(number(at_imdb)));
                world.imdb.push(imdb(number(at_imdb), (Some(kind), year), &titles));
            }
        }
    }
    world
}

fn names(text: &'static str) -> Vec<JudgedRelease> {
    let name = |row: Vec<&'static str>| {
        let [name, film, doubtful] = row[..] else { panic!("three columns: {row:?}") };
        let film = (film != "-").then(|| work(film));
        JudgedRelease { name, film, is_doubtful: doubtful == "doubtful" }
    };
    rows(text).map(name).collect()
}

/// Judges names of which the peer says nothing.
fn score(names: &[JudgedRelease]) -> Score {
    let world = world();
    let index = world.index();
    let mut score = Score::default();
    for judged in names {
        let facts = MatchFacts::new(ToldFacts::default(), &NameFacts::of_name(judged.name));
        let verdict = world.judge(&index, &facts, &[]);
        score.of_films += usize::from(judged.film.is_some());
        match &verdict {
            MatchVerdict::One { fit, .. } if Some(fit.work) == judged.film => score.right += 1,
            MatchVerdict::One { fit, .. } => score.wrong.push(format!("{}: {:?}", judged.name, fit)),
            MatchVerdict::Doubtful(_) | MatchVerdict::Nothing if judged.film.is_some() => {
                score.missed.push(judged.name)
            }
            MatchVerdict::Doubtful(_) | MatchVerdict::Nothing => {}
        }
        let is_shown = judged.film.is_some_and(|film| verdict.fits().iter().any(|fit| fit.work == film));
        if judged.is_doubtful && !(matches!(verdict, MatchVerdict::Doubtful(_)) && is_shown) {
            score.not_doubtful.push(judged.name);
        }
    }
    score
}

fn check(names: &[JudgedRelease]) {
    let score = score(names);
    let found = score.right as f64 / score.of_films as f64;
    eprintln!("found {} of {} ({found:.3}), wrong: {}", score.right, score.of_films, score.wrong.len());
    assert!(score.wrong.is_empty() && score.not_doubtful.is_empty() && found >= BAR, "{found:.3}: {score:#?}");
}

#[test]
fn names_at_hand_while_the_rules_were_made_find_their_films_and_no_other() {
    check(&names(include_str!("tuned.tsv")));
}

#[test]
fn names_kept_from_the_rules_find_their_films_and_no_other() {
    check(&names(include_str!("held_out.tsv")));
}

#[test]
fn there_are_300_names_half_of_them_held_out() {
    assert_eq!([include_str!("tuned.tsv"), include_str!("held_out.tsv")].map(|text| names(text).len()), [150, 150]);
}
