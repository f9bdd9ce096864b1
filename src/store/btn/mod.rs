//! The database of reports: who takes part, and what they report of peers. It is apart from the catalogue, for it holds
//! personal data, and what comes into it is much and soon dropped.

mod accounts;
mod accused;
mod addresses;
mod applications;
mod audit;
mod catalogue;
mod client_pages;
mod day_counts;
mod day_table;
mod day_tables;
mod discovered_clients;
mod erasures;
mod evidence;
mod found_reports;
mod github_accounts;
mod handle;
mod incoming;
mod intake;
mod known_address;
mod lists;
mod noted_clients;
mod participants;
mod person;
mod person_tables;
mod report_conditions;
mod report_keys;
mod report_pages;
mod report_reach;
mod reported_rows;
mod rolled_up;
#[rustfmt::skip]
mod schema;
mod sessions;
mod sql_text;
mod staged;
mod torrent_ids;

pub use accounts::OwnerRecord;
pub use accused::{AnalysisTurn, WorthWeighing};
pub use applications::{ApplicationRecord, MAX_APPLICATIONS, NotAdded};
pub use audit::{Actor, AuditRecord, NotedDeed};
pub use catalogue::{FilmSwarm, LEAST_PEERS};
pub use client_pages::FoundClient;
pub use found_reports::{FoundBan, FoundPage, FoundReport, ReportTorrent};
pub use github_accounts::{GITHUB_NAME, GithubPerson};
pub use handle::BtnStore;
pub use incoming::{IncomingReport, ReportContent};
pub use intake::TakenIn;
pub use known_address::{KNOWN_DAYS, KnownAddress, KnownRecord};
pub use lists::{AlertRecord, ListEntryRecord, ListRecord, Publication};
pub use person::PersonRow;
pub use person_tables::Person;
pub use report_pages::{MOST_LOOKED_AT, QUERY_DAYS};
pub use sessions::{BegunLogin, LOGIN_SECONDS, SESSION_SECONDS};
