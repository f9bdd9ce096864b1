//! The config document as clients read it: whatever is missing costs them the whole.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use super::profile::{Histories, Profile, Shape};

/// What a client was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub shape: Shape,
    /// By ability.
    pub endpoints: BTreeMap<&'static str, Url>,
    /// Of the document.
    pub version: String,
}

/// Which members an ability reads besides those of the others.
const ENDPOINT: &str = "endpoint";

impl Config {
    /// Reads a document that came from this URL.
    pub fn read(profile: &Profile, from: &Url, document: &[u8]) -> Result<Self, String> {
        let document: Value = serde_json::from_slice(document).map_err(|error| error.to_string())?;
        let version = |name: &str| document[name].as_u64().and_then(|version| u32::try_from(version).ok());
        let min = version("min_protocol_version").ok_or("no min_protocol_version")?;
        let max = version("max_protocol_version").ok_or("no max_protocol_version")?;
        if !profile.accepts(min, max) {
            return Err(format!("{min} to {max} is not for {}", profile.version));
        }
        if let Some(captcha) = document.get("proof_of_work_captcha") {
            endpoint(captcha, from).map_err(|fault| format!("proof_of_work_captcha: {fault}"))?;
        }
        let abilities = document["ability"].as_object().ok_or("no abilities")?;
        let shape = profile.shape(min);
        let mut config = Self { shape, endpoints: BTreeMap::new(), version: String::new() };
        for name in known(profile, shape) {
            let Some(ability) = abilities.get(name) else { continue };
            let read = config.read_ability(name, ability, from);
            read.map_err(|fault| format!("{name}: {fault}"))?;
        }
        Ok(config)
    }

    fn read_ability(&mut self, name: &'static str, ability: &Value, from: &Url) -> Result<(), String> {
        if name == "exception" {
            return Err("these releases make another ability of it".to_owned());
        }
        if name != "ip_query" {
            for member in ["interval", "random_initial_delay"] {
                let milliseconds = ability[member].as_i64().ok_or_else(|| format!("no {member}"))?;
                if milliseconds < 1 {
                    return Err(format!("{member} is {milliseconds}"));
                }
            }
        }
        if ability.get("pow_captcha").is_some_and(|captcha| !captcha.is_boolean()) {
            return Err("pow_captcha is no truth".to_owned());
        }
        match name {
            "reconfigure" => ability["version"].as_str().ok_or("no version")?.clone_into(&mut self.version),
            // Without it, a client forgets its credentials.
            "heartbeat" if ability["multi_if"] != true => return Err("multi_if is not true".to_owned()),
            _ => {}
        }
        if name != "reconfigure" {
            self.endpoints.insert(name, endpoint(ability, from)?);
        }
        Ok(())
    }
}

/// Reads an absolute URL of the same server: secrets are sent there.
fn endpoint(of: &Value, from: &Url) -> Result<Url, String> {
    let text = of[ENDPOINT].as_str().ok_or("no endpoint")?;
    let url = Url::parse(text).map_err(|error| format!("{text}: {error}"))?;
    let is_same = url.origin() == from.origin() && matches!(url.scheme(), "http" | "https");
    if is_same { Ok(url) } else { Err(format!("{text} is not of {from}")) }
}

/// The abilities that a client knows; others it does not look at.
fn known(profile: &Profile, shape: Shape) -> Vec<&'static str> {
    let mut known = vec!["submit_bans", "reconfigure"];
    known.extend(match shape {
        Shape::Legacy => &["submit_peers", "rules"][..],
        Shape::Draft => &["submit_swarm", "rules"],
        Shape::Modern => {
            &["submit_swarm", "ip_denylist", "ip_allowlist", "rule_peer_identity", "heartbeat", "ip_query"]
        }
    });
    if profile.histories != Histories::Unknown {
        known.push("submit_histories");
    }
    if (8..20).contains(&profile.version) {
        known.push("exception");
    }
    known
}
