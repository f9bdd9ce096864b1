//! What devices play.

use std::collections::BTreeSet;

use crate::catalog::device::{MAX_PLAY_RULES, PlayRules, built_in};
use crate::catalog::{ByteSize, DeviceProfile, DeviceProfiles, Transport};

use super::declare::{entry, settings};
use super::fault::{Problem, SettingRefusal};
use super::kinds::{Entries, Optional, SetOf, Size, TablesOf, TextKind, Whole, first_repeat};

/// The greatest length of the name of a device, and of a container.
const MAX_NAME: usize = 64;

settings! {
    /// What devices play.
    pub struct DeviceSettings {
        /// A device profile: which files a device can play. Profiles given here are added to the built-in ones; a profile
        /// with the name of a built-in device replaces all built-in profiles of that name.
        /// A device may have several profiles for different versions; a version without a profile plays nothing.
        "device" => profiles: Vec<DeviceProfile> = built_in(), TablesOf<Profiles>;
    }
}

entry! {
    /// One device profile as the file has it.
    struct DeviceEntry {
        /// The name of the device, as in the request parameter `device`.
        "name" => name: String, DeviceName, example "\"my-box\"";

        /// Applies only to versions `R<n>` with n equal to or above this.
        /// If omitted: to all versions to which no other profile of the device applies.
        "version_from" => version_from: Option<u32> = None, Optional<Whole<0, { u32::MAX }>>, example "9";

        /// The maximum size of a file, in bytes. If omitted: unlimited.
        "max_size" => max_size: Option<ByteSize> = None, Optional<Size>, example "2147483648";

        /// The containers that the device can play. If omitted: all.
        "containers" => containers: Option<BTreeSet<String>> = None, Optional<SetOf<Extension>>,
            example "[\"avi\", \"mp4\"]";

        /// The containers that the device cannot play. If omitted: none.
        "exclude_containers" => exclude_containers: Option<BTreeSet<String>> = None, Optional<SetOf<Extension>>,
            example "[\"mkv\"]";

        /// How the device can get files: by URL, by magnet link. If omitted: both.
        "transports" => transports: Option<BTreeSet<Transport>> = None, Optional<SetOf<TransportName>>, example "[\"http\"]";
    }
}

/// The name of a device.
struct DeviceName;

impl TextKind for DeviceName {
    type Value = String;

    fn accepts() -> String {
        format!("a name of 1 to {MAX_NAME} letters, digits and -._")
    }

    fn parse(text: &str) -> Option<String> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        ((1..=MAX_NAME).contains(&text.len()) && text.bytes().all(legal)).then(|| text.to_owned())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// A container of files, in lower case.
struct Extension;

impl TextKind for Extension {
    type Value = String;

    fn accepts() -> String {
        "a non-empty list of extensions without the dot, such as [\"mp4\", \"mkv\"]".to_owned()
    }

    fn parse(text: &str) -> Option<String> {
        let legal = (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        legal.then(|| text.to_ascii_lowercase())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// A way to have files.
struct TransportName;

impl TextKind for TransportName {
    type Value = Transport;

    fn accepts() -> String {
        let names: Vec<_> = Transport::ALL.iter().map(|transport| format!("{:?}", transport.name())).collect();
        format!("a non-empty list of {}", names.join(" and "))
    }

    fn parse(text: &str) -> Option<Transport> {
        Transport::from_name(text)
    }

    fn write(value: &Transport) -> String {
        value.name().to_owned()
    }
}

/// The built-in profiles with those given over them.
struct Profiles;

impl Entries for Profiles {
    type Entry = DeviceEntry;
    type Value = Vec<DeviceProfile>;

    fn of(devices: Vec<DeviceEntry>) -> Result<Self::Value, Vec<SettingRefusal>> {
        if let Some(at) = first_repeat(devices.iter().map(|device| (&device.name, device.version_from))) {
            let words = format!("is {:?}, with the same version_from as an earlier one", devices[at].name);
            return Err(vec![SettingRefusal::new(Problem::Rule(words)).within("name").of_member(at)]);
        }
        let mut profiles = built_in();
        profiles.retain(|known| devices.iter().all(|device| device.name != known.name));
        profiles.extend(devices.into_iter().map(profile));
        match DeviceProfiles::new(&profiles) {
            Ok(_) => Ok(profiles),
            Err(rules) => {
                let words = format!(
                    "profiles have {rules} different rules, built-in ones included; at most {MAX_PLAY_RULES} are supported"
                );
                Err(vec![SettingRefusal::new(Problem::Rule(words))])
            }
        }
    }

    fn entries(profiles: &Self::Value) -> Vec<DeviceEntry> {
        profiles.iter().map(device).collect()
    }
}

fn profile(device: DeviceEntry) -> DeviceProfile {
    let rules = PlayRules {
        max_size: device.max_size,
        containers: device.containers,
        exclude_containers: device.exclude_containers.unwrap_or_default(),
        transports: device.transports.unwrap_or_else(|| Transport::ALL.into()),
    };
    DeviceProfile { name: device.name, version_from: device.version_from, rules }
}

fn device(profile: &DeviceProfile) -> DeviceEntry {
    let rules = profile.rules.clone();
    DeviceEntry {
        name: profile.name.clone(),
        version_from: profile.version_from,
        max_size: rules.max_size,
        containers: rules.containers,
        exclude_containers: Some(rules.exclude_containers).filter(|containers| !containers.is_empty()),
        transports: Some(rules.transports),
    }
}
