//! Lists over so many films that sets, walks of orders by chance and films that move at another moment all come in, against the
//! reference.

use std::collections::BTreeSet;

use afisha::catalog::{Age, Film, FilmId, Moment, Quantity, RatingType, Ratings, Tag, TagId, TagKind, Year};
use afisha::query::question::{
    AsOf, Device, Direction, Filter, Inquiry, ListQuestion, MatchOrder, Selection, SortBy, SortKey, SortKeys,
    ViewerAge, Viewpoint, Years,
};
use afisha::query::reference::Reference;
use afisha::query::snapshot::{Snapshot, SnapshotBuilder};

use super::twin::setup;
use crate::support::catalogue::{NOW, playable, rating, serie, series, tag, text};
use crate::support::dice::Dice;

/// Tags that many films bear, the first of which is `trailer`, and tags that few bear.
const COMMON: usize = 12;
const RARE: usize = 60;
/// Words of titles, none of which could be meant by another.
const WORDS: [&str; 6] = ["трактор", "облако", "велосипед", "кукушка", "гладиатор", "подснежник"];
/// The moments at which something of films is published lie so many seconds around the present one, more or less.
const STEP: i64 = 500;

fn tags() -> Vec<Tag> {
    let name = |at: usize| if at == 0 { "trailer".to_owned() } else { format!("t{at}") };
    (0..COMMON + RARE).map(|at| tag(at as u32 + 1, &name(at), TagKind::Other)).collect()
}

fn film(raw: u64, dice: &mut Dice) -> Film {
    let mut moment = |below: usize| Moment(NOW.0 + (dice.below(below) as i64 - below as i64 + 20) * STEP);
    let (published, updated, items) = (moment(400), moment(2_000), [moment(400), moment(60), moment(30)]);
    let mut items: Vec<_> = items
        .into_iter()
        .zip(1..)
        .map(|(published, number)| afisha::catalog::Serie { published, ..serie(number) })
        .collect();
    items.truncate(dice.below(4));
    let trailers = if dice.once_in(8) { vec![afisha::catalog::Serie { published, ..serie(1) }] } else { vec![] };
    let mut tags: Vec<TagId> = (1..=COMMON).filter(|at| dice.below(14) > *at).map(|at| TagId(at as u32)).collect();
    tags.retain(|tag| tag.0 != 1 || dice.once_in(20));
    if dice.once_in(6) {
        tags.push(TagId((COMMON + 1 + dice.below(RARE)) as u32));
    }
    let mark = dice.once_in(3).then(|| rating(RatingType::Kinopoisk, dice.below(30) as f64, 30.0));
    Film {
        year: if dice.once_in(9) { None } else { Year::new(1980 + dice.below(45) as u32) },
        updated,
        published: (!dice.once_in(30)).then_some(published),
        age: (!dice.once_in(4)).then(|| *dice.pick(&[0_u8, 6, 12, 18])).and_then(Age::new),
        tags: tags.into_iter().collect(),
        popularity: (!dice.once_in(5)).then(|| dice.below(3_000) as f64).and_then(Quantity::new),
        ratings: Ratings::new(mark.into_iter().collect()).unwrap(),
        access: dice.once_in(15).then(|| text("city")).into_iter().collect(),
        items: series(items),
        trailers: series(trailers),
        ..playable(raw, &format!("{} {}", dice.pick(&WORDS), dice.below(500)))
    }
}

/// Films whose ids have holes between them, or lie far apart.
fn films(apart: u64) -> Vec<Film> {
    let dice = &mut Dice::new(apart);
    let ids = (1..=10_400).filter(|raw| raw % 7 != 3);
    ids.map(|raw| film(1_000_000 + raw * apart, dice)).collect()
}

fn filter(films: &[Film], dice: &mut Dice) -> Filter {
    let mut some_tags = |rare: usize, count: usize| -> BTreeSet<String> {
        let at =
            |dice: &mut Dice| if dice.once_in(rare) { COMMON + dice.below(RARE + 1) } else { 1 + dice.below(COMMON) };
        (0..count).map(|_| format!("t{}", at(dice))).collect()
    };
    let tags = [some_tags(3, 1), some_tags(2, 2), some_tags(3, 1)];
    let [mut tags_all, mut tags_any, mut tags_none] = tags;
    tags_none.insert("trailer".to_owned());
    for (tags, shares) in [(&mut tags_all, 3), (&mut tags_any, 3), (&mut tags_none, 2)] {
        if !dice.once_in(shares) {
            tags.clear();
        }
    }
    let mut some_ids =
        |most: usize| -> BTreeSet<FilmId> { (0..dice.below(most)).map(|_| dice.pick(films).id).collect() };
    let (only, exclude) = (some_ids(400), some_ids(200));
    let moment = |dice: &mut Dice| Moment(NOW.0 + (dice.below(2_100) as i64 - 2_000) * STEP - dice.below(2) as i64);
    let year = |dice: &mut Dice| 1975 + dice.below(55) as i64;
    Filter {
        only: dice.once_in(9).then_some(only),
        exclude: if dice.once_in(5) { exclude } else { BTreeSet::new() },
        updated_from: dice.once_in(5).then(|| moment(dice)),
        updated_to: if dice.once_in(5) { Some(AsOf::At(moment(dice))) } else { dice.once_in(2).then_some(AsOf::Now) },
        age: dice.once_in(5).then(|| dice.below(20) as u8).and_then(ViewerAge::new),
        tags_all,
        tags_any,
        tags_none,
        years: dice.once_in(4).then(|| Years::new(Some(year(dice)), dice.once_in(2).then(|| year(dice)))).flatten(),
    }
}

