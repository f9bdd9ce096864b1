//! What is in `deploy/`: alerts that fire, a dashboard that can be read, and no metric in them that there is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use afisha::http::ops;
use serde_json::{Value, json};

use crate::support::promtool;

const RULES: &str = "prometheus/afisha.rules.yml";
const TESTS: &str = "prometheus/afisha.rules.test.yml";
const DASHBOARD: &str = "grafana/afisha.json";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(folder().join(path)).unwrap()
}

/// Runs promtool over a file, which has to be good.
fn check(promtool: &str, arguments: &[&str], folder: &Path) {
    let checked = Command::new(promtool).args(arguments).current_dir(folder).output().unwrap();
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said));
}

/// Returns what stands after the key in the lines that begin with it.
fn values<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    text.lines()
        .filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix(key))
        .map(str::trim)
        .collect()
}

/// Returns the names of metrics in an expression or a text.
fn metrics(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("afisha_") || word.starts_with("process_"));
    ours.map(str::to_owned).collect()
}

/// Returns the names of all series.
fn series() -> BTreeSet<String> {
    let ends: [&str; 4] = ["", "_bucket", "_sum", "_count"];
    ops::metrics().iter().flat_map(|metric| ends.map(|end| metric.full_name() + end)).collect()
}

/// Returns every expression of the dashboard.
fn expressions(dashboard: &Value) -> Vec<String> {
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().cloned().unwrap_or_default());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_alert_is_quiet_and_then_fires() {
    let (rules, tests) = (read(RULES), read(TESTS));
    let alerts = values(&rules, "alert:");
    assert!(alerts.len() >= 12, "{alerts:?}");
    for alert in &alerts {
        let test = tests.split("\n- name: ").find(|test| test.lines().next() == Some(alert));
        let test = test.unwrap_or_else(|| panic!("{alert} has no test"));
        let fires = test.matches("exp_alerts:").count() == 1 && test.contains("exp_labels:");
        assert!(fires && values(test, "alertname:").len() == 2, "{alert} has to be quiet, then to fire: {test}");
    }
    let Some(promtool) = promtool::path() else { return };
    check(promtool, &["test", "rules", "afisha.rules.test.yml"], &folder().join("prometheus"));
    check(promtool, &["check", "config", "prometheus.yml"], &folder().join("prometheus"));
}

#[test]
fn every_expression_of_the_dashboard_can_be_read() {
    let dashboard: Value = serde_json::from_str(&read(DASHBOARD)).unwrap();
    let expressions = expressions(&dashboard);
    assert!(expressions.len() > 30, "{}", expressions.len());
    let rules: Vec<Value> = expressions
        .iter()
        .map(|expression| json!({ "record": "a", "expr": expression.replace("$__rate_interval", "1m") }))
        .collect();
    let Some(promtool) = promtool::path() else { return };
    // JSON is YAML, and a rule of each its own group: promtool warns of rules that are the same.
    let groups: Vec<Value> =
        (0..).zip(rules).map(|(at, rule): (u32, _)| json!({ "name": at.to_string(), "rules": [rule] })).collect();
    let room = tempfile::tempdir().unwrap();
    std::fs::write(room.path().join("rules.json"), json!({ "groups": groups }).to_string()).unwrap();
    check(promtool, &["check", "rules", "--lint=none", "rules.json"], room.path());
}

#[test]
fn alerts_and_dashboard_name_no_metric_that_there_is_not_and_every_metric_is_shown() {
    let dashboard: Value = serde_json::from_str(&read(DASHBOARD)).unwrap();
    let shown: BTreeSet<String> = expressions(&dashboard).iter().flat_map(|expression| metrics(expression)).collect();
    let named: BTreeSet<String> = shown.union(&metrics(&values(&read(RULES), "expr:").join(" "))).cloned().collect();
    let series = series();
    let unknown: Vec<&String> = named.difference(&series).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let is_shown = |name: &str| shown.iter().any(|shown| shown.starts_with(name));
    let hidden: Vec<String> =
        ops::metrics().iter().map(|metric| metric.full_name()).filter(|name| !is_shown(name)).collect();
    assert_eq!(hidden, ["afisha_http_connections_max_per_address", "process_virtual_memory_bytes"]);
}

#[test]
fn the_ids_and_places_of_panels_are_their_own() {
    let dashboard: Value = serde_json::from_str(&read(DASHBOARD)).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<i64> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len());
    let mut taken = BTreeSet::new();
    for panel in panels {
        let [x, y, w, h] = ["x", "y", "w", "h"].map(|key| panel["gridPos"][key].as_i64().unwrap());
        assert!(x + w <= 24, "{}", panel["title"]);
        for place in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(taken.insert(place), "{} lies over another panel", panel["title"]);
        }
    }
}
