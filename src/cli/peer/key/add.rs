//! `afisha peer key add`

use clap::Args;

use crate::catalog::{Moment, SortedSet, Text};
use crate::cli::fault::CommandError;
use crate::cli::output::warn;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::config::Config;
use crate::limiting::RateLimit;
use crate::peer::{PeerKeyId, PeerSecret, Scope};
use crate::store::{PeerKeyRecord, Store};

use super::issued;
use super::name::key_name;

/// Makes a key and prints its id and secret, once only: the secret is stored encrypted. Pass both on to the other operator.
#[derive(Debug, Args)]
pub(super) struct AddKey {
    /// What you call the key, such as the name of the other catalogue.
    #[arg(value_parser = key_name)]
    name: Text,
    /// Print `key_id` and `secret` as JSON.
    #[arg(long)]
    json: bool,
    /// The last moment at which the key is valid, as a date or as RFC 3339: 2027-01-31 or 2027-01-31T12:00:00Z.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    expires: Option<Moment>,
    /// What the key may ask for, instead of everything: private, public, imdb or debrid; can be given several times.
    #[arg(long, value_name = "SCOPE", value_parser = scope)]
    scope: Vec<Scope>,
    /// An access group whose films the key may see, besides those that everyone sees; can be given several times.
    #[arg(long, value_name = "GROUP", value_parser = group)]
    group: Vec<Text>,
    /// Accept only requests that are signed in the second version, which Afisha speaks.
    #[arg(long)]
    require_v2: bool,
}

impl AddKey {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let vault = issued::vault(&config)?;
        self.warn_of_unknown_groups(&config);
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        let (key_id, secret, now) = (PeerKeyId::random(), PeerSecret::random(), Clock::system().now());
        let record = PeerKeyRecord {
            name: self.name.clone(),
            secret: vault.seal(key_id.as_str(), &secret, now),
            key_id,
            earlier: None,
            active: true,
            limit: RateLimit::default(),
            expires: self.expires,
            scopes: self.scopes(),
            require_v2: self.require_v2,
            groups: self.group.iter().cloned().collect(),
            created: now,
            last_used: None,
            total_queries: 0,
        };
        if !store.add_peer_key(&record)? {
            let name = &self.name;
            return Err(CommandError::Refused(format!("there is a peer key {name} already; choose another name")));
        }
        log::info!("added the peer key {}; its secret is shown once only", self.name);
        issued::print(&record.key_id, &secret, self.json)
    }

    fn scopes(&self) -> SortedSet<Scope> {
        if self.scope.is_empty() { Scope::ALL.into() } else { self.scope.iter().copied().collect() }
    }

    fn warn_of_unknown_groups(&self, config: &Config) {
        let is_known = |name: &&Text| config.access.groups.iter().any(|group| group.name == **name);
        for name in self.group.iter().filter(|name| !is_known(name)) {
            warn(format!("the settings have no access group {name}; films may name it all the same"));
        }
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    let as_date = format!("{text}T23:59:59Z");
    let moment = Moment::parse_rfc3339(text).or_else(|| Moment::parse_rfc3339(&as_date));
    moment.ok_or_else(|| "it must be a date or RFC 3339, such as 2027-01-31 or 2027-01-31T12:00:00Z".to_owned())
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::named(text).ok_or_else(|| format!("it must be one of {}", Scope::ALL.map(Scope::name).join(", ")))
}

fn group(text: &str) -> Result<Text, String> {
    Text::new(text).ok_or_else(|| "it must be the name of an access group".to_owned())
}
