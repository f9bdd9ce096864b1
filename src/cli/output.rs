//! What commands have to say.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use super::fault::CommandError;

/// Prints a line on standard output. A reader that has gone away, as `head` does, has read enough: that is no fault.
pub(super) fn say(line: impl Display) -> Result<(), CommandError> {
    match writeln!(io::stdout(), "{line}") {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => Err(fault.into()),
        _ => Ok(()),
    }
}

/// Prints a warning on standard error, as [`note`] prints a line.
pub(super) fn warn(line: impl Display) {
    note(format!("afisha: warning: {line}"));
}

/// Prints a line on standard error: for the person at the terminal, whatever the log level, and not for a script that
/// reads standard output.
#[allow(clippy::print_stderr, reason = "it is no part of what the command gives, nor of the log")]
pub(super) fn note(line: impl Display) {
    eprintln!("{line}");
}
