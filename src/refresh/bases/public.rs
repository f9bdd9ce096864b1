//! The public base in memory, as far as it is searched: titles, which are read again when the base has changed.

use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::catalog::InfoHash;
use crate::peer::BaseAway;
use crate::query::live::Live;
use crate::query::text_arena::{Pieces, TextArena};
use crate::store::{Asker, Store, StoreError};

/// How long what was read stays good enough, however often the base changes: a pass changes it with every page, and all of
/// it is read again.
const REREAD: Duration = Duration::from_secs(30);

/// The titles of the public base.
#[derive(Debug)]
pub(super) struct PublicBase {
    /// `None`: they were not read yet.
    titles: Live<Option<PublicTitles>>,
    /// The database and the generation that were read, and when.
    read: Mutex<Option<((u64, i64), Instant)>>,
}

/// Titles by hash.
#[derive(Debug, Default)]
struct PublicTitles {
    hashes: Vec<InfoHash>,
    titles: TextArena,
}

impl Default for PublicBase {
    fn default() -> Self {
        Self { titles: Live::new(None), read: Mutex::default() }
    }
}

impl PublicBase {
    /// Reads the titles where the base has changed; tells whether it has.
    ///
    /// # Errors
    /// The store cannot be read; what is known stays.
    pub(super) fn follow(&self, (asker, database): (&Asker, u64)) -> Result<bool, StoreError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.is_some_and(|((known, _), at)| known == database && at.elapsed() < REREAD) {
            return Ok(false);
        }
        let found = (database, asker.ask(Store::public_generation)?);
        if read.is_some_and(|(known, _)| known == found) {
            return Ok(false);
        }
        let titles = asker.ask_long(|store| {
            let mut titles = PublicTitles::default();
            store.public_titles(&mut |hash, title| titles.push(hash, title))?;
            Ok(titles)
        })?;
        self.titles.set(Some(titles));
        *read = Some((found, Instant::now()));
        Ok(true)
    }

    /// Finds the torrents with all pieces in their titles, the most relevant first: those of whose words most pieces are
    /// whole words, then shorter titles, then by title and hash.
    ///
    /// # Errors
    /// [`BaseAway::Unread`]
    pub(super) fn find(&self, pieces: &Pieces) -> Result<Vec<InfoHash>, BaseAway> {
        let known = self.titles.get();
        let known = Option::as_ref(&known).ok_or(BaseAway::Unread)?;
        let mut found: Vec<usize> = known.titles.find(pieces).collect();
        found.sort_by_cached_key(|place| {
            let title = known.titles.title(*place);
            (Reverse(whole_words(title, pieces)), title.len(), title.to_owned(), known.hashes[*place])
        });
        Ok(found.into_iter().map(|place| known.hashes[place]).collect())
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
