//! What editors refuse: lines of what was found, read back.

use serde::Deserialize;

use crate::catalog::{FilmId, InfoHash};
use crate::exchange::ExchangeError;
use crate::exchange::fault::{FileFault, FileFaults};
use crate::exchange::input::Input;
use crate::exchange::source::{LineText, Source, Then};

/// A line of what was found, as far as it says which torrents are for which films.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum FoundLine {
    Film { id: u64, found: Vec<FoundTorrent> },
    Doubtful { hash: String, films: Vec<DoubtfulFilm> },
}

#[derive(Deserialize)]
struct FoundTorrent {
    hash: String,
}

#[derive(Deserialize)]
struct DoubtfulFilm {
    id: u64,
}

/// Reads lines that [`found`](super::found) wrote, and returns which torrents they offer for which films: of a doubtful
/// torrent, all films.
///
/// # Errors
/// [`ExchangeError::Faults`] where a line is no such line; [`ExchangeError::Read`] and others where a file cannot be read.
pub fn refusals(files: &[Input]) -> Result<Vec<(InfoHash, FilmId)>, ExchangeError> {
    let mut unheard = |_| {};
    let mut source = Source::new(files, 1, &mut unheard)?;
    let (mut refused, mut faults) = (Vec::new(), FileFaults::default());
    source.read::<ExchangeError>(|place, text| {
        match pairs(&text) {
            Some(pairs) => refused.extend(pairs),
            None => faults.push(FileFault {
                file: files[place.file].name().to_owned(),
                line: place.line,
                subject: None,
                field: None,
                reason: "is no line of `afisha peer found`".to_owned(),
            }),
        }
        Ok(if faults.is_full() { Then::Stop } else { Then::GoOn })
    })?;
    if faults.is_empty() { Ok(refused) } else { Err(ExchangeError::Faults(faults)) }
}

fn pairs(text: &LineText<'_>) -> Option<Vec<(InfoHash, FilmId)>> {
    let LineText::Whole(text) = text else { return None };
    match serde_json::from_slice(text).ok()? {
        FoundLine::Film { id, found } => {
            let film = FilmId::new(id)?;
            found.iter().map(|torrent| Some((InfoHash::from_hex(&torrent.hash)?, film))).collect()
        }
        FoundLine::Doubtful { hash, films } => {
            let hash = InfoHash::from_hex(&hash)?;
            films.iter().map(|film| Some((hash, FilmId::new(film.id)?))).collect()
        }
    }
}
