//! The database of reports: who takes part, and what they report of peers. It is apart from the catalogue, for it holds
//! personal data, and what comes into it is much and soon dropped.

mod accounts;
mod applications;
mod audit;
mod day_tables;
mod evidence;
mod github_accounts;
mod handle;
mod intake;
mod lists;
mod participants;
mod reported_rows;
mod rolled_up;
#[rustfmt::skip]
mod schema;
mod sessions;
mod staged;
mod torrent_ids;

pub use accounts::OwnerRecord;
pub use applications::{ApplicationRecord, MAX_APPLICATIONS, NotAdded};
pub use audit::{Actor, AuditRecord};
pub use github_accounts::{GITHUB_NAME, GithubPerson};
pub use handle::BtnStore;
pub use intake::{IncomingReport, ReportContent, TakenIn};
pub use lists::{AlertRecord, ListEntryRecord, ListRecord};
pub use sessions::{BegunLogin, LOGIN_SECONDS, SESSION_SECONDS};
