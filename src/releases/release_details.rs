//! What the name of a release may say beside its title, year and episodes.

use serde::Serialize;

use super::library::LibraryReading;

/// Pictures that were filmed off a screen or never meant to be seen.
const TRASH: [&str; 5] = ["CAM", "TeleSync", "TeleCine", "SCR", "R5"];

/// What the name of a release may say beside the rest; left out of the JSON where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the peer API")]
pub struct ReleaseDetails {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bit_depth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episode_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub trash: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub complete: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub dubbed: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub extended: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub converted: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub hardcoded: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub proper: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub repack: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub retail: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub remastered: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub unrated: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl ReleaseDetails {
    /// Takes them from what the library says.
    pub(super) fn of(library: LibraryReading) -> Self {
        let flags = library.flags;
        let edition = [(flags.uncut, "Uncut"), (flags.extended, "Extended Edition"), (flags.unrated, "Unrated")];
        Self {
            volumes: library.volumes,
            channels: library.channels,
            bit_depth: library.bit_depth,
            edition: edition.into_iter().find(|(is, _)| *is).map(|(_, edition)| edition),
            group: library.group,
            site: library.site,
            region: library.region,
            container: library.container,
            extension: library.extension,
            episode_code: library.episode_code,
            date: library.date,
            trash: library.quality.as_deref().is_some_and(|quality| TRASH.contains(&quality)),
            complete: flags.complete,
            dubbed: flags.dubbed,
            extended: flags.extended,
            converted: flags.converted,
            hardcoded: flags.hardcoded,
            proper: flags.proper,
            repack: flags.repack,
            retail: flags.retail,
            remastered: flags.remastered,
            unrated: flags.unrated,
        }
    }
}
