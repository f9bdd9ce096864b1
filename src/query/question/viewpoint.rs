//! From where a question is asked.

use crate::catalog::{AccessSetId, Moment, ProfileId};

/// A moment that is the present one, whenever that is, or always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AsOf {
    /// The present moment, when the question is answered.
    Now,
    /// This moment.
    At(Moment),
}

impl AsOf {
    /// Returns the moment that is meant at the present one.
    pub fn moment(self, now: Moment) -> Moment {
        match self {
            Self::Now => now,
            Self::At(moment) => moment,
        }
    }
}

/// On what films are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// On anything: whatever is published is shown.
    Any,
    /// On a device of this profile.
    Of(ProfileId),
}

/// From where a question looks at the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Viewpoint {
    /// *t* of the contract: what is published by then is shown.
    pub as_of: AsOf,
    /// What plays it.
    pub device: Device,
    /// The access groups of the client.
    pub groups: AccessSetId,
}
