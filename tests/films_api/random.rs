//! Thousands of questions by chance, each answer compared with the plain reference, field by field.

use std::path::{Path, PathBuf};

use afisha::catalog::{Age, Film, FilmId, Moment, Number};
use afisha::query::question::{
    FilmQuestion, Filter, Inquiry, ListQuestion, Selection, SortBy, UpnextQuestion, ViewerAge,
};
use afisha::refresh::Served;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use roxmltree::Node;

use super::expected::{self, Eye};
use super::questions::{Asked, World, filter, joined, order, unfiltered, url};
use crate::query::generate;
use crate::support::app::{Options, group};
use crate::support::catalogue::{NOW, id as film_id, serie, series};
use crate::support::dice::Dice;
use crate::support::jsonl;

fn children<'a>(node: Node<'a, 'a>, path: &str) -> Vec<Node<'a, 'a>> {
    path.split('/').fold(vec![node], |nodes, name| {
        nodes.iter().flat_map(|node| node.children().filter(|child| child.has_tag_name(name))).collect()
    })
}

fn ask_for_a_list(world: &World, dice: &mut Dice) -> bool {
    let Asked { mut pairs, address, eye, viewpoint } = world.asked(dice);
    let filter = match dice.once_in(6) {
        true => unfiltered(),
        false => filter(world, dice, &mut pairs),
    };
    let order = order(dice, &mut pairs);
    let size = if dice.once_in(5) { 24 } else { 1 + dice.below(9) as u32 };
    if size != 24 {
        pairs.push(format!("max={size}"));
    }
    let page = match dice.below(4) {
        0 | 1 => 1,
        2 => 1 + dice.below(5) as u32,
        _ => 1 + dice.below(world.films.len() / size as usize + 2) as u32,
    };
    if page != 1 {
        pairs.push(format!("p={page}"));
    }
    let url = url(dice, "/list", pairs);
    let place = (page.try_into().unwrap(), size.try_into().unwrap());
    let question = ListQuestion::new(filter, Selection::All(order), place);
    let (pages, expected) = world.reference().list(&Inquiry { viewpoint, question });
    let expected: Vec<&Film> = expected.into_iter().map(|id| world.film(id)).collect();
    assert!(expected.iter().all(|film| eye.sees(film)), "the reference shows what the contract hides: {url}");
    let mut lines = vec![("Page".to_owned(), page.to_string()), ("PagesCount".to_owned(), pages.to_string())];
    for film in &expected {
        let below = expected::film_info(film, &world.tags);
        lines.extend(below.into_iter().map(|(path, text)| (format!("Items/Item/{path}"), text)));
    }
    if expected.is_empty() {
        lines.push(("Items".to_owned(), String::new()));
    }
    let answer = world.get(address, &url);
    assert_eq!(answer.status, 200, "{url}");
    assert_eq!(expected::leaves(answer.xml().root_element()), lines, "{address} {url}");
    !expected.is_empty()
}

fn ask_for_a_film(world: &World, dice: &mut Dice) -> bool {
    let Asked { mut pairs, address, eye, viewpoint } = world.asked(dice);
    let id = world.some_ids(dice)[0];
    let age = dice.once_in(4).then(|| *dice.pick(&[0, 6, 12, 17, 18]));
    pairs.extend(age.map(|age| format!("age_filter={age}")));
    let url = url(dice, &format!("/film/{id}"), pairs);
    let question = FilmQuestion { id, age: age.and_then(ViewerAge::new) };
    let expected = world.reference().film(&Inquiry { viewpoint, question });
    let shown = world.films.iter().find(|film| film.id == id).filter(|film| eye.sees(film));
    assert_eq!(shown.is_some(), expected.is_some(), "the reference and the contract: {url}");
    let answer = world.get(address, &url);
    let (Some(expected), Some(film)) = (expected, shown) else {
        assert_eq!(answer.error().0, 404, "{url}");
        return false;
    };
    let xml = answer.xml();
    let related: Vec<FilmId> = children(xml.root_element(), "Film/RelatedFilms/RelatedFilm/Id")
        .iter()
        .map(|node| film_id(node.text().unwrap().parse().unwrap()))
        .collect();
    assert!(related.starts_with(&expected.related) && related.len() <= 12, "{url}: {related:?}");
    let old_enough = |film: &Film| age.is_none_or(|age| film.age.map_or(18, Age::get) <= age);
    let beside: Vec<&Film> = related.iter().map(|id| world.film(*id)).collect();
    assert!(beside.iter().all(|film| eye.sees(film) && old_enough(film) && film.id != id), "{url}: {related:?}");
    let see_also: Vec<&Film> = expected.see_also.iter().map(|id| world.film(*id)).collect();
    let lines = expected::film_alone(film, &world.tags, &eye, &beside, &see_also);
    assert_eq!(expected::leaves(children(xml.root_element(), "Film")[0]), lines, "{address} {url}");
    true
}

