//! The rules that downloaders get, in memory: served without asking the database.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::btn::lists::{AllowList, DenyList, PublishedList, identity_rules, legacy_rules};
use crate::catalog::Moment;
use crate::document::SharedDocument;
use crate::store::ListRecord;

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

impl RuleDocument {
    fn of(list: &PublishedList) -> Self {
        let PublishedList { version, body } = list.clone();
        Self { version, document: Arc::new(SharedDocument::new(body)) }
    }
}

impl RuleDocuments {
    /// Names of the lists, as they are kept.
    pub const DENY: &str = "deny";
    /// See [`Self::DENY`].
    pub const ALLOW: &str = "allow";
    /// See [`Self::DENY`].
    pub const IDENTITIES: &str = "identities";
    /// See [`Self::DENY`].
    pub const LEGACY: &str = "legacy";

    /// Returns documents without a rule.
    pub fn empty() -> Self {
        let deny = DenyList::default();
        Self {
            deny: RuleDocument::of(&deny.text()),
            allow: RuleDocument::of(&AllowList::default().text()),
            identities: RuleDocument::of(&identity_rules(&[], Moment::FIRST)),
            legacy: RuleDocument::of(&legacy_rules(&deny, &[], Moment::FIRST)),
        }
    }

    /// Returns the lists that were published last; where one never was, without a rule.
    pub fn published(lists: &[ListRecord]) -> Self {
        let mut documents = Self::empty();
        for list in lists {
            let place = match list.name.as_str() {
                Self::DENY => &mut documents.deny,
                Self::ALLOW => &mut documents.allow,
                Self::IDENTITIES => &mut documents.identities,
                Self::LEGACY => &mut documents.legacy,
                // One that a newer program makes.
                _ => continue,
            };
            *place = RuleDocument::of(&PublishedList { version: list.version.clone(), body: list.body.clone() });
        }
        documents
    }
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
