//! `afisha btn rule`

use clap::{Args, Subcommand, ValueEnum};

use crate::btn::lists::{ManualRule, RuleContent};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;

use super::opened::OpenedReports;

/// Manages your own rules; each has an end, and is on the lists within the hour or after `afisha btn analyse`.
#[derive(Debug, Args)]
pub(super) struct RuleCommand {
    #[command(subcommand)]
    command: RuleAction,
}

#[derive(Debug, Subcommand)]
enum RuleAction {
    Add(AddRule),
    /// Lists rules.
    List,
    Remove(RemoveRule),
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuleKind {
    /// An address or a network that is banned.
    Deny,
    /// One that is never banned: the answer to whoever contests a ban.
    Allow,
    /// A port whose peers are banned.
    Port,
    /// A matcher of peer ids.
    PeerId,
    /// A matcher of the names of programs.
    ClientName,
}

/// Adds a rule, or gives the same one another end.
#[derive(Debug, Args)]
struct AddRule {
    /// What it is about.
    #[arg(value_enum)]
    kind: RuleKind,
    /// The network, the port, or the matcher: such as STARTS_WITH:-XX, ENDS_WITH:…, CONTAINS:…, EQUALS:… or LENGTH:1-3.
    content: String,
    /// For how many days, from now.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
}

/// Removes a rule.
#[derive(Debug, Args)]
struct RemoveRule {
    /// Its number, as `afisha btn rule list` shows it.
    id: i64,
}

impl RuleCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        match &self.command {
            RuleAction::Add(rule) => rule.run(&reports),
            RuleAction::List => list(&reports),
            RuleAction::Remove(rule) => rule.run(&reports),
        }
    }
}

impl RuleKind {
    /// Returns the word that rules are kept by.
    fn word(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Allow => "allow",
            Self::Port => "port",
            Self::PeerId => "peer_id",
            Self::ClientName => "client_name",
        }
    }

    /// Returns the content as rules are kept.
    fn content(self, text: &str) -> String {
        match (self, text.split_once(':')) {
            (Self::PeerId | Self::ClientName, Some(("LENGTH", ends))) => {
                let (min, max) = ends.split_once('-').unwrap_or((ends, ends));
                format!(r#"{{"method":"LENGTH","min":{min},"max":{max}}}"#)
            }
            (Self::PeerId | Self::ClientName, Some((method, content))) if !text.starts_with('{') => {
                serde_json::json!({ "method": method, "content": content }).to_string()
            }
            _ => text.to_owned(),
        }
    }
}

impl AddRule {
    fn run(&self, reports: &OpenedReports) -> Result<(), CommandError> {
        let refused = |fault| CommandError::Refused(format!("this rule cannot be made: {fault}"));
        let content = RuleContent::parse(self.kind.word(), &self.kind.content(&self.content)).map_err(refused)?;
        let until = Moment(reports.now.0 + self.days * DAY_SECONDS);
        let rule = ManualRule::new(content, until, reports.now).map_err(refused)?;
        reports.note("rule.add", format_args!("{} {} until {until}", rule.content.kind(), rule.content.text()))?;
        reports.store.put_manual_rule(&rule, reports.now)?;
        say(format_args!("added until {until}: {} {}", rule.content.kind(), rule.content.text()))
    }
}

impl RemoveRule {
    fn run(&self, reports: &OpenedReports) -> Result<(), CommandError> {
        reports.note("rule.remove", self.id)?;
        if !reports.store.remove_manual_rule(self.id)? {
            return Err(CommandError::Refused(format!(
                "there is no rule {}; `afisha btn rule list` shows all of them",
                self.id
            )));
        }
        say(format_args!("removed: {}", self.id))
    }
}

fn list(reports: &OpenedReports) -> Result<(), CommandError> {
    let rows: Vec<_> = reports
        .store
        .manual_rules()?
        .into_iter()
        .map(|(id, rule)| {
            let end = if rule.until > reports.now { rule.until.to_string() } else { format!("{} (over)", rule.until) };
            [id.to_string(), rule.content.kind().to_owned(), rule.content.text(), end]
        })
        .collect();
    say(table(["ID", "KIND", "CONTENT", "UNTIL"], &rows))
}
