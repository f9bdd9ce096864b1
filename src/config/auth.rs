//! Who gets access tokens.

use std::time::Duration;

use toml::Value;

use super::declare::entry;
use super::fault::{Problem, SettingRefusal};
use super::kinds::{Entries, Seconds, SecretText, TablesOf, TextKind, Whole, first_repeat};
use super::secret::Secret;

/// The greatest length of the id of an application.
const MAX_ID: usize = 200;

/// After how many days anonymous viewers are deleted where the settings do not say, as where no more of them can come.
pub const FORGET_DAYS: u32 = 90;

entry! {
    /// Access tokens for boxes that nobody has registered.
    pub struct AuthSettings {
        /// How long an access token is valid, in seconds. The box then uses its refresh token.
        "access_seconds" => access: Duration = Duration::from_secs(86_400), Seconds<60, 2_592_000>;

        /// How long a refresh token is valid, in days. A box that was off for longer becomes a new viewer.
        "refresh_days" => refresh_days: u32 = 90, Whole<1, 3650>;

        /// The maximum number of new viewers per hour and network (an IPv4 /24 or an IPv6 /64), on each server. Raise it
        /// if many boxes share an address.
        "new_viewers_per_hour" => new_viewers_per_hour: u32 = 30, Whole<1, 1_000_000>;

        /// The maximum number of anonymous viewers. When it is reached, those who have never opened a film and whose access
        /// token has expired make room; if there are none, new boxes get no token.
        "max_viewers" => max_viewers: u32 = 1_000_000, Whole<1, 100_000_000>;

        /// After how many days without a new token an anonymous viewer is deleted, with everything they watched.
        "forget_days" => forget_days: u32 = FORGET_DAYS, Whole<1, 3650>;

        /// An application whose boxes get tokens.
        "client" => clients: Vec<ClientEntry>, TablesOf<Clients>;
    }
}

entry! {
    /// An application whose boxes get tokens.
    pub struct ClientEntry {
        /// The `client_id` that the application sends.
        "id" => id: String, ClientId, example "\"my-box\"";

        /// The `client_secret` that the application sends.
        "secret" => secret: Secret, SecretText, example "\"a long random text\"";
    }
}

/// The id of an application.
struct ClientId;

impl TextKind for ClientId {
    type Value = String;

    fn accepts() -> String {
        format!("an id of 1 to {MAX_ID} printable ASCII characters")
    }

    fn parse(text: &str) -> Option<String> {
        let legal = (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b));
        legal.then(|| text.to_owned())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// Applications: at least one, no id twice.
struct Clients;

impl Entries for Clients {
    type Entry = ClientEntry;
    type Value = Vec<ClientEntry>;

    fn of(clients: Vec<ClientEntry>) -> Result<Self::Value, Vec<SettingRefusal>> {
        if clients.is_empty() {
            return Err(vec![SettingRefusal::bad(&Value::Array(Vec::new()), "at least one table".to_owned())]);
        }
        if let Some(at) = first_repeat(clients.iter().map(|client| &client.id)) {
            let problem = Problem::Rule(format!("is {:?}, as an earlier one is", clients[at].id));
            return Err(vec![SettingRefusal::new(problem).within("id").of_member(at)]);
        }
        Ok(clients)
    }

    fn entries(clients: &Self::Value) -> Vec<ClientEntry> {
        clients.clone()
    }
}
