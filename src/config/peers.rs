//! What catalogues of other operators may ask.

use std::net::SocketAddr;

use super::declare::settings;
use super::kinds::{Address, HexKey, HexKeyFile, KeyName, OnOff, OrEmpty};
use super::secret::Secret;
use super::secret_file::SecretFile;

settings! {
    /// What catalogues of other operators may ask.
    pub struct PeerSettings {
        /// Address and port on which to serve the Peer API; if empty, it is not served. Needs `peer_master_key` or
        /// `peer_master_key_file`. Put a proxy with TLS in front of it: requests say what a peer looks for, in clear.
        "peer_listen" => listen: Option<SocketAddr> = None, OrEmpty<Address>;

        /// The key under which the secrets of peers are encrypted in the database: 64 hexadecimal digits, such as
        /// `openssl rand -hex 32` prints. With another key, no secret can be read any more.
        "peer_master_key" => master_key: Option<Secret> = None, OrEmpty<HexKey>;

        /// A file with that key, in its place.
        "peer_master_key_file" => master_key_file: Option<SecretFile> = None, HexKeyFile<MasterKey>;

        /// Whether requests may be signed in the form that the documentation of Stream Fusion prints. Its programs use
        /// another one, which is always accepted.
        "peer_accept_docs_signature" => accept_docs_signature: bool = true, OnOff;
    }
}

impl PeerSettings {
    /// Returns the master key; `None`: there is none.
    pub fn master_key(&self) -> Option<&Secret> {
        self.master_key.as_ref().or_else(|| self.master_key_file.as_ref().map(|file| &file.secret))
    }

    /// Tells why the master key of the file cannot be the one.
    pub(super) fn master_key_conflict(&self) -> Option<String> {
        let both = self.master_key.is_some() && self.master_key_file.is_some();
        both.then(|| "is given, but peer_master_key is too".to_owned())
    }
}

/// The key of the secrets of peers.
struct MasterKey;

impl KeyName for MasterKey {
    const NAME: &str = "master key";
    const PATH: &str = "/etc/afisha/peer-master-key";
}
