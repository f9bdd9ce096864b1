//! `schema/catalogue.schema.json` and the import say the same of the shape of a line.

use serde_json::Value;

use super::{Home, PLAIN, TAGS, film, package_file, sample};

/// The schema, ready to judge lines.
pub(super) fn validator() -> jsonschema::Validator {
    let text = std::fs::read_to_string(package_file("schema/catalogue.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Fails on the first line that the schema refuses.
pub(super) fn assert_lines_valid(lines: &str) {
    let validator = validator();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(faults.is_empty(), "{line}: {faults:?}");
    }
}

#[test]
fn the_sample_and_its_export_are_valid() {
    let Some(sample) = sample() else { return };
    assert_lines_valid(&std::fs::read_to_string(&sample).unwrap());
    let home = Home::new();
    home.import_files(&[sample], PLAIN).unwrap();
    assert_lines_valid(&home.exported());
}

#[test]
fn import_and_schema_accept_the_same_shapes() {
    for fields in [
        "",
        "\"year\":1968.0,\"age\":0,\"updated\":\"2012-05-01T10:00:00.5+07:00\",\"published\":null",
        "\"desc\":\"\",\"url\":\"/x\",\"images\":[\"a\"],\"tags\":null,\"directors\":[\"leonid-gaidai\"]",
        "\"ratings\":[{\"type\":\"cn\"}],\"popularity\":0,\"related\":[1,1],\"access\":[]",
        "\"items\":[{}],\"trailers\":[{\"number\":7,\"quality\":10,\"picture_quality\":\"3D\"}]",
        "\"imdb_id\":\"tt1\",\"tmdb_id\":9223372036854775807",
        "\"found\":[{\"item\":1}]",
        "\"found\":null",
    ] {
        let line = film(1, fields);
        assert_lines_valid(&line);
        Home::new().import(&format!("{TAGS}{line}"), PLAIN).unwrap();
    }
    let doubtful = "{\"type\":\"doubtful\",\"x\":[]}";
    assert_lines_valid(doubtful);
    assert_eq!(Home::new().import(doubtful, PLAIN).map(|done| done.doubtful), Ok(1));
}

#[test]
fn import_and_schema_refuse_the_same_shapes() {
    let validator = validator();
    let of_film = |fields: &str| film(1, fields);
    let tag = |fields: &str| format!("{{\"type\":\"tag\",\"name\":\"x\",\"title\":\"X\"{fields}}}");
    for line in [
        "[]".to_owned(),
        "{}".to_owned(),
        "{\"type\":\"serie\"}".to_owned(),
        "{\"type\":\"film\",\"id\":1}".to_owned(),
        "{\"type\":\"film\",\"id\":1,\"title\":\" \"}".to_owned(),
        "{\"type\":\"film\",\"id\":\"1\",\"title\":\"x\"}".to_owned(),
        "{\"type\":\"film\",\"id\":9223372036854775808,\"title\":\"x\"}".to_owned(),
        of_film("\"titel\":\"x\""),
        of_film("\"desc\":5"),
        of_film("\"year\":-1"),
        of_film("\"year\":\"1968\""),
        of_film("\"year\":0"),
        of_film("\"year\":20110112"),
        of_film("\"age\":151"),
        of_film("\"updated\":\"2012-05-01\""),
        of_film("\"published\":0"),
        of_film("\"published\":\"2012-13-01T00:00:00Z\""),
        of_film("\"popularity\":-0.5"),
        of_film("\"images\":\"a\""),
        of_film("\"images\":[null]"),
        of_film("\"tags\":[\"Комедия\"]"),
        of_film("\"countries\":[7]"),
        of_film("\"related\":[\"2\"]"),
        of_film("\"ratings\":[{}]"),
        of_film("\"ratings\":[{\"type\":\"rt\"}]"),
        of_film("\"ratings\":[{\"type\":\"cn\",\"count\":-1}]"),
        of_film("\"ratings\":[{\"type\":\"cn\",\"votes\":1}]"),
        of_film("\"items\":[null]"),
        of_film("\"items\":[{\"size\":1.5}]"),
        of_film("\"items\":[{\"quality\":11}]"),
        of_film("\"items\":[{\"picture_quality\":\"hd\"}]"),
        of_film("\"trailers\":[{\"lenght\":1}]"),
        of_film("\"items\":{}"),
        of_film("\"found\":{}"),
        tag(",\"id\":1"),
        tag(",\"id\":1,\"kind\":\"person\""),
        tag(",\"id\":4294967296,\"kind\":\"genre\""),
        tag(",\"id\":1,\"kind\":\"genre\",\"year\":1"),
    ] {
        let value: Value = serde_json::from_str(&line).unwrap();
        assert!(!validator.is_valid(&value), "the schema accepts {line}");
        Home::new().import(&line, PLAIN).expect_err(&line);
    }
}
