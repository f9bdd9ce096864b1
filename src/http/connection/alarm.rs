//! One timer a connection, moved only where that is needed: most deadlines are never reached.

use std::pin::Pin;
use std::task::Context;
use std::time::Instant;

use actix_web::rt::time::{Sleep, sleep_until};

/// Wakes the task of a connection.
#[derive(Debug, Default)]
pub(super) struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// Sees to it that the task is woken at this moment, or sooner.
    pub(super) fn set(&mut self, at: Instant, cx: &mut Context<'_>) {
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(at.into())));
        if sleep.is_elapsed() || sleep.deadline() > at.into() {
            sleep.as_mut().reset(at.into());
        }
        if sleep.as_mut().poll(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
    }
}
