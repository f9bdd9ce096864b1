//! The lists that clients get: made from nothing each time, of what analyses found and what operators rule.
//!
//! Whatever the source of an entry is, it passes the never-list, which is kept by what writes the list itself.

mod allow_list;
mod deny_list;
mod gate;
mod manual;
mod matcher;
mod network;
mod never;
mod rules_document;
mod special_ranges;
mod text;
mod well_known;

pub use allow_list::AllowList;
pub use deny_list::{DenyEntry, DenyList, DenyReason, ListAlert, ListSources, MAX_ENTRIES};
pub use gate::{ListSize, PublishRefusal};
pub use manual::{ManualRule, RuleContent, RuleFault};
pub use matcher::{MatcherFault, RuleMatcher};
pub use never::{NeverList, NeverReason, Participants};
pub use rules_document::{identity_rules, legacy_rules};
pub use text::PublishedList;
pub use well_known::WELL_KNOWN_DATE;
