//! The rules once more, in the plainest way, and that the program keeps them on random films and torrents.

use afisha::catalog::{FilmId, ImdbNumber, TmdbId, TorrentKind, Year};
use afisha::matching::{Fit, MatchFacts, MatchVerdict, Reason, ToldFacts, WorkId, title_key};
use proptest::prelude::*;

use super::works::{OwnFilm, World, imdb, number, own};

fn near(a: Option<Year>, b: Option<Year>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.get().abs_diff(b.get()) <= 1)
}

fn share(some: &[String], others: &[String]) -> bool {
    some.iter().any(|a| others.iter().any(|b| title_key(a) == title_key(b)))
}

/// What a film of ours is known by: its id at IMDb, or the only title there that it may be; else all that it may be.
struct Known {
    imdb: Option<ImdbNumber>,
    may_be: Vec<ImdbNumber>,
    year: Option<Year>,
    titles: Vec<String>,
}

fn known(world: &World, film: &OwnFilm) -> Known {
    let taken = |number| world.own.iter().any(|own| own.work.imdb == Some(number));
    let mut may_be = Vec::new();
    for title in &world.imdb {
        let is_like = title.work.kind == Some(film.work.kind) && near(title.work.year, film.work.year);
        if film.work.imdb.is_none() && is_like && share(&title.titles, &film.titles) && !taken(title.work.number) {
            may_be.push(title.work.number);
        }
    }
    let imdb = film.work.imdb.or(if may_be.len() == 1 { Some(may_be[0]) } else { None });
    let mut known = Known { imdb, may_be, year: film.work.year, titles: film.titles.clone() };
    for title in world.imdb.iter().filter(|title| Some(title.work.number) == known.imdb) {
        known.year = known.year.or(title.work.year);
        known.titles.extend(title.titles.clone());
    }
    if known.imdb.is_some() {
        known.may_be.clear();
    }
    known
}

/// Finds out of which film a torrent is, as `docs/PEERS.md` says it.
fn judge(world: &World, facts: &MatchFacts, refused: &[WorkId]) -> MatchVerdict {
    let told = facts.told;
    let mut by_id: Vec<Fit> = Vec::new();
    let mut by_title: Vec<Fit> = Vec::new();
    let mut confirmed = false;
    let title_of = |titles: &[String]| facts.titles.iter().find(|title| share(&[(*title).clone()], titles)).cloned();
    let mut consider = |work: WorkId, id: Option<Reason>, title: Option<String>, differs: bool| {
        if refused.contains(&work) {
            return;
        }
        match (id, title) {
            (Some(reason), title) => {
                confirmed |= title.is_some();
                by_id.push(Fit { work, reason });
            }
            (None, Some(title)) if !differs => by_title.push(Fit { work, reason: Reason::Title(title) }),
            _ => {}
        }
    };
    let is_ours = |number| world.own.iter().any(|film| known(world, film).imdb == Some(number));
    let fits_of_imdb = |number: ImdbNumber| {
        let title = world.imdb.iter().find(|title| title.work.number == number).unwrap();
        let is_like = title.work.kind.is_some() && title.work.kind == told.kind && near(title.work.year, facts.year);
        let id = (told.imdb == Some(number)).then_some(Reason::ImdbId);
        (id, if is_like { title_of(&title.titles) } else { None })
    };
    for film in &world.own {
        let known = known(world, film);
        let mut id = None;
        if told.tmdb.is_some() && film.work.tmdb == told.tmdb && told.kind == Some(film.work.kind) {
            id = Some(Reason::TmdbId);
        }
        if known.imdb.is_some() && known.imdb == told.imdb {
            id = Some(Reason::ImdbId);
        }
        let is_like = told.kind == Some(film.work.kind) && near(known.year, facts.year);
        let mut title = if is_like { title_of(&known.titles) } else { None };
        for number in &known.may_be {
            let (its_id, its_title) = fits_of_imdb(*number);
            id = id.or(its_id);
            let both = [title, its_title].into_iter().flatten();
            title = both.min_by_key(|title| facts.titles.iter().position(|known| known == title));
        }
        let differs = matches!((known.imdb, told.imdb), (Some(own), Some(told)) if own != told)
            || matches!((film.work.tmdb, told.tmdb), (Some(own), Some(id)) if own != id && told.kind == Some(film.work.kind));
        consider(WorkId::Own(film.work.id), id, title, differs);
    }
    for title in world.imdb.iter().filter(|title| !is_ours(title.work.number)) {
        let (id, by) = fits_of_imdb(title.work.number);
        consider(WorkId::Imdb(title.work.number), id, by, told.imdb.is_some_and(|told| told != title.work.number));
    }
    let others = by_title.len();
    let mut fits = if confirmed { by_id.clone() } else { [by_id.clone(), by_title].concat() };
    fits.sort_by_key(|fit| fit.work);
    match fits.len() {
        0 => {
            let news = told.imdb.filter(|id| world.imdb.is_empty() && !is_ours(*id)).map(WorkId::Imdb);
            match news.filter(|work| !refused.contains(work)) {
                Some(work) => MatchVerdict::One { fit: Fit { work, reason: Reason::ImdbId }, others: 0 },
                None => MatchVerdict::Nothing,
            }
        }
        1 => MatchVerdict::One { fit: fits.remove(0), others: if by_id.is_empty() { 0 } else { others } },
        _ => MatchVerdict::Doubtful(fits),
    }
}

