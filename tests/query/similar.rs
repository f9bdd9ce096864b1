//! Similar films: against plain addition over all films, and what must come before what.

use std::collections::HashMap;
use std::sync::Arc;

use afisha::catalog::{Film, FilmId, Quantity, Tag, TagId, TagKind, age_allows};
use afisha::query::film::RELATED;
use afisha::query::question::{
    AsOf, Device, FilmQuestion, Inquiry, SimilarQuestion, UpnextQuestion, ViewerAge, Viewpoint,
};
use afisha::query::reference::Reference;
use afisha::query::snapshot::{Setup, Snapshot, SnapshotBuilder, Together};
use afisha::query::visible::Visible;
use proptest::prelude::*;
use rand::prelude::*;
use rand::rngs::SmallRng;

use super::generate;
use crate::support::app::Options;
use crate::support::catalogue::{NOW, id, playable, tag, text};

fn snapshot(setup: &Arc<Setup>, tags: Vec<Tag>, films: &[Film], together: Together) -> Snapshot {
    let mut builder = SnapshotBuilder::new(Arc::clone(setup));
    builder.set_tags(tags);
    films.iter().for_each(|film| builder.put(film));
    builder.build(1, NOW).unwrap().with_together(Arc::new(together))
}

/// What films have in common with others, of all the films that may come.
struct Plain<'a> {
    tags: &'a [Tag],
    together: &'a Together,
    may_come: Vec<&'a Film>,
}

impl Plain<'_> {
    /// Returns the ids of the films most like the seeds, the best first.
    fn best(&self, seeds: &[&Film], limit: usize) -> Vec<u64> {
        let is_seed = |film: &Film| seeds.iter().any(|seed| seed.id == film.id);
        let others: Vec<&Film> = self.may_come.iter().copied().filter(|film| !is_seed(film)).collect();
        let rarity = |bears: &dyn Fn(&Film) -> bool| {
            let (bearers, films) = (others.iter().filter(|other| bears(other)).count() as f64, others.len() as f64);
            (((1.0 + films / bearers).ln()) / (1.0 + films).ln()).powi(2)
        };
        let worth = |tag: &Tag| {
            let weight = match tag.kind {
                TagKind::Director | TagKind::Other => 1.0,
                TagKind::Genre => 0.8,
                TagKind::Actor => 0.5,
                TagKind::Country => 0.3,
                TagKind::Age => 0.2,
                TagKind::Quality => 0.0,
            };
            weight * rarity(&|other| other.tags.contains(&tag.id))
        };
        let mut worths: Vec<(TagId, f64)> = Vec::new();
        for seed in seeds {
            worths.extend(self.tags.iter().filter(|tag| seed.tags.contains(&tag.id)).map(|tag| (tag.id, worth(tag))));
        }
        let families: Vec<f64> = seeds.iter().map(|seed| 1.5 * rarity(&|other| are_family(seed, other))).collect();
        let score = |film: &Film| {
            let tags = worths.iter().filter(|(tag, _)| film.tags.contains(tag)).map(|(_, worth)| worth).sum::<f64>();
            let relatives = seeds.iter().zip(&families).filter(|(seed, _)| are_family(seed, film));
            let cosines = seeds.iter().filter_map(|seed| self.together.get(&seed.id)).flatten();
            let cosines = cosines.filter(|(other, _)| *other == film.id).map(|(_, c)| 2.0 * f64::from(*c));
            tags + relatives.map(|(_, worth)| worth).sum::<f64>() + cosines.sum::<f64>()
        };
        let scored = others.iter().map(|film| (score(film), film)).filter(|(score, _)| *score > 0.0);
        // Rounded, so that the order of additions does not matter.
        let mut best: Vec<(i64, i64, u64)> = scored
            .map(|(score, film)| {
                let popularity = film.popularity.map_or(-1, |views| views.get() as i64);
                (-(score * 1e9).round() as i64, -popularity, film.id.get())
            })
            .collect();
        best.sort_unstable();
        best.truncate(limit);
        best.into_iter().map(|(_, _, id)| id).collect()
    }
}

