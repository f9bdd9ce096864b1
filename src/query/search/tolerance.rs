//! How wrong a typed word may be.

use super::dictionary::LengthBucket;

/// How many typing errors a word may have, by its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tolerance {
    /// The letters from which on one error is let pass.
    one_from: usize,
    /// The letters from which on two are.
    two_from: usize,
    /// A word that is not known in any way may have them in every way, not just as it was typed.
    pub(super) in_readings: bool,
    /// So may stems.
    pub(super) in_stems: bool,
}

impl Tolerance {
    /// The most errors that any word may have.
    pub(super) const MOST: u8 = 2;
    /// What the contract says.
    pub(super) const STRICT: Self = Self { one_from: 4, two_from: 8, in_readings: true, in_stems: false };
    /// For near matches.
    pub(super) const NEAR: Self = Self { one_from: 3, two_from: 5, in_readings: false, in_stems: true };

    /// Returns the errors that a word of so many letters may have.
    pub(super) fn errors(self, letters: usize) -> u8 {
        u8::from(letters >= self.one_from) + u8::from(letters >= self.two_from)
    }

    /// Tells whether a word of so many letters may be found with so many errors for one of `typed` letters. For one
    /// error the longer of the two counts: a letter left out does not make the word too short.
    pub(super) fn allows(self, errors: u8, typed: usize, found: usize) -> bool {
        errors <= self.errors(found) || errors <= self.errors(typed).min(1)
    }

    /// Returns the most errors to look for in a bucket.
    pub(super) fn errors_in(self, bucket: LengthBucket, typed: usize) -> u8 {
        let longest = *bucket.letters().end();
        let allowed = |errors: &u8| {
            bucket.is_near(typed, *errors) && self.allows(*errors, typed, longest.min(typed + usize::from(*errors)))
        };
        [2, 1].into_iter().find(allowed).unwrap_or(0)
    }
}
