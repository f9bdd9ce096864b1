//! The answers that are kept.

use std::mem::size_of;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use quick_cache::sync::{Cache, DefaultLifecycle, GuardResult, PlaceholderGuard};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use crate::catalog::Moment;
use crate::metrics::readings;
use crate::number::{to_index, to_u64};
use crate::query::snapshot::Snapshot;

use super::answer_body::{AnswerBody, AnswerForm, FinishedAnswer};
use super::common_question::CommonQuestion;

/// Bytes in a megabyte of the setting.
const MEGABYTE: u64 = 1024 * 1024;
/// Into how many parts the bytes are divided, each with a lock of its own. An answer has to fit into one: so none takes
/// more than a sixteenth of all.
const PARTS: usize = 16;
/// How much of a part is for answers that were asked for again. Answers asked for once share the rest, so that any number
/// of them drives out nothing else.
const ASKED_AGAIN: f64 = 0.9;
/// About how many answers are expected in a megabyte, and in a part at the least; by it the cache remembers some of what it
/// let go of lately.
const EXPECTED_IN_MEGABYTE: u32 = 256;
const EXPECTED_IN_PART: usize = 32;
/// Bytes that the cache takes for an entry beside the key and the value.
const ENTRY_BYTES: usize = 21;
/// How many places its tables may have for each entry: they grow by doubling, and have some for what was let go of.
const PLACES: usize = 3;

/// What an answer is kept under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    /// The number of the snapshot that answers.
    pub snapshot: u64,
    /// What is asked, and from where.
    pub question: CommonQuestion,
    /// How the answer is wanted.
    pub form: AnswerForm,
}

impl AnswerKey {
    /// Makes the answer; `None` where there is none.
    pub fn answer(&self, snapshot: &Snapshot, now: Moment) -> Option<FinishedAnswer> {
        self.question.answer(self.form, snapshot, now)
    }
}

/// An answer that is kept.
#[derive(Clone, Debug)]
struct KeptAnswer {
    body: AnswerBody,
    /// When it was made; it may be wrong for earlier moments.
    made: Moment,
    /// The first moment after that at which it may be wrong.
    until: Moment,
    /// How many bytes it may come to hold, the key and its place included.
    bytes: u64,
}

impl KeptAnswer {
    fn new(key: &AnswerKey, made: Moment, FinishedAnswer { body, until }: FinishedAnswer) -> Self {
        let place = PLACES * (size_of::<AnswerKey>() + size_of::<Self>() + ENTRY_BYTES);
        let bytes = to_u64(place + key.question.held_bytes() + body.bytes_at_most());
        Self { body, made, until, bytes }
    }

    /// Tells whether it is right at the moment.
    fn holds(&self, now: Moment) -> bool {
        self.made <= now && now < self.until
    }
}

/// Weighs answers by their bytes.
#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<AnswerKey, KeptAnswer> for ByBytes {
    fn weight(&self, _: &AnswerKey, kept: &KeptAnswer) -> u64 {
        kept.bytes
    }
}

/// Where an answer is to be kept; others wait for it.
type AnswerPlace<'a> =
    PlaceholderGuard<'a, AnswerKey, KeptAnswer, ByBytes, DefaultHashBuilder, DefaultLifecycle<AnswerKey, KeptAnswer>>;

readings! {
    /// How an answer cache fares.
    pub struct AnswerCacheReadings {
        /// Requests answered from the answer cache, those included that waited for another request to fill it.
        Counter "afisha_answer_cache_hits" [] => hits: u64;
        /// Requests whose answers were made because the answer cache did not have them.
        Counter "afisha_answer_cache_misses" [] => misses: u64;
        /// Answers in the answer cache.
        Gauge "afisha_answer_cache_entries" [] => entries: usize;
        /// Bytes that the answers in the answer cache hold at the most: compressed forms are counted before they are made,
        /// as if they were as large as the answer.
        Gauge "afisha_answer_cache_bytes" [] => bytes: u64;
        /// The most bytes that the answer cache may hold (`answer_cache_mb`).
        Gauge "afisha_answer_cache_max_bytes" [] => max_bytes: u64;
    }
}

