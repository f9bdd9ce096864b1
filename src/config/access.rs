//! Who sees what.

use ipnet::IpNet;
use toml::Value;

use crate::catalog::{AccessGroup, Text};

use super::declare::{entry, settings};
use super::fault::{Problem, SettingRefusal};
use super::kinds::{Entries, ListOf, Name, Network, TablesOf, first_repeat};
use super::redact::presentable;

settings! {
    /// Who sees what.
    pub struct AccessSettings {
        /// A named set of client networks. A film that lists access groups is shown only to clients from their
        /// networks.
        "access_group" => groups: Vec<AccessGroup> = Vec::new(), TablesOf<AccessGroups>;
    }
}

entry! {
    /// One access group as the file has it.
    struct AccessEntry {
        /// The name of the group, as films list it in `access`.
        "name" => name: Text, Name, example "\"novosibirsk\"";

        /// The networks of the group, IPv4 and IPv6.
        "networks" => networks: Vec<IpNet>, ListOf<Network>, example "[\"10.54.0.0/16\", \"2001:db8:54::/48\"]";
    }
}

/// Access groups, no name twice.
struct AccessGroups;

impl Entries for AccessGroups {
    type Entry = AccessEntry;
    type Value = Vec<AccessGroup>;

    fn of(groups: Vec<AccessEntry>) -> Result<Self::Value, Vec<SettingRefusal>> {
        if let Some(at) = first_repeat(groups.iter().map(|group| &group.name)) {
            let name = presentable(&Value::String(groups[at].name.to_string()));
            let problem = Problem::Rule(format!("is {name}, as an earlier one is"));
            return Err(vec![SettingRefusal::new(problem).within("name").of_member(at)]);
        }
        Ok(groups.into_iter().map(|group| AccessGroup { name: group.name, networks: group.networks }).collect())
    }

    fn entries(groups: &Self::Value) -> Vec<AccessEntry> {
        groups.iter().map(|group| AccessEntry { name: group.name.clone(), networks: group.networks.clone() }).collect()
    }
}
