//! `afisha btn lists`

use clap::Args;

use crate::btn::analysis::Jury;
use crate::catalog::{DAY_SECONDS, Moment};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;
use crate::refresh::{Growth, MadeLists, make_lists, retract_lists};
use crate::store::ListEntryRecord;

use super::opened::OpenedReports;

/// Of how many days alerts are shown.
const ALERT_DAYS: i64 = 7;
const MIB: i64 = 1024 * 1024;

/// Shows what is on the list of bans and why, what was kept off it, and what is missing for lists to be made.
#[derive(Debug, Args)]
pub(super) struct Lists {
    /// Retract everything: publish empty lists now, and keep them empty until --resume.
    #[arg(long, conflicts_with_all = ["resume", "accept_growth"])]
    publish_empty: bool,
    /// Let lists be made again.
    #[arg(long, conflicts_with = "accept_growth")]
    resume: bool,
    /// Make the lists now, and publish them though they grow more than they may by themselves.
    #[arg(long)]
    accept_growth: bool,
}

impl Lists {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        if self.publish_empty {
            reports.note("lists.retract", "all")?;
            retract_lists(&reports.store, reports.now)?;
            return say("published empty lists; they stay empty until `afisha btn lists --resume`");
        }
        if self.resume {
            reports.note("lists.resume", "all")?;
            reports.store.resume_lists()?;
            return say("lists are made again within seconds, or now by `afisha btn analyse`");
        }
        if self.accept_growth {
            reports.note("lists.accept_growth", "all")?;
            let made = make(&reports, Growth::Accepted)?;
            return say(format_args!("published {} entries", made.deny.entries.len()));
        }
        show(&reports)
    }
}

/// Makes the lists and publishes them.
///
/// # Errors
/// They are kept empty.
pub(super) fn make(reports: &OpenedReports, growth: Growth) -> Result<MadeLists, CommandError> {
    let refused = |since: &str| {
        let advice = "`afisha btn lists --resume` ends that";
        CommandError::Refused(format!("lists are kept empty{since}; {advice}"))
    };
    if let Some(since) = reports.store.lists_retracted()? {
        return Err(refused(&format!(" since {since}")));
    }
    let made = make_lists(&reports.store, &reports.terms, growth, reports.now)?;
    if made.is_retracted { Err(refused("")) } else { Ok(made) }
}

fn show(reports: &OpenedReports) -> Result<(), CommandError> {
    let (store, thresholds, now) = (&reports.store, &reports.terms.thresholds, reports.now);
    if let Some(since) = store.lists_retracted()? {
        say(format_args!("Lists are kept empty since {since}: `afisha btn lists --resume` ends that."))?;
    }
    let jury = Jury::new(&store.owner_facts(now)?, thresholds, now);
    match jury.shortfall(thresholds) {
        Some(shortfall) => say(shortfall)?,
        None => say(format_args!("{} accounts are heard.", jury.heard()))?,
    }
    let owners = store.owners()?;
    for (owner, refusal) in jury.refused() {
        let name = owners.iter().find(|known| known.id.0 == *owner).map_or("?", |known| known.name.as_str());
        say(format_args!("  {name} is not heard: {refusal}"))?;
    }
    for (name, (made, version)) in store.list_versions()? {
        say(format_args!("list {name}: version {version} of {made}"))?;
    }
    let entries = store.list_entries()?;
    if !entries.is_empty() {
        let head = ["NETWORK", "WHY", "ACCOUNTS", "TORRENTS", "MIB", "LAST SEEN", "UNTIL"];
        say(table(head, &entries.iter().map(row).collect::<Vec<_>>()))?;
    }
    for alert in store.alerts(Moment(now.0 - ALERT_DAYS * DAY_SECONDS))? {
        let network = if alert.network.is_empty() { "the list" } else { alert.network.as_str() };
        say(format_args!("alert of {}: {network}: {}", alert.at, alert.reason))?;
    }
    Ok(())
}

fn row(entry: &ListEntryRecord) -> [String; 7] {
    let last = if entry.last_seen == 0 { "-".to_owned() } else { Moment(entry.last_seen / 1000).to_string() };
    [
        entry.network.clone(),
        entry.reason.clone(),
        entry.accusers.to_string(),
        entry.torrents.to_string(),
        (entry.net / MIB).to_string(),
        last,
        entry.until.to_string(),
    ]
}
