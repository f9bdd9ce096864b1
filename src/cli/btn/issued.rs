//! Secrets that are issued: printed once, to whoever runs the command.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::btn::AppCredentials;
use crate::cli::fault::CommandError;
use crate::cli::output::say;

/// What a client has to be told.
#[derive(Serialize)]
struct IssuedApplication<'a> {
    app_id: &'a str,
    app_secret: &'a str,
}

/// Prints what a client has to be told: alone, so that a script can take it from there.
#[expect(clippy::expect_used, reason = "two texts written to memory: nothing of it can fail")]
pub(super) fn print(credentials: &AppCredentials, json: bool) -> Result<(), CommandError> {
    let issued = IssuedApplication { app_id: &credentials.id, app_secret: credentials.expose() };
    if json {
        return say(&*Zeroizing::new(serde_json::to_string(&issued).expect("two texts")));
    }
    say(format_args!("app id: {}\napp secret: {}", issued.app_id, issued.app_secret))
}
