//! Whatever secret stands where a password could stand, nothing that is printed shows a piece of it.

use afisha::config::{Config, Sources};
use afisha::store::{DatabaseUrl, Store};
use proptest::prelude::*;

use super::{load, variables_of};

/// Where a password could stand, as `{}`, in URLs that are right and in some that are not.
const PLACES: [&str; 22] = [
    "postgres://u:{}@127.0.0.1:1/db",
    "postgresql://u:{}@127.0.0.1:1,[::1]:1/db",
    "postgres://:{}@127.0.0.1:1/db",
    "postgres://u@127.0.0.1:1/db?password={}",
    "postgres://u@127.0.0.1:1/db?sslmode=disable&password={}&connect_timeout=2",
    "postgres://u@127.0.0.1:1/db?sslpassword={}",
    "postgres://u@127.0.0.1:1/db?pasword={}",
    "postgres://u@127.0.0.1:1/db?PASSWORD={}",
    "postgres://u@127.0.0.1:1/db;password={}",
    "postgres://u:p@{}@127.0.0.1:1/db",
    "postgres://u%3A{}@127.0.0.1:1/db",
    "postgres:/u:{}@127.0.0.1:1",
    "postgres:u:{}@127.0.0.1:1",
    "postgres//u:{}@127.0.0.1:1",
    "Postgres://u:{}@127.0.0.1:1",
    "psql://u:{}@127.0.0.1:1/db",
    "u:{}@127.0.0.1:1",
    "host=127.0.0.1 port=1 password={}",
    "host=127.0.0.1 password='{}' port=1",
    "sqlite://u:{}@127.0.0.1/db",
    "sqlite:afisha.db?password={}",
    "jdbc:postgresql://127.0.0.1:1/db?user=u&password={}",
];
/// Settings that may be given the URL, by mistake or rightly.
const SETTINGS: [&str; 13] = [
    "database_url",
    "database_password_file",
    "listen",
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
/// Letters that no message holds: what has one of them is of the secret.
const OURS: &str = "QZXЖЩ";
/// Letters of a piece that would give something away.
const PIECE: usize = 3;

/// Returns secrets in which signs with a meaning in URLs stand between letters of ours.
fn secret() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(
        &["@", ":", "/", "?", "#", "%", "&", "=", " ", ";", ",", "+", "[", "]", "'", "%40", "%3A", "1"][..],
    );
    let letters = "[QZXЖЩ]{1,4}";
    let piece = prop_oneof![3 => letters.prop_map(|letters| letters), 2 => sign.prop_map(str::to_owned)];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// Returns the piece of the secret that the text holds.
fn leaked(shown: &str, secret: &str) -> Option<String> {
    let letters: Vec<char> = secret.chars().collect();
    let pieces = letters.windows(PIECE).filter(|piece| piece.iter().any(|letter| OURS.contains(*letter)));
    pieces.map(|piece| piece.iter().collect::<String>()).find(|piece| shown.contains(piece.as_str()))
}

/// Returns all that is printed of a URL on the way to the database.
fn shown_on_the_way(text: &str) -> String {
    match DatabaseUrl::parse(text) {
        Err(fault) => format!("{fault}{fault:?}"),
        // There is no file of SQLite to make here, and port 1 of this machine refuses at once.
        Ok(url @ DatabaseUrl::Sqlite(_)) => format!("{:?}", Store::open(&url).err()),
        Ok(url) => format!(
            "{url}{url:?}{}",
            Store::open(&url).err().map_or(String::new(), |fault| format!("{fault}{fault:?}"))
        ),
    }
}

proptest! {
    #[test]
    fn no_piece_of_a_secret_is_shown_wherever_it_stands(
        secret in secret(),
        place in prop::sample::select(&PLACES[..]),
        name in prop::sample::select(&SETTINGS[..]),
    ) {
        let url = place.replace("{}", &secret);
        let variable = format!("AFISHA_{}", name.to_uppercase());
        let file = toml::Table::from_iter([(name.to_owned(), toml::Value::String(url.clone()))]).to_string();
        let list = toml::Table::from_iter([(name.to_owned(), vec![url.clone()].into())]).to_string();
        for config in [
            load(&file),
            load(&list),
            load(&format!("{name} = {url}")),
            load(&format!("{name} = '{url}")),
            load(&format!("{url} = 1")),
            load(&format!("{url}\n")),
            Config::load(&Sources { flags: vec![(name, url.clone())], ..Sources::default() }),
            Config::load(&Sources { environment: variables_of(&[(&variable, &url)]), ..Sources::default() }),
            Config::load(&Sources { environment: variables_of(&[(&format!("{variable}={url}"), "")]), ..Sources::default() }),
        ] {
            let shown = match &config {
                Ok(config) => format!("{}\n{}\n{config:?}", config.to_toml(), config.database.url),
                Err(faults) => format!("{faults}\n{faults:?}"),
            };
            prop_assert_eq!(leaked(&shown, &secret), None, "{} shows a piece of {}", shown, url);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_piece_of_a_secret_is_shown_by_the_store_and_its_libraries(
        secret in secret(),
        place in prop::sample::select(&PLACES[..]),
    ) {
        let url = place.replace("{}", &secret);
        let shown = shown_on_the_way(&url);
        prop_assert_eq!(leaked(&shown, &secret), None, "{} shows a piece of {}", shown, url);
    }
}

#[test]
fn a_mis_encoded_url_is_refused_in_words_without_showing_it() {
    for url in [
        "postgres:/u:SECRET@h",
        "postgres://u:p@SECRET@h/db",
        "postgres://h/db?pasword=SECRET",
        "postgres://u:SEC RET@h",
    ] {
        let faults = load(&format!("database_url = '{url}'")).unwrap_err().to_string();
        let words = "database_url cannot be used: cannot read the database URL, which is not shown because it may hold";
        assert!(faults.contains(words) && faults.lines().count() == 1 && !faults.contains("SECRET"), "{faults}");
    }
}
