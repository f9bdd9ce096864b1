//! The public base in memory, as far as it is searched: titles, which are read again when the base has changed.

use std::cmp::Reverse;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::catalog::InfoHash;
use crate::query::live::Live;
use crate::query::text_arena::{Pieces, TextArena};
use crate::store::{Asker, Store, StoreError};

/// How long what was read stays good enough, however often the base changes: a pass changes it with every page, and all of
/// it is read again.
const REREAD: Duration = Duration::from_secs(30);

/// The titles of the public base.
#[derive(Debug)]
pub(super) struct PublicBase {
    titles: Live<PublicTitles>,
    read: Mutex<Option<(i64, Instant)>>,
}

/// Titles by hash.
#[derive(Debug, Default)]
struct PublicTitles {
    hashes: Vec<InfoHash>,
    titles: TextArena,
}

impl Default for PublicBase {
    fn default() -> Self {
        Self { titles: Live::new(PublicTitles::default()), read: Mutex::default() }
    }
}

impl PublicBase {
    /// Reads the titles where the base has changed; tells whether it has.
    ///
    /// # Errors
    /// The store cannot be read; what is known stays.
    pub(super) fn follow(&self, asker: &Asker) -> Result<bool, StoreError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.is_some_and(|(_, at)| at.elapsed() < REREAD) {
            return Ok(false);
        }
        let found = asker.ask(Store::public_generation)?;
        if read.is_some_and(|(known, _)| known == found) {
            return Ok(false);
        }
        let titles = asker.ask_long(|store| {
            let mut titles = PublicTitles::default();
            store.public_titles(&mut |hash, title| titles.push(hash, title))?;
            Ok(titles)
        })?;
        self.titles.set(titles);
        *read = Some((found, Instant::now()));
        Ok(true)
    }

    /// Finds the torrents with all pieces in their titles, the most relevant first: those of whose words most pieces are
    /// whole words, then shorter titles, then by title and hash.
    pub(super) fn find(&self, pieces: &Pieces) -> Vec<InfoHash> {
        let known: Arc<PublicTitles> = self.titles.get();
        let mut found: Vec<usize> = known.titles.find(pieces).collect();
        found.sort_by_cached_key(|place| {
            let title = known.titles.title(*place);
            (Reverse(whole_words(title, pieces)), title.len(), title.to_owned(), known.hashes[*place])
        });
        found.into_iter().map(|place| known.hashes[place]).collect()
    }
}

impl PublicTitles {
    fn push(&mut self, hash: InfoHash, title: &str) {
        self.hashes.push(hash);
        self.titles.push(title);
    }
}

/// Counts the pieces that are whole words of a title.
fn whole_words(title: &str, pieces: &Pieces) -> usize {
    let is_word = |piece: &&str| title.split(|c: char| !c.is_alphanumeric()).any(|word| word == *piece);
    pieces.iter().filter(is_word).count()
}
