//! What an analysis makes of an address.

use std::collections::BTreeSet;
use std::fmt;

use crate::catalog::Moment;

use super::accusers::counted;
use super::evidence::{DownloadSighting, Evidence};
use super::kinds::Analysis;
use super::owners::{Jury, JuryMember};
use super::thresholds::Thresholds;
use super::transfers;

/// How far ahead of our clock the end of evidence may be, in milliseconds: an hour.
const AHEAD: i64 = 3_600_000;

/// What an analysis makes of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressTally {
    /// Which analysis.
    pub analysis: Analysis,
    /// How many accusers count.
    pub accusers: usize,
    /// How many are needed.
    pub needed: usize,
    /// How many owners accuse, those of one network all.
    pub owners: usize,
    /// On how many torrents there is evidence that is heard.
    pub torrents: usize,
    /// Net bytes of that evidence.
    pub net: i64,
    /// When it began and was last seen, in Unix milliseconds; `None`: there is none.
    pub seen: Option<(i64, i64)>,
    /// Rows of owners who are not heard.
    pub unheard: usize,
    /// Rows of a time that is past, or yet to come.
    pub untimely: usize,
    /// Why it does not list the address; `None`: it does.
    pub fault: Option<TallyFault>,
}

/// Why an analysis does not list an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TallyFault {
    /// Too few owners are heard for any list.
    Quorum,
    /// No evidence is heard.
    Evidence,
    /// What it took is not too much, as far as enough owners say.
    Amount,
    /// Too few accusers count.
    Accusers,
    /// Too few owners report of torrents that are known.
    Corroboration,
    /// The evidence is of too few torrents.
    Torrents,
}

/// Who is heard, and when.
#[derive(Clone, Copy)]
pub(super) struct Hearing<'a> {
    pub(super) jury: &'a Jury,
    pub(super) thresholds: &'a Thresholds,
    pub(super) now: Moment,
}

impl Hearing<'_> {
    /// Returns how many accusers an address has to have.
    pub(super) fn needed(self) -> usize {
        self.thresholds.needed(self.jury.eligible())
    }

    /// Weighs the evidence of one address, and returns the accusers, too: nobody, where the amount is not too much.
    pub(super) fn tally(
        self,
        analysis: Analysis,
        rows: &[Evidence],
        sightings: &[DownloadSighting],
    ) -> (AddressTally, Vec<JuryMember>) {
        let (thresholds, needed) = (self.thresholds, self.needed());
        let mut tally = AddressTally::nothing(analysis, needed);
        let heard = self.heard(rows, &mut tally);
        let mut accusers = match analysis {
            Analysis::OverDownload => transfers::over_downloaded(&heard, needed, thresholds),
            Analysis::ConcurrentDownload => transfers::concurrent(sightings, self.jury, needed, thresholds),
            _ => heard.iter().map(|(_, member)| *member).collect(),
        };
        accusers.sort_unstable();
        accusers.dedup();
        tally.owners = accusers.len();
        tally.accusers = counted(&accusers, thresholds.network_percent);
        let known = || heard.iter().filter_map(|(evidence, member)| evidence.torrent.map(|torrent| (torrent, member)));
        tally.torrents = known().map(|(torrent, _)| torrent).collect::<BTreeSet<_>>().len();
        let corroborating = known().map(|(_, member)| member.owner).collect::<BTreeSet<_>>().len();
        tally.fault = if self.jury.eligible() < thresholds.quorum {
            Some(TallyFault::Quorum)
        } else if heard.is_empty() {
            Some(TallyFault::Evidence)
        } else if accusers.is_empty() {
            Some(TallyFault::Amount)
        } else if tally.accusers < needed {
            Some(TallyFault::Accusers)
        } else if corroborating < thresholds.corroborating_owners {
            Some(TallyFault::Corroboration)
        } else {
            (tally.torrents < thresholds.torrents).then_some(TallyFault::Torrents)
        };
        (tally, accusers)
    }

    /// Tells whether the end of a row is within so many milliseconds, and not yet to come.
    pub(super) fn is_timely(self, row: &Evidence, window: i64) -> bool {
        let now = self.now.0.saturating_mul(1000);
        (now.saturating_sub(window)..=now.saturating_add(AHEAD)).contains(&row.last)
    }

    /// Returns the rows of the analysis that count, with their owners, and counts what is in the tally of itself.
    fn heard(self, rows: &[Evidence], tally: &mut AddressTally) -> Vec<(Evidence, JuryMember)> {
        let now = self.now.0.saturating_mul(1000);
        let kind = tally.analysis.evidence();
        let mut heard = Vec::new();
        for row in rows.iter().filter(|row| row.kind == kind && row.net > self.thresholds.floor) {
            if !self.is_timely(row, self.thresholds.window(tally.analysis)) {
                tally.untimely += 1;
                continue;
            }
            let Some(member) = self.jury.member(row.application) else {
                tally.unheard += 1;
                continue;
            };
            let last = row.last.min(now);
            let seen = tally.seen.unwrap_or((last, last));
            tally.seen = Some((seen.0.min(row.first.min(last)), seen.1.max(last)));
            tally.net = tally.net.saturating_add(row.net);
            heard.push((*row, member));
        }
        heard
    }
}

impl AddressTally {
    fn nothing(analysis: Analysis, needed: usize) -> Self {
        Self {
            analysis,
            accusers: 0,
            needed,
            owners: 0,
            torrents: 0,
            net: 0,
            seen: None,
            unheard: 0,
            untimely: 0,
            fault: None,
        }
    }
}

impl fmt::Display for AddressTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accusers, needed, owners, torrents, unheard, untimely, .. } = self;
        write!(f, "{}: {accusers} of {needed} accusers", self.analysis.name())?;
        match self.fault {
            None => write!(f, ", on {torrents} torrents")?,
            Some(TallyFault::Quorum) => f.write_str("; too few owners of age report for any list")?,
            Some(TallyFault::Evidence) => f.write_str("; no evidence of it is heard")?,
            Some(TallyFault::Amount) => f.write_str("; what it took is not too much, as far as enough owners say")?,
            Some(TallyFault::Accusers) => {
                write!(f, "; {owners} owners accuse it, of whom those of one network count little")?;
            }
            Some(TallyFault::Corroboration) => f.write_str("; too few of them report of torrents that are known")?,
            Some(TallyFault::Torrents) => write!(f, "; the evidence is of too few torrents: {torrents}")?,
        }
        if *unheard > 0 {
            write!(f, "; not heard: {unheard} rows of owners who do not count")?;
        }
        if *untimely > 0 {
            write!(f, "; not heard: {untimely} rows of a time that is past or to come")?;
        }
        Ok(())
    }
}
