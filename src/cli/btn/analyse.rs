//! `afisha btn analyse`

use clap::Args;
use ipnet::IpNet;

use crate::btn::PeerAddress;
use crate::btn::analysis::{Analysis, DownloadSighting, Jury, Thresholds, explain};
use crate::btn::lists::{DenyEntry, DenyReason};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;
use crate::refresh::{FoundSuspects, Growth, ListTerms, analyse};

use super::lists;
use super::opened::OpenedReports;

/// The most days that can be replayed: evidence is kept for twice as many.
const MAX_DAYS: i64 = 7;
const MIB: i64 = 1024 * 1024;

/// Makes the lists now, as the server does every hour, and publishes them; or says why an address is listed or not.
#[derive(Debug, Args)]
pub(super) struct Analyse {
    /// Say what each analysis makes of this address; nothing is published.
    #[arg(long, value_name = "ADDRESS", value_parser = address, conflicts_with = "replay")]
    explain: Option<PeerAddress>,
    /// Say what would have been found on each of the last days, by the thresholds below; nothing is published.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=MAX_DAYS))]
    replay: Option<i64>,
    /// How many accounts have to accuse at least.
    #[arg(long, value_name = "N", requires = "replay")]
    accusers: Option<usize>,
    /// On how many torrents there has to be evidence.
    #[arg(long, value_name = "N", requires = "replay")]
    torrents: Option<usize>,
    /// How many MiB a peer has to take for it to be evidence; less than 256 finds no more, for nothing less is kept.
    #[arg(long, value_name = "MIB", requires = "replay")]
    floor: Option<i64>,
    /// How much of a torrent has to be taken, in percent.
    #[arg(long, value_name = "PERCENT", requires = "replay")]
    over: Option<i64>,
    /// How many torrents have to be taken at once.
    #[arg(long, value_name = "N", requires = "replay")]
    concurrent: Option<i64>,
}

impl Analyse {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        match (self.explain, self.replay) {
            (Some(address), _) => explain_address(&reports, address),
            (None, Some(days)) => self.replay(&reports, days),
            (None, None) => publish(&reports),
        }
    }

    fn replay(&self, reports: &OpenedReports, days: i64) -> Result<(), CommandError> {
        let terms = ListTerms { thresholds: self.thresholds(&reports.terms.thresholds), ..reports.terms.clone() };
        let mut rows = Vec::new();
        for back in (0..days).rev() {
            let at = Moment(reports.now.0 - back * DAY_SECONDS);
            let FoundSuspects { jury, deny, .. } = analyse(&reports.store, &terms, at)?;
            let is_of = |entry: &&DenyEntry, wanted| matches!(entry.reason, DenyReason::Found { analysis, .. } if analysis == wanted);
            let count = |wanted| deny.entries.iter().filter(|entry| is_of(entry, wanted)).count().to_string();
            let mut row = vec![at.to_string(), jury.heard().to_string()];
            row.extend(Analysis::ALL.map(count));
            rows.push(<[String; 7]>::try_from(row).map_err(|_| CommandError::Refused("a column is missing".into()))?);
        }
        let head = ["AT", "HEARD", "VOTE", "OVER-DOWNLOAD", "CONCURRENT", "IDENTITY", "FAKE NAME"];
        say(table(head, &rows))?;
        say(
            "Nothing was published. What is never listed is left out, as it is now. Concurrent downloads are known of the last \
             hour only; of earlier days less is known than was then, for evidence is kept for 14 days.",
        )
    }

    fn thresholds(&self, usual: &Thresholds) -> Thresholds {
        let mut thresholds = usual.clone();
        if let Some(accusers) = self.accusers {
            // So many are enough, whatever the part of all owners is.
            (thresholds.least_accusers, thresholds.most_accusers) = (accusers, accusers);
        }
        if let Some(torrents) = self.torrents {
            thresholds.torrents = torrents;
        }
        if let Some(floor) = self.floor {
            thresholds.floor = floor.saturating_mul(MIB);
        }
        if let Some(over) = self.over {
            thresholds.over_thousandths = over.saturating_mul(10);
        }
        if let Some(concurrent) = self.concurrent {
            thresholds.concurrent_torrents = concurrent;
        }
        thresholds
    }
}

fn publish(reports: &OpenedReports) -> Result<(), CommandError> {
    let made = lists::make(reports, Growth::Guarded)?;
    if let Some(shortfall) = &made.shortfall {
        say(shortfall)?;
    }
    for watched in &made.watched {
        let (analysis, network) = (watched.analysis.name(), watched.network);
        say(format_args!("watched, not listed: {network}: {analysis}, {} accounts", watched.accusers))?;
    }
    if let Some(refusal) = made.refusal {
        return Err(CommandError::Refused(format!(
            "the list of bans is not published, and the last one stays: {refusal}; `afisha btn lists --accept-growth` \
             publishes it"
        )));
    }
    say(format_args!("published {} entries; {} owners are heard", made.deny.entries.len(), made.heard))
}

fn explain_address(reports: &OpenedReports, address: PeerAddress) -> Result<(), CommandError> {
    let (store, thresholds, now) = (&reports.store, &reports.terms.thresholds, reports.now);
    let jury = Jury::new(&store.owner_facts(now)?, thresholds, now);
    let evidence = store.evidence_of(address)?;
    let mut sightings = store.sightings(now)?;
    sightings.retain(|sighting: &DownloadSighting| sighting.address == address.cut());
    let begun = store.begun_analyses()?;
    for tally in explain(&jury, thresholds, (&evidence, &sightings), now) {
        let is_watched = thresholds.is_watched(begun.get(&tally.analysis).copied(), now);
        let verdict = match tally.fault {
            Some(_) => "not listed",
            None if is_watched => "watched, not listed",
            None => "enough to be listed",
        };
        say(format_args!("{verdict}: {tally}; {} MiB", tally.net / MIB))?;
    }
    if store.is_participant(address, now)? {
        say("A participant was heard of from there in the last 7 days: it is never listed.")?;
    }
    let entries = store.list_entries()?;
    let covers = |network: &str| network.parse().is_ok_and(|network: IpNet| network.contains(&address.cut().get()));
    match entries.iter().find(|entry| covers(&entry.network)) {
        Some(entry) => {
            say(format_args!("On the list of bans: {}, {}, until {}", entry.network, entry.reason, entry.until))
        }
        None => say("Not on the list of bans."),
    }
}

pub(super) fn address(text: &str) -> Result<PeerAddress, String> {
    PeerAddress::parse(text).ok_or_else(|| "it must be an IP address, such as 198.51.100.7 or 2001:db8::1".to_owned())
}
