//! Packing what is seldom shown: small texts that have much in common with one another.

use std::cell::RefCell;
use std::fmt;
use std::sync::OnceLock;

use zstd::dict::{DecoderDictionary, EncoderDictionary, from_samples};
use zstd::zstd_safe::{CCtx, DCtx, compress_bound, get_dict_id_from_frame, get_frame_content_size};

use crate::number::to_nearest_index;

use super::serie_facts;

/// The fewest texts that a dictionary is learnt from.
const SAMPLES: usize = 100;
/// The size of a dictionary that is learnt, in bytes: one of twice the size makes next to nothing smaller.
const DICTIONARY: usize = 4 << 10;
/// How hard the packer tries: 3 takes a sixth more time for 1.5% less.
const LEVEL: i32 = 1;

/// Packs texts with a dictionary: with one that is learnt from the first of them, once there are so many, and before with
/// what it was given. Whatever it packed, it unpacks.
pub struct Packing {
    given: PackingDictionary,
    /// `None` in it: there is nothing to learn.
    learnt: OnceLock<Option<PackingDictionary>>,
}

struct PackingDictionary {
    encoder: EncoderDictionary<'static>,
    decoder: DecoderDictionary<'static>,
}

impl PackingDictionary {
    fn new(bytes: &[u8]) -> Self {
        Self { encoder: EncoderDictionary::copy(bytes, LEVEL), decoder: DecoderDictionary::copy(bytes) }
    }
}

thread_local! {
    static COMPRESSING: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static DECOMPRESSING: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// For what is known of items and trailers.
impl Default for Packing {
    fn default() -> Self {
        Self::new(serie_facts::COMMON)
    }
}

impl Packing {
    /// Packs at first with the help of this, which texts have much of.
    fn new(common: &[u8]) -> Self {
        Self { given: PackingDictionary::new(common), learnt: OnceLock::new() }
    }

    /// Learns what texts have in common, where that is not known yet and these are enough. Takes some milliseconds.
    pub(super) fn learn(&self, texts: impl ExactSizeIterator<Item = Vec<u8>>) {
        if texts.len() >= SAMPLES {
            self.learnt.get_or_init(|| {
                let texts: Vec<Vec<u8>> = texts.filter(|text| !text.is_empty()).collect();
                // The library finds nothing in texts that are too few, too short or too much alike.
                from_samples(&texts, DICTIONARY).ok().map(|learnt| PackingDictionary::new(&learnt))
            });
        }
    }

    /// Packs a text.
    pub(super) fn pack(&self, text: &[u8]) -> Box<[u8]> {
        if text.is_empty() {
            return Box::default();
        }
        let dictionary = self.learnt().unwrap_or(&self.given).encoder.as_cdict();
        let mut packed = Vec::with_capacity(compress_bound(text.len()));
        let done = COMPRESSING.with_borrow_mut(|context| context.compress_using_cdict(&mut packed, text, dictionary));
        #[expect(clippy::expect_used, reason = "there is room for whatever it may become")]
        done.expect("packs");
        // Copied, for that much room is not given back where it is.
        packed.as_slice().into()
    }

    /// Unpacks what [`Self::pack`] returned.
    pub(in crate::query) fn unpack(&self, packed: &[u8]) -> Vec<u8> {
        let Ok(Some(length)) = get_frame_content_size(packed) else { return Vec::new() };
        // Only dictionaries that are learnt have an id.
        let learnt = get_dict_id_from_frame(packed).and_then(|_| self.learnt());
        let dictionary = learnt.unwrap_or(&self.given).decoder.as_ddict();
        let mut text = Vec::with_capacity(to_nearest_index(length));
        let done =
            DECOMPRESSING.with_borrow_mut(|context| context.decompress_using_ddict(&mut text, packed, dictionary));
        #[expect(clippy::expect_used, reason = "it was packed whole, with the same dictionary")]
        done.expect("unpacks");
        text
    }

    fn learnt(&self) -> Option<&PackingDictionary> {
        self.learnt.get()?.as_ref()
    }
}

impl fmt::Debug for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packing").field("has_learnt", &self.learnt().is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn texts() -> impl ExactSizeIterator<Item = Vec<u8>> {
        (0..200_u32)
            .map(|n| format!("<Magnet>{:x}</Magnet><Size>{n}</Size>", n.wrapping_mul(2_654_435_761)).into_bytes())
    }

    proptest! {
        #[test]
        fn a_text_comes_out_as_it_went_in_also_where_something_was_learnt_since(
            text in vec(any::<u8>(), 0..2000),
            common in vec(any::<u8>(), 0..40),
        ) {
            let packing = Packing::new(&common);
            let before = packing.pack(&text);
            prop_assert_eq!(&packing.unpack(&before), &text);
            packing.learn(texts());
            let after = packing.pack(&text);
            prop_assert_eq!(&packing.unpack(&before), &text);
            prop_assert_eq!(&packing.unpack(&after), &text);
        }
    }

    #[test]
    fn what_many_texts_have_in_common_makes_each_smaller() {
        let packing = Packing::new(b"");
        let packed = || texts().map(|text| packing.pack(&text).len()).sum::<usize>();
        let before = packed();
        packing.learn(texts().take(SAMPLES - 1));
        assert!(packing.learnt().is_none());
        packing.learn(texts());
        assert!(packing.learnt().is_some());
        assert!(packed() < before * 2 / 3, "{} beside {before}", packed());
    }

    #[test]
    fn there_may_be_nothing_to_learn() {
        let packing = Packing::new(b"");
        packing.learn((0..SAMPLES).map(|_| Vec::new()));
        assert!(packing.learnt().is_none());
        assert_eq!(packing.unpack(&packing.pack(b"text")), b"text");
    }
}
