//! `afisha viewer`

use clap::{Args, Subcommand};

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::store::{Store, TokenRecord};
use crate::viewers::{ClearToken, TokenId, ViewerName};

use super::fault::CommandError;
use super::output::say;
use super::settings::{self, Settings};

/// The most days for which a token is issued.
const MAX_DAYS: i64 = 36_500;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// Manages viewers and their access tokens.
#[derive(Debug, Args)]
pub(super) struct Viewer {
    #[command(subcommand)]
    command: ViewerAction,
}

#[derive(Debug, Subcommand)]
enum ViewerAction {
    /// Issues an access token and prints it, once only: just its hash is stored. Creates the viewer if there is none with
    /// this name; the viewer's other tokens stay valid.
    Add {
        /// The name of the viewer.
        #[arg(value_parser = new_name)]
        name: ViewerName,
        /// Days until the token expires.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=MAX_DAYS))]
        days: i64,
    },
    /// Revokes all tokens of a viewer, or one token; running servers apply this within a second.
    Revoke {
        /// The name of the viewer, or the id of the token as shown by `list`. If both exist, the viewer is meant.
        #[arg(value_name = "NAME|TOKEN-ID", value_parser = name)]
        which: ViewerName,
    },
    /// Lists viewers, their tokens and the number of their views, and counts the anonymous ones.
    List {
        /// Lists the anonymous viewers instead.
        #[arg(long)]
        anonymous: bool,
    },
    /// Deletes a viewer with all tokens and views.
    Forget {
        /// The name of the viewer.
        #[arg(value_parser = name)]
        name: ViewerName,
    },
}

fn name(text: &str) -> Result<ViewerName, String> {
    ViewerName::new(text).ok_or_else(|| format!("it must be {}", ViewerName::accepts()))
}

/// Reads the name of a viewer who gets a token here: those of anonymous viewers come from the token service.
fn new_name(text: &str) -> Result<ViewerName, String> {
    let name = name(text)?;
    if name.is_anonymous() {
        return Err("names of this kind are reserved for anonymous viewers, who get their tokens themselves".to_owned());
    }
    Ok(name)
}

impl Viewer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let url = match &self.command {
            ViewerAction::List { .. } => settings::database(&config),
            _ => settings::database_to_write(&config)?,
        };
        let now = Clock::system().now();
        match &self.command {
            ViewerAction::Add { name, days } => {
                let store = Store::create(&url)?;
                store.migrate()?;
                add(&store, name, now, Moment(now.0 + days * DAY))
            }
            ViewerAction::Revoke { which } => revoke(&Store::open(&url)?, which, now),
            ViewerAction::List { anonymous: false } => list(&Store::open(&url)?, now),
            ViewerAction::List { anonymous: true } => list_anonymous(&Store::open(&url)?),
            ViewerAction::Forget { name } => forget(&Store::open(&url)?, name),
        }
    }
}

/// The token alone goes to standard output, so that a script can take it from there.
fn add(store: &Store, name: &ViewerName, now: Moment, expires: Moment) -> Result<(), CommandError> {
    let token = ClearToken::random();
    let is_new = store.issue_token(name, token.hash(), now, expires)?;
    let what = if is_new { "a new viewer" } else { "an existing viewer" };
    log::info!("issued token {} to {what}; it is valid until {expires} and is shown once only", token.hash().id());
    say(token.reveal())?;
    Ok(())
}

fn revoke(store: &Store, which: &ViewerName, now: Moment) -> Result<(), CommandError> {
    let of_viewer = store.revoke_all_tokens(which, now)?;
    let revoked = match (of_viewer, TokenId::new(which.as_str())) {
        (Some(revoked), _) => revoked,
        (None, Some(token)) => store.revoke_token(&token, now)?,
        (None, None) => return Err(unknown(which)),
    };
    if of_viewer.is_none() && revoked == 0 {
        return Err(CommandError::Refused(format!("there is no viewer and no valid token called {which}")));
    }
    say(format!("tokens revoked: {revoked}"))?;
    Ok(())
}

fn list(store: &Store, now: Moment) -> Result<(), CommandError> {
    for viewer in store.viewers()? {
        say(format!("{}: since {}, {} views", viewer.name, viewer.created, viewer.views))?;
        for token in &viewer.tokens {
            say(format!("  token {}: issued {}, {}", token.id, token.created, standing(token, now)))?;
        }
    }
    match store.count_anonymous()? {
        0 => Ok(()),
        count => say(format!("anonymous viewers: {count}; list them with --anonymous")),
    }
}

fn list_anonymous(store: &Store) -> Result<(), CommandError> {
    for viewer in store.anonymous_viewers()? {
        say(format!("{}: since {}, last token {}, {} views", viewer.name, viewer.created, viewer.seen, viewer.views))?;
    }
    Ok(())
}

fn standing(token: &TokenRecord, now: Moment) -> String {
    match token.revoked {
        Some(revoked) => format!("revoked {revoked}"),
        None if now >= token.expires => format!("expired {}", token.expires),
        None => format!("valid until {}", token.expires),
    }
}

fn forget(store: &Store, name: &ViewerName) -> Result<(), CommandError> {
    let forgotten = store.forget_viewer(name)?.ok_or_else(|| unknown(name))?;
    say(format!("deleted the viewer, tokens: {}, views: {}", forgotten.tokens, forgotten.views))?;
    Ok(())
}

fn unknown(name: &ViewerName) -> CommandError {
    CommandError::Refused(format!("there is no viewer {name}"))
}
