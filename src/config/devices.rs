//! What devices play.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use crate::catalog::device::{MAX_PLAY_RULES, PlayRules, built_in};
use crate::catalog::{DeviceProfile, DeviceProfiles, Transport};
use crate::number::to_i64;

use super::declare::{Group, Kind, Required, Setting, Shown, entries, entries_from_text, settings, texts};
use super::fault::{Problem, Refusal};

/// The greatest length of the name of a device, and of a container.
const MAX_NAME: usize = 64;
/// Two gibibytes, in the example.
const EXAMPLE_SIZE: u64 = 2_147_483_648;

settings! {
    /// What devices play.
    pub struct Devices {
        /// A device profile: which files a device can play. Profiles given here are added to the built-in ones; a profile
        /// with the name of a built-in device replaces all built-in profiles of that name.
        /// A device may have several profiles for different versions; a version without a profile plays nothing.
        "device" => profiles: Vec<DeviceProfile> = built_in(), Profiles;
    }
}

settings! {
    /// One device profile as the file has it.
    struct Entry {
        /// The name of the device, as in the request parameter `device`.
        "name" => name: String = String::new(), Required<Name>;

        /// Applies only to versions `R<n>` with n equal to or above this.
        /// If omitted: to all versions to which no other profile of the device applies.
        "version_from" => version_from: Option<u32> = None, Version;

        /// The maximum size of a file, in bytes. If omitted: unlimited.
        "max_size" => max_size: Option<u64> = None, Size;

        /// The containers that the device can play. If omitted: all.
        "containers" => containers: Option<BTreeSet<String>> = None, Containers;

        /// The containers that the device cannot play. If omitted: none.
        "exclude_containers" => exclude_containers: Option<BTreeSet<String>> = None, Containers;

        /// How the device can get files: by URL, by magnet link. If omitted: both.
        "transports" => transports: Option<BTreeSet<Transport>> = None, Transports;
    }
}

/// The name of a device.
struct Name;

impl Kind for Name {
    type Value = String;

    fn accepts() -> String {
        format!("a name of 1 to {MAX_NAME} letters, digits and -._")
    }

    fn read(value: &Value) -> Result<String, Vec<Refusal>> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        let good = |text: &&str| (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(legal);
        value.as_str().filter(good).map(str::to_owned).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &String) -> Shown {
        Shown::Value(Value::String(value.clone()))
    }
}

/// The number of a version.
struct Version;

impl Kind for Version {
    type Value = Option<u32>;

    fn accepts() -> String {
        format!("a whole number from 0 to {}", u32::MAX)
    }

    fn read(value: &Value) -> Result<Option<u32>, Vec<Refusal>> {
        let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
        number.map(Some).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &Option<u32>) -> Shown {
        value.map_or(Shown::Nothing, |number| Shown::Value(Value::Integer(i64::from(number))))
    }
}

/// A size in bytes.
struct Size;

impl Kind for Size {
    type Value = Option<u64>;

    fn accepts() -> String {
        format!("a whole number of bytes from 1 to {}", i64::MAX)
    }

    fn read(value: &Value) -> Result<Option<u64>, Vec<Refusal>> {
        let bytes = value.as_integer().and_then(|bytes| u64::try_from(bytes).ok()).filter(|bytes| *bytes > 0);
        bytes.map(Some).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &Option<u64>) -> Shown {
        value.map_or(Shown::Nothing, |bytes| Shown::Value(Value::Integer(to_i64(bytes))))
    }
}

/// Containers of files, in lower case.
struct Containers;

impl Kind for Containers {
    type Value = Option<BTreeSet<String>>;

