//! What is known of languages: how Russian and English texts are cut into words, how their words, numbers and letters
//! are written in other ways, and which words of a title say little. It knows no film and no phrase.

pub(crate) mod folded;
pub(crate) mod layout;
pub(crate) mod letters;
pub(crate) mod numbers;
pub(crate) mod stemmer;
pub(crate) mod title_key;
pub(crate) mod titles;
pub(crate) mod translit;
pub(crate) mod words;
