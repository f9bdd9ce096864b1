//! Standard output: what commands have to say.

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
