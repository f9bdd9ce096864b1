//! Forgetting anonymous viewers whom nobody has seen for long.

use std::io;
use std::time::{Duration, Instant};

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::store::{Asker, Store, StoreError};

use super::background::Background;
use super::inbox::Inbox;

/// How often it is looked for them.
const PERIOD: Duration = Duration::from_secs(600);

/// The thread that forgets; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Forgetter(Background<()>);

impl Forgetter {
    /// Starts forgetting those who got no token for so many seconds.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &Store, clock: Clock, after: i64) -> io::Result<Self> {
        let asker = Asker::new(store);
        let work = move |stopped: &Inbox<()>| {
            while stopped.is_open() {
                match forget(&asker, Moment(clock.now().0.saturating_sub(after)), stopped) {
                    Ok(0) => {}
                    Ok(count) => log::info!("forgot {count} anonymous viewers who were not here for long"),
                    Err(fault) => log::debug!("anonymous viewers cannot be forgotten: {fault}"),
                }
                stopped.pause(PERIOD);
            }
        };
        Background::start("forget", 1, work).map(Self)
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub fn stop(self, until: Instant) -> bool {
        self.0.stop(until)
    }
}

/// Forgets all who were not seen since; returns how many.
fn forget(asker: &Asker, since: Moment, stopped: &Inbox<()>) -> Result<usize, StoreError> {
    let mut count = 0;
    while stopped.is_open() {
        let gone = asker.ask_long(move |store: &Store| store.forget_unseen(since))?;
        if gone == 0 {
            break;
        }
        count += gone;
    }
    Ok(count)
}
