//! Keeping what is served true: the catalogue's edits and the clock, turned into new snapshots.
//!
//! Jobs that do not wait for each other: [`Refresh::advance`] needs no database, so that scheduled films appear
//! while it is away; [`Refresh::reload`] follows the edits of any process by the generation; [`Refresh::follow_tokens`]
//! and [`Refresh::follow_views`] do so with viewers. The other way goes [`Recorder`]: it writes what viewers open.

mod background;
mod bases;
mod btn_readings;
mod catalogue_torrents;
mod changes;
mod following;
mod forgetter;
mod inbox;
mod issuer;
mod list_making;
mod list_worker;
mod lookup;
mod lookups;
mod participants;
mod peer_keys;
mod peer_readings;
pub mod peers;
mod readings;
mod recorder;
mod report_writer;
mod room;
mod rule_lists;
mod served;
mod spool;
mod status;
mod tags_documents;
mod taken_counts;
mod threads;
mod view_queue;
mod viewers;
mod worker;

pub(crate) use background::Background;
pub use bases::Bases;
pub use btn_readings::BtnReadings;
pub use catalogue_torrents::CatalogueTorrents;
pub use following::{LoadError, Refresh, Reloaded, Seen, load};
pub use forgetter::Forgetter;
pub(crate) use inbox::Inbox;
pub use issuer::{Denied, Issuer, Tokens};
pub use list_making::{FoundSuspects, Growth, ListTerms, MadeLists, analyse, make_lists, retract_lists};
pub use list_worker::{ListBoard, ListRun, ListWorker};
pub use lookup::Unanswered;
pub use lookups::Lookups;
pub use participants::{HeardParticipants, ParticipantWorker};
pub use peer_keys::PeerKeyWorker;
pub use peer_readings::PeerReadings;
pub use readings::{CatalogueReadings, DatabaseReadings, ViewReadings};
pub use recorder::Recorder;
pub use report_writer::{ReportWriter, Reports, Unwritten};
pub use rule_lists::{RuleDocument, RuleDocuments, RuleLists};
pub use served::Served;
pub use spool::Spool;
pub use status::{RefreshNotes, RefreshStatus, SwapCause};
pub use tags_documents::TagsDocuments;
pub use taken_counts::TakenCounts;
pub use view_queue::{QueuedViews, ViewQueue};
pub use viewers::Viewers;
pub use worker::Worker;
