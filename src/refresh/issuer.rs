//! Issuing tokens to viewers whom nobody knows, beside the threads that answer: a thread takes what is asked for, and
//! writes many in one transaction, so that no client can make the database commit for each request.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::oneshot;

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::store::{Asker, Issuing, Renewal, Store, StoreError};
use crate::viewers::{Grant, KeptPair, Lifetimes, Pair, RefreshToken, ViewerId};

use super::Viewers;
use super::background::Background;
use super::inbox::Inbox;
use super::room::Room;

/// How many may wait for a pair.
const MAX_WAITING: usize = 1_000;
/// The most pairs of one transaction.
const BATCH: usize = 100;
/// How often a viewer is drawn anew whose id or public number another has.
const MAX_DRAWS: usize = 8;
/// The part of the time for which an answer of the database is waited for in which a transaction has to be done: one
/// that ends later would use a refresh token up for nobody.
const IN_TIME: f64 = 0.8;

/// Why there is no pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The refresh token is unknown, used, expired or another application's.
    InvalidGrant,
    /// There are as many anonymous viewers as there may be.
    Full,
    /// The database does not write at present, or too many wait for it.
    Unavailable,
}

/// What is asked for, and who waits for it.
#[derive(Debug)]
struct PairOrder {
    client: String,
    /// `None`: by a new viewer.
    used: Option<RefreshToken>,
    waits: oneshot::Sender<Result<Pair, Denied>>,
}

/// Where doors ask for pairs.
#[derive(Clone, Debug)]
pub struct Tokens(Arc<Inbox<PairOrder>>);

impl Tokens {
    /// Makes a viewer, and returns the first pair.
    ///
    /// # Errors
    /// [`Denied::Full`], [`Denied::Unavailable`].
    pub async fn first(&self, client: &str) -> Result<Pair, Denied> {
        self.ask(client, None).await
    }

    /// Uses a refresh token up, and returns the next pair. One that was used before ends all tokens of its viewer.
    ///
    /// # Errors
    /// [`Denied::InvalidGrant`], [`Denied::Unavailable`].
    pub async fn next(&self, client: &str, used: RefreshToken) -> Result<Pair, Denied> {
        self.ask(client, Some(used)).await
    }

    async fn ask(&self, client: &str, used: Option<RefreshToken>) -> Result<Pair, Denied> {
        let (waits, pair) = oneshot::channel();
        let order = PairOrder { client: client.to_owned(), used, waits };
        self.0.put(order).map_err(|_| Denied::Unavailable)?;
        pair.await.unwrap_or(Err(Denied::Unavailable))
    }
}

/// The thread that issues tokens; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Issuer(Background<PairOrder>);

impl Issuer {
    /// Starts issuing pairs of these lifetimes to at most so many viewers in all.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(
        store: &Store,
        clock: Clock,
        viewers: Arc<Viewers>,
        (lifetimes, most): (Lifetimes, u64),
    ) -> io::Result<Self> {
        let asker = Asker::new(store);
        let mut work = Work { asker, clock, viewers, lifetimes, room: Room::new(most), is_failing: false };
        let issue = move |orders: &Inbox<PairOrder>| {
            loop {
                let batch = orders.take(BATCH);
                if batch.is_empty() {
                    return;
                }
                if work.serve(batch).is_err() {
                    // Nobody waits for one failure after another.
                    orders.take_all().into_iter().for_each(|order| order.deny(Denied::Unavailable));
                }
            }
        };
        Background::start("tokens", MAX_WAITING, issue).map(Self)
    }

    /// Returns where doors ask.
    pub fn tokens(&self) -> Tokens {
        Tokens(self.0.inbox())
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub fn stop(self, until: Instant) -> bool {
        self.0.stop(until)
    }
}

impl PairOrder {
    /// Tells whoever waits; one who went meanwhile is told nothing.
    fn deny(self, denied: Denied) {
        drop(self.waits.send(Err(denied)));
    }
}

/// What the thread works with.
struct Work {
    asker: Asker,
    clock: Clock,
    viewers: Arc<Viewers>,
    lifetimes: Lifetimes,
    room: Room,
    /// Whether it is said that tokens cannot be issued.
    is_failing: bool,
}

