//! What holds of the reports that are asked for.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::compare::{NumberMethod, QueryNumber, TextMethod};
use super::fault::QueryFault;
use super::members::QueryMembers;
use crate::btn::PeerAddress;

/// Bits of the networks that everybody may tell apart.
const OPEN_BITS: (u8, u8) = (24, 48);

/// A text of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// The id of the peer.
    PeerId,
    /// The name of its program.
    ClientName,
    /// What found a ban to be due.
    Module,
    /// By which rule.
    Rule,
}

/// A number of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberField {
    /// Bytes of the torrent.
    TorrentSize,
    /// The port of the peer.
    Port,
    /// Bytes from the peer.
    FromPeer,
    /// Bytes a second.
    FromPeerSpeed,
    /// Bytes to the peer.
    ToPeer,
    /// Bytes a second.
    ToPeerSpeed,
    /// How much the peer has, from 0 to 1.
    Progress,
    /// How much the downloader has.
    OwnProgress,
}

/// Something that holds of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Of a text.
    Text(TextField, TextMethod, String),
    /// Of a number.
    Number(NumberField, NumberMethod, QueryNumber),
    /// Of the identifier of the torrent in hexadecimal digits; that of a private one is empty.
    Torrent(TextMethod, String),
    /// The peer is within the network, or it is not.
    Address(IpNet, bool),
    /// The ban follows the rules of the network, or it does not.
    ByRules(bool),
}

/// Texts of all reports: member, member of the method.
const TEXTS: [(&str, &str, TextField); 2] = [
    ("peerId", "peerIdCompareMethod", TextField::PeerId),
    ("peerClientName", "peerClientNameCompareMethod", TextField::ClientName),
];

/// Texts of bans.
const BAN_TEXTS: [(&str, &str, TextField); 2] =
    [("module", "moduleCompareMethod", TextField::Module), ("rule", "ruleCompareMethod", TextField::Rule)];

const NUMBERS: [(&str, &str, NumberField); 8] = [
    ("torrentSize", "torrentSizeCompareMethod", NumberField::TorrentSize),
    ("peerPort", "peerPortCompareMethod", NumberField::Port),
    ("fromPeerTraffic", "fromPeerTrafficCompareMethod", NumberField::FromPeer),
    ("fromPeerTrafficSpeed", "fromPeerTrafficSpeedCompareMethod", NumberField::FromPeerSpeed),
    ("toPeerTraffic", "toPeerTrafficCompareMethod", NumberField::ToPeer),
    ("toPeerTrafficSpeed", "toPeerTrafficSpeedCompareMethod", NumberField::ToPeerSpeed),
    ("peerProgress", "peerProgressCompareMethod", NumberField::Progress),
    ("downloaderProgress", "downloaderProgressCompareMethod", NumberField::OwnProgress),
];

impl Condition {
    /// Reads the conditions of a query of bans, or of peers.
    pub(super) fn read(members: &QueryMembers, of_bans: bool) -> Result<Vec<Self>, QueryFault> {
        let mut conditions = Vec::new();
        let texts = TEXTS.iter().chain(BAN_TEXTS.iter().filter(|_| of_bans));
        for (member, method, field) in texts {
            if let Some((method, text)) = text(members, member, method)? {
                conditions.push(Self::Text(*field, method, text));
            }
        }
        for (member, method, field) in NUMBERS {
            let method = members.chosen(method)?.unwrap_or(NumberMethod::Equal);
            conditions.extend(members.number(member)?.map(|number| Self::Number(field, method, number)));
        }
        if let Some((method, text)) = text(members, "torrentIdentifier", "torrentIdentifierCompareMethod")? {
            conditions.push(Self::Torrent(method, text.to_ascii_lowercase()));
        }
        if let Some((method, text)) = text(members, "peerIp", "peerIpCompareMethod")? {
            let within = match method {
                TextMethod::Equals => true,
                TextMethod::NotEquals => false,
                _ => return Err(QueryFault::AddressMethod),
            };
            conditions.push(Self::Address(network(&text).ok_or(QueryFault::Address)?, within));
        }
        if of_bans {
            conditions.extend(members.truth("btnBan")?.map(Self::ByRules));
        }
        Ok(conditions)
    }

    /// Returns it so that it tells nothing but what everybody may see: networks become as wide as those that are shown.
    ///
    /// # Errors
    /// [`QueryFault::NeedsPermission`]: by parts of identifiers, or addresses in rules, they could be found bit by bit.
    pub(super) fn open(self) -> Result<Self, QueryFault> {
        match self {
            Self::Address(network, within) => Ok(Self::Address(widened(network), within)),
            Self::Torrent(method, _) if !matches!(method, TextMethod::Equals | TextMethod::NotEquals) => {
                Err(QueryFault::NeedsPermission("torrentIdentifier"))
            }
            Self::Text(TextField::Rule, _, text) if text.bytes().any(|byte| byte.is_ascii_digit()) => {
                Err(QueryFault::NeedsPermission("rule"))
            }
            other => Ok(other),
        }
    }
}

fn text(
    members: &QueryMembers,
    member: &'static str,
    method: &'static str,
) -> Result<Option<(TextMethod, String)>, QueryFault> {
    let method = members.chosen(method)?.unwrap_or(TextMethod::Equals);
    Ok(members.text(member)?.map(|text| (method, text)))
}

/// Reads an address, or a network.
fn network(text: &str) -> Option<IpNet> {
    let network = text.trim().parse::<IpNet>().ok().map(|network| network.trunc());
    network.or_else(|| PeerAddress::parse(text).map(|address| IpNet::from(address.get())))
}

/// Returns the network, or the one that everybody may see around it.
fn widened(network: IpNet) -> IpNet {
    let widened = match network {
        IpNet::V4(network) => Ipv4Net::new(network.addr(), network.prefix_len().min(OPEN_BITS.0)).map(IpNet::from),
        IpNet::V6(network) => Ipv6Net::new(network.addr(), network.prefix_len().min(OPEN_BITS.1)).map(IpNet::from),
    };
    // A shorter prefix is a prefix.
    widened.map_or(network, |network| network.trunc())
}