fn keys(dice: &mut Dice) -> SortKeys {
    let keys = [
        SortKey::Year,
        SortKey::Published,
        SortKey::Published,
        SortKey::Title,
        SortKey::Popularity,
        SortKey::Rating(RatingType::Kinopoisk),
        SortKey::Random(dice.next()),
        SortKey::Random(7),
    ];
    let direction = |dice: &mut Dice| *dice.pick(&[Direction::Ascending, Direction::Descending]);
    SortKeys::new((0..1 + dice.below(3)).map(|_| SortBy { key: *dice.pick(&keys), direction: direction(dice) }))
}

/// Asks about films with a word in their titles, or about all.
fn ask(films: &[Film], snapshot: &Snapshot, dice: &mut Dice) {
    let (setup, tags) = (setup(), tags());
    let profiles: Vec<_> = setup.devices.profiles().collect();
    let address = *dice.pick(&["192.0.2.1", "10.54.0.1"]);
    let as_of = |dice: &mut Dice| AsOf::At(Moment(NOW.0 + (dice.below(450) as i64 - 420) * STEP));
    let viewpoint = Viewpoint {
        as_of: if dice.once_in(2) { as_of(dice) } else { AsOf::Now },
        device: Device::Of(*dice.pick(&profiles)),
        groups: setup.access.set_of(address.parse().unwrap()),
    };
    // A little late, as while something is being published, or a clock that was set back.
    let now = if dice.once_in(4) { Moment(NOW.0 + (dice.below(9) as i64 - 4) * STEP) } else { NOW };
    let word = dice.once_in(5).then(|| *dice.pick(&WORDS));
    let (filter, keys) = (if dice.once_in(4) { Filter::default() } else { filter(films, dice) }, keys(dice));
    let reference = Reference { films, tags: &tags, devices: &setup.devices, access: &setup.access, now };
    let title =
        |id: &FilmId| films.binary_search_by_key(id, |film| film.id).map(|at| films[at].title.as_str()).unwrap();
    let mut expected = reference.in_order(&viewpoint, &filter, keys.as_slice());
    expected.retain(|id| word.is_none_or(|word| title(id).starts_with(word)));
    let size = *dice.pick(&[1, 24, 200]);
    let page = 1 + dice.below(expected.len() / size + 2);
    let selection = match word {
        Some(word) => Selection::Matching { phrase: word.to_owned(), order: MatchOrder::By(keys) },
        None => Selection::All(keys),
    };
    let place = ((page as u32).try_into().unwrap(), (size as u32).try_into().unwrap());
    let inquiry = Inquiry { viewpoint, question: ListQuestion::new(filter, selection, place) };
    let answer = inquiry.look_at(snapshot, now).list(&inquiry.question);
    let listed: Vec<FilmId> = answer.content.items.iter().map(|film| answer.film(*film).id()).collect();
    let pages = expected.len().div_ceil(size);
    let expected: Vec<FilmId> = expected.into_iter().skip((page - 1) * size).take(size).collect();
    // Where a phrase has nothing that it may find, films with more typing errors are found.
    if word.is_none() || pages > 0 {
        assert_eq!((answer.content.pages as usize, listed), (pages, expected), "{now:?} {inquiry:?}");
    }
}

fn ask_about(apart: u64, questions: usize) {
    let films = films(apart);
    let mut builder = SnapshotBuilder::new(setup());
    builder.set_tags(tags());
    films.iter().for_each(|film| builder.put(film));
    let snapshot = builder.build(1, NOW).unwrap();
    let dice = &mut Dice::new(apart);
    (0..questions).for_each(|_| ask(&films, &snapshot, dice));
}

/// How many questions are asked: as `AFISHA_QUESTIONS` says, or so many.
fn questions(usual: usize) -> usize {
    std::env::var("AFISHA_QUESTIONS").map_or(usual, |questions| questions.parse().unwrap())
}

#[test]
fn lists_of_many_films_are_those_of_the_reference() {
    ask_about(1, questions(150));
}

#[test]
fn so_they_are_where_ids_lie_far_apart() {
    ask_about(977_777, questions(50));
}
