//! The order of titles: CLDR collation of the locale `ru`.

use icu_collator::options::{AlternateHandling, CollatorOptions, MaxVariable, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

/// Collates titles as Russian dictionaries do: Cyrillic before Latin, 2 before 10, punctuation and spaces ignored.
#[derive(Debug)]
pub struct Collation(Option<CollatorBorrowed<'static>>);

impl Default for Collation {
    fn default() -> Self {
        let mut preferences = CollatorPreferences::from(&locale!("ru"));
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        options.alternate_handling = Some(AlternateHandling::Shifted);
        options.max_variable = Some(MaxVariable::Punctuation);
        // The data is compiled in, so this cannot fail; if it did, titles would sort by code point.
        Self(Collator::try_new(preferences, options).ok())
    }
}

impl Collation {
    /// Returns the collator itself.
    pub(in crate::query) fn collator(&self) -> Option<&CollatorBorrowed<'static>> {
        self.0.as_ref()
    }

    /// Returns bytes that compare as the titles collate.
    pub fn key(&self, title: &str) -> Box<[u8]> {
        let mut key = Vec::with_capacity(title.len() * 2);
        match &self.0 {
            Some(collator) => match collator.write_sort_key_to(title, &mut key) {
                Ok(()) => {}
            },
            None => key.extend_from_slice(title.as_bytes()),
        }
        key.as_slice().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stand_as_in_a_russian_dictionary() {
        let collation = Collation::default();
        let mut titles =
            ["Zorro", "Ёлки 10", "Ёлки 2", "Елки 3", "«Артист»", "Аватар", "ёж", "Ещё", "300", "арт ист 2", "Ant-Man"];
        titles.sort_by_key(|title| collation.key(title));
        assert_eq!(
            titles,
            ["300", "Аватар", "«Артист»", "арт ист 2", "ёж", "Ёлки 2", "Елки 3", "Ёлки 10", "Ещё", "Ant-Man", "Zorro"]
        );
        assert_eq!(collation.key("Ну, погоди!"), collation.key("Ну погоди"));
        assert!(collation.key("ежик") < collation.key("ёжик"));
    }
}
