//! The bases that peers ask, as plain lists: slow, and obviously right.

use std::ops::RangeBounds;

use afisha::catalog::{InfoHash, Moment, Text};
use afisha::peer::answer::{ExportPage, ImdbTitle, PublicHit};
use afisha::peer::request::{
    ExportQuestion, PrivateQuestion, PrivateWanted, PublicQuestion, ResultPage, TitleQuestion, TitleWanted,
};
use afisha::peer::{BaseAway, Found, PeerBases, PeerViewpoint, ReadyTorrent};
use serde_json::{Value, json};

/// A torrent of the private base.
#[derive(Clone, Debug)]
pub struct PlainTorrent {
    pub hash: InfoHash,
    pub title: String,
    pub size: u64,
    pub kind: Option<&'static str>,
    pub imdb_id: Option<String>,
    pub tmdb_id: Option<i64>,
    pub parsed_data: Value,
    pub created: Moment,
    /// The group whose members see it; `None`: everybody does.
    pub group: Option<Text>,
}

/// A torrent that everybody sees, of which only this is known.
pub fn torrent(hash: &str, title: &str, created: i64) -> PlainTorrent {
    PlainTorrent {
        hash: InfoHash::from_hex(hash).unwrap(),
        title: title.to_owned(),
        size: 0,
        kind: None,
        imdb_id: None,
        tmdb_id: None,
        parsed_data: Value::Null,
        created: Moment(created),
        group: None,
    }
}

/// What there is.
#[derive(Clone, Debug, Default)]
pub struct PlainBases {
    pub private: Vec<PlainTorrent>,
    pub public: Vec<PublicHit>,
    pub titles: Vec<ImdbTitle>,
}

impl PlainTorrent {
    fn is_seen(&self, viewpoint: &PeerViewpoint) -> bool {
        self.group.as_ref().is_none_or(|group| viewpoint.groups.contains(group))
    }

    /// Returns its object as `private/export` answers it.
    pub fn document(&self) -> Value {
        json!({
            "info_hash": self.hash.to_string(),
            "raw_title": self.title,
            "size": self.size,
            "type": self.kind,
            "imdb_id": self.imdb_id,
            "tmdb_id": self.tmdb_id,
            "parsed_data": self.parsed_data,
            "created_at": self.created.0,
        })
    }

    fn ready(&self) -> ReadyTorrent {
        let mut rest = self.document();
        rest.as_object_mut().unwrap().remove("created_at");
        let whole = rest.to_string();
        let document = format!("{},\"created_at\":", whole.strip_suffix('}').unwrap());
        ReadyTorrent { document: document.into(), created: self.created }
    }
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

fn has_all(title: &str, pieces: &[String]) -> bool {
    pieces.iter().all(|piece| fold(title).contains(&fold(piece)))
}

fn part<T: Clone>(all: &[T], page: ResultPage) -> Found<T> {
    let some = all.iter().skip(page.offset).take(page.limit).cloned().collect();
    Found { page: some, total: all.len() as u64 }
}

impl PeerBases for PlainBases {
    fn export(
        &self,
        viewpoint: &PeerViewpoint,
        asked: &ExportQuestion,
        page: &mut ExportPage,
    ) -> Result<Option<InfoHash>, BaseAway> {
        let mut rows: Vec<&PlainTorrent> = self.private.iter().filter(|torrent| torrent.is_seen(viewpoint)).collect();
        rows.retain(|torrent| asked.since.is_none_or(|since| torrent.created > since));
        rows.retain(|torrent| (asked.after, std::ops::Bound::Unbounded).contains(&torrent.hash));
        rows.sort_by_key(|torrent| torrent.hash.to_string());
        let on_page = &rows[..rows.len().min(asked.limit)];
        for torrent in on_page {
            let ready = torrent.ready();
            page.push(&ready.document, ready.created);
        }
        Ok(on_page.last().filter(|_| rows.len() > asked.limit).map(|torrent| torrent.hash))
    }

    fn items(&self, viewpoint: &PeerViewpoint, hashes: &[InfoHash]) -> Result<Vec<ReadyTorrent>, BaseAway> {
        let mut found: Vec<&PlainTorrent> = self.private.iter().filter(|torrent| torrent.is_seen(viewpoint)).collect();
        found.retain(|torrent| hashes.contains(&torrent.hash));
        found.sort_by_key(|torrent| torrent.hash);
        Ok(found.into_iter().map(PlainTorrent::ready).collect())
    }

    fn private_search(
        &self,
        viewpoint: &PeerViewpoint,
        asked: &PrivateQuestion,
    ) -> Result<Found<ReadyTorrent>, BaseAway> {
        let mut found: Vec<&PlainTorrent> = self.private.iter().filter(|torrent| torrent.is_seen(viewpoint)).collect();
        found.retain(|torrent| match &asked.wanted {
            PrivateWanted::Title(pieces) => has_all(&torrent.title, pieces),
            PrivateWanted::TmdbId(id) => torrent.tmdb_id == Some(*id),
            PrivateWanted::ImdbId(id) => torrent.imdb_id.as_ref() == Some(id),
            PrivateWanted::Hash(hash) => *hash == Some(torrent.hash),
        });
        found.sort_by_key(|torrent| (std::cmp::Reverse(torrent.created), torrent.hash));
        let found: Vec<ReadyTorrent> = found.into_iter().map(PlainTorrent::ready).collect();
        Ok(part(&found, asked.page))
    }

    fn public_search(&self, asked: &PublicQuestion) -> Result<Found<PublicHit>, BaseAway> {
        let mut found = self.public.clone();
        found.retain(|torrent| has_all(&torrent.raw_title, &asked.pieces));
        found.retain(|torrent| asked.imdb_id.is_none() || torrent.imdb_id == asked.imdb_id);
        found.sort_by_key(|torrent| (torrent.raw_title.clone(), torrent.hash));
        Ok(part(&found, asked.page))
    }

    fn imdb_lookup(&self, asked: &TitleQuestion) -> Result<Vec<ImdbTitle>, BaseAway> {
        let mut found = self.titles.clone();
        found.retain(|title| match &asked.wanted {
            TitleWanted::ImdbId(id) => title.imdb_id == *id,
            TitleWanted::Title(pieces) => has_all(&title.primary_title, pieces),
        });
        found.sort_by_key(|title| (std::cmp::Reverse(title.num_votes), title.imdb_id.clone()));
        found.truncate(asked.limit);
        Ok(found)
    }
}