/// Keeps answers within so many bytes, by what was asked. What is asked for again stays longer than what was asked for
/// once. Bytes that are still being sent when their answer goes are not counted.
#[derive(Debug)]
pub struct AnswerCache {
    kept: Cache<AnswerKey, KeptAnswer, ByBytes>,
    /// The number of the newest snapshot that was asked.
    newest: AtomicU64,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl AnswerCache {
    /// Makes one of so many megabytes; `None` of 0.
    pub fn of_megabytes(megabytes: u32) -> Option<Self> {
        let expected = to_index(megabytes.saturating_mul(EXPECTED_IN_MEGABYTE)).max(PARTS * EXPECTED_IN_PART);
        let mut options = OptionsBuilder::new();
        options.shards(PARTS).hot_allocation(ASKED_AGAIN);
        options.weight_capacity(u64::from(megabytes) * MEGABYTE).estimated_items_capacity(expected);
        let options = options.build().ok().filter(|_| megabytes > 0)?;
        let kept = Cache::with_options(options, ByBytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        let [newest, hits, misses] = [0; 3].map(AtomicU64::new);
        Some(Self { kept, newest, hits, misses })
    }

    /// Returns the answer that is kept under the key and right at the moment; otherwise makes it, and keeps it unless it
    /// is too large. One of those who ask at once makes it and the others wait; where that one goes away or fails, the next
    /// one makes it. `None` where there is none to make, which is not kept.
    ///
    /// An older snapshot than the newest that was asked is answered from nothing that is kept.
    ///
    /// # Errors
    /// The one that making it returns to this caller.
    pub async fn answer<E>(
        &self,
        key: &AnswerKey,
        now: Moment,
        make: impl AsyncFnOnce() -> Result<Option<FinishedAnswer>, E>,
    ) -> Result<Option<AnswerBody>, E> {
        if !self.is_of_newest(key) {
            self.misses.fetch_add(1, Ordering::Relaxed);
            return Ok(make().await?.map(|answer| answer.body));
        }
        loop {
            match self.kept.get_value_or_guard_async(key).await {
                Ok(kept) if kept.holds(now) => {
                    self.hits.fetch_add(1, Ordering::Relaxed);
                    return Ok(Some(kept.body));
                }
                // It was made for other moments: whoever is first from here on makes another in its place.
                Ok(_) => drop(self.kept.remove_if(key, |kept| !kept.holds(now))),
                Err(place) => {
                    self.misses.fetch_add(1, Ordering::Relaxed);
                    return Ok(make().await?.map(|answer| self.keep(key, place, now, answer)));
                }
            }
        }
    }

    /// Returns the answer that is kept under the key and right at the moment, or makes it, and keeps it unless it is too
    /// large. Nobody waits: `None` where another request is making it, or has to, as where what is kept is not right any
    /// more. Inside, `None`: there is none to make, which is not kept.
    pub fn answer_at_once(
        &self,
        key: &AnswerKey,
        now: Moment,
        make: impl FnOnce() -> Option<FinishedAnswer>,
    ) -> Option<Option<AnswerBody>> {
        if !self.is_of_newest(key) {
            return None;
        }
        match self.kept.get_value_or_guard(key, Some(Duration::ZERO)) {
            GuardResult::Value(kept) if kept.holds(now) => {
                self.hits.fetch_add(1, Ordering::Relaxed);
                Some(Some(kept.body))
            }
            GuardResult::Value(_) | GuardResult::Timeout => None,
            GuardResult::Guard(place) => {
                self.misses.fetch_add(1, Ordering::Relaxed);
                Some(make().map(|answer| self.keep(key, place, now, answer)))
            }
        }
    }

    /// Keeps an answer that was just made.
    fn keep(&self, key: &AnswerKey, place: AnswerPlace<'_>, now: Moment, answer: FinishedAnswer) -> AnswerBody {
        let kept = KeptAnswer::new(key, now, answer);
        let body = kept.body.clone();
        // Where its place is gone, it is not kept.
        drop(place.insert(kept));
        if !self.is_of_newest(key) {
            self.kept.remove(key);
        }
        body
    }

    /// Tells whether the key is of the newest snapshot that was asked. The first request of a new one removes the answers of
    /// all others.
    fn is_of_newest(&self, key: &AnswerKey) -> bool {
        let number = key.snapshot;
        let newest = self.newest.load(Ordering::Relaxed);
        if number > newest && self.newest.fetch_max(number, Ordering::Relaxed) < number {
            self.kept.retain(|kept, _| kept.snapshot >= number);
        }
        number >= newest
    }

    /// Returns how it fares.
    pub fn readings(&self) -> AnswerCacheReadings {
        AnswerCacheReadings {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            entries: self.kept.len(),
            bytes: self.kept.weight(),
            max_bytes: self.kept.capacity(),
        }
    }
}
