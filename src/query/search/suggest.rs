//! Near matches, for where little was found.

use roaring::RoaringBitmap;

use super::dictionary::place;
use super::matching::{Matches, Tolerance};
use super::phrase::Phrase;
use super::rank::Total;
use super::{Part, SearchIndex};

impl SearchIndex {
    /// Finds up to `limit` films among `allowed` rows but not `found` that nearly answer the phrase: with more typing
    /// errors than usual, or without some of its words; the best first, gives their rows.
    pub fn suggest(&self, phrase: &str, allowed: &RoaringBitmap, found: &RoaringBitmap, limit: usize) -> Vec<u32> {
        let phrase = Phrase::new(&self.analyzer, phrase);
        let mut near: Vec<(u32, Total, u32)> = Vec::new();
        for part in [&self.bulk, &self.edits] {
            let matches = self.matches(part, &phrase, Tolerance::NEAR);
            near.extend(self.near(part, &phrase, &matches).filter(|(_, _, at)| {
                let row = self.rows[place(*at)];
                allowed.contains(row) && !found.contains(row)
            }));
        }
        near.sort_unstable();
        near.into_iter().take(limit).map(|(_, _, at)| self.rows[place(at)]).collect()
    }

    /// Gives the films that have a word of the phrase: words missing, cost of the others, place by popularity.
    fn near<'a>(
        &self,
        part: &'a Part,
        phrase: &'a Phrase,
        matches: &'a [Matches],
    ) -> impl Iterator<Item = (u32, Total, u32)> + use<'a> {
        let words = phrase.parts.len();
        part.places.iter().enumerate().filter_map(move |(slot, at)| {
            let at = (*at)?;
            let has = |matches: &Matches| matches.any[slot / 64] >> (slot % 64) & 1 == 1;
            if !matches.iter().any(has) {
                return None;
            }
            let (missing, total) = nearest(phrase, matches, slot);
            // A film with fewer than half of the words has little to do with the phrase.
            (place(missing) * 2 <= words && place(missing) < words).then_some((missing, total, at))
        })
    }
}

/// Finds the cheapest way through the phrase that leaves out the fewest of its parts.
fn nearest(phrase: &Phrase, matches: &[Matches], slot: usize) -> (u32, Total) {
    let mut ways: Vec<Option<(u32, Total)>> = vec![None; phrase.end + 1];
    ways[0] = Some((0, Total::ZERO));
    let better = |known: &mut Option<(u32, Total)>, way: (u32, Total)| {
        *known = Some(known.map_or(way, |known| known.min(way)));
    };
    let steps: Vec<_> = phrase.steps.iter().zip(matches).collect();
    for from in 0..phrase.end {
        let Some((missing, total)) = ways[from] else { continue };
        for (step, matches) in steps.iter().filter(|(step, _)| step.from == from) {
            let total = total.plus(matches.best(slot));
            if total != Total::NONE {
                better(&mut ways[step.to], (missing, total));
            }
        }
        for (_, to) in phrase.parts.iter().filter(|(start, _)| *start == from) {
            better(&mut ways[*to], (missing + 1, total));
        }
    }
    ways.last().copied().flatten().unwrap_or((u32::MAX, Total::NONE))
}
