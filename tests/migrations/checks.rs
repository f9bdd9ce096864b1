//! What the database itself refuses, whoever writes to it.

use diesel::connection::SimpleConnection;

use crate::support::database::on_both_databases;

const LEGAL: &str = "
    INSERT INTO tags VALUES (1, 'comedy', 'Comedy', 'genre', NULL);
    INSERT INTO films (id, title, updated) VALUES (1, 'Film', 0);
    INSERT INTO film_tags VALUES (1, 1);
    INSERT INTO series (film_id, role, number, published) VALUES (1, 'item', 1, 0);
    INSERT INTO ratings (film_id, rating_type) VALUES (1, 'cn');
    INSERT INTO viewers VALUES (1, 'Anna', 0);
    INSERT INTO access_tokens VALUES ('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 1, 0, 1, NULL);
    INSERT INTO views VALUES (1, 1, 0);
    INSERT INTO anonymous_views VALUES (1, 0);";

const ILLEGAL: [&str; 46] = [
    "UPDATE tags SET id = -1",
    "UPDATE tags SET id = 4294967296",
    "UPDATE tags SET name = ''",
    "UPDATE tags SET title = ''",
    "UPDATE tags SET kind = 'colour'",
    "UPDATE tags SET url = ''",
    "INSERT INTO tags VALUES (2, 'comedy', 'Other', 'genre', NULL)",
    "DELETE FROM tags",
    "UPDATE films SET id = -1",
    "UPDATE films SET title = NULL",
    "UPDATE films SET title = ''",
    "UPDATE films SET year = -1",
    "UPDATE films SET age = 151",
    "UPDATE films SET age = -1",
    "UPDATE films SET kinopoisk_id = -1",
    "UPDATE films SET tmdb_id = -1",
    "UPDATE films SET popularity = -0.1",
    "UPDATE films SET popularity = 1e308 * 10",
    "UPDATE films SET revision = -1",
    "UPDATE films SET year = 'MCMLXVIII'",
    "INSERT INTO film_tags VALUES (1, 2)",
    "INSERT INTO film_tags VALUES (2, 1)",
    "INSERT INTO film_related VALUES (1, 0, -1)",
    "INSERT INTO film_access VALUES (1, -1, 'tomsk')",
    "INSERT INTO film_images VALUES (1, 0, '')",
    "UPDATE ratings SET rating_type = 'mine'",
    "UPDATE ratings SET count = -1",
    "UPDATE ratings SET rank = -1",
    "UPDATE series SET role = 'extra'",
    "UPDATE series SET number = -1",
    "UPDATE series SET size = -1",
    "UPDATE series SET length = 4294967296",
    "UPDATE series SET quality = 11",
    "UPDATE series SET picture_quality = '4K'",
    "INSERT INTO series (film_id, role, number, published) VALUES (1, 'item', 1, 0)",
    "INSERT INTO serie_images VALUES (1, 'item', 2, 0, '/1.png')",
    "INSERT INTO generations VALUES (2, 0)",
    "INSERT INTO viewers VALUES (2, 'Anna', 0)",
    "UPDATE viewers SET name = ''",
    "INSERT INTO access_tokens VALUES ('abc', 1, 0, 1, NULL)",
    "UPDATE access_tokens SET viewer_id = 2",
    "INSERT INTO views VALUES (2, 1, 0)",
    "INSERT INTO views VALUES (1, 1, 0)",
    "UPDATE views SET film_id = -1",
    "INSERT INTO anonymous_views VALUES (1, 0)",
    "INSERT INTO viewer_generations VALUES (2, 0, 0)",
];

on_both_databases! {
    fn illegal_rows_are_refused(database) {
        database.store();
        let mut conn = database.raw();
        conn.batch_execute(LEGAL).unwrap();
        for statement in ILLEGAL {
            assert!(conn.batch_execute(statement).is_err(), "{statement}");
        }
    }

    fn what_hangs_on_a_film_goes_with_it(database) {
        use diesel::prelude::*;
        use diesel::dsl::sql;
        use diesel::sql_types::BigInt;
        database.store();
        let mut conn = database.raw();
        conn.batch_execute(LEGAL).unwrap();
        conn.batch_execute("INSERT INTO serie_images VALUES (1, 'item', 1, 0, '/1.png'); DELETE FROM films").unwrap();
        for table in ["film_tags", "ratings", "series", "serie_images"] {
            let left: i64 = diesel::select(sql::<BigInt>(&format!("(SELECT count(*) FROM {table})"))).first(&mut conn).unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }
}
