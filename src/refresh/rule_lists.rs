//! The rules that downloaders get, in memory: served without asking the database.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::document::SharedDocument;

/// A document that downloaders fetch when its version is another than theirs.
#[derive(Debug)]
pub struct RuleDocument {
    /// A hash of what it says: the same on every node, and after every start.
    pub version: String,
    /// What is sent.
    pub document: Arc<SharedDocument>,
}

/// All that downloaders fetch.
#[derive(Debug)]
pub struct RuleDocuments {
    /// Who is banned, as text.
    pub deny: RuleDocument,
    /// Who is never banned, as text.
    pub allow: RuleDocument,
    /// By what peers call themselves, as JSON.
    pub identities: RuleDocument,
    /// All rules in one document, as older clients read them.
    pub legacy: RuleDocument,
}

/// The rules of the moment.
#[derive(Debug)]
pub struct RuleLists(ArcSwap<RuleDocuments>);

impl RuleLists {
    /// Begins with these.
    pub fn new(documents: RuleDocuments) -> Self {
        Self(ArcSwap::from_pointee(documents))
    }

    /// Returns those of the moment.
    pub fn get(&self) -> Arc<RuleDocuments> {
        self.0.load_full()
    }

    /// Puts others in their place.
    pub fn set(&self, documents: RuleDocuments) {
        self.0.store(Arc::new(documents));
    }
}
