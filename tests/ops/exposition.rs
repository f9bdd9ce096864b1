//! The page of metrics as a whole, and the table of them in the documents.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use afisha::http::ops;
use afisha::metrics::table;

use super::Watched;
use crate::support::app::Options;
use crate::support::catalogue::playable;
use crate::support::made::assert_up_to_date;
use crate::support::promtool;

const DOCUMENT: &str = "docs/METRICS.md";
const TABLE_BEGINS: &str = "<!-- metrics -->\n";
const TABLE_ENDS: &str = "<!-- end of metrics -->\n";

/// Serves a film to whoever asks, and has answered a request.
fn used() -> Watched {
    let watched = Watched::ready(Options::default(), &[playable(1, "Один")]);
    assert_eq!(watched.app.get("/list/").list().1, [1]);
    watched
}

/// Returns the lines of the page that begin so, by the name after that.
fn comments<'a>(page: &'a str, begin: &str) -> BTreeMap<&'a str, &'a str> {
    let lines: Vec<_> = page.lines().filter_map(|line| line.strip_prefix(begin)?.split_once(' ')).collect();
    let by_name: BTreeMap<_, _> = lines.iter().copied().collect();
    assert_eq!(by_name.len(), lines.len(), "a metric stands twice");
    by_name
}

#[test]
fn every_metric_of_the_page_is_declared_and_explained_by_its_doc_line() {
    let page = used().metrics();
    let declared: BTreeMap<String, _> = ops::metrics().into_iter().map(|metric| (metric.full_name(), metric)).collect();
    assert_eq!(declared.len(), ops::metrics().len(), "no name twice");
    let (helps, types) = (comments(&page, "# HELP "), comments(&page, "# TYPE "));
    for (name, help) in &helps {
        let metric = declared.get(*name).unwrap_or_else(|| panic!("{name} is not declared"));
        assert_eq!(*help, metric.help(), "{name}");
        assert_eq!(types[name], metric.kind.name(), "{name}");
    }
    // What reads nothing is left out: no failure, no model, nothing scheduled, no peer with a key, no view of the system but on Linux.
    let left_out: Vec<&str> = declared.keys().map(String::as_str).filter(|name| !helps.contains_key(name)).collect();
    let expected = [
        "afisha_btn_accounts_heard",
        "afisha_btn_list_alerts",
        "afisha_btn_list_entries",
        "afisha_btn_list_withheld",
        "afisha_btn_lists_made_timestamp_seconds",
        "afisha_btn_lists_run_seconds",
        "afisha_database_failures_total",
        "afisha_database_last_failure_timestamp_seconds",
        "afisha_database_reachable_since_timestamp_seconds",
        "afisha_model_learnt_timestamp_seconds",
        "afisha_peer_failures",
        "afisha_peer_items_dropped_total",
        "afisha_peer_key_used_timestamp_seconds",
        "afisha_peer_newest_timestamp_seconds",
        "afisha_peer_read_timestamp_seconds",
        "afisha_peer_requests_total",
        "afisha_peer_torrents_imported_total",
        "afisha_scheduled_next_timestamp_seconds",
        "afisha_snapshot_swapped_timestamp_seconds",
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn what_the_page_reads_is_what_there_is() {
    let watched = used();
    let page = watched.metrics();
    for line in [
        "afisha_ready 1",
        "afisha_panics_total 3",
        "afisha_snapshot_generation 1",
        "afisha_snapshot_films 1",
        "afisha_films_shown 1",
        "afisha_films_hidden{reason=\"draft\"} 0",
        "afisha_scheduled_overdue_films 0",
        "afisha_views_queued 0",
        "afisha_slow_requests_threads 1",
        "afisha_slow_requests_max_waiting 32",
        "afisha_answer_cache_max_bytes 67108864",
        "afisha_http_connections_max{listener=\"boxes\"} 10000",
        "afisha_http_connections_max{listener=\"ops\"} 7",
        "afisha_http_connections{listener=\"ops\"} 1",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}: {page}");
    }
    let version = format!("afisha_build_info{{version=\"{}\",", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&version), "{page}");
}

#[test]
fn a_cache_that_is_off_tells_nothing() {
    let watched = Watched::ready(Options { answers: None, ..Options::default() }, &[]);
    assert_eq!(watched.app.get("/list/").status, 200);
    assert!(watched.series("afisha_answer_cache").is_empty());
}

#[test]
fn before_anything_is_served_the_page_tells_of_the_process() {
    let watched = Watched::starting(Options::default(), &[]);
    let page = watched.metrics();
    assert!(page.contains("afisha_ready 0\n") && !page.contains("afisha_snapshot_films"), "{page}");
}

#[test]
fn promtool_finds_nothing_to_mend_in_the_page() {
    let Some(promtool) = promtool::path() else { return };
    let mut child = Command::new(promtool)
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(used().metrics().as_bytes()).unwrap();
    let checked = child.wait_with_output().unwrap();
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success() && said.is_empty(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn the_table_of_metrics_is_up_to_date_with_their_declarations() {
    let document = std::fs::read_to_string(format!("{}/{DOCUMENT}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (before, rest) = document.split_once(TABLE_BEGINS).unwrap();
    let (_, after) = rest.split_once(TABLE_ENDS).unwrap();
    let table = table(ops::metrics().into_iter());
    assert_up_to_date(&[(DOCUMENT, format!("{before}{TABLE_BEGINS}{table}{TABLE_ENDS}{after}"))]);
}
