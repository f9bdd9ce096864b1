//! Programs that were met, as people ask for them.

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Text};

use super::found_reports::FoundPage;
use super::handle::BtnStore;
use super::sql_text::{RowCount, SqlText, word};
use crate::btn::query::{ClientQuery, ClientSort, Joined, TimeRange};
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::transaction;
use crate::store::dialect;

/// A program that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundClient {
    /// A number of both of its names.
    pub hash: i64,
    /// Its name.
    pub client_name: String,
    /// What its peer ids begin with.
    pub peer_id: String,
    /// When it was met for the first time.
    pub found: Moment,
    /// When for the last time, more or less: once a day is noted.
    pub seen: Moment,
}

#[derive(QueryableByName)]
struct ClientColumns {
    #[diesel(sql_type = BigInt)]
    hash: i64,
    #[diesel(sql_type = Text)]
    client_name: String,
    #[diesel(sql_type = Text)]
    peer_id: String,
    #[diesel(sql_type = BigInt)]
    found_at: i64,
    #[diesel(sql_type = BigInt)]
    last_seen: i64,
}

impl BtnStore {
    /// Returns a page of the programs that are asked for.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn find_clients(&self, query: &ClientQuery) -> Result<FoundPage<FoundClient>, StoreError> {
        let mut conn = self.pool.get()?;
        let begin = dialect::begin_reading(&conn);
        let mut sql = SqlText::new(&conn);
        let condition = condition(&mut sql, query);
        let (order, page) = (order(&sql, query), query.page);
        let (count, rows): (Vec<RowCount>, Vec<ClientColumns>) = transaction(&mut conn, begin, |conn| {
            let count = format!("SELECT count(*) AS number FROM discovered_clients WHERE {condition}");
            let count = sql.load(conn, &count).map_err(at_clients)?;
            let rows = format!(
                "SELECT * FROM discovered_clients WHERE {condition} ORDER BY {order} LIMIT {} OFFSET {}",
                page.size,
                page.offset()
            );
            Ok::<_, StoreError>((count, sql.load(conn, &rows).map_err(at_clients)?))
        })?;
        let rows = rows.into_iter().map(ClientColumns::found).collect();
        Ok(FoundPage { total: count.first().map_or(0, |count| count.number), rows, since: None })
    }
}

impl ClientColumns {
    fn found(self) -> FoundClient {
        FoundClient {
            hash: self.hash,
            client_name: self.client_name,
            peer_id: self.peer_id,
            found: Moment(self.found_at),
            seen: Moment(self.last_seen),
        }
    }
}

fn condition(sql: &mut SqlText, query: &ClientQuery) -> String {
    let mut all: Vec<String> = [("found_at", query.found), ("last_seen", query.seen)]
        .into_iter()
        .flat_map(|(column, range)| within(column, range))
        .collect();
    let texts = [("peer_id", &query.peer_id), ("client_name", &query.client_name)];
    let texts = texts.into_iter().filter_map(|(column, text)| Some((column, text.as_ref()?)));
    let texts: Vec<String> = texts.map(|(column, (method, text))| sql.compare(column, *method, text)).collect();
    if !texts.is_empty() {
        let word = match query.joined {
            Joined::And => ") AND (",
            Joined::Or => ") OR (",
        };
        all.push(format!("(({}))", texts.join(word)));
    }
    if all.is_empty() { "1 = 1".to_owned() } else { all.join(" AND ") }
}

/// Compares a column of Unix seconds.
fn within(column: &str, range: TimeRange) -> Vec<String> {
    let first = range.from.map(|from| format!("{column} >= {}", -(-from.max(-i64::MAX)).div_euclid(1000)));
    let last = range.to.map(|to| format!("{column} <= {}", to.div_euclid(1000)));
    [first, last].into_iter().flatten().collect()
}

fn order(sql: &SqlText, query: &ClientQuery) -> String {
    let direction = word(query.direction);
    let column = |by: &ClientSort| match by {
        ClientSort::Found => "found_at".to_owned(),
        ClientSort::Seen => "last_seen".to_owned(),
        ClientSort::PeerId => sql.sorted_text("peer_id"),
        ClientSort::ClientName => sql.sorted_text("client_name"),
    };
    let keys = ["found_at", "hash"].map(str::to_owned);
    let columns = query.sort.iter().map(column).chain(keys);
    columns.map(|column| format!("{column} {direction}")).collect::<Vec<_>>().join(", ")
}

fn at_clients(error: DieselError) -> StoreError {
    StoreError::at("discovered_clients", error)
}
