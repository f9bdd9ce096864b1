//! Which tables are kept by days, and for how long.

use crate::store::StoreError;

/// How many days ahead are made.
pub(super) const DAYS_AHEAD: i64 = 2;

/// A table that is kept by days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DayTable {
    Snapshots,
    Bans,
    Histories,
    Swarms,
    Evidence,
}

/// What is done with a row that is there already.
pub(super) enum Repeated {
    /// It stays as it is.
    Stays,
    /// It stays, of whichever day it is.
    StaysOnAnyDay,
    /// What was seen last takes its place; so many of the columns are its key.
    Replaced { keys: usize },
    /// The most bytes, the earliest time and the latest of both take its place; so many of the columns are its key.
    RolledUp { keys: usize },
}

impl DayTable {
    /// In the order in which reports are written.
    pub(super) const ALL: [Self; 5] = [Self::Snapshots, Self::Bans, Self::Evidence, Self::Histories, Self::Swarms];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Snapshots => "snapshots",
            Self::Bans => "bans",
            Self::Histories => "histories",
            Self::Swarms => "swarms",
            Self::Evidence => "evidence",
        }
    }

    /// Returns the column that says when a row is of, in Unix milliseconds.
    pub(super) fn time(self) -> &'static str {
        match self {
            Self::Snapshots | Self::Bans => "at",
            Self::Histories | Self::Swarms | Self::Evidence => "last_seen",
        }
    }

    /// Returns the first day that is kept.
    pub(super) fn first_day(self, today: i64) -> i64 {
        today
            - match self {
                Self::Snapshots => 3,
                Self::Bans => 30,
                Self::Evidence => 14,
                Self::Histories | Self::Swarms => 7,
            }
    }

    /// Tells whether people ask for its rows: then it is known how many there are.
    pub(super) fn is_counted(self) -> bool {
        matches!(self, Self::Snapshots | Self::Bans)
    }

    /// Tells whether rows of this day are taken.
    pub(super) fn takes(self, day: i64, today: i64) -> bool {
        (self.first_day(today)..=today + DAYS_AHEAD).contains(&day)
    }

    pub(super) fn repeated(self) -> Repeated {
        match self {
            Self::Snapshots => Repeated::Stays,
            Self::Bans => Repeated::StaysOnAnyDay,
            Self::Histories | Self::Swarms => Repeated::Replaced { keys: 6 },
            Self::Evidence => Repeated::RolledUp { keys: 5 },
        }
    }

    pub(super) fn at(self) -> impl Fn(diesel::result::Error) -> StoreError {
        move |error| StoreError::at(self.name(), error)
    }
}
