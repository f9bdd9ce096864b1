//! Made-up views of several shapes, each from a fixed seed: what helps on one may hurt on another.

use afisha::catalog::{FilmId, Moment};
use afisha::viewers::{Interaction, ViewerNo};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const TASTES: usize = 6;
const SECONDS: f32 = 3e7;

/// Films whose appeal has a long tail, each with a kind that some viewers like, and a time from which it is there.
struct World {
    appeal: Vec<f32>,
    kind: Vec<[f32; TASTES]>,
    release: Vec<f32>,
}

fn normal(random: &mut StdRng) -> f32 {
    (0..12).map(|_| random.random::<f32>()).sum::<f32>() - 6.0
}

fn world(random: &mut StdRng, films: usize) -> World {
    let appeal = (0..films).map(|_| normal(random) * 1.3).collect();
    let kind = (0..films).map(|_| {
        let main = random.random_range(0..TASTES);
        std::array::from_fn(|taste| normal(random) * 0.5 + if taste == main { 1.3 } else { 0.0 })
    });
    let kind = kind.collect();
    let release = (0..films).map(|_| (random.random::<f32>() * 4.0 - 3.0).max(0.0)).collect();
    World { appeal, kind, release }
}

/// Returns how much each film appeals to a new viewer, whose taste counts so much.
fn appeals(random: &mut StdRng, world: &World, taste: f32) -> Vec<f32> {
    let likes: [f32; TASTES] = std::array::from_fn(|_| normal(random) * taste);
    let dot = |kind: &[f32; TASTES]| kind.iter().zip(&likes).map(|(a, b)| a * b).sum::<f32>();
    world.appeal.iter().zip(&world.kind).map(|(appeal, kind)| appeal + dot(kind)).collect()
}

fn view(viewer: u32, film: usize, at: f32) -> Interaction {
    let film = FilmId::new(film as u64 + 1).unwrap();
    Interaction { viewer: Some(ViewerNo(viewer)), film, at: Moment(1_000_000_000 + (at * SECONDS) as i64) }
}

/// How viewers of a service watch, over months.
pub(super) struct Months {
    pub(super) seed: u64,
    pub(super) viewers: u32,
    pub(super) films: usize,
    /// How many films a viewer watches, about.
    pub(super) length: f32,
    /// How often the next film is the one that goes on where the last ended.
    pub(super) sequels: f32,
    /// How much a viewer's taste counts.
    pub(super) taste: f32,
    /// How much it counts that a film has just come out.
    pub(super) fresh: f32,
}

impl Months {
    pub(super) fn views(&self) -> Vec<Interaction> {
        let mut random = StdRng::seed_from_u64(self.seed);
        let world = world(&mut random, self.films);
        let mut views = Vec::new();
        for viewer in 0..self.viewers {
            let appeal = appeals(&mut random, &world, self.taste);
            let length = (1.0 + (normal(&mut random) * 0.9 + self.length.ln()).exp()) as usize;
            let (mut at, mut last, mut seen) = (random.random::<f32>() * 0.7, None, vec![false; self.films]);
            for _ in 0..length.min(self.films / 3) {
                at += -random.random::<f32>().max(1e-6).ln() * 0.02;
                if at > 1.0 {
                    break;
                }
                let open = |film: usize| !seen[film] && world.release[film] <= at;
                let sequel = last.map(|last| (last + 1) % self.films).filter(|film| open(*film));
                let film = sequel.filter(|_| random.random::<f32>() < self.sequels).unwrap_or_else(|| {
                    let draw = |film: usize| {
                        let age = at - world.release[film];
                        if open(film) { (appeal[film] + self.fresh * (-12.0 * age).exp()).exp() } else { 0.0 }
                    };
                    drawn(&mut random, &(0..self.films).map(draw).collect::<Vec<f32>>())
                });
                seen[film] = true;
                last = Some(film);
                views.push(view(viewer, film, at));
            }
        }
        views
    }
}

fn drawn(random: &mut StdRng, weights: &[f32]) -> usize {
    let mut left = weights.iter().sum::<f32>() * random.random::<f32>();
    weights
        .iter()
        .position(|weight| {
            left -= weight;
            left < 0.0
        })
        .unwrap_or(weights.len() - 1)
}

/// How people rate films on a site: all in one sitting, page by page in the order in which the site shows films. The
/// films of a page carry nearly one time, and stand in the file by id.
pub(super) struct Sitting {
    pub(super) seed: u64,
    pub(super) viewers: u32,
    pub(super) films: usize,
    /// How differently the site orders films for each viewer.
    pub(super) disorder: f32,
    /// How much a viewer's taste counts.
    pub(super) taste: f32,
}

impl Sitting {
    const PAGE: usize = 15;

    pub(super) fn views(&self) -> Vec<Interaction> {
        let mut random = StdRng::seed_from_u64(self.seed);
        let world = world(&mut random, self.films);
        let order: Vec<f32> = world.appeal.iter().map(|appeal| normal(&mut random) + 0.5 * appeal).collect();
        let mut views = Vec::new();
        for viewer in 0..self.viewers {
            let appeal = appeals(&mut random, &world, self.taste);
            let mut at = random.random::<f32>();
            let mut shown: Vec<(f32, usize)> = (0..self.films)
                .filter(|film| world.release[*film] <= at)
                .map(|film| (-order[film] - self.disorder * normal(&mut random), film))
                .collect();
            shown.sort_by(|a, b| a.0.total_cmp(&b.0));
            let patience = (20.0 + (normal(&mut random) * 0.9 + 3.8).exp()) as usize;
            let knows = normal(&mut random) * 0.7 - 2.2;
            let mut rated = 0;
            for page in shown.chunks(Self::PAGE) {
                at += 20.0 / SECONDS;
                let chance = |film: usize| 1.0 / (1.0 + (-knows - appeal[film]).exp());
                let mut films: Vec<usize> =
                    page.iter().map(|shown| shown.1).filter(|film| random.random::<f32>() < chance(*film)).collect();
                films.sort_unstable();
                rated += films.len();
                views.extend(films.into_iter().map(|film| view(viewer, film, at)));
                if rated >= patience {
                    break;
                }
            }
        }
        views
    }
}
