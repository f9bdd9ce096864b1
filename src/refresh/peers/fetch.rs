//! Fetching pages, one ahead of the one that is being stored.

use std::sync::mpsc::SyncSender;
use std::time::Duration;

use crate::peer::client::{ExportAnswer, PageQuestion, PeerClient};
use crate::peer::sync::{AfterFault, Pacer, PassGuard, PeerHabits, PeerProgress, Retries};

use super::fault::PassFault;
use super::timer::PassTimer;

/// The longest time that a run of a pass takes: a peer that is slower holds a thread no longer.
const MAX_RUN: Duration = Duration::from_secs(86_400);

/// Why no other page comes.
#[derive(Debug)]
pub(super) struct FetchFault {
    pub(super) fault: PassFault,
    /// Whether the next pass begins anew.
    pub(super) anew: bool,
}

/// Asks for the pages of a pass.
pub(super) struct Fetcher<'a> {
    client: &'a PeerClient,
    timer: &'a dyn PassTimer,
    question: PageQuestion,
    habits: PeerHabits,
    guard: PassGuard,
    pacer: Pacer,
    began: Duration,
}

impl<'a> Fetcher<'a> {
    /// Goes on where the progress says.
    pub(super) fn new(client: &'a PeerClient, timer: &'a dyn PassTimer, progress: &PeerProgress) -> Self {
        let pass = &progress.pass;
        Self {
            client,
            timer,
            question: PageQuestion { since: pass.asked_since(), cursor: pass.cursor.clone() },
            habits: progress.habits,
            guard: PassGuard::new(pass.cursor.as_deref(), pass.pages),
            pacer: Pacer::default(),
            began: timer.elapsed(),
        }
    }

    /// Hands the pages over one by one, at last what has gone wrong, if anything; ends where nobody takes them.
    pub(super) fn run(mut self, pages: &SyncSender<Result<ExportAnswer, FetchFault>>) {
        loop {
            let page = self.next();
            let is_last = page.as_ref().map_or(true, |page| page.next_cursor.is_none());
            if pages.send(page).is_err() || is_last {
                return;
            }
        }
    }

    fn next(&mut self) -> Result<ExportAnswer, FetchFault> {
        let mut retries = Retries::default();
        loop {
            if self.timer.elapsed().saturating_sub(self.began) > MAX_RUN {
                return Err(FetchFault { fault: PassFault::Long, anew: false });
            }
            self.wait(self.pacer.wait(self.timer.elapsed()))?;
            self.pacer.ask(self.timer.elapsed());
            let fault = match self.client.export(&self.question, self.habits) {
                Ok(page) => return self.take(page),
                Err(fault) => fault,
            };
            if self.timer.is_halted() {
                return Err(halted());
            }
            let asked = (self.habits.page_size, self.question.cursor.is_some());
            let paced = (&mut self.pacer, self.timer.elapsed());
            match retries.after(&fault, asked, paced, rand::random()) {
                AfterFault::Wait(time) => self.wait(time)?,
                AfterFault::AskFor(items) => self.habits.page_size = items,
                AfterFault::End { anew } => return Err(FetchFault { fault: fault.into(), anew }),
            }
        }
    }

    /// Looks at a page, and remembers where the next one begins.
    fn take(&mut self, page: ExportAnswer) -> Result<ExportAnswer, FetchFault> {
        let checked = self.guard.check(page.items.len(), page.next_cursor.as_deref());
        checked.map_err(|fault| FetchFault { fault: fault.into(), anew: true })?;
        self.habits = page.habits;
        self.question.cursor.clone_from(&page.next_cursor);
        Ok(page)
    }

    fn wait(&self, time: Duration) -> Result<(), FetchFault> {
        if self.timer.wait(time) { Ok(()) } else { Err(halted()) }
    }
}

fn halted() -> FetchFault {
    FetchFault { fault: PassFault::Halted, anew: false }
}