impl Work {
    /// Serves what is asked for, and answers whoever waits.
    ///
    /// # Errors
    /// The database does not write: everybody was told so.
    fn serve(&mut self, mut orders: Vec<PairOrder>) -> Result<(), StoreError> {
        orders.retain(|order| !order.waits.is_closed());
        let now = self.clock.now();
        let newcomers = orders.iter().filter(|order| order.used.is_none()).count();
        let served = self.room.admit(&self.asker, newcomers, now).and_then(|admitted| {
            let turned_away = orders.extract_if(.., beyond(admitted)).collect::<Vec<_>>();
            turned_away.into_iter().for_each(|order| order.deny(Denied::Full));
            // In one order everywhere, so that servers wait for one another's families, and not both for the other.
            orders.sort_by_key(|order| order.used.as_ref().map(RefreshToken::family));
            self.write(&orders, now)
        });
        self.report(served.as_ref().err());
        match served {
            Ok(answers) => {
                for (order, answer) in orders.into_iter().zip(answers) {
                    drop(order.waits.send(answer));
                }
                Ok(())
            }
            Err(fault) => {
                orders.into_iter().for_each(|order| order.deny(Denied::Unavailable));
                Err(fault)
            }
        }
    }

    /// Writes all of them in one transaction, and returns what each is answered.
    fn write(&self, orders: &[PairOrder], now: Moment) -> Result<Vec<Result<Pair, Denied>>, StoreError> {
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let pairs: Vec<Pair> =
            orders.iter().map(|order| order.used.as_ref().map_or_else(Pair::first, Pair::after)).collect();
        let kept: Vec<KeptPair> = pairs.iter().map(|pair| pair.kept(now, self.lifetimes)).collect();
        let wanted: Vec<_> =
            orders.iter().zip(&kept).map(|(order, kept)| (order.client.clone(), order.used.clone(), *kept)).collect();
        let until = Instant::now() + self.asker.patience().mul_f64(IN_TIME);
        let epoch = self.viewers.met().epoch();
        let renewals = self.asker.ask(move |store| {
            let one =
                |issuing: &mut Issuing<'_>, (client, used, kept): &(String, Option<RefreshToken>, KeptPair)| match used
                {
                    None => newcomer(issuing, client, kept),
                    Some(used) => issuing.renew(used, client, kept),
                };
            store.issue(now, until, |issuing| {
                wanted.iter().map(|wanted| one(issuing, wanted)).collect::<Result<Vec<_>, _>>()
            })
        })?;
        let answer = |((pair, kept), renewal): ((Pair, &KeptPair), Renewal)| match renewal {
            Renewal::Renewed(viewer) => {
                let grant = Grant { viewer, expires: kept.access_expires };
                self.viewers.met().learn(epoch, &[(kept.access, grant)]);
                Ok(pair)
            }
            Renewal::Refused => Err(Denied::InvalidGrant),
            Renewal::Ended(viewer) => {
                log::info!("a refresh token came again after it was used: all tokens of its viewer have ended");
                self.viewers.met().end(viewer);
                Err(Denied::InvalidGrant)
            }
        };
        Ok(pairs.into_iter().zip(&kept).zip(renewals).map(answer).collect())
    }

    /// Says when tokens cannot be issued, and when they can again.
    fn report(&mut self, fault: Option<&StoreError>) {
        match fault {
            None if self.is_failing => log::info!("access tokens are being issued again"),
            // Whoever follows the catalogue says so.
            Some(fault) if fault.is_outage() => return,
            Some(fault) if !self.is_failing => log::warn!("access tokens cannot be issued: {fault}"),
            _ => {}
        }
        self.is_failing = fault.is_some();
    }
}

/// Chooses the orders of new viewers after so many.
fn beyond(admitted: usize) -> impl FnMut(&mut PairOrder) -> bool {
    let mut left = admitted;
    move |order| {
        if order.used.is_some() {
            return false;
        }
        let is_beyond = left == 0;
        left = left.saturating_sub(1);
        is_beyond
    }
}

/// Makes a viewer who has this pair.
fn newcomer(issuing: &mut Issuing<'_>, client: &str, kept: &KeptPair) -> Result<Renewal, StoreError> {
    for _ in 0..MAX_DRAWS {
        let viewer = ViewerId::random();
        if issuing.newcomer(viewer, client, kept)? {
            return Ok(Renewal::Renewed(viewer));
        }
    }
    Err(StoreError::Busy)
}
