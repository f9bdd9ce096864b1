//! Ratings: what others think of a film.

use super::Text;

/// Whose rating it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RatingType {
    /// The operator's own site.
    Cn,
    /// `kinopoisk`
    Kinopoisk,
    /// `imdb`
    Imdb,
}

impl RatingType {
    /// Every type, in the order answers show them.
    pub const ALL: [Self; 3] = [Self::Cn, Self::Kinopoisk, Self::Imdb];

    /// Returns the word for the type in answers, files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cn => "cn",
            Self::Kinopoisk => "kinopoisk",
            Self::Imdb => "imdb",
        }
    }

    /// Finds the type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One rating of a film.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// Whose it is; a film has at most one of each.
    pub rating_type: RatingType,
    /// What people read: the name of the site.
    pub title: Option<Text>,
    /// How many have voted.
    pub count: Option<u32>,
    /// How good it is.
    pub mark: Mark,
}

/// A mark out of a greatest one, as far as they are known: a rank is never above its max.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    max: Option<Quantity>,
    rank: Option<Quantity>,
}

impl Mark {
    /// Makes the mark; `None` for a rank above its max.
    pub fn new(max: Option<Quantity>, rank: Option<Quantity>) -> Option<Self> {
        let is_above = max.zip(rank).is_some_and(|(max, rank)| rank > max);
        (!is_above).then_some(Self { max, rank })
    }

    /// Returns the greatest possible rank.
    pub fn max(self) -> Option<Quantity> {
        self.max
    }

    /// Returns the rank, 0 to [`Self::max`].
    pub fn rank(self) -> Option<Quantity> {
        self.rank
    }

    /// Returns what `rating-*` sorts by: `rank / max`; `None` where either is unknown or `max` is 0.
    pub fn share(self) -> Option<f64> {
        let max = self.max?.get();
        (max > 0.0).then(|| self.rank.map(|rank| rank.get() / max)).flatten()
    }
}

/// A finite number that is not negative: a mark, views a day.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Quantity(f64);

impl Quantity {
    /// Makes the quantity; `None` for a negative number, an infinity, not-a-number.
    pub fn new(raw: f64) -> Option<Self> {
        // `+ 0.0` turns -0 into 0, which is what is meant.
        (raw.is_finite() && raw >= 0.0).then_some(Self(raw + 0.0))
    }

    /// Returns the number.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// The ratings of one film: at most one of a type, in the order of [`RatingType::ALL`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings(Vec<Rating>);

impl Ratings {
    /// Puts the ratings in order.
    ///
    /// # Errors
    /// The type that is given twice.
    pub fn new(mut ratings: Vec<Rating>) -> Result<Self, RatingType> {
        ratings.sort_by_key(|rating| rating.rating_type);
        match ratings.windows(2).find(|w| w[0].rating_type == w[1].rating_type) {
            Some(twice) => Err(twice[0].rating_type),
            None => Ok(Self(ratings)),
        }
    }

    /// Returns them in order.
    pub fn as_slice(&self) -> &[Rating] {
        &self.0
    }

    /// Finds the one of this type.
    pub fn of(&self, rating_type: RatingType) -> Option<&Rating> {
        self.0.iter().find(|rating| rating.rating_type == rating_type)
    }
}
