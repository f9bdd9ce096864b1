//! `afisha peer key list`

use clap::Args;
use serde::Serialize;

use crate::catalog::Moment;
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::cli::table::table;
use crate::clock::Clock;
use crate::peer::Scope;
use crate::store::{PeerKeyRecord, Store};

/// What stands in place of what there is none of.
const NONE: &str = "-";

/// Lists the keys, with their limits and when they were last used; never their secrets.
#[derive(Debug, Args)]
pub(super) struct ListKeys {
    /// Print a list in JSON; moments are in Unix seconds.
    #[arg(long)]
    json: bool,
}

/// A key, as scripts are told of it.
#[derive(Serialize)]
struct ListedKey<'a> {
    name: &'a str,
    key_id: &'a str,
    standing: &'static str,
    rate_limit: u32,
    rate_window: u32,
    scopes: Vec<&'static str>,
    groups: Vec<&'a str>,
    require_v2: bool,
    created: i64,
    expires: Option<i64>,
    earlier_secret_until: Option<i64>,
    last_used: Option<i64>,
    total_queries: u64,
}

impl<'a> ListedKey<'a> {
    fn new(key: &'a PeerKeyRecord, now: Moment) -> Self {
        let earlier = key.earlier.as_ref().map(|(_, until)| until.0);
        Self {
            name: key.name.as_str(),
            key_id: key.key_id.as_str(),
            standing: standing(key, now),
            rate_limit: key.limit.requests,
            rate_window: key.limit.window_seconds,
            scopes: key.scopes.iter().map(|scope| scope.name()).collect(),
            groups: key.groups.iter().map(|group| group.as_str()).collect(),
            require_v2: key.require_v2,
            created: key.created.0,
            expires: key.expires.map(|expires| expires.0),
            earlier_secret_until: earlier.filter(|until| now.0 <= *until),
            last_used: key.last_used.map(|used| used.0),
            total_queries: key.total_queries,
        }
    }
}

impl ListKeys {
    #[expect(clippy::expect_used, reason = "structs with text keys, written to memory: nothing of it can fail")]
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let keys = Store::open(&settings::database(&config))?.peer_keys()?;
        let now = Clock::system().now();
        if self.json {
            let listed: Vec<ListedKey<'_>> = keys.iter().map(|key| ListedKey::new(key, now)).collect();
            return say(serde_json::to_string_pretty(&listed).expect("a list of keys"));
        }
        let head = ["NAME", "KEY ID", "STANDING", "LIMIT", "SCOPES", "GROUPS", "V2", "EXPIRES", "LAST USED", "QUERIES"];
        let rows: Vec<_> = keys.iter().map(|key| row(key, now)).collect();
        say(table(head, &rows))
    }
}

fn row(key: &PeerKeyRecord, now: Moment) -> [String; 10] {
    let moment = |moment: Option<Moment>| moment.map_or_else(|| NONE.to_owned(), |moment| moment.to_string());
    let groups: Vec<&str> = key.groups.iter().map(|group| group.as_str()).collect();
    [
        key.name.to_string(),
        key.key_id.to_string(),
        standing(key, now).to_owned(),
        format!("{} in {} s", key.limit.requests, key.limit.window_seconds),
        if *key.scopes == Scope::ALL { "all".to_owned() } else { Scope::list(&key.scopes) },
        if groups.is_empty() { NONE.to_owned() } else { groups.join(",") },
        if key.require_v2 { "required" } else { "accepted" }.to_owned(),
        moment(key.expires),
        moment(key.last_used),
        key.total_queries.to_string(),
    ]
}

fn standing(key: &PeerKeyRecord, now: Moment) -> &'static str {
    match key.expires {
        _ if !key.active => "disabled",
        Some(expires) if expires < now => "expired",
        _ => "active",
    }
}
