//! Device profiles: which files a box can play.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{ByteSize, Serie, container};

/// The most distinct rules that the profiles of one server may have: one bit each in a machine word.
pub const MAX_PLAY_RULES: usize = 64;
/// The device that asks where a request names none.
pub const DEFAULT_DEVICE: &str = "stb820";
/// The greatest size that firmware with a signed 32-bit file offset plays, in bytes.
const MAX_SIZE_31_BIT: u64 = 2_147_483_647;

/// How a box can have a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// From the URL of the file.
    Http,
    /// By its magnet link.
    Magnet,
}

impl Transport {
    /// Every transport.
    pub const ALL: [Self; 2] = [Self::Http, Self::Magnet];

    /// Returns the word for it in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Magnet => "magnet",
        }
    }

    /// Finds the transport with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.name() == name)
    }
}

/// What a device plays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayRules {
    /// The greatest size; `None`: any.
    pub max_size: Option<ByteSize>,
    /// The containers it plays, by their usual names; `None`: any.
    pub containers: Option<BTreeSet<String>>,
    /// Containers it does not play, by their usual names.
    pub exclude_containers: BTreeSet<String>,
    /// How it can have files; empty: not at all.
    pub transports: BTreeSet<Transport>,
}

/// Why a device cannot play a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unplayable {
    /// The file is larger than the device takes.
    Size {
        /// That of the file.
        size: ByteSize,
        /// The greatest that the device takes.
        max: ByteSize,
    },
    /// The device does not know the container.
    Container(String),
    /// The file has neither URL nor magnet link that the device could use.
    Transport,
}

impl PlayRules {
    /// Returns the rules with the [usual names](container::usual_name) of the containers that they name.
    fn by_usual_names(&self) -> Self {
        let usual = |names: &BTreeSet<String>| {
            names.iter().filter_map(|name| container::usual_name(name)).map(Cow::into_owned).collect()
        };
        Self {
            containers: self.containers.as_ref().map(usual),
            exclude_containers: usual(&self.exclude_containers),
            ..self.clone()
        }
    }

    /// Tells why the file cannot be played; `None`: it can. What is unknown of the file does not forbid it.
    pub fn refuses(&self, serie: &Serie) -> Option<Unplayable> {
        let has = |transport: &Transport| match transport {
            Transport::Http => serie.url.is_some(),
            Transport::Magnet => serie.magnet.is_some(),
        };
        if !self.transports.iter().any(has) {
            return Some(Unplayable::Transport);
        }
        if let (Some(size), Some(max)) = (serie.size, self.max_size)
            && size > max
        {
            return Some(Unplayable::Size { size, max });
        }
        let container = serie.container()?;
        let known = self.containers.as_ref().is_none_or(|containers| containers.contains(&*container));
        let refused = !known || self.exclude_containers.contains(&*container);
        refused.then(|| Unplayable::Container(container.into_owned()))
    }
}

/// A device, or the versions of it from some number on, and what it plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceProfile {
    /// What requests call the device.
    pub name: String,
    /// For versions `R<n>` with n at or above this only; `None`: for every other version.
    pub version_from: Option<u32>,
    /// What it plays.
    pub rules: PlayRules,
}

/// Numbers one of the distinct rules of [`DeviceProfiles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(usize);

impl ProfileId {
    /// Returns the place in [`DeviceProfiles::rules`].
    pub fn index(self) -> usize {
        self.0
    }
}

/// The devices that the server knows.
#[derive(Clone, Debug)]
pub struct DeviceProfiles {
    /// Name, version from, rules; the highest `version_from` of a name first.
    devices: Vec<(String, Option<u32>, ProfileId)>,
    rules: Vec<PlayRules>,
}

impl DeviceProfiles {
    /// Prepares the profiles. A version that no profile of its device covers plays nothing.
    ///
    /// # Errors
    /// The number of distinct rules, where it is above [`MAX_PLAY_RULES`].
    pub fn new(profiles: &[DeviceProfile]) -> Result<Self, usize> {
        let mut known = Self { devices: Vec::new(), rules: Vec::new() };
        for profile in profiles {
            known.add(&profile.name, profile.version_from, &profile.rules.by_usual_names());
        }
        for profile in profiles {
            if !known.devices.iter().any(|(name, from, _)| *name == profile.name && from.is_none()) {
                known.add(&profile.name, None, &PlayRules::default());
            }
        }
        known.devices.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        if known.rules.len() > MAX_PLAY_RULES { Err(known.rules.len()) } else { Ok(known) }
    }

    fn add(&mut self, name: &str, version_from: Option<u32>, rules: &PlayRules) {
        let at = self.rules.iter().position(|known| known == rules).unwrap_or_else(|| {
            self.rules.push(rules.clone());
            self.rules.len() - 1
        });
        self.devices.push((name.to_owned(), version_from, ProfileId(at)));
    }

    /// Finds what the device with this version plays; `None` for an unknown device.
    pub fn find(&self, name: &str, version: &str) -> Option<ProfileId> {
        let release = release(version);
        self.devices
            .iter()
            .filter(|(known, _, _)| known == name)
            .find(|(_, from, _)| from.is_none_or(|from| release.is_some_and(|release| release >= from)))
            .map(|(_, _, rules)| *rules)
    }

