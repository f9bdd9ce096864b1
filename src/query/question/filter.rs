//! Which of the visible films are wanted.

use std::collections::BTreeSet;

use crate::catalog::{Age, FilmId, Moment, Year};

use super::viewpoint::AsOf;

/// Which of the visible films are wanted; all conditions hold together, an empty set is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Only these.
    pub only: Option<BTreeSet<FilmId>>,
    /// None of these.
    pub exclude: BTreeSet<FilmId>,
    /// Updated at this moment or later.
    pub updated_from: Option<Moment>,
    /// Updated at this moment or earlier.
    pub updated_to: Option<AsOf>,
    /// For a viewer of this age.
    pub age: Option<ViewerAge>,
    /// Names of tags that a film must all have.
    pub tags_all: BTreeSet<String>,
    /// Names of tags of which a film must have one.
    pub tags_any: BTreeSet<String>,
    /// Names of tags of which a film must have none.
    pub tags_none: BTreeSet<String>,
    /// Of these years.
    pub years: Option<Years>,
}

impl Filter {
    /// Returns the normal form: of conditions that say the same in several ways, the shortest.
    #[must_use]
    pub fn normal(mut self) -> Self {
        if let Some(only) = &mut self.only {
            only.retain(|id| !self.exclude.contains(id));
            self.exclude.clear();
        }
        if self.tags_any.len() == 1 {
            self.tags_all.append(&mut self.tags_any);
        }
        if !self.tags_any.is_disjoint(&self.tags_all) {
            self.tags_any.clear();
        }
        self.updated_from = self.updated_from.filter(|from| *from > Moment::MIN);
        self.updated_to = self.updated_to.filter(|to| *to != AsOf::At(Moment::MAX));
        self
    }
}

/// The age of a viewer whom some age limit could keep from a film, in years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ViewerAge(u8);

impl ViewerAge {
    /// Takes an age; `None` from [`Age::MAX`] on, where no limit keeps anybody from anything.
    pub fn new(years: u8) -> Option<Self> {
        (years < Age::MAX.get()).then_some(Self(years))
    }

    /// Returns the age.
    pub fn years(self) -> u8 {
        self.0
    }
}

/// Years in a row that films can be of, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Years {
    from: u32,
    to: u32,
}

impl Years {
    /// The range in which no year lies.
    const NONE: Self = Self { from: 1, to: 0 };

    /// Takes the bounds, both inclusive; without any, `None`. Bounds that leave out no [`Year`] leave out only
    /// films without a year.
    pub fn new(from: Option<i64>, to: Option<i64>) -> Option<Self> {
        if from.is_none() && to.is_none() {
            return None;
        }
        let (first, last) = (i64::from(Year::MIN.get()), i64::from(Year::MAX.get()));
        let from = u32::try_from(from.unwrap_or(first).max(first));
        let to = u32::try_from(to.unwrap_or(last).min(last));
        let years = from.ok().zip(to.ok()).map(|(from, to)| Self { from, to });
        Some(years.filter(|years| years.from <= years.to).unwrap_or(Self::NONE))
    }

    /// Returns the first and the last of them; `None`: there is none.
    pub(in crate::query) fn bounds(self) -> Option<(u32, u32)> {
        (self.from <= self.to).then_some((self.from, self.to))
    }

    /// Returns one year.
    pub(in crate::query) fn one(year: u32) -> Self {
        Self { from: year, to: year }
    }

    /// Tells whether the year is one of them.
    pub fn contains(self, year: u32) -> bool {
        (self.from..=self.to).contains(&year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_that_leave_the_same_years_are_equal() {
        let all = Years::new(Some(i64::MIN), None);
        assert_eq!(all, Years::new(None, Some(9999)));
        assert_eq!(all, Years::new(Some(1), Some(i64::MAX)));
        assert!(all.is_some_and(|years| years.contains(1) && years.contains(9999)));
        let none = Years::new(Some(2000), Some(1999));
        assert_eq!(none, Years::new(Some(i64::MAX), None));
        assert_eq!(none, Years::new(None, Some(-1)));
        assert!(none.is_some_and(|years| !years.contains(0) && !years.contains(1999) && !years.contains(2000)));
        assert_ne!(Years::new(Some(2000), None), Years::new(Some(2001), None));
        assert_eq!(Years::new(None, None), None);
    }
}
