//! Near matches, for where little was found.

use std::rc::Rc;

use super::bits::ones;
use super::dictionary::Automata;
use super::hits::{Hits, SegmentHits};
use super::matching::{Matcher, TermMatches};
use super::phrase::Phrase;
use super::rank::PathCost;
use super::segment::{DocId, Field};
use super::steps::follow;
use super::tolerance::Tolerance;

/// How near a film is: parts of the phrase that it lacks, cost of the others, place by popularity; and its row.
type NearHit = (usize, PathCost, u64, u32);

impl Hits<'_> {
    /// Returns the rows of up to `limit` films that were not found but nearly answer the phrase: with more typing
    /// errors than usual, or without up to half of its words; the best first.
    pub fn near(&self, limit: usize) -> Vec<u32> {
        let mut near: Vec<NearHit> = Vec::new();
        let may_come: Vec<_> =
            self.parts.iter().map(|found| |document| found.part.may_come(document, self.allowed)).collect();
        let automata = Automata::default();
        let matchers = self.parts.iter().zip(&may_come).map(|(found, may_come)| {
            let matcher = Matcher::new(found.part, (self.stemmer, &automata), Tolerance::NEAR, may_come);
            Matcher { lacking: true, ..matcher }
        });
        let known: Vec<_> = self.parts.iter().map(|found| found.matches.as_slice()).collect();
        let matches = follow(&matchers.collect::<Vec<_>>(), &self.phrase, &known);
        for (found, matches) in self.parts.iter().zip(&matches) {
            near.extend(nearest(found, &self.phrase, matches).filter(|(.., row)| self.allowed.contains(*row)));
        }
        if near.len() > limit {
            near.select_nth_unstable(limit);
            near.truncate(limit);
        }
        near.sort_unstable();
        near.into_iter().map(|(.., row)| row).collect()
    }
}

/// Returns the films that were not found and have at least half of the parts of the phrase.
fn nearest<'a>(
    found: &'a SegmentHits<'a>,
    phrase: &'a Phrase,
    matches: &'a [Rc<TermMatches>],
) -> impl Iterator<Item = NearHit> + use<'a> {
    let part = found.part;
    let enough = phrase.parts.len().div_ceil(2).max(1);
    let mut candidates = with_parts(part.segment.len(), phrase, matches, enough);
    candidates.iter_mut().zip(&found.films).for_each(|(block, found)| *block &= !found);
    let mut ways = Vec::new();
    let near = move |document| {
        let position = part.position(document)?;
        let (missing, total) = cheapest(phrase, matches, document, &mut ways)?;
        (missing + enough <= phrase.parts.len()).then_some((missing, total, position.place, position.row))
    };
    ones(candidates).filter_map(near)
}

/// Finds the films that have something in so many parts of the phrase at least, as bits by document.
fn with_parts(documents: usize, phrase: &Phrase, matches: &[Rc<TermMatches>], enough: usize) -> Vec<u64> {
    let blocks = documents.div_ceil(64);
    // By count, the films that have at least so many parts.
    let mut with = vec![vec![0_u64; blocks]; enough + 1];
    with[0].fill(u64::MAX);
    let (mut has, mut any) = (vec![0; blocks], vec![0; blocks]);
    for (from, to) in &phrase.parts {
        has.fill(0);
        let inside = phrase.steps.iter().zip(matches).filter(|(step, _)| *from <= step.from && step.to <= *to);
        for (_, matches) in inside {
            matches.any(&Field::ALL, &mut any);
            has.iter_mut().zip(&any).for_each(|(has, any)| *has |= any);
        }
        for count in (1..=enough).rev() {
            let (fewer, more) = with.split_at_mut(count);
            for ((more, fewer), has) in more[0].iter_mut().zip(&fewer[count - 1]).zip(&has) {
                *more |= fewer & has;
            }
        }
    }
    with.swap_remove(enough)
}

/// Finds the cheapest way through the phrase that leaves out the fewest of its parts.
fn cheapest(
    phrase: &Phrase,
    matches: &[Rc<TermMatches>],
    document: DocId,
    ways: &mut Vec<Option<(usize, PathCost)>>,
) -> Option<(usize, PathCost)> {
    ways.clear();
    ways.resize(phrase.end + 1, None);
    ways[0] = Some((0, PathCost::ZERO));
    let better = |known: &mut Option<(usize, PathCost)>, way: (usize, PathCost)| {
        *known = Some(known.map_or(way, |known| known.min(way)));
    };
    let mut steps = phrase.steps.iter().zip(matches).peekable();
    for from in 0..phrase.end {
        let here = ways[from];
        while let Some((step, matches)) = steps.next_if(|(step, _)| step.from == from) {
            if let Some((missing, total)) = here.map(|(missing, total)| (missing, total.plus(matches.best(document))))
                && total != PathCost::NONE
            {
                better(&mut ways[step.to], (missing, total));
            }
        }
        let part = phrase.parts.iter().find(|(start, _)| *start == from);
        if let (Some((missing, total)), Some((_, to))) = (here, part) {
            better(&mut ways[*to], (missing + 1, total));
        }
    }
    ways[phrase.end]
}
