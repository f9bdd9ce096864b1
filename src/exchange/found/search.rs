//! The way through: what lacks a file, what peers have, which is for which.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use crate::catalog::{DeviceProfiles, Film, FilmId, InfoHash, Moment, ProfileId};
use crate::exchange::ExchangeError;
use crate::matching::{MatchVerdict, Reason, TorrentPlayers, WorkId};
use crate::store::{ImdbRecord, Store, StoreError};

use super::catalogue::OwnCatalogue;
use super::gathered::{Gathered, Offer, OfferRank};
use super::lines::{NamedWorks, doubtful_line, draft, film_line, imdb_ids, is_series};
use super::page::{Judge, JudgedTorrent};

/// About how many torrents are read again at once to be written.
const WRITTEN_AT_ONCE: usize = 500;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct FoundOptions<'a> {
    /// The devices: a film lacks a file if one of them that plays torrents can play none of its items.
    pub devices: &'a DeviceProfiles,
    /// Only this device counts; `None`: all.
    pub device: Option<ProfileId>,
    /// Whether torrents for films of ours are looked for.
    pub films: bool,
    /// Whether torrents for titles of IMDb that we lack are looked for.
    pub titles: bool,
    /// How many must have voted for such a title.
    pub min_votes: u32,
    /// The most torrents for a film, 1 or more.
    pub most: usize,
}

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FoundSummary {
    /// Torrents of the public base that were looked at.
    pub read: usize,
    /// Films of ours for which there are torrents.
    pub films: usize,
    /// Titles of IMDb that we lack and for which there are torrents.
    pub titles: usize,
    /// Torrents for these.
    pub torrents: usize,
    /// Torrents that may be of several films.
    pub doubtful: usize,
    /// Whether a series is among the titles, and the catalogue has no tag for series.
    pub lacks_serial_tag: bool,
}

/// Writes a line for each film that lacks a file which peers have, as it is with the torrents as further items; then one for
/// each title of IMDb that we lack, as a draft; then one for each torrent that may be of several films. `report` hears how
/// many torrents have been looked at.
///
/// A torrent that an item of ours carries is not looked at.
///
/// # Errors
/// [`ExchangeError::Write`], which names the file `-`, or [`ExchangeError::Store`].
pub fn found(
    store: &Store,
    options: FoundOptions<'_>,
    now: Moment,
    out: &mut dyn Write,
    report: &mut dyn FnMut(usize),
) -> Result<FoundSummary, ExchangeError> {
    let players = TorrentPlayers::new(options.devices, options.device);
    let own = OwnCatalogue::read(store, &players)?;
    let refused = store.refused_torrents()?;
    let judge = Judge { store, own: &own.index, has_imdb: store.imdb_generation()? > 0, refused: &refused };
    let mut search = FoundSearch { own: &own, judge, players, options, now, done: FoundSummary::default(), out };
    let mut gathered = Gathered::new(options.most.max(1));
    store.public_torrents::<StoreError>(&mut |page| {
        search.done.read += page.len();
        let unknown = page.into_iter().filter(|record| !own.carries(record.hash)).collect();
        let mut screened = search.judge.screen(unknown)?;
        screened.retain(|judged| search.is_of_use(judged));
        let judged = search.judge.judge(screened.into_iter().map(|judged| judged.record))?;
        judged.iter().for_each(|judged| search.take(judged, &mut gathered));
        report(search.done.read);
        Ok(())
    })?;
    search.write(gathered)?;
    Ok(search.done)
}

/// A search under way.
struct FoundSearch<'a> {
    own: &'a OwnCatalogue,
    judge: Judge<'a>,
    players: TorrentPlayers<'a>,
    options: FoundOptions<'a>,
    now: Moment,
    done: FoundSummary,
    out: &'a mut dyn Write,
}

