//! What is wrong with the command line.

use std::process::ExitCode;

use clap::Error;
use clap::error::ContextValue;

use crate::config::may_hold_secret;

use super::output::note;

/// What stands in place of an argument that may hold a password.
const STARS: &str = "***";
/// The exit status of a command line that is wrong.
const USAGE: u8 = 2;

/// Prints the help that was asked for, or what is wrong with the command line, and returns the exit status. Arguments are
/// repeated, but not those that may hold a password: the URL of a database stands in a wrong place easily.
pub(super) fn explain(fault: &Error) -> ExitCode {
    let secret = |value: &ContextValue| matches!(value, ContextValue::String(text) if may_hold_secret(text));
    if fault.context().any(|(_, value)| secret(value)) {
        let secrets = fault.context().map(|(_, value)| value).filter(|value| secret(value));
        let text = secrets.fold(fault.to_string(), |text, secret| text.replace(&secret.to_string(), STARS));
        note(text.trim_end());
        return ExitCode::from(USAGE);
    }
    // Where even that cannot be printed, the status has to say it.
    let _ = fault.print();
    if fault.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
}
