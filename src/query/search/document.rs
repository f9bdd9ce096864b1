//! What an index is made of: films as documents.

/// A film as search sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// The film, the same through all updates of an index.
    pub id: u64,
    /// Its title.
    pub title: &'a str,
    /// Its original title.
    pub original_title: Option<&'a str>,
    /// The year it came out.
    pub year: Option<u32>,
    /// Its directors and actors.
    pub people: &'a [PersonName<'a>],
}

/// A director or an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonName<'a> {
    /// A small number: in all films that are added to one index, a number has one name.
    pub number: u32,
    /// The name. A builder does not look at it where it [has](super::IndexBuilder::has_name) that of the number.
    pub name: &'a str,
}

/// An owned [`Document`].
#[derive(Debug)]
pub(super) struct OwnedDocument {
    pub(super) title: String,
    pub(super) original_title: Option<String>,
    pub(super) year: Option<u32>,
    pub(super) people: Vec<String>,
}

impl From<Document<'_>> for OwnedDocument {
    fn from(document: Document<'_>) -> Self {
        Self {
            title: document.title.to_owned(),
            original_title: document.original_title.map(str::to_owned),
            year: document.year,
            people: document.people.iter().map(|person| person.name.to_owned()).collect(),
        }
    }
}

/// The index cannot be built: the titles of the catalogue or its names have more words than it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search index cannot be built: titles or names have more than {0} words")]
pub struct TooManyWords(pub(super) usize);

/// The words of all titles, and those of all names, that an index can number with 32 bits.
pub const MAX_WORDS: usize = (1 << 31) - 1;
