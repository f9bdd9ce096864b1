//! A query of the programs that were met.

use super::compare::{Named, TextMethod};
use super::fault::QueryFault;
use super::members::QueryMembers;
use super::page::{AskedPage, Joined, SortDirection, TimeRange};

/// A query of programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientQuery {
    /// Which part.
    pub page: AskedPage,
    /// When they were met for the first time.
    pub found: TimeRange,
    /// When for the last time.
    pub seen: TimeRange,
    /// What holds of the beginnings of their peer ids.
    pub peer_id: Option<(TextMethod, String)>,
    /// What holds of their names.
    pub client_name: Option<(TextMethod, String)>,
    /// How the two are joined.
    pub joined: Joined,
    /// By what they are sorted: by when they were found where this is empty.
    pub sort: Vec<ClientSort>,
    /// The direction of the order.
    pub direction: SortDirection,
}

/// By what programs are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientSort {
    /// When they were met for the first time.
    Found,
    /// When for the last time.
    Seen,
    /// The beginnings of their peer ids.
    PeerId,
    /// Their names.
    ClientName,
}

impl ClientQuery {
    /// Asks for a page of all, those found last first.
    pub fn recent(page: AskedPage) -> Self {
        Self { page, ..Self::default() }
    }

    /// Reads a query in JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, QueryFault> {
        let members = QueryMembers::read(body)?;
        let text = |member, method| {
            let method = members.chosen(method)?.unwrap_or(TextMethod::Equals);
            Ok::<_, QueryFault>(members.text(member)?.map(|text| (method, text)))
        };
        Ok(Self {
            page: AskedPage::read(&members)?,
            found: TimeRange::read(&members, "foundAtTimeFrom", "foundAtTimeTo")?,
            seen: TimeRange::read(&members, "lastSeenAtTimeFrom", "lastSeenAtTimeTo")?,
            peer_id: text("peerId", "peerIdCompareMethod")?,
            client_name: text("peerClientName", "peerClientNameCompareMethod")?,
            joined: Joined::read(&members)?,
            sort: members.chosen_list("sortBy")?,
            direction: SortDirection::read(&members)?,
        })
    }
}

impl Named for ClientSort {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("foundAt", Self::Found),
        ("lastSeenAt", Self::Seen),
        ("peerId", Self::PeerId),
        ("clientName", Self::ClientName),
        ("peerClientName", Self::ClientName),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_peer_ids_are_told_apart() {
        let body = br#"{"peerId":"-q","peerIdCompareMethod":"STARTS_WITH","peerClientName":"x","foundAtTimeFrom":5,
            "lastSeenAtTimeTo":7,"sortBy":"lastSeenAt","pageSize":1}"#;
        let expected = ClientQuery {
            page: AskedPage { number: 0, size: 1 },
            found: TimeRange { from: Some(5), to: None },
            seen: TimeRange { from: None, to: Some(7) },
            peer_id: Some((TextMethod::StartsWith, "-q".to_owned())),
            client_name: Some((TextMethod::Equals, "x".to_owned())),
            sort: vec![ClientSort::Seen],
            ..ClientQuery::default()
        };
        assert_eq!(ClientQuery::read(body), Ok(expected));
    }
}