fn ask_what_comes_next(world: &World, dice: &mut Dice) -> bool {
    let Asked { mut pairs, address, eye, viewpoint } = world.asked(dice);
    let id = world.some_ids(dice)[0];
    let number = Number(dice.below(6) as u32);
    let age = dice.once_in(4).then(|| *dice.pick(&[0, 6, 12, 17, 18]));
    pairs.extend(age.map(|age| format!("age_filter={age}")));
    let limit = if dice.once_in(3) { 1 } else { 1 + dice.below(9) as u32 };
    if limit != 1 {
        pairs.push(format!("limit={limit}"));
    }
    let url = url(dice, &format!("/upnext/{id}/{number}"), pairs);
    let (age, most) = (age.and_then(ViewerAge::new), limit.try_into().unwrap());
    let question = UpnextQuestion { id, number, age, limit: most };
    let expected = world.reference().upnext(&Inquiry { viewpoint, question });
    let answer = world.get(address, &url);
    let Some(expected) = expected else {
        assert_eq!(answer.error().0, 404, "{url}");
        return false;
    };
    let xml = answer.xml();
    let films = children(xml.root_element(), "Items/UpnextFilm");
    assert!(films.len() >= expected.len() && films.len() <= limit as usize, "{url}: {}", films.len());
    let mut seen = vec![];
    for (place, node) in films.iter().enumerate() {
        let next = film_id(children(*node, "Id")[0].text().unwrap().parse().unwrap());
        assert!(expected.get(place).is_none_or(|(expected, _)| *expected == next), "{url}: {next} at {place}");
        let film = world.film(next);
        let from = if next == id { number.0 + 1 } else { 0 };
        let items: Vec<_> = eye.shown(film.items.as_slice()).into_iter().filter(|item| item.number.0 >= from).collect();
        assert!(!items.is_empty() && eye.sees(film) && !seen.contains(&next), "{url}: {next}");
        assert_eq!(expected::leaves(*node), expected::upnext_film(film, &items), "{address} {url}");
        seen.push(next);
    }
    !seen.is_empty()
}

/// Follows the redirect at a moment of which the files were made.
fn ask_for_the_file(world: &World, dice: &mut Dice) -> bool {
    let Asked { address, eye, .. } = world.asked(dice);
    let (served, now) = (world.app.live.get(), world.app.clock.now());
    world.app.live.set(Served::new(served.snapshot.at(now), now));
    let redirect = world.get(address, "/getfilmsfile/");
    let path = redirect.header("location").unwrap().to_owned();
    let answer = world.get(address, &path);
    let eye = Eye { at: now, ..eye };
    assert_eq!(answer.text(), expected::films_file(&world.films, &world.tags, &eye), "{address}");
    !answer.body.is_empty()
}

/// The most popular films, and films like some others: a page that holds them all.
fn ask_for_others(world: &World, dice: &mut Dice) -> bool {
    let Asked { mut pairs, address, eye, viewpoint } = world.asked(dice);
    let ids = world.some_ids(dice);
    let is_popular = eye.at == world.app.clock.now() && dice.once_in(2);
    let limit = 1 + dice.below(30) as u32;
    pairs.push(format!("limit={limit}"));
    pairs.extend((!is_popular).then(|| format!("ids={}", joined(&ids))));
    let route = if is_popular { "/list/recommended" } else { "/list/similar" };
    let url = url(dice, route, pairs);
    let answer = world.get(address, &url);
    let xml = answer.xml();
    let shown = children(xml.root_element(), "Items/Item");
    let found: Vec<FilmId> = answer.list().1.into_iter().map(film_id).collect();
    assert!(shown.len() <= limit as usize, "{url}");
    for (node, id) in shown.iter().zip(&found) {
        let film = world.film(*id);
        assert!(eye.sees(film) && !world.is_trailer(film), "{address} {url}: {id}");
        assert_eq!(expected::leaves(*node), expected::film_info(film, &world.tags), "{address} {url}");
    }
    let filter = Filter { updated_to: None, ..unfiltered() };
    let place = (1.try_into().unwrap(), limit.try_into().unwrap());
    let question = ListQuestion::new(filter, Selection::All(SortBy::POPULAR.into()), place);
    match is_popular {
        true => assert_eq!(found, world.reference().list(&Inquiry { viewpoint, question }).1, "{address} {url}"),
        false => assert!(!found.iter().any(|id| ids.contains(id)), "{address} {url}"),
    }
    !found.is_empty()
}

