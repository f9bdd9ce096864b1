//! How well one word answers to another.

use super::phrase::Way;

/// What a found word is to the word of the phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// The word itself, typing errors apart.
    Same,
    /// Another form of it, or the same number.
    Other,
    /// A longer word that begins with it.
    Longer,
}

/// How a found word differs from the word of the phrase; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost(u8);

impl Cost {
    /// The word was not found.
    pub(super) const NONE: Self = Self(u8::MAX);

    /// Packs the parts; at most 7 errors.
    pub(super) const fn new(errors: u8, way: Way, form: Form) -> Self {
        let way = match way {
            Way::Direct => 0,
            Way::Layout => 1,
            Way::Translit => 2,
        };
        let form = match form {
            Form::Same => 0,
            Form::Other => 1,
            Form::Longer => 2,
        };
        Self((errors << 4) | (way << 2) | form)
    }

    /// Returns typing errors, way and form as numbers.
    pub(super) fn parts(self) -> (u8, u8, u8) {
        (self.0 >> 4, self.0 >> 2 & 3, self.0 & 3)
    }

    /// Returns the cost where the word is part of a name: names are rarely inflected, and short foreign ones have the
    /// stems of many words, so there another form counts as an error.
    pub(super) fn in_name(self) -> Self {
        let other = self != Self::NONE && self.parts().2 == Self::new(0, Way::Direct, Form::Other).parts().2;
        if other { Self(self.0 + (1 << 4)) } else { self }
    }
}
