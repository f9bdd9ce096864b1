//! What commands have to say.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use super::fault::Fault;

/// Prints a line. A reader that has gone away, as `head` does, has read enough: that is no fault.
pub(super) fn say(line: impl Display) -> Result<(), Fault> {
    match writeln!(io::stdout(), "{line}") {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => Err(fault.into()),
        _ => Ok(()),
    }
}

/// Prints a warning on standard error: for the person at the terminal, not for the log.
#[allow(clippy::print_stderr, reason = "a warning is for the person at the terminal, whatever the log level")]
pub(super) fn warn(line: impl Display) {
    eprintln!("afisha: warning: {line}");
}
