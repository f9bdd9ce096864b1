//! What accounts may do besides what all may.

use std::collections::BTreeSet;
use std::fmt;

/// Something that an operator allows an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Sees whole addresses, torrents, and whose a report is.
    ReadReports,
    /// Sees the applications of others.
    ReadApplications,
    /// Gives applications of others another secret.
    ResetApplications,
    /// Changes the comments of applications of others.
    EditApplications,
    /// Removes applications of others.
    RemoveApplications,
    /// Sees other accounts.
    ReadUsers,
}

/// What an account may do besides what all may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(BTreeSet<Permission>);

impl Permission {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::ReadReports,
        Self::ReadApplications,
        Self::ResetApplications,
        Self::EditApplications,
        Self::RemoveApplications,
        Self::ReadUsers,
    ];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadReports => "peers.read-full",
            Self::ReadApplications => "userapp.read-other-app",
            Self::ResetApplications => "userapp.reset-other-appsecret",
            Self::EditApplications => "userapp.edit-other-app",
            Self::RemoveApplications => "userapp.delete-other-app",
            Self::ReadUsers => "user:read.other",
        }
    }

    /// Finds the one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

impl Permissions {
    /// Reads names with spaces between; names that nobody knows are those of another version.
    pub fn parse(text: &str) -> Self {
        Self(text.split_ascii_whitespace().filter_map(Permission::named).collect())
    }

    /// Tells whether this is among them.
    pub fn has(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Returns their names, in one order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|permission| permission.name())
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

/// Writes the names with spaces between.
impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_read_as_they_are_written() {
        let all: Permissions = Permission::ALL.into_iter().collect();
        assert_eq!(Permissions::parse(&all.to_string()), all);
        assert_eq!(Permissions::parse("  of.tomorrow user:read.other "), [Permission::ReadUsers].into_iter().collect());
        assert!(!Permissions::parse("").has(Permission::ReadReports));
    }
}
