//! What an index is made of: films as documents.

/// A film as search sees it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The film, the same through all updates of an index.
    pub id: u64,
    /// Its title.
    pub title: &'a str,
    /// Its original title.
    pub original_title: Option<&'a str>,
    /// The year it came out.
    pub year: Option<u32>,
    /// The names of its directors and actors.
    pub people: &'a [&'a str],
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
            people: document.people.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

/// The index cannot be built: the titles of the catalogue or its names have more words than it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search index cannot be built: titles or names have more than {0} words")]
pub struct TooManyWords(pub(super) usize);

/// The words of all titles, and those of all names, that an index can number: they take 32 bits, one of which marks
/// where a name begins.
pub const MAX_WORDS: usize = (1 << 31) - 1;