impl FoundSearch<'_> {
    /// Takes a torrent that is of something, where it is of use.
    fn take(&self, judged: &JudgedTorrent, gathered: &mut Gathered) {
        let hash = judged.record.hash;
        match &judged.verdict {
            MatchVerdict::Nothing => {}
            MatchVerdict::One { fit, .. } => {
                let devices = self.served(fit.work, judged);
                if devices > 0 {
                    let is_by_id = !matches!(fit.reason, Reason::Title(_));
                    let rank = OfferRank { devices, is_by_id, size: judged.record.size };
                    gathered.add(fit.work, Offer { hash, rank });
                }
            }
            MatchVerdict::Doubtful(_) => {
                if self.is_of_use(judged) {
                    gathered.doubtful.push(hash);
                }
            }
        }
    }

    /// Tells whether the torrent gives a file to what lacks one, if it is of that.
    fn is_of_use(&self, judged: &JudgedTorrent) -> bool {
        judged.verdict.fits().iter().any(|fit| self.served(fit.work, judged) > 0)
    }

    /// Returns how many devices that play nothing of a film play the torrent.
    fn served(&self, work: WorkId, judged: &JudgedTorrent) -> u32 {
        let players = self.players.players(&judged.item(self.now));
        match work {
            WorkId::Own(id) if self.options.films => self.own.gaps.get(&id).map_or(0, |gaps| gaps.and(players).count()),
            // An id that is taken would be a film replaced by another.
            WorkId::Imdb(_) if self.options.titles && !self.own.has(work.film_id()) => players.count(),
            _ => 0,
        }
    }

    fn write(&mut self, gathered: Gathered) -> Result<(), ExchangeError> {
        let mut batch: Vec<(WorkId, Vec<Offer>)> = Vec::new();
        let mut torrents = 0;
        for (work, offers) in gathered.offers {
            torrents += offers.len();
            batch.push((work, offers));
            if torrents >= WRITTEN_AT_ONCE {
                self.write_works(&std::mem::take(&mut batch))?;
                torrents = 0;
            }
        }
        self.write_works(&batch)?;
        for hashes in gathered.doubtful.chunks(WRITTEN_AT_ONCE) {
            self.write_doubtful(hashes)?;
        }
        self.out.flush().map_err(write_error)
    }

    /// Writes the lines of films. What has changed meanwhile is left out.
    fn write_works(&mut self, batch: &[(WorkId, Vec<Offer>)]) -> Result<(), ExchangeError> {
        let hashes: Vec<InfoHash> = batch.iter().flat_map(|(_, offers)| offers).map(|offer| offer.hash).collect();
        let mut judged = self.judged(&hashes)?;
        let films = self.films(batch.iter().map(|(work, _)| work))?;
        let records = self.records(batch.iter().map(|(work, _)| work))?;
        for (work, offers) in batch {
            let of_work =
                |judged: &JudgedTorrent| matches!(&judged.verdict, MatchVerdict::One { fit, .. } if fit.work == *work);
            let its = offers.iter().filter_map(|offer| judged.remove(&offer.hash)).filter(of_work);
            let mut torrents: Vec<JudgedTorrent> = its.collect();
            // Episodes in their order; what has none, as a film, stays in the order of its rank.
            torrents.sort_by_key(|torrent| {
                let first = |numbers: &[u32]| numbers.first().copied();
                (first(&torrent.name.seasons), first(&torrent.name.episodes))
            });
            if !torrents.is_empty() {
                self.write_work((*work, films.get(work), records.get(work)), &torrents)?;
            }
        }
        Ok(())
    }

    fn write_work(
        &mut self,
        (work, film, record): (WorkId, Option<&Film>, Option<&ImdbRecord>),
        torrents: &[JudgedTorrent],
    ) -> Result<(), ExchangeError> {
        let line = match (work, film) {
            (WorkId::Own(_), None) => return Ok(()),
            (WorkId::Own(_), Some(film)) => {
                self.done.films += 1;
                film_line(film, &self.own.tags_of(film), torrents, self.now)
            }
            (WorkId::Imdb(_), _) => {
                let serial = self.own.serial_tag();
                let has_votes = self.options.min_votes <= record.and_then(|record| record.num_votes).unwrap_or(0);
                let draft = draft((work, record), torrents, serial, self.now).filter(|_| has_votes);
                let Some(draft) = draft else { return Ok(()) };
                self.done.titles += 1;
                self.done.lacks_serial_tag |= serial.is_none() && is_series(record, torrents);
                film_line(&draft, &self.own.tags_of(&draft), torrents, self.now)
            }
        };
        self.done.torrents += torrents.len();
        self.line(&line)
    }

    fn write_doubtful(&mut self, hashes: &[InfoHash]) -> Result<(), ExchangeError> {
        let mut judged = self.judged(hashes)?;
        let works: Vec<WorkId> = judged.values().flat_map(|judged| judged.verdict.fits()).map(|fit| fit.work).collect();
        let (films, records) = (self.films(&works)?, self.records(&works)?);
        let mut known = NamedWorks::default();
        films.values().for_each(|film| known.add_own(film));
        records.values().for_each(|record| known.add_imdb(record));
        for torrent in hashes.iter().filter_map(|hash| judged.remove(hash)) {
            let is_wanted = |work: WorkId| {
                let votes = records.get(&work).and_then(|record| record.num_votes).unwrap_or(0);
                let is_known = matches!(work, WorkId::Own(_)) || self.options.min_votes <= votes;
                is_known && self.served(work, &torrent) > 0
            };
            let fits = torrent.verdict.fits();
            if fits.len() > 1 && fits.iter().any(|fit| is_wanted(fit.work)) {
                self.done.doubtful += 1;
                self.line(&doubtful_line(&torrent, &known))?;
            }
        }
        Ok(())
    }

    /// Reads torrents again and finds out again what they are of.
    fn judged(&self, hashes: &[InfoHash]) -> Result<HashMap<InfoHash, JudgedTorrent>, StoreError> {
        let judged = self.judge.judge(self.judge.store.kept_torrents(hashes)?)?;
        Ok(judged.into_iter().map(|judged| (judged.record.hash, judged)).collect())
    }

    /// Reads the films of ours among these.
    fn films<'w>(&self, works: impl IntoIterator<Item = &'w WorkId>) -> Result<HashMap<WorkId, Film>, StoreError> {
        let own = |work: &WorkId| matches!(work, WorkId::Own(_)).then(|| work.film_id());
        let mut ids: Vec<FilmId> = works.into_iter().filter_map(own).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut films = HashMap::new();
        self.judge.store.films(&ids, &mut |film| {
            films.insert(WorkId::Own(film.id), film);
        })?;
        Ok(films)
    }

    /// Reads the titles of IMDb among these.
    fn records<'w>(
        &self,
        works: impl IntoIterator<Item = &'w WorkId>,
    ) -> Result<HashMap<WorkId, ImdbRecord>, StoreError> {
        let records = self.judge.store.imdb_titles_of(&imdb_ids(works))?;
        Ok(records.into_iter().map(|record| (WorkId::Imdb(record.id.number()), record)).collect())
    }

    fn line(&mut self, line: &str) -> Result<(), ExchangeError> {
        writeln!(self.out, "{line}").map_err(write_error)
    }
}

fn write_error(source: std::io::Error) -> ExchangeError {
    ExchangeError::Write { file: PathBuf::from("-"), source }
}