/// The titles that `generate` makes; `true`: the whole title is the name of the family.
fn are_family(a: &Film, b: &Film) -> bool {
    let family = |film: &Film| match film.title.as_str() {
        "Ёлки 2" | "Елки 10" => Some(("ёлки", false)),
        "«Ёлки»" => Some(("ёлки", true)),
        "\"Кавычки\"; и точка" => Some(("кавычки", false)),
        _ => None,
    };
    let both = family(a).zip(family(b));
    a.id != b.id && both.is_some_and(|(a, b)| a.0 == b.0 && !(a.1 && b.1))
}

fn together() -> impl Strategy<Value = Together> {
    let film = || (1_u64..=30).prop_map(id);
    prop::collection::hash_map(film(), prop::collection::vec((film(), 0.01_f32..1.0), 0..6), 0..6).prop_map(
        |together| {
            let unique = |films: Vec<(FilmId, f32)>| films.into_iter().collect::<HashMap<_, _>>().into_iter().collect();
            together.into_iter().map(|(film, others)| (film, unique(others))).collect()
        },
    )
}

/// Returns the films most like some others, the best first.
fn like(visible: &Visible<'_>, ids: &[FilmId], age: Option<ViewerAge>, limit: u32) -> Vec<u64> {
    let ids = ids.iter().copied().collect();
    let answer = visible.similar(&SimilarQuestion { ids, age, limit: limit.try_into().unwrap() });
    answer.content.items.iter().map(|film| answer.film(*film).id().get()).collect()
}

fn suits(age: Option<ViewerAge>, film: &Film) -> bool {
    age.is_none_or(|age| age_allows(film.age, age.years()))
}

