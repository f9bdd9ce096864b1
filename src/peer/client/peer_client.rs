//! Asking a peer, whatever it is asked.

use std::time::Duration;

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::peer::sync::PeerHabits;
use crate::peer::{Endpoint, FernetKey, PeerKeyId, PeerSecret, RequestSignature, SignatureForm};

use super::base_url::PeerUrl;
use super::exchange::{Exchanges, SigningHabits};
use super::fault::ClientFault;
use super::page::ReadAndBound;
use super::transport::PeerTransport;
use super::trust::Trust;

/// How far the clock of a peer may be from ours, in seconds, for its refusal to have to do with the form of the signature.
const NEAR_CLOCK: u64 = 30;

/// How a peer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientOptions {
    /// Whether it may be at an address of a private network or of this machine.
    pub allow_private: bool,
    /// Whether answers are taken only where they are bound to their questions.
    pub require_v2: bool,
    /// How long a question and its answer may take in all.
    pub patience: Duration,
}

/// How long a question and its answer may take in all where nobody says otherwise.
const USUAL_PATIENCE: Duration = Duration::from_secs(30);

impl Default for ClientOptions {
    fn default() -> Self {
        Self { allow_private: false, require_v2: false, patience: USUAL_PATIENCE }
    }
}

/// Asks one peer.
#[derive(Clone, Debug)]
pub struct PeerClient {
    exchanges: Exchanges,
    require_v2: bool,
}

impl PeerClient {
    /// A client for a peer at this URL, with the key that it gave us.
    pub fn new(
        url: PeerUrl,
        (key_id, secret): (PeerKeyId, PeerSecret),
        options: ClientOptions,
        trust: &Trust,
        clock: Clock,
    ) -> Self {
        let transport = PeerTransport::new(trust, options.allow_private, options.patience);
        let answers = FernetKey::of_answers(&secret);
        let exchanges = Exchanges { transport, url, key_id, secret, answers, clock };
        Self { exchanges, require_v2: options.require_v2 }
    }

    /// Breaks off the question that is under way, and lets no other begin.
    pub fn shut_down(&self) {
        self.exchanges.transport.shut_down();
    }

    /// Puts a question, and reads the answer. A peer that refuses the signature while its clock is right is asked once more,
    /// and so first from then on: in the second version, if it knows that and may require it, else with the other form of
    /// the first.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) fn ask<T>(
        &self,
        endpoint: Endpoint,
        body: &str,
        habits: PeerHabits,
        read: &dyn Fn(&[u8]) -> ReadAndBound<T>,
    ) -> Result<ReadAnswer<T>, ClientFault> {
        let ask = |habits: PeerHabits| self.ask_once((endpoint, body), habits, read);
        match ask(habits) {
            Err(ClientFault::Unauthorized { clock_difference: Some(ahead), knows_v2 })
                if ahead.unsigned_abs() <= NEAR_CLOCK =>
            {
                let begins_v2 = knows_v2 && !habits.speaks_v2 && !self.require_v2;
                ask(if begins_v2 {
                    PeerHabits { speaks_v2: true, ..habits }
                } else {
                    PeerHabits { docs_signature: !habits.docs_signature, ..habits }
                })
            }
            answer => answer,
        }
    }

    fn ask_once<T>(
        &self,
        (endpoint, body): (Endpoint, &str),
        habits: PeerHabits,
        read: &dyn Fn(&[u8]) -> ReadAndBound<T>,
    ) -> Result<ReadAnswer<T>, ClientFault> {
        let signing = SigningHabits {
            form: if habits.docs_signature { SignatureForm::Docs } else { SignatureForm::Raw },
            with_v2: habits.speaks_v2 || self.require_v2,
        };
        let answer = self.exchanges.ask(endpoint.path(), body.as_bytes(), signing)?;
        let (told, bound_to) = read(&answer.text)?;
        self.check_bound(answer.signed.as_ref(), bound_to.as_deref())?;
        Ok(ReadAnswer {
            told,
            answered: answer.answered,
            clock_difference: answer.clock_difference,
            // A hint lets us begin with the second version, never end it: anyone could leave it out.
            habits: PeerHabits { speaks_v2: habits.speaks_v2 || answer.knows_v2, ..habits },
        })
    }

    /// Checks that the answer is one to the question. What says that it is must be right, and has to be said where that is
    /// required.
    fn check_bound(&self, signed: Option<&RequestSignature>, bound_to: Option<&str>) -> Result<(), ClientFault> {
        let is_bound = match (signed, bound_to) {
            (Some(signed), Some(bound_to)) => {
                RequestSignature::parse(bound_to).is_some_and(|bound_to| bound_to.is(signed).into())
            }
            (_, None) if self.require_v2 => return Err(ClientFault::Unsaid),
            (_, None) => true,
            // Nobody asked for it: another question was answered.
            (None, Some(_)) => false,
        };
        if is_bound { Ok(()) } else { Err(ClientFault::Unbound) }
    }
}

/// An answer that was read, and what came with it.
#[derive(Debug)]
pub(super) struct ReadAnswer<T> {
    /// What the peer tells.
    pub(super) told: T,
    /// When the peer made it, by its clock.
    pub(super) answered: Moment,
    /// Seconds by which its clock is ahead of ours.
    pub(super) clock_difference: i64,
    /// How the peer wants to be asked, with what was learnt by this.
    pub(super) habits: PeerHabits,
}
