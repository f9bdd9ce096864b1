//! What is known of a key's use.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::catalog::{Moment, PreciseMoment};
use crate::limiting::{FixedWindow, RateLimit};
use crate::peer::nonce::Nonce;
use crate::peer::signature::RequestSignature;

use super::refusal::GateRefusal;
use super::sightings::Sightings;

/// How many requests of one key may be worked on at the same time.
pub(super) const MAX_CONCURRENT: u32 = 4;
/// How often the same signature is taken, for the same question may be asked of several endpoints within a second.
const MAX_USES: u32 = 8;
/// For how long after its first use, in microseconds.
const MAX_USE_TIME: u64 = 2_000_000;

/// What one key does.
#[derive(Debug, Default)]
pub(super) struct KeyUse {
    window: FixedWindow,
    signatures: Sightings<RequestSignature>,
    nonces: Sightings<Nonce>,
    running: Arc<AtomicU32>,
    /// Requests let in that nobody has written down yet.
    pub(super) unwritten: u64,
    /// All requests let in since the start.
    pub(super) total: u64,
    /// When the last one was let in.
    pub(super) last: Option<Moment>,
    /// Whether it was said that it signs in the form of the documentation.
    pub(super) said_docs: bool,
    /// Whether it was said that it asks without TLS.
    pub(super) said_plain: bool,
}

/// A request that is being worked on; it is over when this is dropped.
#[derive(Debug)]
pub(super) struct RunningRequest(Arc<AtomicU32>);

impl Drop for RunningRequest {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What a request is recognised by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fingerprint {
    pub(super) signature: RequestSignature,
    /// Of the second version.
    pub(super) nonce: Option<Nonce>,
}

impl KeyUse {
    /// Refuses what came before.
    ///
    /// # Errors
    /// [`GateRefusal::Replay`]. A nonce is taken once; without one, a signature is taken a few times at first.
    pub(super) fn require_new(&mut self, print: Fingerprint, now: PreciseMoment) -> Result<(), GateRefusal> {
        let is_replay = match print.nonce {
            Some(nonce) => self.nonces.of(&nonce, now).is_some(),
            None => self
                .signatures
                .of(&print.signature, now)
                .is_some_and(|known| known.uses >= MAX_USES || now.distance(known.first) > MAX_USE_TIME),
        };
        if is_replay { Err(GateRefusal::Replay) } else { Ok(()) }
    }

    /// Remembers a request. One of the second version uses its first signature up, so that no copy without the second is
    /// taken.
    pub(super) fn remember(&mut self, print: Fingerprint, now: PreciseMoment) {
        let uses = if print.nonce.is_some() { MAX_USES } else { 1 };
        self.signatures.note(print.signature, uses, now);
        if let Some(nonce) = print.nonce {
            self.nonces.note(nonce, 1, now);
        }
    }

    /// Counts a request in the present window.
    ///
    /// # Errors
    /// [`GateRefusal::Rate`].
    pub(super) fn count(&mut self, limit: RateLimit, now: PreciseMoment) -> Result<(), GateRefusal> {
        self.window.count(limit, now).map_err(GateRefusal::Rate)
    }

    /// Begins a request.
    ///
    /// # Errors
    /// [`GateRefusal::Concurrency`].
    pub(super) fn begin(&mut self) -> Result<RunningRequest, GateRefusal> {
        // Others only end requests meanwhile: whoever begins one has the key to itself.
        if self.running.load(Ordering::Relaxed) >= MAX_CONCURRENT {
            return Err(GateRefusal::Concurrency);
        }
        self.running.fetch_add(1, Ordering::Relaxed);
        Ok(RunningRequest(Arc::clone(&self.running)))
    }

    /// Returns how many signatures and nonces are remembered.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> (usize, usize) {
        (self.signatures.len(), self.nonces.len())
    }
}
