//! The films of the files of `/getfilmsfile/`.

use crate::catalog::{AccessSetId, Moment};

use super::answer::{Answer, FilmsFileAnswer};
use super::question::{AsOf, Device, Viewpoint};
use super::snapshot::Snapshot;
use super::visible::{ShownFilms, Visible};

impl<'s> Visible<'s> {
    /// Looks at a snapshot as the films files do: at the present moment, and whatever the device.
    pub fn for_films_files(snapshot: &'s Snapshot, now: Moment) -> Self {
        let viewpoint = Viewpoint { as_of: AsOf::Now, device: Device::Any, groups: AccessSetId::NOBODY };
        Self::new(snapshot, viewpoint, now)
    }

    /// Answers which films stand in the file of each set of access groups: those with an item that is shown, without
    /// films tagged `trailer`.
    pub fn films_files(&self) -> Answer<'s, FilmsFileAnswer> {
        let mut by_groups = self.with_items_by_groups();
        let mut all = ShownFilms::default();
        for films in &mut by_groups {
            if let Some(trailers) = self.snapshot().trailer_films() {
                films.leave_out(&trailers);
            }
            all.join(films);
        }
        Answer::new(self, FilmsFileAnswer { by_groups, all })
    }
}
