//! Containers: one name for each, however editors, probes and URLs write it.

use std::borrow::Cow;

use super::text::is_invisible;

/// Returns the usual name of a container, in lower case: `.MKV`, `Matroska` and `matroska,webm` are `mkv`. A name that
/// is not known stays as it is but for white space round it, leading dots and capitals. `None` where nothing is left.
///
/// Copies nothing where the name is the usual one, as it is of nearly all of the hundreds of thousands; then nothing but
/// letters and digits is in it, and there is nothing to trim.
pub fn usual_name(raw: &str) -> Option<Cow<'_, str>> {
    let is_bare = raw.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bare = if is_bare {
        raw
    } else {
        raw.trim_matches(is_invisible).trim_start_matches('.').trim_start_matches(is_invisible)
    };
    let lower = in_lower_case(bare);
    if let Some(known) = known(&lower) {
        return Some(known.into());
    }
    // Probes list every name of a family of formats, media types may have parameters.
    let first = lower.split([',', ';']).next().map_or(0, str::len);
    let first = if first == lower.len() { lower } else { in_lower_case(bare[..first].trim_end_matches(is_invisible)) };
    (!first.is_empty()).then(|| known(&first).map_or(first, Cow::Borrowed))
}

/// Finds the usual name for one that ffprobe, MediaInfo or a media type gives; `lower` is in lower case.
fn known(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "matroska" | "matroska,webm" | "video/x-matroska" | "video/matroska" => "mkv",
        "mpeg-4" | "video/mp4" => "mp4",
        "mpegts" | "mpeg-ts" | "video/mp2t" => "ts",
        "mpeg" | "mpeg-ps" | "video/mpeg" => "mpg",
        "asf" | "windows media" | "video/x-ms-asf" | "video/x-ms-wmv" => "wmv",
        "video/x-msvideo" | "video/avi" => "avi",
        list if list.contains(',') && members(list).any(|member| member == "mp4") => "mp4",
        _ => return None,
    })
}

fn members(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// Returns the container that a URL's path names by its extension; `None` where it names none.
///
/// Not part of the path are a query, a fragment, the `;parameters` of its last segment, and the `|options` that some
/// players take behind a URL.
pub(super) fn of_url(url: &str) -> Option<Cow<'_, str>> {
    let path = url.trim_matches(is_invisible).split(['?', '#', '|']).next()?;
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => path,
    };
    let file = path.rsplit('/').next()?.split(';').next()?.trim_end_matches(is_invisible);
    let (stem, extension) = file.rsplit_once('.')?;
    if stem.is_empty() { None } else { usual_name(extension) }
}

fn in_lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_dots_round_addresses_and_containers() {
        for (raw, expected) in [
            ("mkv", Some("mkv")),
            (".MKV", Some("mkv")),
            (" mkv\r\n", Some("mkv")),
            ("\u{a0}\u{feff}. avi\u{200b}", Some("avi")),
            ("..mp4", Some("mp4")),
            ("matroska,webm", Some("mkv")),
            ("Matroska", Some("mkv")),
            ("video/x-matroska", Some("mkv")),
            ("mov,mp4,m4a,3gp,3g2,mj2", Some("mp4")),
            ("mov, mp4, m4a", Some("mp4")),
            ("video/MP4; codecs=\"avc1\"", Some("mp4")),
            ("mpegts", Some("ts")),
            ("MPEG", Some("mpg")),
            ("asf", Some("wmv")),
            ("webm", Some("webm")),
            ("mov", Some("mov")),
            ("flv,f4v", Some("flv")),
            (".", None),
            (" \u{200b}", None),
            (",", None),
        ] {
            assert_eq!(usual_name(raw).as_deref(), expected, "{raw:?}");
        }
    }

    #[test]
    fn the_container_of_a_url_is_that_of_its_path() {
        for (url, expected) in [
            ("http://media.example/1/a.MKV", Some("mkv")),
            ("http://media.example/a.b/c", None),
            ("http://media.example", None),
            ("http://media.example/c.mp4?x=1.avi#.ts", Some("mp4")),
            ("/films/c.avi", Some("avi")),
            ("c.ts", Some("ts")),
            ("http://media.example/c.", None),
            ("http://media.example/.mkv", None),
            ("http://media.example/1.mkv ", Some("mkv")),
            ("\thttp://media.example/1.mkv\n", Some("mkv")),
            ("http://media.example/1.mkv;jsessionid=1.avi", Some("mkv")),
            ("rtsp://media.example/a;b=c.mp4/1.avi;transport=tcp?x", Some("avi")),
            ("http://media.example/1.mkv|User-Agent=Box/1.avi", Some("mkv")),
            ("http://media.example/1.avi?x=1|Referer=http://other.example/2.mkv", Some("avi")),
            ("http://media.example/1.mpeg", Some("mpg")),
        ] {
            assert_eq!(of_url(url).as_deref(), expected, "{url}");
        }
    }
}
