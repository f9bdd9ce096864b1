//! Which addresses the network is warned of: what several owners of age report of one and the same address.
//!
//! A list that is poisoned cuts innocents off from every participant. So an address is accused by accounts, not by
//! applications or rows; only accounts of age that report on many days are heard; a third of them is needed; those behind one
//! network count little; and nothing counts without bytes. An owner whom nobody ever bears out weighs nothing by itself: it
//! always takes several owners.

mod accused;
mod accusers;
mod evidence;
mod kinds;
mod merging;
mod owners;
mod pretenders;
mod run;
mod suspect;
mod tally;
mod thresholds;
mod transfers;

pub use accused::AccusedAddresses;
pub use evidence::{DownloadSighting, EVIDENCE_FLOOR, Evidence, EvidenceKind, NoEvidence, RecordEvidence};
pub use kinds::Analysis;
pub use owners::{Jury, JuryMember, OwnerFacts, OwnerRefusal};
pub use run::{AnalysisRun, SIGHTING_SECONDS, explain};
pub use suspect::{Suspect, watched_apart};
pub use tally::{AddressTally, TallyFault};
pub use thresholds::Thresholds;
