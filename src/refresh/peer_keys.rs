//! The keys by which peers ask: followed in the database, and their uses written down there.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::peer::{EarlierSecret, Gatekeeper, KeyRing, PeerKey, PeerKeyId, Vault, VaultFault};
use crate::store::{Asker, PeerKeyRecord, Store, StoreError};

use super::background::Background;
use super::inbox::Inbox;

/// How often it is asked whether a key changed: what an operator changes is to hold at once.
const PERIOD: Duration = Duration::from_millis(200);
/// How often a database that is away is asked.
const OUTAGE_PERIOD: Duration = Duration::from_secs(1);
/// How often uses are written down.
const WRITE_PERIOD: Duration = Duration::from_secs(5);

/// The thread that follows keys; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct PeerKeyWorker(Background<()>);

impl PeerKeyWorker {
    /// Gives the gate its keys, whose secrets are in the vault, and starts following them.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &Store, gate: Arc<Gatekeeper>, vault: Vault) -> io::Result<Self> {
        let mut following = FollowedKeys { asker: Asker::new(store), gate, vault, generation: None };
        // So that no peer is refused at first. Where the database is away, that is said by whoever follows the catalogue.
        following.follow_or_tell();
        Background::start("peer-keys", 1, move |stopped| following.work(stopped)).map(Self)
    }

    /// Ends the thread, which writes the last uses down, but does not wait for it past the moment; tells whether it has
    /// ended.
    pub fn stop(self, until: Instant) -> bool {
        self.0.stop(until)
    }
}

/// What the thread knows.
struct FollowedKeys {
    asker: Asker,
    gate: Arc<Gatekeeper>,
    vault: Vault,
    /// Of the keys that the gate has.
    generation: Option<i64>,
}

impl FollowedKeys {
    fn work(mut self, stopped: &Inbox<()>) {
        let mut written = Instant::now();
        while stopped.is_open() {
            let is_there = self.follow_or_tell();
            if written.elapsed() >= WRITE_PERIOD {
                self.write_uses();
                written = Instant::now();
            }
            stopped.pause(if is_there { PERIOD } else { OUTAGE_PERIOD });
        }
        self.write_uses();
    }

    /// Follows the keys; tells whether the database answered.
    fn follow_or_tell(&mut self) -> bool {
        let followed = self.follow().inspect_err(|fault| log::debug!("the keys of peers cannot be read: {fault}"));
        if followed.is_err() {
            // What comes back may be another database, of the same generation.
            self.generation = None;
        }
        followed.is_ok()
    }

    fn follow(&mut self) -> Result<(), StoreError> {
        let generation = self.asker.ask(Store::peer_key_generation)?;
        if self.generation == Some(generation) {
            return Ok(());
        }
        let records = self.asker.ask_long(Store::peer_keys)?;
        self.gate.set_keys(ring(&records, &self.vault));
        self.generation = Some(generation);
        Ok(())
    }

    fn write_uses(&self) {
        let uses = self.gate.take_uses();
        if uses.is_empty() {
            return;
        }
        let batch = uses.clone();
        if let Err(fault) = self.asker.ask_long(move |store| store.count_peer_key_uses(&batch)) {
            log::debug!("the uses of peer keys cannot be written: {fault}");
            self.gate.give_back(uses);
            return;
        }
        // Whoever calls is alive.
        let callers: Vec<PeerKeyId> = uses.into_iter().map(|usage| usage.key_id).collect();
        if let Err(fault) = self.asker.ask_long(move |store| store.revive_callers(&callers)) {
            log::debug!("peers that called cannot be revived: {fault}");
        }
    }
}

/// Makes keys of what is stored. One whose secret cannot be read is left out, which is said each time that keys change.
fn ring(records: &[PeerKeyRecord], vault: &Vault) -> KeyRing {
    let readable = records.iter().filter_map(|record| {
        let refused = |fault: &VaultFault| {
            let name = &record.name;
            log::warn!(
                "the secret of the peer key {name} cannot be read, so the key is refused: {fault}; `afisha peer key rotate` \
                 gives it another one"
            );
        };
        key(record, vault).inspect_err(refused).ok()
    });
    readable.collect()
}

fn key(record: &PeerKeyRecord, vault: &Vault) -> Result<PeerKey, VaultFault> {
    Ok(PeerKey {
        id: record.key_id.clone(),
        name: record.name.as_str().to_owned(),
        secret: vault.open(record.key_id.as_str(), &record.secret)?.into(),
        earlier: earlier(record, vault),
        active: record.active,
        expires: record.expires,
        limit: record.limit,
        scopes: record.scopes.clone(),
        require_v2: record.require_v2,
        groups: record.groups.clone(),
    })
}

/// Returns the secret before the last rotation. Where that cannot be read, the rotation was the remedy: the new one counts.
fn earlier(record: &PeerKeyRecord, vault: &Vault) -> Option<EarlierSecret> {
    let (sealed, until) = record.earlier.as_ref()?;
    let opened = vault.open(record.key_id.as_str(), sealed);
    let told = opened.inspect_err(|fault| log::debug!("the earlier secret of {} cannot be read: {fault}", record.name));
    told.ok().map(|secret| EarlierSecret { secret: secret.into(), until: *until })
}
