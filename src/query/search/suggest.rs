//! Near matches, for where little was found.

use roaring::RoaringBitmap;

use super::dictionary::place;
use super::matching::Matches;
use super::phrase::Phrase;
use super::rank::Total;
use super::segment::Slot;
use super::tolerance::Tolerance;
use super::{Part, SearchIndex};

/// How near a film is: parts of the phrase that it lacks, cost of the others, place by popularity.
type Near = (usize, Total, u32);

impl SearchIndex {
    /// Finds up to `limit` films among `allowed` rows but not `found` that nearly answer the phrase: with more typing
    /// errors than usual, or without up to half of its words; the best first, gives their rows.
    pub fn suggest(&self, phrase: &str, allowed: &RoaringBitmap, found: &RoaringBitmap, limit: usize) -> Vec<u32> {
        let phrase = Phrase::new(&self.analyzer, phrase);
        let mut near: Vec<Near> = Vec::new();
        for part in [&self.bulk, &self.edits] {
            let may_come = |slot| self.may_come(part, slot, allowed);
            let (matches, _) = self.matcher(part, Tolerance::NEAR, &may_come).matches(&phrase, true);
            near.extend(nearest(part, &phrase, &matches).filter(|(_, _, at)| {
                let row = self.rows[place(*at)];
                allowed.contains(row) && !found.contains(row)
            }));
        }
        near.sort_unstable();
        near.into_iter().take(limit).map(|(_, _, at)| self.rows[place(at)]).collect()
    }
}

/// Gives the films that have at least half of the parts of the phrase.
fn nearest<'a>(part: &'a Part, phrase: &'a Phrase, matches: &'a [Matches]) -> impl Iterator<Item = Near> + use<'a> {
    let inside = |(from, to): &(usize, usize)| {
        let steps = phrase.steps.iter().zip(matches);
        steps.filter(|(step, _)| *from <= step.from && step.to <= *to).map(|(_, matches)| matches).collect::<Vec<_>>()
    };
    let by_part: Vec<Vec<&Matches>> = phrase.parts.iter().map(inside).collect();
    let enough = phrase.parts.len().div_ceil(2).max(1);
    let mut ways = Vec::new();
    part.places.iter().zip(0..).filter_map(move |(at, slot)| {
        let at = (*at)?;
        let has = by_part.iter().filter(|part| part.iter().any(|matches| matches.has(slot))).count();
        if has < enough {
            return None;
        }
        let (missing, total) = cheapest(phrase, matches, slot, &mut ways)?;
        (missing + enough <= phrase.parts.len()).then_some((missing, total, at))
    })
}

/// Finds the cheapest way through the phrase that leaves out the fewest of its parts.
fn cheapest(
    phrase: &Phrase,
    matches: &[Matches],
    slot: Slot,
    ways: &mut Vec<Option<(usize, Total)>>,
) -> Option<(usize, Total)> {
    ways.clear();
    ways.resize(phrase.end + 1, None);
    ways[0] = Some((0, Total::ZERO));
    let better = |known: &mut Option<(usize, Total)>, way: (usize, Total)| {
        *known = Some(known.map_or(way, |known| known.min(way)));
    };
    let mut steps = phrase.steps.iter().zip(matches).peekable();
    for from in 0..phrase.end {
        let here = ways[from];
        while let Some((step, matches)) = steps.next_if(|(step, _)| step.from == from) {
            if let Some((missing, total)) = here.map(|(missing, total)| (missing, total.plus(matches.best(slot))))
                && total != Total::NONE
            {
                better(&mut ways[step.to], (missing, total));
            }
        }
        let part = phrase.parts.iter().find(|(start, _)| *start == from);
        if let (Some((missing, total)), Some((_, to))) = (here, part) {
            better(&mut ways[*to], (missing + 1, total));
        }
    }
    ways.last().copied().flatten()
}
