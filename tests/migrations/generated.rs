//! Files that are made from migrated databases: `src/store/schema.rs`, `src/store/btn/schema.rs` and the dumps in `schema/`.

use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::description::{Description, describe};
use crate::support::database::{Database, RawConnection};
use crate::support::made::{COMMAND, assert_up_to_date};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The schema of a SQLite database is kept by it as text.
const SQLITE_DUMP: &str = r"SELECT sql || ';' AS line FROM sqlite_schema
    WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\_\_diesel%' ESCAPE '\' AND tbl_name <> 'sqlite_sequence'
    ORDER BY tbl_name, type DESC, name";

/// Not `pg_dump`: its form changes from one version of the server to the next.
const POSTGRES_DUMP: &str = "SELECT line FROM (
        SELECT t.relname AS name, 1 AS part, 'CREATE TABLE ' || t.relname || E' (\\n' || string_agg(m.line, E',\\n'
            ORDER BY m.part, m.place, m.line) || E'\\n)' || coalesce(' PARTITION BY ' || pg_get_partkeydef(t.oid), '') ||
            ';' AS line
        FROM pg_class AS t JOIN (
            SELECT c.attrelid AS owner, 1 AS part, c.attnum AS place, '  ' || quote_ident(c.attname) || ' ' ||
                format_type(c.atttypid, c.atttypmod) || CASE WHEN c.attnotnull THEN ' NOT NULL' ELSE '' END ||
                coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
            FROM pg_attribute AS c LEFT JOIN pg_attrdef AS d ON d.adrelid = c.attrelid AND d.adnum = c.attnum
            WHERE c.attnum > 0 AND NOT c.attisdropped
            UNION ALL
            SELECT conrelid, 2, 0, '  CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE contype IN ('p', 'u', 'f', 'c')
        ) AS m ON m.owner = t.oid
        WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
            AND left(t.relname, 2) <> '__'
        GROUP BY t.relname, t.oid
        UNION ALL
        SELECT t.relname, 2, pg_get_indexdef(i.indexrelid) || ';'
        FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
            AND left(t.relname, 2) <> '__' AND NOT EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
    ) AS dump ORDER BY name COLLATE \"C\", part, line COLLATE \"C\"";

/// Returns the schema of the database as SQL.
pub(crate) fn dump(conn: &mut RawConnection) -> String {
    let question = match conn {
        RawConnection::Sqlite(_) => SQLITE_DUMP,
        RawConnection::Postgres(_) => POSTGRES_DUMP,
    };
    let lines: Vec<Line> = diesel::sql_query(question).load(conn).unwrap();
    let mut dump = format!("-- The schema after all migrations. Made by: {COMMAND}\n");
    for line in lines {
        write!(dump, "\n{}\n", line.line).unwrap();
    }
    dump
}

/// Prints the table file of diesel.
fn table_file(tables: &Description) -> String {
    let mut file = format!("//! The tables, for diesel. Made from a migrated database by: `{COMMAND}`\n");
    for table in tables {
        write!(file, "\ndiesel::table! {{\n    {} ({}) {{\n", table.name, table.primary_key.join(", ")).unwrap();
        for column in &table.columns {
            let kind = if column.nullable { format!("Nullable<{}>", column.kind) } else { column.kind.to_owned() };
            writeln!(file, "        {} -> {kind},", column.name).unwrap();
        }
        file.push_str("    }\n}\n");
    }
    file.push_str("\ndiesel::allow_tables_to_appear_in_same_query!(\n");
    for table in tables {
        writeln!(file, "    {},", table.name).unwrap();
    }
    file + ");\n"
}

/// Makes the files: path and content; that of PostgreSQL where there is a server.
fn files() -> Vec<(&'static str, String)> {
    let sqlite = Database::sqlite();
    sqlite.store();
    let btn = Database::sqlite();
    btn.btn_store();
    let mut files = vec![
        ("src/store/schema.rs", table_file(&describe(&mut sqlite.raw()))),
        ("src/store/btn/schema.rs", table_file(&describe(&mut btn.raw()))),
        ("schema/database.sqlite.sql", dump(&mut sqlite.raw())),
        ("schema/btn.sqlite.sql", dump(&mut btn.raw())),
    ];
    if let (Some(postgres), Some(btn)) = (Database::postgres(), Database::postgres()) {
        postgres.store();
        btn.btn_store();
        files.push(("schema/database.postgres.sql", dump(&mut postgres.raw())));
        files.push(("schema/btn.postgres.sql", dump(&mut btn.raw())));
    }
    files
}

#[test]
fn the_schema_files_are_up_to_date_with_a_migrated_database() {
    assert_up_to_date(&files());
}
