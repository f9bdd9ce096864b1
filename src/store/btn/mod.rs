//! The database of reports: who takes part, and what they report of peers. It is apart from the catalogue, for it holds
//! personal data, and what comes into it is much and soon dropped.

mod accounts;
mod day_tables;
mod evidence;
mod handle;
mod intake;
mod lists;
mod participants;
mod reported_rows;
mod rolled_up;
#[rustfmt::skip]
mod schema;
mod staged;
mod torrent_ids;

pub use accounts::{ApplicationRecord, OwnerRecord};
pub use handle::BtnStore;
pub use intake::{IncomingReport, ReportContent, TakenIn};
pub use lists::{AlertRecord, ListEntryRecord, ListRecord};
