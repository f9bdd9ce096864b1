//! Tags: what films are filed under.

use std::fmt;

use super::{TagId, Text};

/// The tag that marks trailer films, which lists leave out by default.
pub const TRAILER_TAG: &str = "trailer";
/// The tag that marks series.
pub const SERIAL_TAG: &str = "serial";

/// What a tag says of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagKind {
    /// `genre`
    Genre,
    /// `country`: shown in `Countries`.
    Country,
    /// `director`: shown in `Directors`.
    Director,
    /// `actor`: shown in `Actors`.
    Actor,
    /// `quality`: shown in `Quality`.
    Quality,
    /// `age`
    Age,
    /// `other`
    Other,
}

impl TagKind {
    /// Every kind, in the order the contract names them.
    pub const ALL: [Self; 7] =
        [Self::Genre, Self::Country, Self::Director, Self::Actor, Self::Quality, Self::Age, Self::Other];

    /// Returns the word for the kind in requests, files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Genre => "genre",
            Self::Country => "country",
            Self::Director => "director",
            Self::Actor => "actor",
            Self::Quality => "quality",
            Self::Age => "age",
            Self::Other => "other",
        }
    }

    /// Finds the kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The name by which requests speak of a tag: `[a-z0-9_-]+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagName(String);

impl TagName {
    /// Makes the name; `None` where it is empty or holds another character.
    pub fn new(raw: &str) -> Option<Self> {
        let legal = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        (!raw.is_empty() && raw.bytes().all(legal)).then(|| Self(raw.to_owned()))
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The characters of a name are letters, digits and two signs.
impl From<&TagName> for Text {
    fn from(name: &TagName) -> Self {
        Self::of_legal(&name.0)
    }
}

/// A tag of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id, unique.
    pub id: TagId,
    /// Its name in requests, unique.
    pub name: TagName,
    /// What people read.
    pub title: Text,
    /// What it says of a film.
    pub kind: TagKind,
    /// A page about it; may be relative to `public_url`.
    pub url: Option<Text>,
}
