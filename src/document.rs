//! Large answers that many ask for: made once, encoded once, shared by everyone who reads them.

use std::mem::size_of;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use tokio::sync::OnceCell;
use twox_hash::XxHash3_128;

/// The most documents that a [`DocumentCache`] holds.
pub const CACHE_CAPACITY: usize = 3;

/// The most bytes by which an encoded form is larger than what it is the form of: what can be encoded in no less is stored as
/// it is, in blocks with heads.
pub fn encoding_overhead(bytes: usize) -> usize {
    bytes / 128 + 128
}

/// Returns the hash of an answer in 32 hexadecimal digits: the same on every node and after a restart.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&XxHash3_128::oneshot(bytes).to_be_bytes())
}

/// An encoding of HTTP that answers are sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `gzip`
    Gzip,
    /// `zstd`
    Zstd,
}

/// One answer. Its encoded forms are made when the first client asks for them.
#[derive(Debug)]
pub struct SharedDocument {
    bytes: Bytes,
    digest: String,
    gzip: OnceCell<Bytes>,
    zstd: OnceCell<Bytes>,
}

impl SharedDocument {
    /// Takes the bytes of an answer.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self::identified(bytes.clone(), &bytes)
    }

    /// Takes the bytes of an answer, given other bytes that tell it from every answer of its kind.
    pub fn identified(bytes: impl Into<Bytes>, identity: &[u8]) -> Self {
        Self { digest: digest(identity), bytes: bytes.into(), gzip: OnceCell::new(), zstd: OnceCell::new() }
    }

    /// Returns the bytes as they are without an encoding, shared.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns the [`digest`] of the bytes, or of what it is told from others by.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Returns how many bytes it may come to hold: those of the document, of all encoded forms at their largest, and its
    /// own. How much smaller a form will be is known only once it is made.
    pub fn bytes_at_most(&self) -> usize {
        let form = self.bytes.len() + encoding_overhead(self.bytes.len());
        size_of::<Self>() + self.digest.capacity() + self.bytes.len() + 2 * form
    }

    /// Returns where the encoded form is kept; whoever comes first fills it, the others wait.
    pub fn encoded(&self, encoding: Encoding) -> &OnceCell<Bytes> {
        match encoding {
            Encoding::Gzip => &self.gzip,
            Encoding::Zstd => &self.zstd,
        }
    }

    /// Tells whether somebody holds bytes of it, such as a connection that has not sent them yet.
    fn is_being_read(&self) -> bool {
        let forms = [Some(&self.bytes), self.gzip.get(), self.zstd.get()];
        forms.into_iter().flatten().any(|form| !form.is_unique())
    }
}

/// Where a document is kept; whoever comes first fills it, the others wait.
pub type CacheEntry = Arc<OnceCell<Arc<SharedDocument>>>;

/// A cache of a few documents by what was asked for, [`CACHE_CAPACITY`] at the most: where all of them are taken, the one that was
/// asked for the longest ago goes, unless it is still being made or read. So clients that read slowly cannot make
/// it hold more.
#[derive(Debug)]
pub struct DocumentCache<K>(Mutex<Vec<(K, CacheEntry)>>);

impl<K> Default for DocumentCache<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: PartialEq> DocumentCache<K> {
    /// Returns the entry of a document, filled or not; `None` where all entries are in use.
    pub fn entry(&self, key: K) -> Option<CacheEntry> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = match entries.iter().position(|(known, _)| *known == key) {
            Some(at) => entries.remove(at),
            None => {
                if entries.len() >= CACHE_CAPACITY {
                    let idle = entries.iter().position(|(_, entry)| is_idle(entry))?;
                    entries.remove(idle);
                }
                (key, CacheEntry::default())
            }
        };
        let entry = Arc::clone(&used.1);
        entries.push(used);
        Some(entry)
    }
}

/// Tells whether nobody makes or reads what is, or was to be, in an entry.
fn is_idle(entry: &CacheEntry) -> bool {
    let is_asked_for =
        Arc::strong_count(entry) > 1 || entry.get().is_some_and(|document| Arc::strong_count(document) > 1);
    !is_asked_for && entry.get().is_none_or(|document| !document.is_being_read())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(cache: &DocumentCache<u8>, key: u8) -> Arc<SharedDocument> {
        let document = Arc::new(SharedDocument::new(vec![key; 3]));
        let entry = cache.entry(key).unwrap();
        entry.set(Arc::clone(&document)).unwrap();
        document
    }

    #[test]
    fn the_document_asked_for_the_longest_ago_goes() {
        let cache = DocumentCache::default();
        for key in [1, 2, 3] {
            put(&cache, key);
        }
        assert_eq!(cache.entry(1).unwrap().get().unwrap().bytes(), &vec![1, 1, 1]);
        put(&cache, 4);
        let held: Vec<u8> = cache.0.lock().unwrap().iter().map(|(key, _)| *key).collect();
        assert_eq!(held, [3, 1, 4]);
    }

    #[test]
    fn a_document_that_is_being_made_or_read_stays() {
        let cache = DocumentCache::default();
        let (unsent, encoded) = (put(&cache, 1).bytes().clone(), put(&cache, 2));
        encoded.encoded(Encoding::Gzip).set(Bytes::from(vec![7; 9])).unwrap();
        let unsent_form = encoded.encoded(Encoding::Gzip).get().unwrap().slice(3..);
        drop(encoded);
        let being_made = cache.entry(3).unwrap();
        assert!(cache.entry(4).is_none(), "all are in use");
        drop(unsent_form);
        assert!(cache.entry(4).is_some(), "the second is not read any more");
        drop((unsent, being_made));
        let held: Vec<u8> = cache.0.lock().unwrap().iter().map(|(key, _)| *key).collect();
        assert_eq!(held, [1, 3, 4]);
    }

    #[test]
    fn the_digest_is_that_of_the_bytes() {
        assert_eq!(SharedDocument::new("abc").digest(), digest(b"abc"));
        assert_ne!(digest(b"abc"), digest(b"abd"));
        assert_eq!(digest(b"").len(), 32);
    }
}
