//! Which client asks, as its `User-Agent` says.

/// What a client understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Snapshots of live peers, nested bans, histories, rules in one document.
    Legacy,
    /// Flat bans, swarms, lists as text.
    Modern,
}

/// Which profile operators want clients to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProfileChoice {
    /// What suits each client.
    #[default]
    Auto,
    /// The same for all.
    Always(Profile),
}

/// The protocol versions, both ends included, that a config document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProtocolWindow {
    /// The least.
    pub min: u32,
    /// The greatest.
    pub max: u32,
}

/// A client, as far as it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    protocol: Protocol,
    /// The release of PeerBanHelper.
    release: Option<ClientRelease>,
}

/// The release of a program: major, minor and patch.
type ClientRelease = (u32, u32, u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    /// Before protocols were numbered: another shape of documents.
    Ancient,
    Version(u32),
    /// No known client.
    Unknown,
}

/// The first release that speaks each protocol version; before the first one there were none.
const FIRST_RELEASES: [(ClientRelease, u32); 10] = [
    ((3, 2, 0), 3),
    ((4, 0, 3), 4),
    ((4, 0, 6), 5),
    ((5, 0, 6), 6),
    ((6, 0, 0), 7),
    ((7, 0, 0), 8),
    ((7, 3, 3), 10),
    ((8, 0, 0), 11),
    ((8, 0, 8), 12),
    ((9, 1, 0), 13),
];
/// The first release with the modern protocol.
const MODERN_RELEASE: ClientRelease = (9, 2, 0);
/// The modern protocol.
const MODERN: u32 = 20;
/// The greatest version of those that compare the end of a window the wrong way round.
const LAST_REVERSED: u32 = 6;
/// What every other client of the legacy profile is told.
const LEGACY_WINDOW: ProtocolWindow = ProtocolWindow { min: 7, max: 13 };
/// The same, where modern clients are to have the legacy profile too.
const FORCED_LEGACY_WINDOW: ProtocolWindow = ProtocolWindow { min: 7, max: MODERN };
/// The releases whose peers and bans are not to be taken.
const BROKEN_RELEASES: [ClientRelease; 4] = [(5, 0, 2), (5, 0, 3), (5, 0, 4), (5, 0, 5)];

impl Client {
    /// Reads a `User-Agent`.
    pub fn of(user_agent: &str) -> Self {
        let release = after(user_agent, "PeerBanHelper/").and_then(release);
        let protocol = after(user_agent, "BTN-Protocol-Version/")
            .and_then(|rest| leading_number(rest).map(|(version, _)| Protocol::Version(version)))
            .or_else(|| release.map(protocol_of_release))
            .or_else(|| after(user_agent, "BTN-Protocol/").and_then(protocol_of_text))
            .unwrap_or(Protocol::Unknown);
        Self { protocol, release }
    }

    /// Returns the profile that the client is to have, and the window of versions to tell it; `None`: it is too old, and
    /// its user should update it.
    pub fn profile(self, choice: ProfileChoice) -> Option<(Profile, ProtocolWindow)> {
        let version = match self.protocol {
            Protocol::Ancient => return None,
            Protocol::Version(version) => Some(version),
            Protocol::Unknown => None,
        };
        let is_reversed = version.is_some_and(|version| version <= LAST_REVERSED);
        let is_modern = version.is_some_and(|version| version >= MODERN);
        Some(match choice {
            ProfileChoice::Always(Profile::Modern) => (Profile::Modern, ProtocolWindow { min: MODERN, max: MODERN }),
            ProfileChoice::Auto if is_modern => (Profile::Modern, ProtocolWindow { min: MODERN, max: MODERN }),
            ProfileChoice::Always(Profile::Legacy) if is_modern => (Profile::Legacy, FORCED_LEGACY_WINDOW),
            // They refuse a window whose end is above their own version.
            _ => match version.filter(|_| is_reversed) {
                Some(own) => (Profile::Legacy, ProtocolWindow { min: own, max: own }),
                None => (Profile::Legacy, LEGACY_WINDOW),
            },
        })
    }

    /// Tells whether histories are understood, where the profile is the legacy one.
    pub fn knows_histories(self) -> bool {
        matches!(self.protocol, Protocol::Unknown | Protocol::Version(8..))
    }

    /// Tells whether what it reports of peers and bans is known to be wrong.
    pub fn is_broken(self) -> bool {
        self.release.is_some_and(|release| BROKEN_RELEASES.contains(&release))
    }
}

/// Returns what follows a word.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.split_once(word).map(|(_, rest)| rest)
}

/// Reads a number that a text begins with, and returns what follows it.
fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok().map(|number| (number, &text[end..]))
}

/// Reads `8.0.4`, also `v8.0.4-RC1`; numbers that are missing are 0.
fn release(text: &str) -> Option<ClientRelease> {
    let (major, rest) = leading_number(text.strip_prefix('v').unwrap_or(text))?;
    let next = |rest: &str| rest.strip_prefix('.').and_then(leading_number).map(|(number, rest)| (number, rest.len()));
    let (minor, left) = next(rest).unwrap_or((0, 0));
    let (patch, _) = next(&rest[rest.len() - left..]).unwrap_or((0, 0));
    Some((major, minor, patch))
}