/// Few of everything, so that much of it is the same.
fn kind() -> impl Strategy<Value = TorrentKind> {
    prop_oneof![3 => Just(TorrentKind::Movie), 1 => Just(TorrentKind::Series)]
}

fn year() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![6 => (2000_u32..2004).prop_map(Some), 1 => Just(None)]
}

fn titles(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    let title =
        proptest::sample::select(vec!["Брат", "брат!", "Брат 2", "Rocky II", "Rocky 2", "Saw", "Jaws", "Ёлки", "елки"]);
    proptest::collection::vec(title.prop_map(str::to_owned), count)
}

fn id() -> impl Strategy<Value = Option<u64>> {
    prop_oneof![2 => Just(None), 1 => (1_u64..5).prop_map(Some)]
}

fn world() -> impl Strategy<Value = World> {
    let film = (kind(), year(), titles(1..3), id(), id());
    let title = (proptest::option::weighted(0.9, kind()), year(), titles(1..4));
    let films = proptest::collection::vec(film, 0..4);
    (films, proptest::collection::vec(title, 0..5)).prop_map(|(films, titles)| {
        let texts = |titles: &[String]| titles.to_vec();
        let mut world = World::default();
        for ((kind, year, titles, imdb_id, tmdb_id), at) in films.into_iter().zip(1..) {
            let mut film = OwnFilm { titles: texts(&titles), ..own(at, (kind, year), &[]) };
            film.work.imdb = imdb_id.map(number);
            film.work.tmdb = tmdb_id.and_then(TmdbId::new);
            world.own.push(film);
        }
        for ((kind, year, titles), at) in titles.into_iter().zip(1..) {
            let mut title = imdb(at, (kind, year), &[]);
            title.titles = titles;
            world.imdb.push(title);
        }
        world
    })
}

fn facts() -> impl Strategy<Value = MatchFacts> {
    (proptest::option::weighted(0.9, kind()), year(), titles(0..3), id(), id()).prop_map(
        |(kind, year, titles, imdb_id, tmdb_id)| MatchFacts {
            told: ToldFacts { imdb: imdb_id.map(number), tmdb: tmdb_id.and_then(TmdbId::new), kind },
            year: year.and_then(Year::new),
            titles,
        },
    )
}

fn refused() -> impl Strategy<Value = Vec<WorkId>> {
    let work = prop_oneof![
        (1_u64..4).prop_map(|id| WorkId::Own(FilmId::new(id).unwrap())),
        (1_u64..5).prop_map(|id| WorkId::Imdb(number(id))),
    ];
    proptest::collection::vec(work, 0..2)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_program_judges_as_the_rules_do(world in world(), facts in facts(), refused in refused()) {
        prop_assert_eq!(world.judge(&world.index(), &facts, &refused), judge(&world, &facts, &refused));
    }
}

fn told(world: &World, told: ToldFacts, year: u32, titles: &[&str]) -> MatchVerdict {
    let titles = titles.iter().map(|title| (*title).to_owned()).collect();
    let facts = MatchFacts { told, year: Year::new(year), titles };
    world.judge(&world.index(), &facts, &[])
}

fn one(work: WorkId, reason: Reason, others: usize) -> MatchVerdict {
    MatchVerdict::One { fit: Fit { work, reason }, others }
}

