//! Nothing that can be given makes the reader panic.

use afisha::config::{Config, Sources};
use proptest::prelude::*;

use super::{load, variables_of};

const SETTINGS: [&str; 13] = [
    "listen",
    "database_url",
    "database_password_file",
    "base_path",
    "public_url",
    "time_zone",
    "page_size",
    "trusted_proxies",
    "access_group",
    "device",
    "version_paths",
    "registry",
    "auth",
];

/// Returns texts like those that stand in settings files, and quite other ones.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(&SETTINGS[..]).prop_map(str::to_owned),
        prop::sample::select(
            &[
                "=",
                "[[",
                "]]",
                "[",
                "]",
                "{",
                "}",
                "'",
                "\"",
                "\n",
                ",",
                " ",
                ".",
                "#",
                "name",
                "networks",
                "max_size",
                "containers",
                "transports",
                "'a'",
                "1",
                "-1",
                "1e400",
                "nan",
                "true",
                "1979-05-27",
                "10.0.0.0/8",
                "::/0",
                "://",
                "@",
                ":",
                "?password=",
                "http"
            ][..]
        )
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        any::<i64>().prop_map(|number| number.to_string()),
    ];
    prop_oneof![prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()), any::<String>()]
}

/// Returns a TOML value of any shape.
fn value() -> impl Strategy<Value = toml::Value> {
    let leaf = prop_oneof![
        text().prop_map(toml::Value::String),
        any::<i64>().prop_map(toml::Value::Integer),
        any::<f64>().prop_map(toml::Value::Float),
        any::<bool>().prop_map(toml::Value::Boolean),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop_oneof![
            prop::sample::select(&["name", "networks", "version_from", "max_size", "containers", "transports"][..])
                .prop_map(str::to_owned),
            text(),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(toml::Value::Array),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|fields| toml::Value::Table(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(toml in text()) {
        let _ = load(&toml).map_err(|faults| faults.to_string());
    }

    #[test]
    fn no_value_makes_it_panic_and_what_is_read_is_written_alike(name in prop::sample::select(&SETTINGS[..]), value in value()) {
        let toml = toml::Table::from_iter([(name.to_owned(), value)]).to_string();
        match load(&toml) {
            Ok(config) if !config.to_toml().contains("***") => {
                prop_assert_eq!(load(&config.to_toml()).unwrap(), config);
            }
            Ok(_) => {}
            Err(faults) => prop_assert!(faults.to_string().contains("must be") || faults.to_string().contains(name)),
        }
    }

    #[test]
    fn no_variable_and_no_flag_makes_it_panic(name in prop::sample::select(&SETTINGS[..]), other in text(), text in text()) {
        let variable = format!("AFISHA_{}", name.to_uppercase());
        let other = format!("AFISHA_{other}");
        let environment = variables_of(&[(&variable, &text), (&other, &text)]);
        let sources = Sources { environment, flags: vec![(name, text)], ..Sources::default() };
        let _ = Config::load(&sources).map_err(|faults| faults.to_string());
    }
}
