//! `[registry]`, `[auth]` and `version_paths`.

use std::time::Duration;

use afisha::config::{Config, Sources};

use super::{file, load, load_variables};

/// Returns the faults of a file with this text, without its name.
fn refused(toml: &str) -> Vec<String> {
    let file = file(toml);
    let faults = Config::load(&Sources { file: Some(file.path().to_owned()), ..Sources::default() });
    let path = format!("{}, ", file.path().display());
    faults.expect_err(toml).to_string().lines().map(|line| line.replace(&path, "")).collect()
}

#[test]
fn both_are_off_until_their_table_is_there() {
    let config = load("").unwrap();
    assert_eq!((config.way_in.registry, config.way_in.auth), (None, None));
    let config = load("public_url = 'http://films.example/'\n[registry]\n").unwrap();
    assert!(config.way_in.registry.is_some() && config.way_in.auth.is_none());
}

#[test]
fn tokens_are_issued_as_the_contract_says_where_the_settings_do_not() {
    let auth = load("[[auth.client]]\nid = 'box'\nsecret = 'hush'\n").unwrap().way_in.auth.unwrap();
    assert_eq!((auth.access, auth.refresh_days), (Duration::from_secs(86_400), 90));
    assert_eq!((auth.new_viewers_per_hour, auth.max_viewers, auth.forget_days), (30, 1_000_000, 90));
    let clients: Vec<_> = auth.clients.iter().map(|client| (client.id.as_str(), client.secret.expose())).collect();
    assert_eq!(clients, [("box", "hush")]);
}

#[test]
fn a_variable_gives_a_whole_table() {
    let config = load_variables(&[
        ("AFISHA_AUTH", "{ access_seconds = 900, client = [{ id = 'box', secret = 'hush' }] }"),
        ("AFISHA_VERSION_PATHS", "{ 2 = '/api/films' }"),
    ])
    .unwrap();
    assert_eq!(config.way_in.auth.unwrap().access, Duration::from_secs(900));
    assert_eq!(config.server.version_paths, [(2, "/api/films".to_owned())].into());
}

#[test]
fn version_paths_are_moved_and_turned_off() {
    let paths = |toml: &str| load(toml).unwrap().server.version_paths.into_values().collect::<Vec<_>>();
    assert_eq!(paths(""), ["/films/1", "/films/2"]);
    assert_eq!(paths("version_paths = {}"), [""; 0]);
    assert_eq!(paths("version_paths = { 2 = 'v2/', 1 = '/v1' }"), ["/v1", "/v2"]);
    for bad in
        ["{ 3 = '/films/3' }", "{ 0 = '/a' }", "{ 1 = '/' }", "{ 1 = '' }", "{ 1 = '/a?b' }", "['/films/1']", "1"]
    {
        assert_eq!(refused(&format!("version_paths = {bad}")).len(), 1, "{bad}");
    }
}

#[test]
fn the_registry_needs_to_know_where_it_is_and_who_runs_it() {
    assert_eq!(
        refused("[registry]\ncontractor_id = 2\n"),
        [
            "line 1: registry has contractor_id, but no contractor_name",
            "line 1: registry needs public_url, the URL under which clients reach this server: boxes are told where their \
             services are",
        ]
    );
    for (fields, fault) in [
        ("contractor_name = 'a'", "registry has contractor_name, but no contractor_id"),
        ("logo = 'http://a/b.png'", "registry has logo, but no contractor_id and contractor_name"),
        ("contractor_id = -1", "registry contractor_id is -1; it must be a whole number from 0 to 4294967295"),
        ("contractor_nane = 'a'", "registry contractor_nane is not a setting; did you mean contractor_name?"),
        ("territory = [{ id = 1 }]", "registry territory 1 name is missing; it must be a non-empty name"),
        (
            "[[registry.service]]\ntype = 'a'\nname = 'b'\nversions = { 1 = '/c' }",
            "registry service 1 versions 1 is \"/c\"; it must be an absolute URL, such as \
             http://iptv.example/playlist.m3u",
        ),
        (
            "[[registry.service]]\ntype = 'a b'\nname = 'b'\nversions = {}",
            "registry service 1 type is \"a b\"; it must be a type of 1 to 64 letters, digits and -_",
        ),
    ] {
        let faults = refused(&format!("public_url = 'http://a/'\n[registry]\n{fields}"));
        assert_eq!(faults[0].strip_prefix("line 2: "), Some(fault));
    }
}

#[test]
fn applications_are_named_once_and_there_is_at_least_one() {
    for (toml, expected) in [
        ("[auth]\n", "auth client is missing; it must be tables with id and secret"),
        ("[auth]\nclient = []", "auth client is []; it must be at least one table"),
        (
            "[[auth.client]]\nid = 'a'\nsecret = 'x'\n[[auth.client]]\nid = 'a'\nsecret = 'y'",
            "auth client 2 id is \"a\", as an earlier one is",
        ),
        ("[auth]\nacces_seconds = 900", "auth acces_seconds is not a setting; did you mean access_seconds?"),
        (
            "[auth]\naccess_seconds = 59",
            "auth access_seconds is 59; it must be a whole number of seconds from 60 to 2592000",
        ),
    ] {
        assert_eq!(refused(toml)[0].strip_prefix("line 1: "), Some(expected), "{toml}");
    }
}

#[test]
fn a_secret_of_an_application_is_never_shown() {
    let config = load("[[auth.client]]\nid = 'box'\nsecret = 'HUSH'\n").unwrap();
    let (shown, debug) = (config.to_toml(), format!("{config:?}"));
    assert!(
        shown.contains("[auth]\n") && shown.ends_with("\n[[auth.client]]\nid = \"box\"\nsecret = \"***\"\n"),
        "{shown}"
    );
    assert!(!shown.contains("HUSH") && !debug.contains("HUSH"), "{debug}");
    for misplaced in [
        "auth = 'HUSH'",
        "auth = ['HUSH']",
        "auth = [{ id = 'a', secret = 'HUSH' }]",
        "[auth]\nclient = 'HUSH'",
        "[auth]\nclient = ['HUSH']",
        "[auth]\nclient = { id = 'a', secret = 'HUSH' }",
        "[auth]\nclient = [{ id = 'a', secret = ['HUSH'] }]",
        "[auth]\nclient = [{ id = ['HUSH'], secret = '' }]",
        "[auth]\naccess_seconds = 'HUSH'",
        "page_size = [{ id = 'a', secret = 'HUSH' }]",
    ] {
        let faults = refused(misplaced).concat();
        assert!(!faults.contains("HUSH") && !faults.contains("HUS"), "{misplaced}: {faults}");
    }
    for text in ["HUSH", "{ client = [{ id = 'a', secret = 'HUSH' }", "[{ id = 'a', secret = 'HUSH' }]"] {
        let faults = load_variables(&[("AFISHA_AUTH", text)]).expect_err(text).to_string();
        assert!(!faults.contains("HUSH"), "{faults}");
    }
}
