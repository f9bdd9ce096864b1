//! Similar films: against plain addition over all films, and what must come before what.

use std::collections::HashMap;
use std::sync::Arc;

use afisha::catalog::{Film, FilmId, Quantity, Tag, TagId, TagKind};
use afisha::query::question::{AsOf, Device, SimilarQuestion, Viewpoint};
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

/// What two films have in common, of all the films that may come.
struct Plain<'a> {
    tags: &'a [Tag],
    together: &'a Together,
    may_come: &'a [Film],
}

impl Plain<'_> {
    fn score(&self, seeds: &[Film], film: &Film) -> f64 {
        let others = self.may_come.iter().filter(|other| !seeds.contains(other)).collect::<Vec<_>>();
        let rarity = |bears: &dyn Fn(&Film) -> bool| {
            let (bearers, films) = (others.iter().filter(|other| bears(other)).count() as f64, others.len() as f64);
            (((1.0 + films / bearers).ln()) / (1.0 + films).ln()).powi(2)
        };
        let mut score = 0.0;
        for seed in seeds {
            for tag in self.tags.iter().filter(|tag| seed.tags.contains(&tag.id) && film.tags.contains(&tag.id)) {
                let weight = match tag.kind {
                    TagKind::Director | TagKind::Other => 1.0,
                    TagKind::Genre => 0.8,
                    TagKind::Actor => 0.5,
                    TagKind::Country => 0.3,
                    TagKind::Age => 0.2,
                    TagKind::Quality => 0.0,
                };
                score += weight * rarity(&|other| other.tags.contains(&tag.id));
            }
            if are_family(seed, film) {
                score += 1.5 * rarity(&|other| are_family(seed, other));
            }
            let cosines = self.together.get(&seed.id).into_iter().flatten();
            score += cosines.filter(|(other, _)| *other == film.id).map(|(_, c)| 2.0 * f64::from(*c)).sum::<f64>();
        }
        score
    }
}

impl Plain<'_> {
    /// Returns the ids of the films most like the seeds, the best first.
    fn best(&self, seeds: &[Film], limit: usize) -> Vec<u64> {
        let others = self.may_come.iter().filter(|film| !seeds.contains(film));
        let scored = others.map(|film| (self.score(seeds, film), film)).filter(|(score, _)| *score > 0.0);
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
fn like(visible: &Visible<'_>, ids: &[FilmId], limit: u32) -> Vec<u64> {
    let ids = ids.iter().copied().collect();
    let answer = visible.similar(&SimilarQuestion { ids, age: None, limit: limit.try_into().unwrap() });
    answer.content.items.iter().map(|film| answer.film(*film).id().get()).collect()
}

proptest! {
    #[test]
    fn similar_films_are_those_of_plain_addition(
        films in generate::films(),
        viewpoint in generate::viewpoint(&Options::default().setup()),
        now in generate::moment(),
        together in together(),
        limit in 1_u32..30,
        seeds in 1_usize..4,
    ) {
        let (setup, tags) = (Options::default().setup(), generate::tags());
        let reference = Reference { films: &films, tags: &tags, devices: &setup.devices, access: &setup.access, now };
        let visible: Vec<Film> = reference.visible(&viewpoint).into_iter().cloned().collect();
        let seeds: Vec<Film> = visible.iter().take(seeds).cloned().collect();
        let may_come: Vec<Film> = visible.into_iter().filter(|film| !film.tags.contains(&tags[0].id)).collect();
        let plain = Plain { tags: &tags, together: &together, may_come: &may_come };
        let expected = plain.best(&seeds, limit as usize);
        let ids: Vec<FilmId> = seeds.iter().map(|film| film.id).collect();
        let snapshot = snapshot(&setup, tags.clone(), &films, together.clone());
        let found = like(&Visible::new(&snapshot, viewpoint, now), &ids, limit);
        prop_assert_eq!(found, expected);
    }
}

/// What most films share is added only to films that share more, where that is enough.
#[test]
fn in_a_large_catalogue_too_similar_films_are_those_of_plain_addition() {
    let (setup, random) = (Options::default().setup(), &mut SmallRng::seed_from_u64(5));
    let kinds = [(TagKind::Genre, 3), (TagKind::Country, 2), (TagKind::Director, 60), (TagKind::Actor, 80)];
    let kinds: Vec<TagKind> = kinds.iter().flat_map(|(kind, count)| vec![*kind; *count]).collect();
    let tags: Vec<Tag> = (1..).zip(&kinds).map(|(n, kind)| tag(n, &format!("tag{n}"), *kind)).collect();
    let films: Vec<Film> = (1..=300)
        .map(|n| {
            let ranges = [1..=3, 1..=3, 4..=5, 6..=65, 66..=145, 66..=145];
            let mut tags: Vec<u32> = ranges.into_iter().map(|range| random.random_range(range)).collect();
            tags.dedup();
            Film {
                popularity: Quantity::new(random.random_range(0..5_u8).into()),
                ..tagged(n, &format!("Фильм {n}"), &tags)
            }
        })
        .collect();
    let (together, viewpoint) = (Together::new(), open_viewpoint(&setup));
    let plain = Plain { tags: &tags, together: &together, may_come: &films };
    let snapshot = snapshot(&setup, tags.clone(), &films, Together::new());
    for seeds in films.chunks(3).step_by(4) {
        for seeds in [&seeds[..1], seeds] {
            let ids: Vec<FilmId> = seeds.iter().map(|film| film.id).collect();
            for limit in [1, 12, 48] {
                let found = like(&Visible::new(&snapshot, viewpoint, NOW), &ids, limit);
                assert_eq!(found, plain.best(seeds, limit as usize), "{ids:?}, {limit}");
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
    like(&Visible::new(&snapshot, open_viewpoint(&setup), NOW), &[id(1)], 48)
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
