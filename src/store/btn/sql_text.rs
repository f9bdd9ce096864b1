//! Statements that are put together from what is asked. Values are bound, never part of the text.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Double, Text};

use crate::btn::query::{SortDirection, TextMethod};
use crate::store::conn::{AnyConnection, on_backend};

/// Values of a statement, and the dialect it is in.
pub(super) struct SqlText {
    /// Whether it is for SQLite.
    pub(super) is_sqlite: bool,
    values: Vec<SqlValue>,
}

/// A value that is bound.
enum SqlValue {
    Text(String),
    Whole(i64),
    Real(f64),
    Bytes(Vec<u8>),
}

/// Makes a query of a statement with its values, of whichever database it is for.
macro_rules! bound {
    ($sql:expr, $statement:expr) => {{
        let mut query = diesel::sql_query($statement).into_boxed();
        for value in &$sql.values {
            query = match value {
                SqlValue::Text(text) => query.bind::<Text, _>(text.as_str()),
                SqlValue::Whole(number) => query.bind::<BigInt, _>(*number),
                SqlValue::Real(number) => query.bind::<Double, _>(*number),
                SqlValue::Bytes(bytes) => query.bind::<Binary, _>(bytes.as_slice()),
            };
        }
        query
    }};
}

impl SqlText {
    /// Begins a statement for the database.
    pub(super) fn new(conn: &AnyConnection) -> Self {
        Self { is_sqlite: matches!(conn, AnyConnection::Sqlite(_)), values: Vec::new() }
    }

    fn bind(&mut self, value: SqlValue) -> String {
        self.values.push(value);
        format!("{}{}", if self.is_sqlite { '?' } else { '$' }, self.values.len())
    }

    /// Binds a text, and returns what stands for it.
    pub(super) fn text(&mut self, value: &str) -> String {
        self.bind(SqlValue::Text(value.to_owned()))
    }

    /// Binds a whole number.
    pub(super) fn whole(&mut self, value: i64) -> String {
        self.bind(SqlValue::Whole(value))
    }

    /// Binds a number.
    pub(super) fn real(&mut self, value: f64) -> String {
        self.bind(SqlValue::Real(value))
    }

    /// Binds bytes.
    pub(super) fn bytes(&mut self, value: Vec<u8>) -> String {
        self.bind(SqlValue::Bytes(value))
    }

    /// Compares a text; upper and lower case differ, and no character stands for another.
    pub(super) fn compare(&mut self, column: &str, method: TextMethod, text: &str) -> String {
        let value = self.text(text);
        let (contains, starts, ends) = if self.is_sqlite {
            (
                format!("instr({column}, {value}) > 0"),
                format!("substr({column}, 1, length({value})) = {value}"),
                format!("substr({column}, -length({value})) = {value}"),
            )
        } else {
            (
                format!("strpos({column}, {value}) > 0"),
                format!("starts_with({column}, {value})"),
                format!("right({column}, length({value})) = {value}"),
            )
        };
        match method {
            TextMethod::Contains => contains,
            TextMethod::NotContains => format!("NOT {contains}"),
            TextMethod::Equals => format!("{column} = {value}"),
            TextMethod::NotEquals => format!("{column} <> {value}"),
            TextMethod::StartsWith => starts,
            TextMethod::NotStartsWith => format!("NOT {starts}"),
            TextMethod::EndsWith => ends,
            TextMethod::NotEndsWith => format!("NOT {ends}"),
        }
    }

    /// Returns the column as texts are sorted on both databases: by their bytes.
    pub(super) fn sorted_text(&self, column: &str) -> String {
        if self.is_sqlite { column.to_owned() } else { format!("{column} COLLATE \"C\"") }
    }

    /// Loads the rows of a statement that has these values.
    pub(super) fn load<R>(&self, conn: &mut AnyConnection, statement: &str) -> QueryResult<Vec<R>>
    where
        R: QueryableByName<diesel::sqlite::Sqlite> + QueryableByName<diesel::pg::Pg> + 'static,
    {
        on_backend!(conn, c => bound!(self, statement).load(c))
    }

    /// Runs a statement that has these values; returns how many rows it concerned.
    pub(super) fn execute(&self, conn: &mut AnyConnection, statement: &str) -> QueryResult<usize> {
        on_backend!(conn, c => bound!(self, statement).execute(c))
    }
}

/// Returns the word for a direction.
pub(super) fn word(direction: SortDirection) -> &'static str {
    match direction {
        SortDirection::Ascending => "ASC",
        SortDirection::Descending => "DESC",
    }
}

/// How many rows there are.
#[derive(QueryableByName)]
pub(super) struct RowCount {
    #[diesel(sql_type = BigInt)]
    pub(super) number: i64,
}
