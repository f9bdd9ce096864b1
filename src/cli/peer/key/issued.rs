//! Secrets that are issued: printed once, to whoever runs the command.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::config::Config;
use crate::peer::{PeerKeyId, PeerSecret, Vault};

/// What a peer has to be told.
#[derive(Serialize)]
struct IssuedKey<'a> {
    key_id: &'a str,
    secret: &'a str,
}

/// Prints what a peer has to be told: alone, so that a script can take it from there.
#[expect(clippy::expect_used, reason = "two texts written to memory: nothing of it can fail")]
pub(super) fn print(key_id: &PeerKeyId, secret: &PeerSecret, json: bool) -> Result<(), CommandError> {
    let issued = IssuedKey { key_id: key_id.as_str(), secret: secret.expose() };
    if json {
        return say(&*Zeroizing::new(serde_json::to_string(&issued).expect("two texts")));
    }
    say(format_args!("key id: {}\nsecret: {}", issued.key_id, issued.secret))
}

/// Opens the vault for the secret of a key or a peer.
pub(in crate::cli::peer) fn vault(config: &Config) -> Result<Vault, CommandError> {
    crate::cli::peering::vault(config).ok_or_else(|| {
        CommandError::Refused(
            "the secrets of peers are encrypted in the database, and there is no key for that: write 64 hexadecimal \
             digits, such as `openssl rand -hex 32` prints, into a file and name it in the setting \
             `peer_master_key_file`, or set `peer_master_key`"
                .to_owned(),
        )
    })
}
