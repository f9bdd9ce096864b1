//! What is asked of reports, as SQL.

use ipnet::{IpNet, Ipv6Net};

use super::addresses;
use super::sql_text::{SqlText, word};
use crate::btn::TorrentIdentifier;
use crate::btn::query::{
    AskedReports, Condition, Joined, NumberField, NumberMethod, QueryNumber, ReportQuery, ReportSort, TextField,
    TextMethod,
};

/// What stands for a number that bans do not have.
pub(super) const NOTHING: &str = "CAST(0 AS BIGINT)";
/// How much shares may differ that are equal: they are reported with half the digits.
const SHARE_PRECISION: &str = "0.000001";
/// Bits of the IPv6 addresses that snapshots keep.
const SNAPSHOT_BITS: u8 = 64;

/// Returns what holds of the rows that are asked for; `None`: of all.
pub(super) fn condition(sql: &mut SqlText, query: &ReportQuery) -> Option<String> {
    let conditions: Vec<String> =
        query.conditions.iter().map(|one| format!("({})", single(sql, query.kind, one))).collect();
    let word = match query.joined {
        Joined::And => " AND ",
        Joined::Or => " OR ",
    };
    (!conditions.is_empty()).then(|| format!("({})", conditions.join(word)))
}

/// Returns the order of the rows that are asked for; where they are equal, it is that of their keys.
pub(super) fn order(sql: &SqlText, query: &ReportQuery) -> String {
    let direction = word(query.direction);
    let keys = ["at", "application_id", "row_key", "report", "place"].map(str::to_owned);
    let columns = query.sort.iter().map(|by| sorted(sql, *by)).chain(keys);
    columns.map(|column| format!("{column} {direction}")).collect::<Vec<_>>().join(", ")
}

fn sorted(sql: &SqlText, by: ReportSort) -> String {
    match by {
        ReportSort::Time => "at".to_owned(),
        ReportSort::Port => "port".to_owned(),
        ReportSort::PeerId => sql.sorted_text("peer_id"),
        ReportSort::ClientName => sql.sorted_text("client_name"),
        ReportSort::TorrentSize => "coalesce(size, -1)".to_owned(),
        ReportSort::FromPeer => "from_peer".to_owned(),
        ReportSort::FromPeerSpeed => "from_peer_speed".to_owned(),
        ReportSort::ToPeer => "to_peer".to_owned(),
        ReportSort::ToPeerSpeed => "to_peer_speed".to_owned(),
        ReportSort::Progress => "progress".to_owned(),
        ReportSort::OwnProgress => "own_progress".to_owned(),
        ReportSort::ByRules => "by_rules".to_owned(),
        ReportSort::Module => sql.sorted_text("module"),
        ReportSort::Rule => sql.sorted_text("rule"),
    }
}

/// Tells whether an index leads to the rows of which it holds.
pub(super) fn is_led_to(condition: &Condition) -> bool {
    match condition {
        Condition::Address(_, is_within) => *is_within,
        Condition::Torrent(method, text) => *method == TextMethod::Equals && TorrentIdentifier::parse(text).is_some(),
        Condition::Text(..) | Condition::Number(..) | Condition::ByRules(_) => false,
    }
}

/// Returns what holds of the rows of which one condition does.
pub(super) fn single(sql: &mut SqlText, kind: AskedReports, condition: &Condition) -> String {
    match condition {
        Condition::Text(field, method, text) => sql.compare(text_column(*field), *method, text),
        Condition::Number(field, method, number) => {
            number_condition(sql, number_column(kind, *field), *method, *number)
        }
        Condition::Torrent(method, text) => torrent(sql, *method, text),
        Condition::Address(network, within) => {
            let inside = address(sql, kind, *network);
            if *within { inside } else { format!("NOT ({inside})") }
        }
        Condition::ByRules(by_rules) => format!("r.by_rules = {}", i64::from(*by_rules)),
    }
}

fn text_column(field: TextField) -> &'static str {
    match field {
        TextField::PeerId => "r.peer_id",
        TextField::ClientName => "r.client_name",
        TextField::Module => "r.module",
        TextField::Rule => "r.rule",
    }
}

fn number_column(kind: AskedReports, field: NumberField) -> &'static str {
    match field {
        NumberField::FromPeerSpeed | NumberField::ToPeerSpeed if kind == AskedReports::Bans => NOTHING,
        NumberField::TorrentSize => "t.size",
        NumberField::Port => "r.port",
        NumberField::FromPeer => "r.from_peer",
        NumberField::FromPeerSpeed => "r.from_peer_speed",
        NumberField::ToPeer => "r.to_peer",
        NumberField::ToPeerSpeed => "r.to_peer_speed",
        NumberField::Progress => "r.progress",
        NumberField::OwnProgress => "r.own_progress",
    }
}

fn number_condition(sql: &mut SqlText, column: &str, method: NumberMethod, number: QueryNumber) -> String {
    let value = match number {
        QueryNumber::Whole(whole) => sql.whole(whole),
        QueryNumber::Fraction(real) => sql.real(real),
    };
    match method {
        NumberMethod::Less => format!("{column} < {value}"),
        NumberMethod::LessOrEqual => format!("{column} <= {value}"),
        NumberMethod::Greater => format!("{column} > {value}"),
        NumberMethod::GreaterOrEqual => format!("{column} >= {value}"),
        NumberMethod::Equal if matches!(number, QueryNumber::Fraction(_)) => {
            format!("abs({column} - {value}) < {SHARE_PRECISION}")
        }
        NumberMethod::Equal => format!("{column} = {value}"),
    }
}

fn torrent(sql: &mut SqlText, method: TextMethod, text: &str) -> String {
    let whole = TorrentIdentifier::parse(text).map(|identifier| identifier.as_bytes().to_vec());
    match (method, whole) {
        (TextMethod::Equals, Some(bytes)) => {
            format!("r.torrent_id IN (SELECT id FROM torrents WHERE identifier = {})", sql.bytes(bytes))
        }
        (TextMethod::NotEquals, Some(bytes)) => format!(
            "(r.torrent_id IS NULL OR r.torrent_id NOT IN (SELECT id FROM torrents WHERE identifier = {}))",
            sql.bytes(bytes)
        ),
        _ => {
            let digits = if sql.is_sqlite { "lower(hex(t.identifier))" } else { "encode(t.identifier, 'hex')" };
            sql.compare(&format!("coalesce({digits}, '')"), method, text)
        }
    }
}

fn address(sql: &mut SqlText, kind: AskedReports, network: IpNet) -> String {
    let network = match (kind, network) {
        (AskedReports::Snapshots, IpNet::V6(network)) => {
            let cut = Ipv6Net::new(network.addr(), network.prefix_len().min(SNAPSHOT_BITS));
            cut.map_or(network, |network| network.trunc()).into()
        }
        _ => network,
    };
    addresses::within(sql, "r.address", network)
}
