//! Items and trailers, as far as it matters to when and where they are shown.

use crate::catalog::device::PlayRules;
use crate::catalog::visibility::Release;
use crate::catalog::{Moment, Number, Serie};
use crate::query::question::Device;

/// What the engine keeps of an item or a trailer.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct SerieEntry {
    /// Its number.
    pub(in crate::query) number: Number,
    /// From when it is shown.
    pub(in crate::query) published: Moment,
    /// A bit for each of the distinct play rules, by profile id.
    playable: u64,
}

/// How many times four bytes it takes: its number, and twice as many for each of the others.
const SERIE_WORDS: usize = 5;

impl SerieEntry {
    pub(super) fn new(serie: &Serie, rules: &[PlayRules]) -> Self {
        let playable = rules
            .iter()
            .enumerate()
            .filter(|(_, rules)| rules.refuses(serie).is_none())
            .fold(0, |mask, (bit, _)| mask | 1 << bit);
        Self { number: serie.number, published: serie.published, playable }
    }

    fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.number.0.to_le_bytes());
        out.extend_from_slice(&self.published.0.to_le_bytes());
        out.extend_from_slice(&self.playable.to_le_bytes());
    }

    fn read([number, published_low, published_high, playable_low, playable_high]: [[u8; 4]; SERIE_WORDS]) -> Self {
        let word = u32::from_le_bytes;
        let long = |low, high| u64::from(word(low)) | u64::from(word(high)) << 32;
        Self {
            number: Number(word(number)),
            published: Moment(long(published_low, published_high).cast_signed()),
            playable: long(playable_low, playable_high),
        }
    }

    /// Returns when it is published, and whether the device plays it.
    pub(in crate::query) fn release(self, device: Device) -> Release {
        let playable = match device {
            Device::Any => true,
            Device::Of(profile) => self.playable >> profile.index() & 1 == 1,
        };
        Release { published: self.published, playable }
    }
}

/// Writes what is kept of these, one behind the other.
pub(super) fn write(series: &[Serie], rules: &[PlayRules]) -> Vec<u8> {
    let mut out = Vec::with_capacity(series.len() * SERIE_WORDS * 4);
    series.iter().for_each(|serie| SerieEntry::new(serie, rules).write(&mut out));
    out
}

/// Reads what [`write`] wrote.
pub(super) fn read(bytes: &[u8]) -> impl ExactSizeIterator<Item = SerieEntry> {
    let (words, _) = bytes.as_chunks();
    let (series, _) = words.as_chunks();
    series.iter().copied().map(SerieEntry::read)
}
