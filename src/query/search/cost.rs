//! How well one word answers to another.

use super::phrase::WordReading;

/// What a found word is to the word of the phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MatchForm {
    /// The word itself, typing errors apart.
    Same,
    /// Another form of it, or the same number.
    Other,
    /// A longer word that begins with it.
    Longer,
}

/// How a found word differs from the word of the phrase; the smaller, the better: typing errors count first, then the
/// reading, then the form.
///
/// Packed, for there is one for every film and field at every step of a phrase: merging a word's posting lists into the
/// costs of 100,000 films takes 43 µs with one byte a cost and 209 µs with a struct of three fields and derived order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost(u8);

impl Cost {
    /// The word was not found.
    pub(super) const NONE: Self = Self(u8::MAX);

    /// Packs the parts; at most 7 errors.
    pub(super) const fn new(errors: u8, reading: WordReading, form: MatchForm) -> Self {
        let reading = match reading {
            WordReading::Direct => 0,
            WordReading::Layout => 1,
            WordReading::Translit => 2,
        };
        let form = match form {
            MatchForm::Same => 0,
            MatchForm::Other => 1,
            MatchForm::Longer => 2,
        };
        Self((errors << 4) | (reading << 2) | form)
    }

    /// Returns the typing errors.
    pub(super) fn errors(self) -> u8 {
        self.0 >> 4
    }

    /// Tells whether the word was read with the keyboard in the other layout.
    pub(super) fn is_switched(self) -> bool {
        self.parts().1 == Self::new(0, WordReading::Layout, MatchForm::Same).parts().1
    }

    /// Returns typing errors, reading and form as numbers.
    pub(super) fn parts(self) -> (u8, u8, u8) {
        (self.0 >> 4, self.0 >> 2 & 3, self.0 & 3)
    }

    /// Tells whether another form, or the same number in another, was found.
    pub(super) fn is_other_form(self) -> bool {
        self != Self::NONE && self.parts().2 == Self::new(0, WordReading::Direct, MatchForm::Other).parts().2
    }

    /// Tells whether a longer word was found.
    pub(super) fn is_beginning(self) -> bool {
        self.parts().2 == Self::new(0, WordReading::Direct, MatchForm::Longer).parts().2
    }

    /// Returns the cost of the words of a text that are this word when written as one: the word itself comes before
    /// them. A number in another form is not made up of others.
    pub(super) fn in_compound(self, is_number: bool) -> Self {
        match self.parts().2 {
            _ if self == Self::NONE || (is_number && self.is_other_form()) => Self::NONE,
            0 => Self(self.0 + 1),
            _ => self,
        }
    }

    /// Returns the cost of a name of which the other words were found by their first letters, with errors added.
    pub(super) fn as_initials(self, errors: u8) -> Self {
        Self((self.0 & !3 | 2) + (errors << 4))
    }

    /// Returns the cost where the word is part of a name: names are rarely inflected, and short foreign ones have the
    /// stems of many words, so there another form counts as an error.
    pub(super) fn in_name(self) -> Self {
        if self.is_other_form() { Self(self.0 + (1 << 4)) } else { self }
    }
}
