//! Series: the files of a film, which are its items and its trailers.

use std::borrow::Cow;

use super::bounded::bounded;
use super::{MAX_ID, Moment, Number, SerieId, Text, container};

bounded! {
    /// The size of a file in bytes.
    ByteSize(u64): 0, MAX_ID
}
bounded! {
    /// How good a file is, as editors rate it.
    Quality(u8): 0, 10
}

/// How sharp the picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureQuality {
    /// `SD`
    Sd,
    /// `HD`
    Hd,
    /// `3D`
    ThreeD,
}

impl PictureQuality {
    /// Every quality.
    pub const ALL: [Self; 3] = [Self::Sd, Self::Hd, Self::ThreeD];

    /// Returns the word for it in answers, files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sd => "SD",
            Self::Hd => "HD",
            Self::ThreeD => "3D",
        }
    }

    /// Finds the quality with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.name() == name)
    }
}

/// One file: an item of a film, or a trailer of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serie {
    /// The editors' id of it, where they gave one.
    pub id: Option<SerieId>,
    /// What people read.
    pub title: Option<Text>,
    /// Its place among the items, or the trailers, of its film.
    pub number: Number,
    /// The magnet link.
    pub magnet: Option<Text>,
    /// Where HTTP has it; may be relative to `public_url`.
    pub url: Option<Text>,
    /// How large the file is.
    pub size: Option<ByteSize>,
    /// How long it plays, in seconds.
    pub length: Option<u32>,
    /// From when it is shown.
    pub published: Moment,
    /// How good it is, as editors rate it.
    pub quality: Option<Quality>,
    /// How sharp the picture is.
    pub picture_quality: Option<PictureQuality>,
    /// The container on record.
    pub container: Option<Text>,
    /// Pictures; may be relative to `public_url`.
    pub images: Vec<Text>,
}

impl Serie {
    /// Returns the [usual name](container::usual_name) of the container: the one on record, or else the extension of the
    /// URL's path.
    pub fn container(&self) -> Option<Cow<'_, str>> {
        let on_record = self.container.as_ref().and_then(|name| container::usual_name(name.as_str()));
        on_record.or_else(|| container::of_url(self.url.as_ref()?.as_str()))
    }
}

/// The items, or the trailers, of one film: by number, no number twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series(Vec<Serie>);

impl Series {
    /// Puts the series in order.
    ///
    /// # Errors
    /// The number that two of them bear.
    pub fn new(mut series: Vec<Serie>) -> Result<Self, Number> {
        series.sort_by_key(|serie| serie.number);
        match series.windows(2).find(|w| w[0].number == w[1].number) {
            Some(twice) => Err(twice[0].number),
            None => Ok(Self(series)),
        }
    }

    /// Returns them in order.
    pub fn as_slice(&self) -> &[Serie] {
        &self.0
    }
}
