//! Which addresses the network is warned of: what several owners of age report of one and the same address.
//!
//! A list that is poisoned cuts innocents off from every participant. So an address is accused by accounts, not by
//! applications or rows; only accounts of age that report on many days are heard; a third of them is needed; those behind one
//! network count little; and nothing counts without bytes. An owner whom nobody in another network ever bore out weighs
//! nothing, and is one of those of whom a third is needed all the same: otherwise few who agree would outweigh many who are
//! quiet.

mod accused;
mod accusers;
mod corroboration;
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
pub use corroboration::Corroboration;
pub use evidence::{DownloadSighting, EVIDENCE_FLOOR, Evidence, EvidenceKind, NoEvidence, RecordEvidence};
pub use kinds::Analysis;
pub use owners::{Jury, JuryMember, OwnerFacts, OwnerRefusal};
pub use run::{AnalysisRun, SIGHTING_SECONDS, explain};
pub use suspect::{Suspect, watched_apart};
pub use tally::{AddressTally, TallyFault};
pub use thresholds::Thresholds;
