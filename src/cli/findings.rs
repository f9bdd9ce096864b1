//! What an import and a check say of the catalogue: what nobody will see, and how much is visible.

use crate::catalog::device::DEFAULT_DEVICE;
use crate::catalog::{AccessGroup, nearest};
use crate::exchange::{FilmSample, Findings, counted};

use super::fault::CommandError;
use super::output::{say, warn};

/// Says it: the warnings on standard error, how much is visible on standard output.
pub(super) fn tell(findings: &Findings, groups: &[AccessGroup]) -> Result<(), CommandError> {
    let (drafts, unplayable) = (&findings.drafts, &findings.unplayable);
    if drafts.count > 0 {
        let count = counted(drafts.count, "draft");
        warn(format!("{count} (no `published` time), visible to nobody: {}", ids(drafts)));
    }
    if unplayable.count > 0 {
        warn(format!("{} that no device can play: {}", films(unplayable), ids(unplayable)));
    }
    for (name, named_by) in &findings.unknown_groups {
        let meant = nearest(groups.iter().map(|group| group.name.as_str()), name.as_str());
        let meant = meant.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
        let (films, ids) = (films(named_by), ids(named_by));
        warn(format!("no setting defines access group `{name}`, used by {films}: {ids}{meant}"));
    }
    say(format!("{} of {} films visible now to {DEFAULT_DEVICE}", findings.visible, findings.films))
}

fn films(films: &FilmSample) -> String {
    counted(films.count, "film")
}

fn ids(films: &FilmSample) -> String {
    let ids: Vec<String> = films.first.iter().map(ToString::to_string).collect();
    let more = if films.count > ids.len() { ", …" } else { "" };
    format!("{}{more}", ids.join(", "))
}
