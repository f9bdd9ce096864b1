//! What clients are told of how to take part.

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::client::{Profile, ProtocolWindow};

/// How often clients report, and ask for rules, in milliseconds.
const INTERVAL: u64 = 900_000;
/// Within how long they begin to, at random.
const DELAY: u64 = 600_000;
/// How often they ask for this document again.
const RECONFIGURE_INTERVAL: u64 = 10_800_000;
/// Within how long they begin to say that they are there.
const HEARTBEAT_DELAY: u64 = 60_000;
/// Bytes of the digest that the version is written from.
const VERSION_BYTES: usize = 8;

/// What decides what is in a document.
#[derive(Clone, Copy, Debug)]
pub struct ConfigSettings<'a> {
    /// Where the door is, as clients reach it.
    pub url: &'a Url,
    /// What the client understands.
    pub profile: Profile,
    /// The versions that it is told.
    pub window: ProtocolWindow,
    /// Whether a client of the legacy profile understands histories.
    pub with_histories: bool,
}

/// A config document, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigDocument(String);

/// The document as JSON. Every member is there that any client reads: one that is missing costs it the whole document.
#[derive(Serialize)]
struct ConfigMembers {
    min_protocol_version: u32,
    max_protocol_version: u32,
    ability: Abilities,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Abilities {
    Legacy(LegacyAbilities),
    Modern(ModernAbilities),
}

#[derive(Serialize)]
struct LegacyAbilities {
    submit_peers: Ability,
    submit_bans: Ability,
    #[serde(skip_serializing_if = "Option::is_none")]
    submit_histories: Option<Ability>,
    rules: Ability,
    reconfigure: Reconfigure,
}

#[derive(Serialize)]
struct ModernAbilities {
    submit_bans: ModernAbility,
    submit_swarm: ModernAbility,
    ip_denylist: ModernAbility,
    ip_allowlist: ModernAbility,
    rule_peer_identity: ModernAbility,
    reconfigure: Reconfigure,
    heartbeat: Heartbeat,
    ip_query: IpQuery,
}

#[derive(Serialize)]
struct Ability {
    interval: u64,
    endpoint: String,
    random_initial_delay: u64,
}

#[derive(Serialize)]
struct ModernAbility {
    #[serde(flatten)]
    ability: Ability,
    pow_captcha: bool,
}

#[derive(Serialize)]
struct Heartbeat {
    #[serde(flatten)]
    ability: ModernAbility,
    /// Without it, clients send no credentials.
    multi_if: bool,
}

#[derive(Serialize)]
struct IpQuery {
    endpoint: String,
    pow_captcha: bool,
}

#[derive(Serialize)]
struct Reconfigure {
    interval: u64,
    random_initial_delay: u64,
    /// Clients configure themselves anew when it changes: it is made of the rest of the document, and so the same on every
    /// node and after every start.
    version: String,
}

impl ConfigDocument {
    /// Writes a document.
    pub fn new(settings: &ConfigSettings<'_>) -> Self {
        let version = HEXLOWER.encode(&Sha256::digest(written(settings, String::new()))[..VERSION_BYTES]);
        Self(written(settings, version))
    }

    /// Returns the JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn written(settings: &ConfigSettings<'_>, version: String) -> String {
    let document = ConfigMembers {
        min_protocol_version: settings.window.min,
        max_protocol_version: settings.window.max,
        ability: match settings.profile {
            Profile::Legacy => Abilities::Legacy(legacy(settings, version)),
            Profile::Modern => Abilities::Modern(modern(settings.url, version)),
        },
    };
    json(&document)
}

fn legacy(settings: &ConfigSettings<'_>, version: String) -> LegacyAbilities {
    let url = settings.url;
    LegacyAbilities {
        submit_peers: ability(url, "/ping/peers/submit"),
        submit_bans: ability(url, "/ping/bans/submit"),
        submit_histories: settings.with_histories.then(|| ability(url, "/ping/histories/submit")),
        rules: ability(url, "/ping/rules/retrieve"),
        reconfigure: reconfigure(version),
    }
}

fn modern(url: &Url, version: String) -> ModernAbilities {
    let of = |path| ModernAbility { ability: ability(url, path), pow_captcha: false };
    let heartbeat = Ability { random_initial_delay: HEARTBEAT_DELAY, ..ability(url, "/ping/heartbeat") };
    ModernAbilities {
        submit_bans: of("/ping/syncBanHistory"),
        submit_swarm: of("/ping/syncSwarm"),
        ip_denylist: of("/ping/ruleIpDenylist"),
        ip_allowlist: of("/ping/ruleIpAllowlist"),
        rule_peer_identity: of("/ping/rulePeerIdentity"),
        reconfigure: reconfigure(version),
        heartbeat: Heartbeat { ability: ModernAbility { ability: heartbeat, pow_captcha: false }, multi_if: true },
        ip_query: IpQuery { endpoint: endpoint(url, "/ping/queryIp"), pow_captcha: false },
    }
}

fn ability(url: &Url, path: &str) -> Ability {
    Ability { interval: INTERVAL, endpoint: endpoint(url, path), random_initial_delay: DELAY }
}

fn reconfigure(version: String) -> Reconfigure {
    Reconfigure { interval: RECONFIGURE_INTERVAL, random_initial_delay: DELAY, version }
}

/// Returns an absolute URL: clients take no other.
fn endpoint(url: &Url, path: &str) -> String {
    format!("{}{path}", url.as_str().trim_end_matches('/'))
}

#[expect(clippy::expect_used, reason = "structs with text keys are always JSON")]
fn json(document: &ConfigMembers) -> String {
    serde_json::to_string(document).expect("JSON")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn document(profile: Profile, (min, max): (u32, u32), with_histories: bool, url: &str) -> Value {
        let url = &Url::parse(url).unwrap();
        let settings = ConfigSettings { url, profile, window: ProtocolWindow { min, max }, with_histories };
        serde_json::from_str(ConfigDocument::new(&settings).as_str()).unwrap()
    }

    #[test]
    fn the_version_tells_every_change_and_nothing_else() {
        let version = |document: &Value| document["ability"]["reconfigure"]["version"].as_str().unwrap().to_owned();
        let one = document(Profile::Legacy, (7, 13), true, "https://btn.example/");
        assert_eq!(version(&one), version(&document(Profile::Legacy, (7, 13), true, "https://btn.example")));
        assert_eq!(version(&one).len(), 16);
        for other in [
            document(Profile::Legacy, (7, 20), true, "https://btn.example"),
            document(Profile::Legacy, (7, 13), false, "https://btn.example"),
            document(Profile::Modern, (20, 20), false, "https://btn.example"),
            document(Profile::Legacy, (7, 13), true, "https://other.example"),
        ] {
            assert_ne!(version(&one), version(&other));
        }
    }

    #[test]
    fn endpoints_are_below_the_url_of_the_door() {
        let document = document(Profile::Modern, (20, 20), false, "https://example.org/btn/");
        assert_eq!(document["ability"]["ip_query"]["endpoint"], "https://example.org/btn/ping/queryIp");
    }
}