fn protocol_of_release(release: ClientRelease) -> Protocol {
    if release >= MODERN_RELEASE {
        return Protocol::Version(MODERN);
    }
    let known = FIRST_RELEASES.iter().rev().find(|(first, _)| release >= *first);
    known.map_or(Protocol::Ancient, |(_, version)| Protocol::Version(*version))
}

/// Reads the version of the specification, which says less than the protocol's.
fn protocol_of_text(text: &str) -> Option<Protocol> {
    let version = match text.split(|c: char| c.is_whitespace() || c == '-').next()? {
        "0.0.0" => 6,
        "0.0.1" => 7,
        "0.0.2" => 8,
        "0.0.3" => 10,
        "0.1.0" => 11,
        two if two.starts_with("2.") => 13,
        _ => return None,
    };
    Some(Protocol::Version(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(user_agent: &str) -> Option<(Profile, u32, u32)> {
        Client::of(user_agent).profile(ProfileChoice::Auto).map(|(profile, window)| (profile, window.min, window.max))
    }

    #[test]
    fn every_release_gets_a_window_that_it_accepts() {
        use Profile::{Legacy, Modern};
        for (user_agent, expected) in [
            ("PeerBanHelper/3.1.4 BTN-Protocol/0.0.0-dev", None),
            ("PeerBanHelper/4.0.0 BTN-Protocol/0.0.0-dev", Some((Legacy, 3, 3))),
            ("PeerBanHelper/4.0.5 BTN-Protocol/0.0.0-dev", Some((Legacy, 4, 4))),
            ("PeerBanHelper/4.4.2 BTN-Protocol/0.0.0-dev", Some((Legacy, 5, 5))),
            ("PeerBanHelper/5.1.0 BTN-Protocol/0.0.0-dev", Some((Legacy, 6, 6))),
            ("PeerBanHelper/v6.0.0-RC1 BTN-Protocol/0.0.1", Some((Legacy, 7, 13))),
            ("PeerBanHelper/7.0.0 BTN-Protocol/0.0.2", Some((Legacy, 7, 13))),
            ("PeerBanHelper/7.4.15 (docker; Linux) BTN-Protocol/0.0.3 BTN-Protocol-Version/10", Some((Legacy, 7, 13))),
            ("PeerBanHelper/9.1.5 (x) BTN-Protocol/2.0.1 BTN-Protocol-Version/13", Some((Legacy, 7, 13))),
            ("PeerBanHelper/9.5.0 (x) BTN-Protocol/2.0.1 BTN-Protocol-Version/20", Some((Modern, 20, 20))),
            ("PeerBanHelper/9.5.0", Some((Modern, 20, 20))),
            ("PeerBanHelper/10 BTN-Protocol-Version/21", Some((Modern, 20, 20))),
            ("Other BTN-Protocol/0.0.0-dev", Some((Legacy, 6, 6))),
            ("Other BTN-Protocol/0.0.1", Some((Legacy, 7, 13))),
            ("Other BTN-Protocol/2.0.1", Some((Legacy, 7, 13))),
            ("Other BTN-Protocol-Version/99999999999 BTN-Protocol/0.0.0", Some((Legacy, 6, 6))),
            ("PeerBanHelper/", Some((Legacy, 7, 13))),
            ("curl/8.5.0", Some((Legacy, 7, 13))),
            ("", Some((Legacy, 7, 13))),
        ] {
            assert_eq!(auto(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn operators_may_choose_a_profile_for_all() {
        let window = |user_agent, profile| Client::of(user_agent).profile(ProfileChoice::Always(profile)).unwrap();
        let modern = "PeerBanHelper/9.5.0 BTN-Protocol-Version/20";
        assert_eq!(window(modern, Profile::Legacy), (Profile::Legacy, ProtocolWindow { min: 7, max: 20 }));
        assert_eq!(
            window("PeerBanHelper/4.0.0", Profile::Legacy),
            (Profile::Legacy, ProtocolWindow { min: 3, max: 3 })
        );
        assert_eq!(window("x", Profile::Modern), (Profile::Modern, ProtocolWindow { min: 20, max: 20 }));
    }

    #[test]
    fn some_releases_report_what_is_wrong() {
        let is_broken = |user_agent: &str| Client::of(user_agent).is_broken();
        assert!(is_broken("PeerBanHelper/5.0.2 BTN-Protocol/0.0.0-dev") && is_broken("PeerBanHelper/5.0.5"));
        assert!(!is_broken("PeerBanHelper/5.0.1") && !is_broken("PeerBanHelper/5.0.6") && !is_broken("curl"));
    }

    #[test]
    fn histories_are_for_those_who_know_them() {
        let knows = |user_agent: &str| Client::of(user_agent).knows_histories();
        assert!(!knows("PeerBanHelper/6.4.8") && knows("PeerBanHelper/7.0.0") && knows("curl"));
    }
}
