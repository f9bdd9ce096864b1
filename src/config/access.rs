//! Who sees what.

use ipnet::IpNet;
use toml::Value;

use crate::catalog::{AccessGroup, Text};

use super::declare::{Group, Kind, Required, Setting, Shown, entries, entries_from_text, settings};
use super::fault::{Problem, Refusal};
use super::network::Networks;
use super::secret::presentable;

settings! {
    /// Who sees what.
    pub struct Access {
        /// A named set of client networks. A film that lists access groups is shown only to clients from their
        /// networks.
        "access_group" => groups: Vec<AccessGroup> = Vec::new(), AccessGroups;
    }
}

settings! {
    /// One access group as the file has it.
    struct Entry {
        /// The name of the group, as films list it in `access`.
        "name" => name: String = String::new(), Required<Name>;

        /// The networks of the group, IPv4 and IPv6.
        "networks" => networks: Vec<IpNet> = Vec::new(), Required<Networks>;
    }
}

/// The name of an access group.
struct Name;

impl Kind for Name {
    type Value = String;

    fn accepts() -> String {
        "a non-empty name".to_owned()
    }

    fn read(value: &Value) -> Result<String, Vec<Refusal>> {
        let text = value.as_str().and_then(|text| Text::new(text.trim())).ok_or_else(|| Self::refuse(value))?;
        Ok(text.as_str().to_owned())
    }

    fn show(value: &String) -> Shown {
        Shown::Value(Value::String(value.clone()))
    }
}

/// Access groups, no name twice.
struct AccessGroups;

impl Kind for AccessGroups {
    type Value = Vec<AccessGroup>;

    fn accepts() -> String {
        "tables with name and networks".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        let mut groups: Vec<AccessGroup> = Vec::new();
        for (at, entry) in entries::<Entry>(value, Self::accepts)?.into_iter().enumerate() {
            let Some(name) = Text::new(&entry.name) else { continue };
            if groups.iter().any(|group| group.name == name) {
                let name = presentable(&Value::String(entry.name));
                let problem = Problem::Rule(format!("is {name}, as an earlier one is"));
                return Err(vec![Refusal::new(problem).within("name").of_member(at)]);
            }
            groups.push(AccessGroup { name, networks: entry.networks });
        }
        Ok(groups)
    }

    fn show(value: &Self::Value) -> Shown {
        let entry =
            |group: &AccessGroup| Entry { name: group.name.to_string(), networks: group.networks.clone() }.show();
        Shown::Entries(value.iter().map(entry).collect())
    }

    fn from_text(text: &str) -> Value {
        entries_from_text(text)
    }

    fn example() -> Option<Self::Value> {
        let networks = ["10.54.0.0/16", "2001:db8:54::/48"].iter().filter_map(|network| network.parse().ok());
        Some(vec![AccessGroup { name: Text::new("novosibirsk")?, networks: networks.collect() }])
    }

    fn fields() -> Vec<Setting> {
        Entry::default().settings()
    }
}