/// Asks something; tells whether the answer said anything.
fn ask(world: &World, dice: &mut Dice) -> bool {
    match dice.below(20) {
        0 => ask_for_the_file(world, dice),
        1..=4 => ask_for_a_film(world, dice),
        5..=7 => ask_what_comes_next(world, dice),
        8..=9 => ask_for_others(world, dice),
        _ => ask_for_a_list(world, dice),
    }
}

/// Most films of a catalogue by chance are hidden: lets two of three be seen with a serie more.
fn livelier(mut films: Vec<Film>, dice: &mut Dice) -> Vec<Film> {
    for film in &mut films {
        if dice.once_in(3) {
            continue;
        }
        film.published = Some(Moment(NOW.0 - 300));
        film.items = series(film.items.as_slice().iter().cloned().chain([serie(9)]));
        film.access = film.access.iter().take(dice.below(2)).cloned().collect();
    }
    films
}

/// How many questions each catalogue is asked: as `AFISHA_QUESTIONS` says, or so many.
fn questions(usual: usize) -> usize {
    std::env::var("AFISHA_QUESTIONS").map_or(usual, |questions| questions.parse().unwrap())
}

#[test]
fn random_questions_over_random_catalogues_are_answered_as_the_reference_does() {
    let (mut runner, mut dice) = (TestRunner::deterministic(), Dice::new(1));
    let mut answered = 0;
    for _ in 0..60 {
        let films = livelier(generate::films().new_tree(&mut runner).unwrap().current(), &mut dice);
        let addresses = vec!["10.54.1.1", "10.1.1.1", "192.0.2.1"];
        let world = World::new(&Options::default(), generate::tags(), films, addresses);
        answered += (0..questions(60)).filter(|_| ask(&world, &mut dice)).count();
    }
    assert!(answered > 60 * questions(60) / 4, "{answered} answers said anything");
}

#[test]
fn random_questions_over_real_films_are_answered_as_the_reference_does() {
    ask_about(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/films-ru-sample.jsonl"), questions(400));
}

/// `AFISHA_CATALOGUE` names the file. Each question goes through all films several times.
#[test]
#[ignore = "for a catalogue of any size: takes as long as the reference takes"]
fn random_questions_over_a_given_catalogue_are_answered_as_the_reference_does() {
    let path = std::env::var("AFISHA_CATALOGUE").expect("AFISHA_CATALOGUE names a file of films");
    ask_about(path.as_ref(), questions(400));
}

fn ask_about(path: &Path, questions: usize) {
    let Some((tags, films)) = jsonl::read(path) else {
        eprintln!("skipped: there is no {} to ask about", path.display());
        return;
    };
    let networks = [("novosibirsk", "10.54.0.0/16"), ("tomsk", "10.70.0.0/16"), ("omsk", "10.0.0.0/8")];
    let groups = networks.map(|(name, network)| group(name, network)).to_vec();
    let addresses = vec!["10.54.1.1", "10.70.1.1", "10.1.1.1", "192.0.2.1", "2001:db8::1"];
    let world = World::new(&Options { groups, ..Options::default() }, tags, films, addresses);
    let mut dice = Dice::new(2);
    let answered = (0..questions).filter(|_| ask(&world, &mut dice)).count();
    assert!(answered > questions * 2 / 5, "{answered} answers said anything");
}

#[test]
fn the_reference_shows_what_the_contract_says() {
    let (mut runner, mut dice) = (TestRunner::deterministic(), Dice::new(3));
    let films = generate::films().prop_filter("some films", |films| films.len() > 15);
    for _ in 0..5 {
        let films = films.new_tree(&mut runner).unwrap().current();
        let world = World::new(&Options::default(), generate::tags(), films, vec!["10.54.1.1", "192.0.2.1"]);
        for _ in 0..100 {
            let asked = world.asked(&mut dice);
            let visible: Vec<FilmId> = world.reference().visible(&asked.viewpoint).iter().map(|film| film.id).collect();
            let seen: Vec<FilmId> =
                world.films.iter().filter(|film| asked.eye.sees(film)).map(|film| film.id).collect();
            assert_eq!(visible, seen, "{:?}", asked.pairs);
        }
    }
}