    /// Returns the names of the known devices, in alphabetical order.
    pub fn names(&self) -> BTreeSet<&str> {
        self.devices.iter().map(|(name, _, _)| name.as_str()).collect()
    }

    /// Returns the number of each of the distinct rules, in ascending order.
    pub fn profiles(&self) -> impl Iterator<Item = ProfileId> + Clone + use<> {
        (0..).map(ProfileId).take(self.rules.len())
    }

    /// Returns the distinct rules, by [`ProfileId`].
    pub fn rules(&self) -> &[PlayRules] {
        &self.rules
    }
}

/// Reads a version `R<n>`, in either letter case; a number past 32 bits counts as the greatest.
fn release(version: &str) -> Option<u32> {
    let digits = version.strip_prefix(['R', 'r'])?;
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let append = |number: u32, digit: u8| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    all_digits.then(|| digits.bytes().fold(0, append))
}

/// Returns the devices that are known without any configuration.
pub fn built_in() -> Vec<DeviceProfile> {
    let profile = |name: &str, version_from, rules| DeviceProfile { name: name.to_owned(), version_from, rules };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let any = || PlayRules { transports: BTreeSet::from([Transport::Http, Transport::Magnet]), ..PlayRules::default() };
    vec![
        profile("stb820", Some(9), any()),
        profile("stb820", None, PlayRules { max_size: ByteSize::new(MAX_SIZE_31_BIT), ..any() }),
        profile("eltex-nv-101", None, PlayRules { exclude_containers: names(&["mkv"]), ..any() }),
        profile("eltex-nv101-mkv", None, any()),
        profile(
            "samsung-tv-c",
            None,
            PlayRules {
                containers: Some(names(&["avi", "mkv", "mp4", "ts", "mpg"])),
                transports: BTreeSet::from([Transport::Http]),
                ..PlayRules::default()
            },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::{Moment, Number, Text};
    use super::*;

    #[test]
    fn versions_of_stb820_from_r9_on_take_any_size() {
        let profiles = DeviceProfiles::new(&built_in()).unwrap();
        let max = |version| profiles.rules()[profiles.find("stb820", version).unwrap().index()].max_size;
        for version in ["R9", "r9", "R10", "r009", "R99999999999999999999"] {
            assert_eq!(max(version), None, "{version}");
        }
        for version in ["", "R8", "9", "R", "R9.1", "R-9", "xR9", "R 9"] {
            assert_eq!(max(version), ByteSize::new(MAX_SIZE_31_BIT), "{version}");
        }
        assert_eq!(profiles.find("STB820", ""), None);
    }

    #[test]
    fn a_version_below_every_profile_of_its_device_plays_nothing() {
        let mut profile = built_in().remove(0);
        profile.version_from = Some(3);
        let profiles = DeviceProfiles::new(&[profile]).unwrap();
        let rules = |version| &profiles.rules()[profiles.find("stb820", version).unwrap().index()];
        assert!(rules("R2").transports.is_empty());
        assert!(!rules("R3").transports.is_empty());
    }

    #[test]
    fn containers_that_a_profile_names_otherwise_are_the_same() {
        let mut profile = built_in().remove(0);
        profile.rules.containers = Some(BTreeSet::from(["matroska".to_owned(), "mpegts".to_owned()]));
        profile.rules.exclude_containers = BTreeSet::from(["asf".to_owned()]);
        let profiles = DeviceProfiles::new(&[profile]).unwrap();
        let rules = &profiles.rules()[profiles.find("stb820", "R9").unwrap().index()];
        assert_eq!(rules.containers, Some(BTreeSet::from(["mkv".to_owned(), "ts".to_owned()])));
        assert_eq!(rules.exclude_containers, BTreeSet::from(["wmv".to_owned()]));
    }

    #[test]
    fn white_space_and_dots_round_addresses_and_containers_do_not_decide_what_is_played() {
        let profiles = DeviceProfiles::new(&built_in()).unwrap();
        let plays = |device, url: &str, container: Option<&str>| {
            let serie = Serie {
                id: None,
                title: None,
                number: Number(1),
                magnet: None,
                url: Text::new(url),
                size: None,
                length: None,
                published: Moment(0),
                quality: None,
                picture_quality: None,
                container: container.and_then(Text::new),
                images: Vec::new(),
            };
            profiles.rules()[profiles.find(device, "").unwrap().index()].refuses(&serie).is_none()
        };
        for url in ["http://m.example/1.mkv ", "http://m.example/1.MKV;x=1.avi", "http://m.example/1.mkv|UA=1.avi"] {
            assert!(!plays("eltex-nv-101", url, None), "{url}");
        }
        for container in [".mkv", " MKV", "matroska,webm"] {
            assert!(!plays("eltex-nv-101", "/1", Some(container)), "{container}");
        }
        for container in [".avi", "mov,mp4,m4a,3gp,3g2,mj2", "mpegts", "mpeg"] {
            assert!(plays("samsung-tv-c", "/1", Some(container)), "{container}");
        }
        assert!(!plays("samsung-tv-c", "/1", Some("asf")));
    }
}
