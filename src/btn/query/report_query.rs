//! A query of bans, or of peers of snapshots.

use super::compare::Named;
use super::condition::Condition;
use super::fault::QueryFault;
use super::members::QueryMembers;
use super::page::{AskedPage, Joined, SortDirection, TimeRange};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedReports {
    /// Bans.
    Bans,
    /// Peers of snapshots.
    Snapshots,
}

/// A query of bans, or of peers.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportQuery {
    /// What is asked for.
    pub kind: AskedReports,
    /// Which part.
    pub page: AskedPage,
    /// Of when the reports are.
    pub time: TimeRange,
    /// What holds of them.
    pub conditions: Vec<Condition>,
    /// How the conditions are joined.
    pub joined: Joined,
    /// By what they are sorted: by their times where this is empty.
    pub sort: Vec<ReportSort>,
    /// The direction of the order.
    pub direction: SortDirection,
}

/// By what reports are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportSort {
    /// Their time.
    Time,
    /// The port of the peer.
    Port,
    /// The id of the peer.
    PeerId,
    /// The name of its program.
    ClientName,
    /// Bytes of the torrent.
    TorrentSize,
    /// Bytes from the peer.
    FromPeer,
    /// Bytes a second.
    FromPeerSpeed,
    /// Bytes to the peer.
    ToPeer,
    /// Bytes a second.
    ToPeerSpeed,
    /// How much the peer has.
    Progress,
    /// How much the downloader has.
    OwnProgress,
    /// Whether the ban follows the rules of the network.
    ByRules,
    /// What found the ban to be due.
    Module,
    /// By which rule.
    Rule,
}

impl ReportQuery {
    /// Asks for a page of everything, newest first.
    pub fn recent(kind: AskedReports, page: AskedPage) -> Self {
        let (time, conditions, joined) = (TimeRange::default(), Vec::new(), Joined::And);
        Self { kind, page, time, conditions, joined, sort: Vec::new(), direction: SortDirection::Descending }
    }

    /// Reads a query in JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(kind: AskedReports, body: &[u8]) -> Result<Self, QueryFault> {
        let members = QueryMembers::read(body)?;
        Ok(Self {
            kind,
            page: AskedPage::read(&members)?,
            time: TimeRange::read(&members, "timeFrom", "timeTo")?,
            conditions: Condition::read(&members, kind == AskedReports::Bans)?,
            joined: Joined::read(&members)?,
            sort: members.chosen_list("sortBy")?,
            direction: SortDirection::read(&members)?,
        })
    }

    /// Tells whether it asks for certain torrents.
    pub fn names_torrent(&self) -> bool {
        self.conditions.iter().any(|condition| matches!(condition, Condition::Torrent(..)))
    }

    /// Returns it so that its answers tell nothing but what everybody may see.
    ///
    /// # Errors
    /// [`QueryFault::NeedsPermission`]
    pub fn open(mut self) -> Result<Self, QueryFault> {
        self.conditions = self.conditions.into_iter().map(Condition::open).collect::<Result<_, _>>()?;
        Ok(self)
    }
}

