//! Which part of what is found, in which order.

use super::compare::Named;
use super::fault::QueryFault;
use super::limits::{MAX_PAGE, MAX_PAGE_SIZE};
use super::members::QueryMembers;

/// The rows of a page where nothing else is asked.
const PAGE_SIZE: i64 = 100;

/// A page of what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedPage {
    /// Its number, from 0.
    pub number: i64,
    /// Its rows.
    pub size: i64,
}

/// How conditions are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joined {
    /// All of them hold.
    #[default]
    And,
    /// One of them holds.
    Or,
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortDirection {
    /// The least first.
    Ascending,
    /// The greatest first.
    #[default]
    Descending,
}

/// A span of time in Unix milliseconds; both ends belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// Its first millisecond; `None`: it has always begun.
    pub from: Option<i64>,
    /// Its last one; `None`: it never ends.
    pub to: Option<i64>,
}

impl Default for AskedPage {
    fn default() -> Self {
        Self { number: 0, size: PAGE_SIZE }
    }
}

impl AskedPage {
    /// Reads the parameters of a URL; what is missing or empty says nothing.
    ///
    /// # Errors
    /// One is no number, or outside its limits.
    pub fn of_url(page: Option<&str>, size: Option<&str>) -> Result<Self, QueryFault> {
        let number = |text: Option<&str>, fault: QueryFault| {
            let text = text.filter(|text| !text.is_empty());
            text.map(|text| text.parse::<i64>().map_err(|_| fault)).transpose()
        };
        Self::of(number(page, QueryFault::Page)?, number(size, QueryFault::PageSize)?)
    }

    /// Returns how many rows come before it.
    pub fn offset(self) -> i64 {
        self.number.saturating_mul(self.size)
    }

    pub(super) fn read(members: &QueryMembers) -> Result<Self, QueryFault> {
        let number = members.whole("page").map_err(|_| QueryFault::Page)?;
        let size = members.whole("pageSize").map_err(|_| QueryFault::PageSize)?;
        Self::of(number, size)
    }

    fn of(number: Option<i64>, size: Option<i64>) -> Result<Self, QueryFault> {
        let usual = Self::default();
        let page = Self { number: number.unwrap_or(usual.number), size: size.unwrap_or(usual.size) };
        match page {
            Self { number, .. } if !(0..=MAX_PAGE).contains(&number) => Err(QueryFault::Page),
            Self { size, .. } if !(1..=MAX_PAGE_SIZE).contains(&size) => Err(QueryFault::PageSize),
            page => Ok(page),
        }
    }
}

impl Joined {
    pub(super) fn read(members: &QueryMembers) -> Result<Self, QueryFault> {
        Ok(if members.truth("orConnector")?.unwrap_or_default() { Self::Or } else { Self::And })
    }
}

impl SortDirection {
    pub(super) fn read(members: &QueryMembers) -> Result<Self, QueryFault> {
        Ok(members.chosen("sortOrder")?.unwrap_or_default())
    }
}

impl Named for SortDirection {
    const NAMES: &'static [(&'static str, Self)] = &[("ASC", Self::Ascending), ("DESC", Self::Descending)];
}

impl TimeRange {
    pub(super) fn read(members: &QueryMembers, from: &'static str, to: &'static str) -> Result<Self, QueryFault> {
        Ok(Self { from: members.whole(from)?, to: members.whole(to)? })
    }
}
