//! The clients there are: what each sends, and what it takes for success.

/// A release of a client, as far as a server can tell it from the others.
#[derive(Debug)]
pub struct Profile {
    /// The protocol that it speaks; the seed's example has none.
    pub version: u32,
    pub user_agent: &'static str,
    pub credentials: Credentials,
    pub stack: Stack,
    pub encodings: &'static str,
    /// Whether it compares the end of a window the wrong way round.
    pub is_reversed: bool,
    /// From which `min_protocol_version` on it has another shape than the legacy one; `None`: it knows no other.
    pub modern_from: Option<(u32, Shape)>,
    pub success: Success,
    pub histories: Histories,
    /// How many bans and peers of swarms are in a page of other shapes than the legacy one.
    pub pages: (usize, usize),
    /// Whether it sends the `rev` with which it started until it is started again.
    pub keeps_its_rev: bool,
    /// Since which release members are there.
    pub members: Members,
}

/// In which headers a client says who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// `BTN-AppID` and `BTN-AppSecret`.
    First,
    /// Those, `X-BTN-AppID` and `X-BTN-AppSecret`, and `Authentication`.
    All,
    /// `Authorization`.
    Authorization,
}

/// What carries the requests of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stack {
    /// Asks for HTTP/2 on the first request of a connection, and says that a GET has no body.
    Jdk,
    /// Asks 20 times more after a 401.
    OkHttp,
    Curl,
}

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Legacy,
    /// The first flat shape, with its names of members.
    Draft,
    Modern,
}

/// What is a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// 200, and 204 for rules.
    Exactly200,
    /// 2xx, and anything below 400 for swarms.
    Any2xx,
}

/// How histories are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Histories {
    Unknown,
    /// In one page, of at most so many.
    OnePage(usize),
    /// In pages of so many, one after another.
    Pages(usize),
}

/// Which members a release writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Members {
    pub ban_unique_id: bool,
    pub torrent_is_private: bool,
    pub structured_data: bool,
    pub speeds_of_swarms: bool,
    pub address: AddressForm,
}

/// How an address of IPv6 is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressForm {
    Upper,
    Compressed,
    Whole,
}

impl Success {
    pub fn is(self, status: u16, ability: &str) -> bool {
        match self {
            Self::Exactly200 => status == 200,
            Self::Any2xx if ability == "submit_swarm" => (200..400).contains(&status),
            Self::Any2xx => (200..300).contains(&status),
        }
    }
}

impl Profile {
    /// The shape that it has where a document begins its window with `min`.
    pub fn shape(&self, min: u32) -> Shape {
        self.modern_from.filter(|(from, _)| min >= *from).map_or(Shape::Legacy, |(_, shape)| shape)
    }

    /// Whether the window of a document lets it go on.
    pub fn accepts(&self, min: u32, max: u32) -> bool {
        let is_before = if self.is_reversed { self.version < max } else { max < self.version };
        self.version >= min && !is_before
    }
}

const FIRST_MEMBERS: Members = Members {
    ban_unique_id: false,
    torrent_is_private: false,
    structured_data: false,
    speeds_of_swarms: false,
    address: AddressForm::Upper,
};

pub const P3: Profile = Profile {
    version: 3,
    user_agent: "PeerBanHelper/4.0.0 BTN-Protocol/0.0.0-dev",
    credentials: Credentials::First,
    stack: Stack::Jdk,
    encodings: "gzip",
    is_reversed: true,
    modern_from: None,
    success: Success::Exactly200,
    histories: Histories::Unknown,
    pages: (0, 0),
    keeps_its_rev: false,
    members: FIRST_MEMBERS,
};

pub const P5: Profile = Profile {
    version: 5,
    user_agent: "PeerBanHelper/4.4.2 BTN-Protocol/0.0.0-dev",
    credentials: Credentials::All,
    members: Members { ban_unique_id: true, ..FIRST_MEMBERS },
    ..P3
};

pub const P6: Profile = Profile {
    version: 6,
    user_agent: "PeerBanHelper/5.1.0 BTN-Protocol/0.0.0-dev",
    encodings: "gzip,deflate",
    members: Members { address: AddressForm::Compressed, ..P5.members },
    ..P5
};

pub const P7: Profile =
    Profile { version: 7, user_agent: "PeerBanHelper/6.0.0 BTN-Protocol/0.0.1", is_reversed: false, ..P6 };

pub const P8: Profile = Profile {
    version: 8,
    user_agent: "PeerBanHelper/7.0.0 BTN-Protocol/0.0.2",
    histories: Histories::OnePage(10_000),
    ..P7
};

pub const P10: Profile = Profile {
    version: 10,
    user_agent: "PeerBanHelper/7.4.15 (docker; Linux,6.1.0,unknown) BTN-Protocol/0.0.3 BTN-Protocol-Version/10",
    histories: Histories::Pages(5_000),
    members: Members { torrent_is_private: true, ..P8.members },
    ..P8
};

pub const P11: Profile = Profile {
    version: 11,
    user_agent: "PeerBanHelper/8.0.0 (docker; Linux,6.1.0,amd64) BTN-Protocol/0.1.0 BTN-Protocol-Version/11",
    modern_from: Some((11, Shape::Draft)),
    pages: (500, 500),
    ..P10
};

pub const P13: Profile = Profile {
    version: 13,
    user_agent: "PeerBanHelper/9.1.5 (docker; Linux,6.1.0,amd64) BTN-Protocol/2.0.1 BTN-Protocol-Version/13",
    stack: Stack::OkHttp,
    success: Success::Any2xx,
    members: Members { structured_data: true, ..P11.members },
    ..P11
};

/// The releases 9.2.0 to 9.2.3.
pub const P20_FIRST: Profile = Profile {
    version: 20,
    user_agent: "PeerBanHelper/9.2.3 (docker; Linux,6.1.0,amd64) BTN-Protocol/2.0.1 BTN-Protocol-Version/20",
    modern_from: Some((20, Shape::Modern)),
    keeps_its_rev: true,
    ..P13
};

pub const P20: Profile = Profile {
    user_agent: "PeerBanHelper/9.5.0 (docker; Linux,6.1.0,amd64) BTN-Protocol/2.0.1 BTN-Protocol-Version/20",
    pages: (100, 1_000),
    keeps_its_rev: false,
    members: Members { speeds_of_swarms: true, address: AddressForm::Whole, ..P13.members },
    ..P20_FIRST
};

/// The example of the first documents.
pub const SEED: Profile =
    Profile { version: 7, user_agent: "curl/8.5.0", credentials: Credentials::Authorization, stack: Stack::Curl, ..P7 };
