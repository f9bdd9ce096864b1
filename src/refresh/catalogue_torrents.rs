//! What the torrents of the catalogue are called in reports, noted in the database of reports whenever they change.

use std::convert::Infallible;
use std::io;
use std::time::{Duration, Instant};

use crate::btn::TorrentIdentifier;
use crate::priority::give_way;
use crate::store::{Asker, BtnStore, Generation, Store, StoreError};

use super::background::Background;
use super::inbox::Inbox;

/// How often it is looked whether the catalogue changed.
const PERIOD: Duration = Duration::from_secs(60);

/// The thread that notes torrents; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct CatalogueTorrents(Background<Infallible>);

impl CatalogueTorrents {
    /// Starts following the catalogue.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(catalogue: &Store, reports: &BtnStore) -> io::Result<Self> {
        let (catalogue, reports) = (Asker::new(catalogue), reports.asker());
        let mut noted = None;
        let work = move |open: &Inbox<Infallible>| {
            give_way();
            while open.is_open() {
                if let Err(fault) = follow(&catalogue, &reports, &mut noted) {
                    log::debug!("the torrents of the catalogue cannot be noted: {fault}");
                }
                open.pause(PERIOD);
            }
        };
        Background::start("catalogue-torrents", 0, work).map(Self)
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub fn stop(self, until: Instant) -> bool {
        self.0.stop(until)
    }
}

fn follow(catalogue: &Asker, reports: &Asker<BtnStore>, noted: &mut Option<Generation>) -> Result<(), StoreError> {
    let generation = catalogue.ask(Store::generation)?;
    if *noted == Some(generation) {
        return Ok(());
    }
    let films = catalogue.ask_long(Store::torrent_hashes)?;
    let torrents: Vec<_> = films
        .iter()
        .flat_map(|(film, hashes)| hashes.iter().map(|hash| (TorrentIdentifier::of(hash), *film)))
        .collect();
    reports.ask_long(move |store| store.put_catalogue(&torrents))?;
    *noted = Some(generation);
    Ok(())
}
