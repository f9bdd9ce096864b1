//! `afisha peer sync`

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::progress::ShownProgress;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::number::to_nearest_index;
use crate::peer::PeerName;
use crate::priority::step_back;
use crate::refresh::peers::{NodeName, PassReport, PeerSync, RealTimer, connect, refuse, take};
use crate::store::{Asker, Store};

use super::asking::{access, find, limits, name, unknown};

/// Reads what a peer has new, now and not only on its schedule. What was interrupted goes on where it was.
#[derive(Debug, Args)]
pub(super) struct SyncPeer {
    /// The name of the peer.
    #[arg(value_parser = name)]
    name: PeerName,
    /// Ask for everything, as is done once a week anyway: it brings ids that the peer found out later, and what two such
    /// passes running do not see is removed.
    #[arg(long)]
    full: bool,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

impl SyncPeer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        // A server may be answering boxes on this machine.
        step_back();
        let config = settings.load(&[])?;
        let access = access(&config)?;
        let store = Store::open(&settings::database_to_write(&config)?)?;
        let (asker, clock) = (Asker::new(&store), Clock::system());
        let record = find(&store, &self.name)?;
        let Some(leased) = take(&asker, &NodeName::of_this_program(), (record.id, None), &clock)? else {
            // It may have been removed by now.
            let holder = store.peer(&self.name)?.ok_or_else(|| unknown(&self.name))?.holder;
            let until = holder.map_or_else(String::new, |holder| format!(", until {} at the latest", holder.until));
            return Err(CommandError::Refused(format!("another program is working on {}{until}", self.name)));
        };
        let client = match connect(&leased.record.terms, &access, &clock) {
            Ok(client) => client,
            Err(fault) => {
                refuse(&asker, leased, &fault, &clock)?;
                return Err(fault.into());
            }
        };
        let sync = PeerSync { asker: &asker, clock: &clock, timer: &RealTimer::default(), limits: limits(&config) };
        let mut progress = ShownProgress::count("reading", "torrents");
        let shown = &mut |report: &PassReport| progress.count_at(to_nearest_index(report.items));
        let done = sync.run(leased, &client, self.full, shown);
        progress.finish();
        self.tell(&done?)
    }

    fn tell(&self, report: &PassReport) -> Result<(), CommandError> {
        if self.json {
            let reasons: Map<String, Value> =
                report.drops.by_reason().map(|(reason, count)| (reason.name().to_owned(), count.into())).collect();
            return say(json!({
                "full": report.is_full,
                "pages": report.pages,
                "items": report.items,
                "imported": report.imported,
                "dropped": report.drops.total(),
                "dropped_by_reason": reasons,
                "removed": report.left,
                "note": report.note,
            }));
        }
        let kind = if report.is_full { "full pass" } else { "pass" };
        say(format!(
            "{kind}: {} pages, {} items; new torrents: {}, removed: {}, items dropped: {}",
            report.pages,
            report.items,
            report.imported,
            report.left,
            report.drops.total()
        ))?;
        for (reason, count) in report.drops.by_reason() {
            say(format!("  dropped for their {}: {count}", reason.name()))?;
        }
        report.note.iter().try_for_each(say)
    }
}
