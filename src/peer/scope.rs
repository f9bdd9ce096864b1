//! What a key may ask for.

use std::fmt;

use crate::catalog::SortedSet;

/// A kind of question that a key may be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The private base: items, search, export.
    Private,
    /// The public base.
    Public,
    /// Titles of IMDb.
    Imdb,
    /// What debrid services hold.
    Debrid,
}

impl Scope {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Private, Self::Public, Self::Imdb, Self::Debrid];

    /// Returns what operators and the database call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
            Self::Imdb => "imdb",
            Self::Debrid => "debrid",
        }
    }

    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// Writes several, with a comma between them.
    pub fn list(scopes: &SortedSet<Self>) -> String {
        scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(",")
    }

    /// Reads [`Self::list`]; `None` for anything else.
    pub fn listed(text: &str) -> Option<SortedSet<Self>> {
        SortedSet::ascending(text.split(',').map(Self::named).collect::<Option<_>>()?)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_as_names_between_commas() {
        let scopes = SortedSet::from([Scope::Imdb, Scope::Private]);
        assert_eq!(Scope::list(&scopes), "private,imdb");
        assert_eq!(Scope::listed("private,imdb"), Some(scopes));
        assert_eq!(Scope::listed(&Scope::list(&Scope::ALL.into())), Some(Scope::ALL.into()));
        for bad in ["", "imdb,private", "private,private", "private,", "Private"] {
            assert_eq!(Scope::listed(bad), None, "{bad}");
        }
    }
}
