//! Progress of long work: a bar on a terminal, plain lines elsewhere.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::number::to_u64;

/// How often a plain line says how far the work has come.
const LINE_PERIOD: Duration = Duration::from_secs(5);

/// Shows on standard error how far long work has come.
pub(super) struct ShownProgress {
    what: &'static str,
    bar: Option<ProgressBar>,
    last_line: Instant,
}

impl ShownProgress {
    /// Begins work that is measured in bytes, of which the number is known.
    pub(super) fn bytes(what: &'static str) -> Self {
        Self::new(what, "{msg} {bar:40} {bytes}/{total_bytes}, {eta} left")
    }

    /// Begins work that is measured in things of which the number is not known.
    pub(super) fn count(what: &'static str, unit: &str) -> Self {
        Self::new(what, &format!("{{msg}} {{spinner}} {{pos}} {unit}"))
    }

    fn new(what: &'static str, template: &str) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(0).with_style(style).with_message(what)
        });
        Self { what, bar, last_line: Instant::now() }
    }

    /// Says that so many bytes of so many are done.
    pub(super) fn at(&mut self, done: u64, of: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_length(of);
                bar.set_position(done);
            }
            None => self.line(|| format!("{}%", done.saturating_mul(100) / of.max(1))),
        }
    }

    /// Says that so many things are done.
    pub(super) fn count_at(&mut self, done: usize) {
        match &self.bar {
            Some(bar) => bar.set_position(to_u64(done)),
            None => self.line(|| done.to_string()),
        }
    }

    fn line(&mut self, done: impl FnOnce() -> String) {
        if self.last_line.elapsed() >= LINE_PERIOD {
            self.last_line = Instant::now();
            log::info!("{}: {}", self.what, done());
        }
    }

    /// Ends the work; the bar goes.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