/// Addresses are none of them: their order tells more than what is shown of them.
impl Named for ReportSort {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("insertTime", Self::Time),
        ("populateTime", Self::Time),
        ("id", Self::Time),
        ("peerPort", Self::Port),
        ("peerId", Self::PeerId),
        ("peerClientName", Self::ClientName),
        ("torrentSize", Self::TorrentSize),
        ("fromPeerTraffic", Self::FromPeer),
        ("fromPeerTrafficSpeed", Self::FromPeerSpeed),
        ("toPeerTraffic", Self::ToPeer),
        ("toPeerTrafficSpeed", Self::ToPeerSpeed),
        ("peerProgress", Self::Progress),
        ("downloaderProgress", Self::OwnProgress),
        ("btnBan", Self::ByRules),
        ("module", Self::Module),
        ("rule", Self::Rule),
    ];
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{NumberField, NumberMethod, QueryNumber, TextField, TextMethod};
    use super::*;

    fn read(body: serde_json::Value) -> Result<ReportQuery, QueryFault> {
        ReportQuery::read(AskedReports::Bans, body.to_string().as_bytes())
    }

    #[test]
    fn a_query_without_members_asks_for_everything() {
        let recent = ReportQuery::recent(AskedReports::Bans, AskedPage { number: 0, size: 100 });
        for body in [json!({}), json!({ "peerId": null, "rule": "", "nobody": [], "sortBy": [] })] {
            assert_eq!(read(body), Ok(recent.clone()));
        }
        assert_eq!(ReportQuery::read(AskedReports::Bans, b" "), Ok(recent));
    }

    #[test]
    fn every_member_is_read() {
        let query = read(json!({
            "page": 2, "pageSize": 3000, "timeFrom": 5, "timeTo": 7, "orConnector": true,
            "sortBy": ["rule", "peerPort"], "sortOrder": "ASC",
            "peerId": "-qB", "peerIdCompareMethod": "STARTS_WITH", "rule": "r",
            "torrentSize": 1.5, "torrentSizeCompareMethod": "LESS_THAN_EQUAL", "peerPort": 7,
            "torrentIdentifier": "AB", "torrentIdentifierCompareMethod": "ENDS_WITH",
            "peerIp": "198.51.100.7/24", "peerIpCompareMethod": "NOT_EQUALS", "btnBan": false,
        }));
        let expected = ReportQuery {
            kind: AskedReports::Bans,
            page: AskedPage { number: 2, size: 3000 },
            time: TimeRange { from: Some(5), to: Some(7) },
            conditions: vec![
                Condition::Text(TextField::PeerId, TextMethod::StartsWith, "-qB".to_owned()),
                Condition::Text(TextField::Rule, TextMethod::Equals, "r".to_owned()),
                Condition::Number(NumberField::TorrentSize, NumberMethod::LessOrEqual, QueryNumber::Fraction(1.5)),
                Condition::Number(NumberField::Port, NumberMethod::Equal, QueryNumber::Whole(7)),
                Condition::Torrent(TextMethod::EndsWith, "ab".to_owned()),
                Condition::Address("198.51.100.0/24".parse().unwrap(), false),
                Condition::ByRules(false),
            ],
            joined: Joined::Or,
            sort: vec![ReportSort::Rule, ReportSort::Port],
            direction: SortDirection::Ascending,
        };
        assert_eq!(query, Ok(expected));
    }

    #[test]
    fn what_is_of_bans_says_nothing_of_peers() {
        let body = json!({ "rule": "r", "module": "m", "btnBan": true }).to_string();
        let query = ReportQuery::read(AskedReports::Snapshots, body.as_bytes()).unwrap();
        assert_eq!(query, ReportQuery::recent(AskedReports::Snapshots, AskedPage::default()));
    }

    #[test]
    fn what_cannot_be_is_refused_in_a_sentence() {
        let methods = "one of CONTAINS, NOT_CONTAINS, EQUALS, NOT_EQUALS, STARTS_WITH, NOT_STARTS_WITH, ENDS_WITH, \
                       NOT_ENDS_WITH";
        for (body, expected) in [
            (json!([]), "the body must be a JSON object"),
            (json!({ "page": -1 }), "page must be a whole number from 0 to 1000000"),
            (json!({ "page": "0" }), "page must be a whole number from 0 to 1000000"),
            (json!({ "pageSize": 3001 }), "pageSize must be a whole number from 1 to 3000"),
            (json!({ "pageSize": 0 }), "pageSize must be a whole number from 1 to 3000"),
            (json!({ "timeFrom": 1.5 }), "timeFrom must be a whole number"),
            (json!({ "peerId": 7 }), "peerId must be a text of at most 250 characters"),
            (json!({ "peerIdCompareMethod": "LIKE" }), &format!("peerIdCompareMethod must be {methods}")),
            (json!({ "peerPort": "7" }), "peerPort must be a number"),
            (json!({ "btnBan": 1 }), "btnBan must be true or false"),
            (json!({ "sortOrder": "UP" }), "sortOrder must be one of ASC, DESC"),
            (
                json!({ "peerIp": "nobody" }),
                "peerIp must be an address or a network, such as 198.51.100.7 or 2001:db8::/32",
            ),
            (
                json!({ "peerIp": "1", "peerIpCompareMethod": "CONTAINS" }),
                "peerIp is compared by EQUALS or NOT_EQUALS; for a range, give a network such as 198.51.100.0/24",
            ),
        ] {
            assert_eq!(read(body.clone()).unwrap_err().to_string(), expected, "{body}");
        }
        let unknown = read(json!({ "sortBy": ["at; DROP TABLE bans"] })).unwrap_err().to_string();
        assert!(unknown.starts_with("sortBy must be one of insertTime, populateTime") && !unknown.contains("DROP"));
        assert!(!unknown.contains("peerIp"), "{unknown}");
    }

    #[test]
    fn what_everybody_may_ask_tells_no_more_than_what_they_see() {
        let open = |body| read(body).unwrap().open();
        for (asked, expected) in [
            ("198.51.100.7", "198.51.100.0/24"),
            ("198.51.0.0/16", "198.51.0.0/16"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ] {
            let conditions = open(json!({ "peerIp": asked })).unwrap().conditions;
            assert_eq!(conditions, [Condition::Address(expected.parse().unwrap(), true)]);
        }
        let whole = json!({ "torrentIdentifier": "ab", "rule": "leech" });
        assert_eq!(open(whole.clone()), read(whole));
        for (body, member) in [
            (json!({ "torrentIdentifier": "a", "torrentIdentifierCompareMethod": "STARTS_WITH" }), "torrentIdentifier"),
            (json!({ "rule": "198.51.100.7", "ruleCompareMethod": "CONTAINS" }), "rule"),
        ] {
            assert_eq!(open(body), Err(QueryFault::NeedsPermission(member)));
        }
    }
}
