//! Keys by which peers ask.

use std::collections::HashMap;
use std::sync::Arc;

use crate::catalog::{Moment, SortedSet, Text};

use super::fernet::FernetKey;
use super::key_id::PeerKeyId;
use super::scope::Scope;
use super::secret::PeerSecret;
use crate::limiting::RateLimit;

/// A secret, and the key of answers that is made of it.
#[derive(Clone, Debug)]
pub struct KeySecret {
    /// Signs requests.
    pub secret: PeerSecret,
    /// Encrypts answers.
    pub answers: FernetKey,
}

impl From<PeerSecret> for KeySecret {
    fn from(secret: PeerSecret) -> Self {
        Self { answers: FernetKey::of_answers(&secret), secret }
    }
}

/// A secret that a rotation replaced, and until when it stays good.
#[derive(Clone, Debug)]
pub struct EarlierSecret {
    /// The secret.
    pub secret: KeySecret,
    /// The last moment at which it holds.
    pub until: Moment,
}

/// A key by which a peer asks us.
#[derive(Clone, Debug)]
pub struct PeerKey {
    /// What the peer says it is.
    pub id: PeerKeyId,
    /// What operators call it.
    pub name: String,
    /// What it signs with.
    pub secret: KeySecret,
    /// What it may still sign with.
    pub earlier: Option<EarlierSecret>,
    /// Whether an operator has not disabled it.
    pub active: bool,
    /// The last moment at which it holds; `None`: it never expires.
    pub expires: Option<Moment>,
    /// How much it may ask.
    pub limit: RateLimit,
    /// What it may ask for.
    pub scopes: SortedSet<Scope>,
    /// Whether it has to sign in the second version.
    pub require_v2: bool,
    /// The access groups whose films it may see, besides those that everyone sees.
    pub groups: SortedSet<Text>,
}

/// Every key, by its id.
#[derive(Clone, Debug, Default)]
pub struct KeyRing(HashMap<PeerKeyId, Arc<PeerKey>>);

impl KeyRing {
    /// Returns the key of this id.
    pub fn get(&self, id: &PeerKeyId) -> Option<&Arc<PeerKey>> {
        self.0.get(id)
    }

    /// Returns the id of the key that operators call so.
    pub fn named(&self, name: &str) -> Option<&PeerKeyId> {
        self.0.values().find(|key| key.name == name).map(|key| &key.id)
    }

    /// Returns all of them, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &PeerKey> {
        self.0.values().map(|key| &**key)
    }
}

impl FromIterator<PeerKey> for KeyRing {
    fn from_iter<I: IntoIterator<Item = PeerKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.id.clone(), Arc::new(key))).collect())
    }
}
