//! How the server is told to stop, and tells that it will.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::time::timeout;

/// Whether the server was told to stop; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// Tells whether it was.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// From here on it was.
    pub fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The signals that stop the program.
pub(super) struct StopSignals(Vec<Signal>);

impl StopSignals {
    /// Listens for them: they do not end the program any more.
    pub(super) fn listen() -> io::Result<Self> {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::quit()];
        kinds.into_iter().map(signal).collect::<io::Result<_>>().map(Self)
    }

    /// Waits for one of them.
    async fn next(&mut self) {
        std::future::poll_fn(|cx| {
            let any = self.0.iter_mut().any(|signal| pin!(signal.recv()).poll(cx).is_ready());
            if any { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Waits until the server is to stop: for a signal, then for as long as those who look at its health are given notice.
    /// Another signal ends the notice.
    pub(super) async fn stop(mut self, stopping: Stopping, notice: Duration) {
        self.next().await;
        stopping.begin();
        if !notice.is_zero() {
            log::info!("stopping: not ready any more; the listeners close in {} s", notice.as_secs());
            let _ = timeout(notice, self.next()).await;
        }
    }
}
