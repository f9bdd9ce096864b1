//! The documents made of the declarations of settings are those in the tree.

use std::path::Path;

use afisha::config::{self, Config};

use super::load;
use crate::support::made::assert_up_to_date;

const TABLE_BEGINS: &str = "<!-- settings -->\n";
const TABLE_ENDS: &str = "<!-- end of settings -->\n";

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

#[test]
fn the_example_is_up_to_date_with_the_declarations() {
    assert_up_to_date(&[("config.example.toml", config::example())]);
}

#[test]
fn the_example_holds_the_defaults() {
    assert_eq!(load(&config::example()).unwrap(), Config::default());
}

#[test]
fn the_commented_entries_of_the_example_are_good_settings() {
    let example = config::example();
    let at = example.find("# [[access_group]]").expect("there is an example of entries");
    let entries: String =
        example[at..].lines().map(|line| line.strip_prefix("# ").unwrap_or("")).fold(String::new(), |text, line| {
            let is_toml = line.starts_with('[') || line.contains(" = ");
            if is_toml { text + line + "\n" } else { text }
        });
    let config = load(&format!("public_url = \"https://films.example/\"\n{entries}")).unwrap();
    assert_eq!(config.way_in.registry.map(|registry| registry.territories[0].id), Some(16));
    assert_eq!(config.way_in.auth.map(|auth| auth.clients[0].id.clone()).as_deref(), Some("my-box"));
    assert_eq!(config.access.groups[0].name.as_str(), "novosibirsk");
    assert_eq!(config.devices.profiles.last().map(|profile| profile.name.as_str()), Some("my-box"));
}

#[test]
fn the_table_in_the_document_is_up_to_date_with_the_declarations() {
    let document = read("docs/CONFIG.md");
    let (before, rest) = document.split_once(TABLE_BEGINS).expect("docs/CONFIG.md marks where the table begins");
    let (_, after) = rest.split_once(TABLE_ENDS).expect("docs/CONFIG.md marks where the table ends");
    let made = format!("{before}{TABLE_BEGINS}{}{TABLE_ENDS}{after}", config::table());
    assert_up_to_date(&[("docs/CONFIG.md", made)]);
}

#[test]
fn every_example_in_the_document_is_a_good_file() {
    let document = read("docs/CONFIG.md");
    let examples: Vec<_> = document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!examples.is_empty());
    for example in examples {
        assert!(load(example).is_ok(), "{:?}\n{example}", load(example));
    }
}

#[test]
fn the_effective_settings_are_a_file_that_says_the_same() {
    for toml in [
        "",
        "listen = '[::1]:1'\nbase_path = '/a'\npublic_url = 'http://a/b/'\ntime_zone = 'Europe/Moscow'\npage_size = 1\n\
         trusted_proxies = ['::1', '10.0.0.0/8']\ndatabase_url = \"sqlite:a 'b\\\"c.db\"\n\
         [[access_group]]\nname = \"a\\n\\\"'b\"\nnetworks = ['10.0.0.0/8']\n[[access_group]]\nname = 'c'\nnetworks = []\n\
         [[device]]\nname = 'stb820'\nversion_from = 0\nmax_size = 9223372036854775807\nexclude_containers = ['mkv']\n",
    ] {
        let config = load(toml).unwrap();
        assert_eq!(load(&config.to_toml()).unwrap(), config, "{}", config.to_toml());
    }
}
