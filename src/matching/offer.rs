//! The item that a film gets with a torrent.

use crate::catalog::{ByteSize, InfoHash, Moment, Number, PictureQuality, Serie, Text};
use crate::releases::Magnet;

use super::match_facts::NameFacts;

/// The fewest lines of a picture that is called HD.
const HD_LINES: u32 = 720;

/// Returns the item that a torrent is of this name and size (0: unknown). What its name does not say is left open.
///
/// The magnet link has no trackers: peers tell of none.
pub fn offered_item(hash: InfoHash, (name, facts): (&str, &NameFacts), size: u64, published: Moment) -> Serie {
    let link = Magnet { hash, name: Some(name.to_owned()) }.to_string();
    Serie {
        id: None,
        title: Text::line(name),
        number: Number(1),
        magnet: Text::new(&link),
        url: None,
        size: ByteSize::new(size).filter(|size| *size > ByteSize::MIN),
        length: None,
        published,
        quality: None,
        picture_quality: facts.resolution.as_deref().and_then(picture_quality),
        container: facts.container.as_deref().and_then(Text::new),
        images: Vec::new(),
    }
}

/// Reads «1080p».
fn picture_quality(resolution: &str) -> Option<PictureQuality> {
    let lines: u32 = resolution.trim_end_matches(['p', 'i']).parse().ok()?;
    Some(if lines < HD_LINES { PictureQuality::Sd } else { PictureQuality::Hd })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_says_what_the_name_says() {
        let hash = InfoHash::from_hex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a").unwrap();
        let item = |name: &str, size| offered_item(hash, (name, &NameFacts::of_name(name)), size, Moment(7));
        let known = item("Movie.2019.1080p.mkv", 5);
        let expected = Serie {
            id: None,
            title: Text::new("Movie.2019.1080p.mkv"),
            number: Number(1),
            magnet: Text::new("magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=Movie.2019.1080p.mkv"),
            url: None,
            size: ByteSize::new(5),
            length: None,
            published: Moment(7),
            quality: None,
            picture_quality: Some(PictureQuality::Hd),
            container: Text::new("mkv"),
            images: vec![],
        };
        assert_eq!(known, expected);
        let unknown = item("Movie DVDRip 576p", 0);
        assert_eq!((unknown.size, unknown.container), (None, None));
        assert_eq!(unknown.picture_quality, Some(PictureQuality::Sd));
    }
}
