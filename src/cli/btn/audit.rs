//! `afisha btn audit`

use clap::Args;
use serde::Serialize;

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;
use crate::store::{Actor, NotedDeed};

use super::opened::OpenedReports;

/// Lists what operators did, and users to what is not theirs, in the last 30 days; newest first.
#[derive(Debug, Args)]
pub(super) struct ListAudit {
    /// Print a list in JSON; moments are in Unix seconds.
    #[arg(long)]
    json: bool,
}

/// Something that was done, as scripts are told of it.
#[derive(Serialize)]
struct ListedDeed<'a> {
    at: i64,
    actor: String,
    action: &'a str,
    subject: &'a str,
    times: i64,
}

impl ListAudit {
    #[expect(clippy::expect_used, reason = "structs with text keys, written to memory: nothing of it can fail")]
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let deeds = OpenedReports::open(settings)?.store.audit()?;
        if self.json {
            let listed: Vec<ListedDeed<'_>> = deeds.iter().map(listed).collect();
            return say(serde_json::to_string_pretty(&listed).expect("a list of deeds"));
        }
        let row = |NotedDeed { deed, times }: &NotedDeed| {
            [deed.at.to_string(), actor(deed.actor), deed.action.clone(), times.to_string(), deed.subject.clone()]
        };
        let rows: Vec<_> = deeds.iter().map(row).collect();
        say(table(["AT", "BY", "ACTION", "TIMES", "SUBJECT"], &rows))
    }
}

fn listed(NotedDeed { deed, times }: &NotedDeed) -> ListedDeed<'_> {
    ListedDeed { at: deed.at.0, actor: actor(deed.actor), action: &deed.action, subject: &deed.subject, times: *times }
}

fn actor(actor: Actor) -> String {
    match actor {
        Actor::Operator => "operator".to_owned(),
        Actor::Owner(owner) => format!("user {}", owner.0),
    }
}
