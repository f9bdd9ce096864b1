//! What peers are answered from the bases.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{IdentifiedFilm, ImdbId, InfoHash, SortedSet, TmdbId};
use crate::number::to_u64;
use crate::peer::answer::{ExportPage, ImdbTitle, PublicHit};
use crate::peer::request::{
    ExportQuestion, PrivateQuestion, PrivateWanted, PublicQuestion, TitleQuestion, TitleWanted,
};
use crate::peer::{BaseAway, PeerBases};
use crate::peer::{Found, PeerViewpoint, ReadyTorrent};
use crate::query::text_arena::Pieces;
use crate::query::torrents::{ShownTorrent, TorrentQuery, TorrentView};
use crate::store::{PublicRecord, Store, StoreError};

use super::hits::{hit, own_title, title_of};
use super::three::Bases;

impl Bases {
    fn view(&self, viewpoint: &PeerViewpoint) -> Result<Arc<TorrentView>, BaseAway> {
        self.private.view(&viewpoint.groups).ok_or(BaseAway::Unread)
    }

    /// Reads what is kept ready of torrents that are shown, in their order; one that has gone since is passed over.
    fn ready(&self, rows: Vec<ShownTorrent>) -> Result<Vec<ReadyTorrent>, BaseAway> {
        let keys: Vec<_> = rows.iter().map(|row| row.key()).collect();
        let documents = self.ask(move |store| store.torrent_documents(&keys))?;
        let ready = |(row, document): (ShownTorrent, Option<String>)| {
            Some(ReadyTorrent { document: document?.into(), created: row.created() })
        };
        Ok(rows.into_iter().zip(documents).filter_map(ready).collect())
    }

    /// Reads torrents of the public base, in the order of the hashes; one that has gone since is passed over.
    fn records(&self, hashes: Vec<InfoHash>) -> Result<Vec<PublicRecord>, BaseAway> {
        let asked = hashes.clone();
        let records = self.ask(move |store| store.kept_torrents(&asked))?;
        let mut records: BTreeMap<InfoHash, PublicRecord> = records.into_iter().map(|kept| (kept.hash, kept)).collect();
        Ok(hashes.iter().filter_map(|hash| records.remove(hash)).collect())
    }

    /// Reads the torrents of the public base that peers gave an id.
    fn public_of(&self, id: &str) -> Result<Vec<PublicRecord>, BaseAway> {
        let Some(id) = ImdbId::parse(id) else { return Ok(Vec::new()) };
        self.ask(move |store| store.kept_torrents_of(&id))
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, BaseAway> {
        self.answers.ask(question).map_err(|fault| {
            log::warn!("a peer cannot be answered: {fault}");
            BaseAway::Unreadable
        })
    }
}

impl PeerBases for Bases {
    fn export(
        &self,
        viewpoint: &PeerViewpoint,
        asked: &ExportQuestion,
        page: &mut ExportPage,
    ) -> Result<Option<InfoHash>, BaseAway> {
        let found = self.view(viewpoint)?.export(asked.since, asked.after, asked.limit);
        let next = found.rows.last().filter(|_| found.more).map(|row| row.key().hash);
        self.ready(found.rows)?.iter().for_each(|torrent| page.push(&torrent.document, torrent.created));
        Ok(next)
    }

    fn items(&self, viewpoint: &PeerViewpoint, hashes: &[InfoHash]) -> Result<Vec<ReadyTorrent>, BaseAway> {
        let hashes: SortedSet<InfoHash> = hashes.iter().copied().collect();
        self.ready(self.view(viewpoint)?.of(&hashes))
    }

    fn private_search(
        &self,
        viewpoint: &PeerViewpoint,
        asked: &PrivateQuestion,
    ) -> Result<Found<ReadyTorrent>, BaseAway> {
        let Some(query) = torrent_query(&asked.wanted) else { return Ok(Found { page: Vec::new(), total: 0 }) };
        let found = self.view(viewpoint)?.search(&query, asked.page.offset, asked.page.limit);
        Ok(Found { page: self.ready(found.rows)?, total: to_u64(found.total) })
    }