fn film(id: u64) -> WorkId {
    WorkId::Own(FilmId::new(id).unwrap())
}

const MOVIE: ToldFacts = ToldFacts { imdb: None, tmdb: None, kind: Some(TorrentKind::Movie) };

#[test]
fn an_id_decides_among_namesakes_and_says_how_many_others_fit() {
    let movie = (TorrentKind::Movie, Some(2018));
    let films = vec![
        own(1, movie, &["Halloween"]).with_imdb(1),
        own(2, movie, &["Halloween"]).with_tmdb(20),
        own(3, (TorrentKind::Series, Some(2018)), &["Halloween"]).with_tmdb(30),
    ];
    let world = World { own: films, imdb: vec![] };
    let imdb = ToldFacts { imdb: Some(number(1)), ..MOVIE };
    assert_eq!(told(&world, imdb, 2018, &["Halloween"]), one(film(1), Reason::ImdbId, 1));
    let tmdb = ToldFacts { tmdb: TmdbId::new(20), ..MOVIE };
    assert_eq!(told(&world, tmdb, 2018, &["Halloween"]), one(film(2), Reason::TmdbId, 1));
    // The same number is another one's among series.
    let other = ToldFacts { tmdb: TmdbId::new(30), ..MOVIE };
    assert_eq!(told(&world, other, 2018, &["Halloween"]), one(film(1), Reason::Title("Halloween".to_owned()), 0));
    let both = told(&world, MOVIE, 2018, &["Halloween"]);
    assert_eq!(both.fits().iter().map(|fit| fit.work).collect::<Vec<_>>(), [film(1), film(2)]);
}

#[test]
fn an_id_that_the_title_contradicts_is_in_doubt() {
    let movie = (TorrentKind::Movie, Some(2018));
    let world = World { own: vec![own(1, movie, &["Jaws"]).with_imdb(1), own(2, movie, &["Saw"])], imdb: vec![] };
    let imdb = ToldFacts { imdb: Some(number(1)), ..MOVIE };
    let verdict = told(&world, imdb, 2018, &["Saw"]);
    let expected = [(film(1), Reason::ImdbId), (film(2), Reason::Title("Saw".to_owned()))];
    assert_eq!(verdict, MatchVerdict::Doubtful(expected.map(|(work, reason)| Fit { work, reason }).to_vec()));
    assert_eq!(told(&world, imdb, 2018, &["Акула"]), one(film(1), Reason::ImdbId, 0));
}

#[test]
fn a_film_without_an_id_is_the_only_title_of_imdb_that_it_may_be() {
    let movie = (TorrentKind::Movie, Some(2019));
    let at_imdb = (Some(TorrentKind::Movie), Some(2019));
    let mut world =
        World { own: vec![own(1, movie, &["Холоп"])], imdb: vec![imdb(7, at_imdb, &["Kholop", "Холоп"])] };
    assert_eq!(told(&world, MOVIE, 2019, &["Kholop"]), one(film(1), Reason::Title("Kholop".to_owned()), 0));
    let seven = ToldFacts { imdb: Some(number(7)), ..MOVIE };
    assert_eq!(told(&world, seven, 2019, &[]), one(film(1), Reason::ImdbId, 0));
    // Of two it may be neither for certain.
    world.imdb.push(imdb(8, at_imdb, &["Холоп"]));
    let verdict = told(&world, MOVIE, 2019, &["Kholop"]);
    assert_eq!(verdict.fits().iter().map(|fit| fit.work).collect::<Vec<_>>(), [film(1), WorkId::Imdb(number(7))]);
}

#[test]
fn without_the_tables_of_imdb_an_id_that_is_told_is_a_title_that_we_lack() {
    let mut world = World { own: vec![own(1, (TorrentKind::Movie, Some(2018)), &["Jaws"])], imdb: vec![] };
    let nine = ToldFacts { imdb: Some(number(9)), ..MOVIE };
    let lacked = one(WorkId::Imdb(number(9)), Reason::ImdbId, 0);
    assert_eq!(told(&world, nine, 2018, &["Saw"]), lacked);
    assert_eq!(told(&world, nine, 2018, &["Jaws"]), one(film(1), Reason::Title("Jaws".to_owned()), 0));
    world.imdb.push(imdb(5, (None, None), &["x"]));
    assert_eq!(told(&world, nine, 2018, &["Saw"]), MatchVerdict::Nothing);
}