proptest! {
    #[test]
    fn similar_films_are_those_of_plain_addition(
        films in generate::films(),
        inquiry in generate::similar_question(&Options::default().setup()),
        now in generate::moment(),
        together in together(),
        seeds in 1_usize..4,
    ) {
        let (setup, tags) = (Options::default().setup(), generate::tags());
        let Inquiry { viewpoint, question: SimilarQuestion { age, limit, .. } } = inquiry;
        let reference = Reference { films: &films, tags: &tags, devices: &setup.devices, access: &setup.access, now };
        let visible = reference.visible(&viewpoint);
        let seeds: Vec<&Film> = visible.iter().copied().take(seeds).collect();
        let may_come = visible.iter().copied().filter(|film| !film.tags.contains(&tags[0].id) && suits(age, film));
        let plain = Plain { tags: &tags, together: &together, may_come: may_come.collect() };
        let expected = plain.best(&seeds, limit.get() as usize);
        let ids: Vec<FilmId> = seeds.iter().map(|film| film.id).collect();
        let snapshot = snapshot(&setup, tags.clone(), &films, together.clone());
        let found = like(&Visible::new(&snapshot, viewpoint, now), &ids, age, limit.get());
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn beside_a_film_and_after_it_come_the_editors_choice_and_then_those_of_plain_addition(
        films in generate::films(),
        inquiry in generate::upnext_question(&Options::default().setup()),
        now in generate::moment(),
        together in together(),
    ) {
        let (setup, tags) = (Options::default().setup(), generate::tags());
        let Inquiry { viewpoint, question: UpnextQuestion { id: playing, age, .. } } = inquiry;
        let reference = Reference { films: &films, tags: &tags, devices: &setup.devices, access: &setup.access, now };
        let film = Inquiry { viewpoint, question: FilmQuestion { id: playing, age } };
        let snapshot = snapshot(&setup, tags.clone(), &films, together.clone());
        let visible = Visible::new(&snapshot, viewpoint, now);
        let (shown, found) = (reference.film(&film), visible.film(&film.question).found());
        let (Some(shown), Some(found)) = (shown, found) else { return Ok(()) };
        let may_come: Vec<&Film> = reference.visible(&viewpoint).into_iter().filter(|film| suits(age, film)).collect();
        let seed = films.iter().find(|film| film.id == playing).unwrap();
        let without_trailers = || may_come.iter().copied().filter(|film| !film.tags.contains(&tags[0].id));
        let like = |but: &[FilmId], with_items: bool, limit: usize| -> Vec<FilmId> {
            let has_items = |id| {
                let question = FilmQuestion { id, age: None };
                reference.film(&Inquiry { viewpoint, question }).is_some_and(|film| !film.items.is_empty())
            };
            let fresh = without_trailers().filter(|film| !but.contains(&film.id) && (!with_items || has_items(film.id)));
            let plain = Plain { tags: &tags, together: &together, may_come: fresh.collect() };
            plain.best(&[seed], limit).into_iter().map(id).collect()
        };
        let mut related = shown.related.clone();
        related.extend(like(&shown.related, false, RELATED - related.len()));
        let named: Vec<FilmId> = found.content.related.iter().map(|film| found.film(*film).id()).collect();
        prop_assert_eq!(&named, &related);

        // All that can come next; the question may ask for less.
        let rest = |film: &Film| {
            let question = FilmQuestion { id: film.id, age: None };
            let items = reference.film(&Inquiry { viewpoint, question }).map(|film| film.items).unwrap_or_default();
            items.into_iter().filter(|number| film.id != playing || *number > inquiry.question.number).count()
        };
        let limit = inquiry.question.limit.get() as usize;
        let mut next: Vec<FilmId> = Some(playing).filter(|_| rest(seed) > 0).into_iter().collect();
        let mut take = |ids: Vec<FilmId>| {
            for id in ids {
                let is_fresh = without_trailers().any(|film| film.id == id && rest(film) > 0) && id != playing;
                if next.len() < limit && is_fresh && !next.contains(&id) {
                    next.push(id);
                }
            }
            next.clone()
        };
        take(shown.see_also.clone());
        let taken = take(related);
        take(like(&taken, true, limit));
        let after = visible.upnext(&inquiry.question).found();
        let Some(after) = after else { return Ok(()) };
        let named: Vec<FilmId> = after.content.films.iter().map(|(film, _)| after.film(*film).id()).collect();
        prop_assert_eq!(named, next);
    }
}

/// Films that share something rare are found otherwise than those that share only what many share, and not all of these are
/// looked at: few bear a tag, some do, and many.
#[test]
fn in_a_large_catalogue_too_similar_films_are_those_of_plain_addition() {
    const FILMS: u64 = 20_000;
    let (setup, random) = (Options::default().setup(), &mut SmallRng::seed_from_u64(5));
    // Each film has up to two tags of these: (kind, how many there are). Those of the third and the fourth are rare for a
    // catalogue of this size, but too many for lists; those of the last two are borne by a handful.
    let kinds = [
        (TagKind::Genre, 4),
        (TagKind::Country, 3),
        (TagKind::Director, 400),
        (TagKind::Actor, 350),
        (TagKind::Actor, 3_000),
        (TagKind::Other, 9_000),
    ];
    let of_all = kinds.iter().flat_map(|(kind, count)| vec![*kind; *count]);
    let tags: Vec<Tag> = (1..).zip(of_all).map(|(n, kind)| tag(n, &format!("tag{n}"), kind)).collect();
    let films: Vec<Film> = (1..=FILMS)
        .map(|n| {
            let (mut first, mut tags) = (1, Vec::new());
            for (_, count) in kinds {
                let count = count as u32;
                // A third of the films have nothing rare, so that many are alike.
                if count < 10 || n % 3 > 0 {
                    tags.extend((0..random.random_range(0..=2)).map(|_| random.random_range(first..first + count)));
                }
                first += count;
            }
            tags.sort_unstable();
            tags.dedup();
            let popularity = random.random_bool(0.8).then(|| random.random_range(0..500_u16));
            let popularity = popularity.and_then(|views| Quantity::new(views.into()));
            Film { popularity, ..tagged(n, &format!("Фильм {n}"), &tags) }
        })
        .collect();
    let (together, viewpoint) = (Together::new(), open_viewpoint(&setup));
    let plain = Plain { tags: &tags, together: &together, may_come: films.iter().collect() };
    let snapshot = snapshot(&setup, tags.clone(), &films, Together::new());
    for seeds in films.chunks(10).step_by(90) {
        for seeds in [&seeds[..1], &seeds[1..3], &seeds[3..4], seeds] {
            let ids: Vec<FilmId> = seeds.iter().map(|film| film.id).collect();
            let expected = plain.best(&seeds.iter().collect::<Vec<_>>(), 48);
            for limit in [1, 12, 48] {
                let found = like(&Visible::new(&snapshot, viewpoint, NOW), &ids, None, limit);
                assert_eq!(found, expected[..expected.len().min(limit as usize)], "{ids:?}, {limit}");
            }
        }
    }
}

/// Looks from a box that plays everything and is in no access group.
fn open_viewpoint(setup: &Setup) -> Viewpoint {
    let profile = setup.devices.find("samsung-tv-c", "").unwrap();
    let device = Device::Of(profile);
    Viewpoint { as_of: AsOf::Now, device, groups: setup.access.set_of("192.0.2.1".parse().unwrap()) }
}

/// Film 1 is asked about; returns the others in the order found. Ten films more bear nothing.
fn like_first(tags: Vec<Tag>, films: Vec<Film>, together: Together) -> Vec<u64> {
    let setup = Options::default().setup();
    let others = (100..110).map(|n| playable(n, &format!("Другой {n}")));
    let films: Vec<Film> = films.into_iter().chain(others).collect();
    let snapshot = snapshot(&setup, tags, &films, together);
    like(&Visible::new(&snapshot, open_viewpoint(&setup), NOW), &[id(1)], None, 48)
}

fn tagged(n: u64, title: &str, tags: &[u32]) -> Film {
    Film { tags: tags.iter().copied().map(TagId).collect(), ..playable(n, title) }
}

#[test]
fn a_director_says_more_than_an_actor_and_an_actor_more_than_genre_country_and_age() {
    let kinds = [TagKind::Age, TagKind::Country, TagKind::Genre, TagKind::Actor, TagKind::Director, TagKind::Quality];
    let tags = (1..).zip(kinds).map(|(n, kind)| tag(n, &format!("tag{n}"), kind)).collect();
    // By rarity they are all alike, but genre, country and age are borne by more films in life.
    let context: Vec<Film> = (10..14).map(|n| tagged(n, "Фон", &[1, 2, 3])).collect();
    let films = vec![
        tagged(1, "Исходный", &[1, 2, 3, 4, 5, 6]),
        tagged(2, "Качество", &[6]),
        tagged(3, "Актёр", &[4]),
        tagged(4, "Режиссёр", &[5]),
    ];
    assert_eq!(like_first(tags, [films, context].concat(), Together::new()), [4, 3, 10, 11, 12, 13]);
}

#[test]
fn a_rare_tag_says_more_than_a_common_one_of_its_kind() {
    let tags = vec![tag(1, "rare", TagKind::Actor), tag(2, "common", TagKind::Actor)];
    let common: Vec<Film> = (3..8).map(|n| tagged(n, "Звезда", &[2])).collect();
    let films = vec![tagged(1, "Исходный", &[1, 2]), tagged(2, "Редкий", &[1])];
    assert_eq!(like_first(tags, [films, common].concat(), Together::new()), [2, 3, 4, 5, 6, 7]);
}

#[test]
fn the_next_part_of_a_story_comes_before_another_film_of_its_director() {
    let tags = vec![tag(1, "d_x", TagKind::Director)];
    let films = vec![
        tagged(1, "Бегущий по лезвию", &[1]),
        tagged(2, "Чужой", &[1]),
        tagged(3, "Бегущий по лезвию 2049", &[]),
        Film { original_title: Some(text("Not a part")), ..tagged(4, "Бегущий", &[]) },
    ];
    assert_eq!(like_first(tags, films, Together::new()), [3, 2]);
}

#[test]
fn what_the_same_viewers_watched_comes_before_context_and_ties_go_to_the_popular() {
    let tags = vec![tag(1, "comedy", TagKind::Genre)];
    let popular = Film { popularity: Quantity::new(5.0), ..tagged(4, "Смешной", &[1]) };
    let films = vec![tagged(1, "Исходный", &[1]), tagged(2, "Другой", &[]), tagged(3, "Весёлый", &[1]), popular];
    let together = Together::from([(id(1), vec![(id(2), 0.4), (id(77), 0.9)])]);
    assert_eq!(like_first(tags.clone(), films.clone(), together), [2, 4, 3]);
    assert_eq!(like_first(tags, films, Together::new()), [4, 3]);
}