    fn public_search(&self, asked: &PublicQuestion) -> Result<Found<PublicHit>, BaseAway> {
        let pieces = pieces_of(&asked.pieces);
        let of_id = asked.imdb_id.as_ref().map(|id| self.public_of(id)).transpose()?;
        let (page, total) = match (pieces, of_id) {
            (None, None) => (Vec::new(), 0),
            (None, Some(mut records)) => {
                records.sort_by(|a, b| (&a.title, a.hash).cmp(&(&b.title, b.hash)));
                part(records, asked)
            }
            (Some(pieces), None) => {
                let (hashes, total) = part(self.public.find(&pieces)?, asked);
                (self.records(hashes)?, total)
            }
            (Some(pieces), Some(records)) => {
                let mut by_hash: BTreeMap<InfoHash, PublicRecord> =
                    records.into_iter().map(|record| (record.hash, record)).collect();
                let ranked = self.public.find(&pieces)?.into_iter().filter_map(|hash| by_hash.remove(&hash));
                part(ranked.collect(), asked)
            }
        };
        Ok(Found { page: page.into_iter().map(hit).collect(), total: to_u64(total) })
    }

    fn imdb_lookup(&self, asked: &TitleQuestion) -> Result<Vec<ImdbTitle>, BaseAway> {
        // What everybody is shown: titles of restricted films are no answer here, whatever the key.
        let view = self.view(&PeerViewpoint::default())?;
        let (ids, ours): (Vec<ImdbId>, Vec<&IdentifiedFilm>) = match &asked.wanted {
            TitleWanted::ImdbId(id) => {
                let Some(id) = ImdbId::parse(id) else { return Ok(Vec::new()) };
                let ours = view.films().filter(|film| film.imdb_id.as_ref() == Some(&id)).collect();
                (vec![id], ours)
            }
            TitleWanted::Title(pieces) => {
                let Some(pieces) = pieces_of(pieces) else { return Ok(Vec::new()) };
                (self.imdb.find(&pieces, asked.limit)?, view.films_titled(&pieces))
            }
        };
        let records = self.ask(move |store| store.imdb_titles_of(&ids))?;
        let ours = ours.into_iter().filter_map(own_title).map(|title| (title.imdb_id.clone(), title));
        let mut titles: BTreeMap<String, ImdbTitle> = ours.collect();
        for record in records {
            // IMDb's own row says more, but for the id elsewhere.
            let title = title_of(record);
            let tmdb_id = titles.remove(&title.imdb_id).and_then(|ours| ours.tmdb_id);
            titles.insert(title.imdb_id.clone(), ImdbTitle { tmdb_id, ..title });
        }
        let mut titles: Vec<ImdbTitle> = titles.into_values().collect();
        titles.sort_by_key(|title| Reverse(title.num_votes));
        titles.truncate(asked.limit);
        Ok(titles)
    }
}

fn pieces_of(texts: &[String]) -> Option<Pieces> {
    Pieces::new(texts.iter().map(String::as_str))
}

/// Returns what to look for; `None`: nothing can have it.
fn torrent_query(wanted: &PrivateWanted) -> Option<TorrentQuery> {
    match wanted {
        PrivateWanted::Title(pieces) => pieces_of(pieces).map(TorrentQuery::Title),
        PrivateWanted::ImdbId(id) => ImdbId::parse(id).map(TorrentQuery::Imdb),
        PrivateWanted::TmdbId(id) => u64::try_from(*id).ok().and_then(TmdbId::new).map(TorrentQuery::Tmdb),
        PrivateWanted::Hash(hash) => hash.map(TorrentQuery::Hash),
    }
}

/// Returns the part of the results that is asked for, and how many there are.
fn part<T>(found: Vec<T>, asked: &PublicQuestion) -> (Vec<T>, usize) {
    let total = found.len();
    (found.into_iter().skip(asked.page.offset).take(asked.page.limit).collect(), total)
}
