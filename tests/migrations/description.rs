//! What a database says of itself, in one form for both backends.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::support::database::RawConnection;

/// The tables of the program, by name.
pub(crate) type Description = Vec<Table>;

#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Vec<String>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// Unique or not, and the columns, of every index, that of the primary key included.
    pub(crate) indexes: Vec<(bool, Vec<String>)>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// diesel's word for the type.
    pub(crate) kind: &'static str,
    pub(crate) nullable: bool,
}

#[derive(Debug, PartialEq)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) target: String,
    pub(crate) on_delete: String,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    nullable: i64,
    #[diesel(sql_type = BigInt)]
    key_position: i64,
}

#[derive(QueryableByName)]
struct ForeignKeyRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = BigInt)]
    is_unique: i64,
}

/// The questions to one backend.
struct Questions {
    columns: &'static str,
    foreign_keys: &'static str,
    indexes: &'static str,
}

const SQLITE: Questions = Questions {
    columns: r#"SELECT t.name AS table_name, c.name AS name, c.type AS kind, c."notnull" = 0 AS nullable,
        c.pk AS key_position
        FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\_\_diesel%' ESCAPE '\'
        ORDER BY t.name, c.cid"#,
    foreign_keys: r#"SELECT table_name, group_concat(source) AS columns, target, on_delete FROM (
            SELECT t.name AS table_name, k.id AS id, k."from" AS source, k."table" AS target, k.on_delete AS on_delete
            FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS k
            WHERE t.type = 'table' ORDER BY t.name, k.id, k.seq)
        GROUP BY table_name, id, target, on_delete"#,
    indexes: r#"SELECT table_name, group_concat(column_name) AS columns, is_unique FROM (
            SELECT t.name AS table_name, i.name AS index_name, c.name AS column_name, i."unique" AS is_unique
            FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
            WHERE t.type = 'table' ORDER BY t.name, i.name, c.seqno)
        GROUP BY table_name, index_name, is_unique
        UNION ALL SELECT t.name, c.name, 1 FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND c.pk = 1 AND NOT EXISTS
            (SELECT 1 FROM pragma_index_list(t.name) AS i WHERE i.origin = 'pk')"#,
};

const POSTGRES: Questions = Questions {
    columns: "SELECT t.relname::text AS table_name, c.attname::text AS name,
            format_type(c.atttypid, c.atttypmod) AS kind, (NOT c.attnotnull)::int::bigint AS nullable,
            coalesce(array_position(k.conkey, c.attnum), 0)::bigint AS key_position
        FROM pg_class AS t JOIN pg_attribute AS c ON c.attrelid = t.oid
        LEFT JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'p'
        WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
            AND left(t.relname, 2) <> '__' AND c.attnum > 0 AND NOT c.attisdropped
        ORDER BY t.relname COLLATE \"C\", c.attnum",
    foreign_keys: "SELECT k.conrelid::regclass::text AS table_name, k.confrelid::regclass::text AS target,
            (SELECT string_agg(c.attname, ',' ORDER BY u.place) FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
             JOIN pg_attribute AS c ON c.attrelid = k.conrelid AND c.attnum = u.number) AS columns,
            CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL'
            ELSE 'NO ACTION' END AS on_delete
        FROM pg_constraint AS k WHERE k.contype = 'f'",
    indexes: "SELECT i.indrelid::regclass::text AS table_name, i.indisunique::int::bigint AS is_unique,
            (SELECT string_agg(pg_get_indexdef(i.indexrelid, place, true), ',' ORDER BY place)
             FROM generate_series(1, i.indnkeyatts) AS place) AS columns
        FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace",
};

/// Asks the database what tables it has.
pub(crate) fn describe(conn: &mut RawConnection) -> Description {
    let questions = match conn {
        RawConnection::Sqlite(_) => SQLITE,
        RawConnection::Postgres(_) => POSTGRES,
    };
    let mut tables: Description = Vec::new();
    let mut keys: Vec<(i64, String)> = Vec::new();
    for row in diesel::sql_query(questions.columns).load::<ColumnRow>(conn).unwrap() {
        if tables.last().is_none_or(|table| table.name != row.table_name) {
            keys.clear();
            tables.push(Table {
                name: row.table_name,
                columns: Vec::new(),
                primary_key: Vec::new(),
                foreign_keys: Vec::new(),
                indexes: Vec::new(),
            });
        }
        let table = tables.last_mut().unwrap();
        if row.key_position > 0 {
            keys.push((row.key_position, row.name.clone()));
            keys.sort();
            table.primary_key = keys.iter().map(|(_, name)| name.clone()).collect();
        }
        table.columns.push(Column { name: row.name, kind: kind(&row.kind), nullable: row.nullable == 1 });
    }
    let foreign_keys: Vec<ForeignKeyRow> = diesel::sql_query(questions.foreign_keys).load(conn).unwrap();
    let indexes: Vec<IndexRow> = diesel::sql_query(questions.indexes).load(conn).unwrap();
    for table in &mut tables {
        for key in foreign_keys.iter().filter(|key| key.table_name == table.name) {
            let (target, on_delete) = (key.target.clone(), key.on_delete.clone());
            table.foreign_keys.push(ForeignKey { columns: split(&key.columns), target, on_delete });
        }
        table.foreign_keys.sort_by(|a, b| a.columns.cmp(&b.columns));
        for index in indexes.iter().filter(|index| index.table_name == table.name) {
            table.indexes.push((index.is_unique == 1, split(&index.columns)));
        }
        table.indexes.sort();
    }
    tables
}

/// Returns diesel's word for a type of either backend.
fn kind(declared: &str) -> &'static str {
    match declared {
        "INTEGER" | "bigint" => "BigInt",
        "REAL" | "double precision" => "Double",
        "TEXT" | "text" => "Text",
        "BLOB" | "bytea" => "Binary",
        other => panic!("no column has type {other}"),
    }
}

/// Splits names; an index over the hash of a column counts as one over the column.
fn split(names: &str) -> Vec<String> {
    names
        .split(',')
        .map(|name| name.strip_prefix("md5(").and_then(|name| name.strip_suffix(')')).unwrap_or(name))
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}
