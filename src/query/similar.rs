//! Similar films: those that share tags, the rarer the better.

use roaring::RoaringBitmap;

use super::answer::ListAnswer;
use super::question::SimilarQuestion;
use super::snapshot::{Row, Snapshot, TagNo};
use super::{film, page};

/// Answers a question for films like some others, as one page: best first, without them.
pub fn list(snapshot: &Snapshot, question: &SimilarQuestion) -> ListAnswer {
    let view = &question.view;
    let seeds: Vec<Row> = question.ids.iter().filter_map(|id| film::visible_row(snapshot, view, *id)).collect();
    let mut allowed = snapshot.visible(view);
    if let Some(age) = question.age {
        allowed &= snapshot.for_age(age);
    }
    let items = rows(snapshot, &seeds, &allowed, page::places(question.limit));
    ListAnswer { page: 1, pages: u32::from(!items.is_empty()), items, suggests: Vec::new() }
}

/// Gives the films of `allowed` most like the seeds, best first, at most `limit`.
///
/// Output: without the seeds, without films tagged `trailer`, without those that share no tag with any seed; ties go
/// to the more popular, then to the smaller id. Empty where there is no seed.
pub fn rows(snapshot: &Snapshot, seeds: &[Row], allowed: &RoaringBitmap, limit: usize) -> Vec<Row> {
    let mut allowed = match snapshot.trailer_films() {
        Some(trailers) => allowed - trailers,
        None => allowed.clone(),
    };
    for seed in seeds {
        allowed.remove(seed.bit());
    }
    let mut scores = vec![0.0_f32; snapshot.base.entries.len()];
    for tag in seeds.iter().flat_map(|seed| tags(snapshot, *seed)) {
        // Rarity is counted among these films alone: a hidden film must not show in the order of others.
        let Some(bearers) = snapshot.base.bitmaps.tagged(tag).map(|films| films & &allowed) else { continue };
        let weight = rarity(bearers.len(), allowed.len());
        for bit in bearers {
            scores[Row::from_bit(bit).index()] += weight;
        }
    }
    let mut best: Vec<Row> = allowed.iter().map(Row::from_bit).filter(|row| scores[row.index()] > 0.0).collect();
    let better = |a: &Row, b: &Row| {
        let popularity = |row: &Row| snapshot.base.popularity.key(*row, true);
        let score = |row: &Row| scores[row.index()];
        score(b).total_cmp(&score(a)).then_with(|| popularity(a).cmp(&popularity(b))).then(a.cmp(b))
    };
    if best.len() > limit {
        best.select_nth_unstable_by(limit, better);
        best.truncate(limit);
    }
    best.sort_unstable_by(better);
    best
}

fn tags(snapshot: &Snapshot, row: Row) -> impl Iterator<Item = TagNo> {
    snapshot.entry(row).tags.iter().copied()
}

/// Weighs a tag: the fewer films bear it, the more it says. Above 0 even where all do.
fn rarity(bearers: u64, films: u64) -> f32 {
    let count = |films: u64| u16::try_from(films.min(60_000)).map_or(1.0, f32::from);
    let (bearers, films) = (count(bearers).max(1.0), count(films));
    (1.0 + films / bearers).ln()
}
