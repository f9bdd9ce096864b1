//! `afisha btn user list`

use clap::Args;
use serde::Serialize;

use crate::catalog::Moment;
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;
use crate::store::OwnerRecord;

use super::opened::OpenedReports;

/// What stands in place of what there is none of.
const NONE: &str = "-";

/// Lists users, with when they came, what they may do and for how long you vouch for them.
#[derive(Debug, Args)]
pub(super) struct ListUsers {
    /// Print a list in JSON; moments are in Unix seconds.
    #[arg(long)]
    json: bool,
}

/// A user, as scripts are told of them.
#[derive(Serialize)]
struct ListedUser<'a> {
    user_id: i64,
    name: &'a str,
    nickname: &'a str,
    created: i64,
    banned: Option<i64>,
    vouched_until: Option<i64>,
    last_seen: Option<i64>,
    applications: usize,
    permissions: Vec<&'static str>,
}

impl ListUsers {
    #[expect(clippy::expect_used, reason = "structs with text keys, written to memory: nothing of it can fail")]
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let (owners, applications) = (reports.store.owners()?, reports.store.applications()?);
        let count =
            |owner: &OwnerRecord| applications.iter().filter(|application| application.owner == owner.id).count();
        if self.json {
            let listed: Vec<ListedUser<'_>> = owners.iter().map(|owner| listed(owner, count(owner))).collect();
            return say(serde_json::to_string_pretty(&listed).expect("a list of users"));
        }
        let head = ["ID", "NAME", "NICKNAME", "CREATED", "BANNED", "VOUCHED UNTIL", "LAST SEEN", "APPS", "PERMISSIONS"];
        let rows: Vec<_> = owners.iter().map(|owner| row(owner, count(owner))).collect();
        say(table(head, &rows))
    }
}

fn listed(owner: &OwnerRecord, applications: usize) -> ListedUser<'_> {
    let seconds = |moment: Option<Moment>| moment.map(|moment| moment.0);
    ListedUser {
        user_id: owner.id.0,
        name: &owner.name,
        nickname: &owner.nickname,
        created: owner.created.0,
        banned: seconds(owner.banned),
        vouched_until: seconds(owner.vouched),
        last_seen: seconds(owner.last_seen),
        applications,
        permissions: owner.permissions.names().collect(),
    }
}

fn row(owner: &OwnerRecord, applications: usize) -> [String; 9] {
    let moment = |moment: Option<Moment>| moment.map_or_else(|| NONE.to_owned(), |moment| moment.to_string());
    let text = |text: String| if text.is_empty() { NONE.to_owned() } else { text };
    [
        owner.id.0.to_string(),
        owner.name.clone(),
        text(owner.nickname.clone()),
        owner.created.to_string(),
        moment(owner.banned),
        moment(owner.vouched),
        moment(owner.last_seen),
        applications.to_string(),
        text(owner.permissions.to_string()),
    ]
}
