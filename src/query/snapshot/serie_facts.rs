//! What answers say of items and trailers, as facts: there are many, and few are shown. So they are kept packed, apart from how
//! answers say it, and rendered when they are shown.

use std::array;

use crate::catalog::{ByteSize, Moment, Number, PictureQuality, Quality, Serie, Text};
use crate::number::{to_nearest_index, to_u64};

use super::numbers::{read_number, write_number};
use super::serie_entry::SerieEntry;

/// What is written of nearly every item and trailer.
pub(super) const COMMON: &[u8] = "ТрейлерСерия 1https://http://.mkv.avi.mp4magnet:?xt=urn:btih:&dn=&tr=".as_bytes();

/// What answers say of an item or a trailer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerieFacts<'a> {
    /// What people read.
    pub title: Option<&'a str>,
    /// The magnet link.
    pub magnet: Option<&'a str>,
    /// Where HTTP has it; may be relative.
    pub url: Option<&'a str>,
    /// The size of the file in bytes.
    pub size: Option<u64>,
    /// How long it plays, in seconds.
    pub length: Option<u64>,
    /// From when it is shown.
    pub published: Moment,
    /// How good it is, as editors rate it.
    pub quality: Option<u64>,
    /// Its place among the items, or the trailers, of its film.
    pub number: Number,
    /// How sharp the picture is.
    pub picture_quality: Option<PictureQuality>,
    /// Pictures; may be relative.
    pub images: Vec<&'a str>,
}

/// Writes what [`SerieEntry`] lacks of items and trailers: the numbers of all, then the texts of all.
pub(super) fn write<'a>(series: impl Iterator<Item = &'a Serie>) -> Vec<u8> {
    let (mut out, mut texts) = (Vec::new(), Vec::new());
    for serie in series {
        numbers(serie).into_iter().for_each(|number| write_number(&mut out, number.map_or(0, |number| number + 1)));
        write_number(&mut out, to_u64(serie.images.len()));
        let one_each = [&serie.title, &serie.magnet, &serie.url].map(Option::as_ref);
        for text in one_each.into_iter().chain(serie.images.iter().map(Some)) {
            // No text is empty.
            let text = text.map(Text::as_str).unwrap_or_default();
            write_number(&mut out, to_u64(text.len()));
            texts.push(text);
        }
    }
    texts.iter().for_each(|text| out.extend_from_slice(text.as_bytes()));
    out
}

fn numbers(serie: &Serie) -> [Option<u64>; 4] {
    let place = |quality| PictureQuality::ALL.iter().position(|other| *other == quality);
    [
        serie.size.map(ByteSize::get),
        serie.length.map(u64::from),
        serie.quality.map(Quality::get).map(u64::from),
        serie.picture_quality.and_then(place).map(to_u64),
    ]
}

/// The numbers of an item or a trailer, as they were written.
struct Numbers {
    entry: SerieEntry,
    numbers: [Option<u64>; 4],
    /// The lengths of its texts, those of its pictures last.
    lengths: Vec<usize>,
}

impl Numbers {
    fn read(entry: SerieEntry, bytes: &mut impl Iterator<Item = u8>) -> Self {
        let numbers = array::from_fn(|_| read_number(bytes).checked_sub(1));
        let images = to_nearest_index(read_number(bytes));
        let lengths = (0..3 + images).map(|_| to_nearest_index(read_number(bytes))).collect();
        Self { entry, numbers, lengths }
    }
}

/// Reads what [`write`] wrote of these items and trailers.
///
/// # Panics
/// It is something else.
#[expect(clippy::expect_used, reason = "they were texts when they were written")]
pub(super) fn read<'a>(
    bytes: &'a [u8],
    series: impl Iterator<Item = SerieEntry>,
) -> impl Iterator<Item = SerieFacts<'a>> {
    let mut rest = bytes.iter().copied();
    let numbers: Vec<Numbers> = series.map(|entry| Numbers::read(entry, &mut rest)).collect();
    let mut texts = std::str::from_utf8(&bytes[bytes.len() - rest.len()..]).expect("texts");
    let mut text = move |length| {
        let (text, rest) = texts.split_at(length);
        texts = rest;
        Some(text).filter(|text| !text.is_empty())
    };
    numbers.into_iter().map(move |Numbers { entry, numbers: [size, length, quality, picture_quality], lengths }| {
        let mut texts = lengths.into_iter().map(&mut text);
        let [title, magnet, url] = array::from_fn(|_| texts.next().flatten());
        SerieFacts {
            title,
            magnet,
            url,
            size,
            length,
            published: entry.published,
            quality,
            number: entry.number,
            picture_quality: picture_quality.and_then(|at| PictureQuality::ALL.get(to_nearest_index(at)).copied()),
            images: texts.flatten().collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::MAX_ID;

    fn text() -> impl Strategy<Value = Text> {
        prop_oneof!["[а-я]{1,9}", "[a-z]{90,200}"].prop_map(|raw| Text::new(&raw).unwrap())
    }

    fn serie(number: u32) -> impl Strategy<Value = Serie> {
        let texts = (of(text()), of(text()), of(text()), vec(text(), 0..3));
        let quality = of((0..=10_u8).prop_map(|raw| Quality::new(raw).unwrap()));
        let picture_quality = of(prop::sample::select(&PictureQuality::ALL));
        let size = of((0..=MAX_ID).prop_map(|raw| ByteSize::new(raw).unwrap()));
        (texts, (quality, picture_quality), size, of(any::<u32>()), any::<u32>()).prop_map(
            move |((title, magnet, url, images), (quality, picture_quality), size, length, published)| Serie {
                id: None,
                title,
                number: Number(number),
                magnet,
                url,
                size,
                length,
                published: Moment(published.into()),
                quality,
                picture_quality,
                container: None,
                images,
            },
        )
    }

    fn facts(serie: &Serie) -> SerieFacts<'_> {
        SerieFacts {
            title: serie.title.as_ref().map(Text::as_str),
            magnet: serie.magnet.as_ref().map(Text::as_str),
            url: serie.url.as_ref().map(Text::as_str),
            size: serie.size.map(ByteSize::get),
            length: serie.length.map(u64::from),
            published: serie.published,
            quality: serie.quality.map(|quality| quality.get().into()),
            number: serie.number,
            picture_quality: serie.picture_quality,
            images: serie.images.iter().map(Text::as_str).collect(),
        }
    }

    proptest! {
        #[test]
        fn facts_are_read_as_they_were_written(items in (serie(1), serie(2)), trailer in of(serie(7))) {
            let series: Vec<Serie> = [items.0, items.1].into_iter().chain(trailer).collect();
            let written = write(series.iter());
            let read: Vec<_> = read(&written, series.iter().map(|serie| SerieEntry::new(serie, &[]))).collect();
            prop_assert_eq!(read, series.iter().map(facts).collect::<Vec<_>>());
        }
    }
}
