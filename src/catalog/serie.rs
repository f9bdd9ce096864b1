//! Series: the files of a film, which are its items and its trailers.

use std::borrow::Cow;

use super::{Moment, Number, SerieId, Text};

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

/// The greatest `quality` of a serie.
pub const MAX_QUALITY: u8 = 10;

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
    /// Bytes, at most [`super::MAX_ID`].
    pub size: Option<u64>,
    /// Seconds.
    pub length: Option<u32>,
    /// From when it is shown.
    pub published: Moment,
    /// 0 to [`MAX_QUALITY`].
    pub quality: Option<u8>,
    /// How sharp the picture is.
    pub picture_quality: Option<PictureQuality>,
    /// The container on record, in lower case.
    pub container: Option<Text>,
    /// Pictures; may be relative to `public_url`.
    pub images: Vec<Text>,
}

impl Serie {
    /// Returns the container in lower case: the one on record, or else the extension of the URL's path.
    pub fn container(&self) -> Option<Cow<'_, str>> {
        match &self.container {
            Some(container) => Some(in_lower_case(container.as_str())),
            None => extension(self.url.as_ref()?.as_str()),
        }
    }
}

/// Returns the extension of the last segment of a URL's path, in lower case; `None` where there is none.
fn extension(url: &str) -> Option<Cow<'_, str>> {
    let path = url.split(['?', '#']).next()?;
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => path,
    };
    let (stem, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| in_lower_case(extension))
}

/// Copies nothing where all letters are small, as they are of nearly all of the hundreds of thousands.
fn in_lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_is_that_of_the_path() {
        for (url, expected) in [
            ("http://media.example/1/a.MKV", Some("mkv")),
            ("http://media.example/a.b/c", None),
            ("http://media.example", None),
            ("http://media.example/c.mp4?x=1.avi#.ts", Some("mp4")),
            ("/films/c.avi", Some("avi")),
            ("c.ts", Some("ts")),
            ("http://media.example/c.", None),
            ("http://media.example/.mkv", None),
        ] {
            assert_eq!(extension(url).as_deref(), expected, "{url}");
        }
    }
}
