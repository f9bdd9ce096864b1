//! Dependencies are what `deny.toml` allows, and are built as the project says: what `cargo deny` would find out, for
//! machines without it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use diesel::RunQueryDsl;
use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::Table;

use crate::support::database::Database;

#[path = "../build.rs"]
#[allow(dead_code, clippy::print_stdout, reason = "a program of its own")]
mod build;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table(path: &str) -> Table {
    std::fs::read_to_string(root().join(path)).unwrap().parse().unwrap()
}

fn texts(list: Option<&toml::Value>) -> BTreeSet<String> {
    let list = list.and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Returns what cargo says of the packages that are built here.
fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").current_dir(root()).output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host];
    let found = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    serde_json::from_slice(&found.stdout).unwrap()
}

/// Returns everything that a package breaks of the rules.
fn faults(rules: &Table, package: &Value, users: &BTreeSet<String>) -> Vec<String> {
    let name = package["name"].as_str().unwrap();
    let mut faults = licence_faults(rules, name, package["license"].as_str());
    let source = package["source"].as_str();
    // Nothing but the registry of cargo itself; our own package has no source.
    if source.is_some_and(|source| !source.starts_with("registry+") || !source.ends_with("/crates.io-index")) {
        faults.push(format!("{name} comes from {}", source.unwrap_or_default()));
    }
    for banned in
        rules["bans"]["deny"].as_array().unwrap().iter().filter(|banned| banned["crate"].as_str() == Some(name))
    {
        let wrappers = texts(banned.get("wrappers"));
        faults.extend(
            users
                .iter()
                .filter(|user| !wrappers.contains(*user))
                .map(|user| format!("{name} is banned, and {user} uses it")),
        );
    }
    let wildcard = |dependency: &&Value| dependency["req"] == "*" && dependency["path"].is_null();
    if source.is_none() {
        let wild = package["dependencies"].as_array().unwrap().iter().filter(wildcard);
        faults.extend(wild.map(|dependency| format!("any version of {} will do", dependency["name"])));
    }
    faults
}

fn licence_faults(rules: &Table, name: &str, licence: Option<&str>) -> Vec<String> {
    let mut allowed = texts(rules["licenses"].get("allow"));
    for exception in rules["licenses"]["exceptions"].as_array().unwrap() {
        if exception["crate"].as_str() == Some(name) {
            allowed.extend(texts(exception.get("allow")));
        }
    }
    let Some(licence) = licence else { return vec![format!("{name} names no licence")] };
    // Old packages write a slash for «or».
    let expression = Expression::parse_mode(licence, ParseMode::LAX).unwrap();
    let is_allowed = expression.evaluate(|asked| allowed.contains(&asked.to_string()));
    if is_allowed { Vec::new() } else { vec![format!("{name} is under {licence}")] }
}

#[test]
fn every_dependency_is_what_the_project_allows() {
    let (rules, metadata) = (table("deny.toml"), metadata());
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 200, "{}", packages.len());
    let names: BTreeMap<&str, &str> =
        packages.iter().map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap())).collect();
    let mut users: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        for used in node["dependencies"].as_array().unwrap() {
            users.entry(used.as_str().unwrap()).or_default().insert(names[node["id"].as_str().unwrap()].to_owned());
        }
    }
    let nobody = BTreeSet::new();
    let of = |package: &Value| faults(&rules, package, users.get(package["id"].as_str().unwrap()).unwrap_or(&nobody));
    let faults: Vec<String> = packages.iter().flat_map(of).collect();
    assert!(faults.is_empty(), "deny.toml does not allow:\n{}", faults.join("\n"));
}

#[test]
fn what_the_project_does_not_allow_is_found() {
    let rules = table("deny.toml");
    let registry = "registry+https://github.com/rust-lang/crates.io-index";
    let found = |name: &str, licence: &str, source: Option<&str>, users: &[&str]| {
        let dependencies = serde_json::json!([{ "name": "x", "req": "*", "path": null }]);
        let package =
            serde_json::json!({ "name": name, "license": licence, "source": source, "dependencies": dependencies });
        faults(&rules, &package, &users.iter().map(|user| (*user).to_owned()).collect())
    };
    let none: [&str; 0] = [];
    assert_eq!(found("a", "MIT/GPL-3.0", Some(registry), &["b"]), none);
    assert_eq!(found("a", "GPL-3.0-only", Some(registry), &[]), ["a is under GPL-3.0-only"]);
    assert_eq!(found("a", "MIT AND LGPL-2.1-only", Some(registry), &[]), ["a is under MIT AND LGPL-2.1-only"]);
    assert_eq!(found("a", "PostgreSQL", Some(registry), &[]), ["a is under PostgreSQL"]);
    assert_eq!(found("pq-src", "PostgreSQL", Some(registry), &[]), none);
    assert_eq!(
        found("a", "MIT", Some("git+https://forge.example/a"), &[]),
        ["a comes from git+https://forge.example/a"]
    );
    assert_eq!(found("openssl-sys", "MIT", Some(registry), &["a", "pq-src"]), ["openssl-sys is banned, and a uses it"]);
    assert_eq!(found("a", "MIT", None, &[]), ["any version of \"x\" will do"]);
}

#[test]
fn the_toolchain_is_one_that_will_do() {
    let pinned = table("rust-toolchain.toml")["toolchain"]["channel"].as_str().unwrap().to_owned();
    let oldest = table("Cargo.toml")["package"]["rust-version"].as_str().unwrap().to_owned();
    assert!(
        pinned == oldest || pinned.starts_with(&format!("{oldest}.")),
        "{pinned} is pinned, {oldest} is the oldest"
    );
}

/// What the settings of cargo for this project ask of SQLite, in its own words.
#[derive(diesel::QueryableByName)]
struct Built {
    #[diesel(sql_type = diesel::sql_types::Text)]
    compile_options: String,
}

#[test]
fn sqlite_is_built_with_the_flags_of_the_project() {
    let options: Vec<Built> = diesel::sql_query("PRAGMA compile_options").load(&mut Database::sqlite().raw()).unwrap();
    let options: Vec<&str> = options.iter().map(|option| option.compile_options.as_str()).collect();
    for option in ["THREADSAFE=2", "DEFAULT_MEMSTATUS=0"] {
        assert!(options.contains(&option), "{option}: {options:?}");
    }
    for option in ["ENABLE_API_ARMOR", "ENABLE_MEMORY_MANAGEMENT"] {
        assert!(!options.contains(&option), "{option}: {options:?}");
    }
}

#[test]
fn a_build_without_the_flags_is_told_all_of_them() {
    let config = std::fs::read_to_string(root().join(".cargo/config.toml")).unwrap();
    let expected = table(".cargo/config.toml")["env"]["LIBSQLITE3_FLAGS"].as_str().unwrap().to_owned();
    assert_eq!(build::flags(&config), Some(expected.as_str()));
}