    fn accepts() -> String {
        "a non-empty list of extensions without the dot, such as [\"mp4\", \"mkv\"]".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        let legal =
            |text: &str| (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let read = texts(value, &Self::accepts, |text| legal(text).then(|| text.to_ascii_lowercase()))?;
        if read.is_empty() { Err(Self::refuse(value)) } else { Ok(Some(read.into_iter().collect())) }
    }

    fn show(value: &Self::Value) -> Shown {
        let Some(containers) = value else { return Shown::Nothing };
        Shown::Value(Value::Array(containers.iter().map(|name| Value::String(name.clone())).collect()))
    }
}

/// Ways to have files.
struct Transports;

impl Kind for Transports {
    type Value = Option<BTreeSet<Transport>>;

    fn accepts() -> String {
        let names: Vec<_> = Transport::ALL.iter().map(|transport| format!("{:?}", transport.name())).collect();
        format!("a non-empty list of {}", names.join(" and "))
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        let read = texts(value, &Self::accepts, Transport::from_name)?;
        if read.is_empty() { Err(Self::refuse(value)) } else { Ok(Some(read.into_iter().collect())) }
    }

    fn show(value: &Self::Value) -> Shown {
        let Some(transports) = value else { return Shown::Nothing };
        Shown::Value(Value::Array(transports.iter().map(|known| Value::String(known.name().to_owned())).collect()))
    }
}

/// The built-in profiles with those given over them.
struct Profiles;

impl Kind for Profiles {
    type Value = Vec<DeviceProfile>;

    fn accepts() -> String {
        "tables with name and optionally version_from, max_size, containers, exclude_containers, transports".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        let given: Vec<_> = entries::<Entry>(value, Self::accepts)?.into_iter().map(profile).collect();
        let mut versions: BTreeMap<(&str, Option<u32>), usize> = BTreeMap::new();
        for (at, profile) in given.iter().enumerate() {
            if versions.insert((&profile.name, profile.version_from), at).is_some() {
                let words = format!("is {:?}, with the same version_from as an earlier one", profile.name);
                return Err(vec![Refusal::new(Problem::Rule(words)).within("name").of_member(at)]);
            }
        }
        let mut profiles = built_in();
        profiles.retain(|known| given.iter().all(|profile| profile.name != known.name));
        profiles.extend(given);
        match DeviceProfiles::new(&profiles) {
            Ok(_) => Ok(profiles),
            Err(rules) => {
                let words = format!(
                    "profiles have {rules} different rules, built-in ones included; at most {MAX_PLAY_RULES} are supported"
                );
                Err(vec![Refusal::new(Problem::Rule(words))])
            }
        }
    }

    fn show(value: &Self::Value) -> Shown {
        Shown::Entries(value.iter().map(|profile| entry(profile).show()).collect())
    }

    fn from_text(text: &str) -> Value {
        entries_from_text(text)
    }

    fn example() -> Option<Self::Value> {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let rules = PlayRules {
            max_size: Some(EXAMPLE_SIZE),
            containers: Some(names(&["avi", "mp4"])),
            exclude_containers: names(&["mkv"]),
            transports: BTreeSet::from([Transport::Http]),
        };
        Some(vec![DeviceProfile { name: "my-box".to_owned(), version_from: Some(9), rules }])
    }

    fn fields() -> Vec<Setting> {
        Entry::default().settings()
    }
}

fn profile(entry: Entry) -> DeviceProfile {
    let rules = PlayRules {
        max_size: entry.max_size,
        containers: entry.containers,
        exclude_containers: entry.exclude_containers.unwrap_or_default(),
        transports: entry.transports.unwrap_or_else(|| Transport::ALL.into()),
    };
    DeviceProfile { name: entry.name, version_from: entry.version_from, rules }
}

fn entry(profile: &DeviceProfile) -> Entry {
    let rules = profile.rules.clone();
    Entry {
        name: profile.name.clone(),
        version_from: profile.version_from,
        max_size: rules.max_size,
        containers: rules.containers,
        exclude_containers: Some(rules.exclude_containers).filter(|containers| !containers.is_empty()),
        transports: Some(rules.transports),
    }
}
