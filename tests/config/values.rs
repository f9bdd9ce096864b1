//! What each setting makes of what is given.

use std::collections::BTreeSet;

use afisha::catalog::device::{PlayRules, built_in};
use afisha::catalog::{ByteSize, DeviceProfile, DeviceProfiles, Transport};

use super::load;

#[test]
fn a_base_path_begins_with_a_slash_and_ends_in_none() {
    for (given, expected) in
        [("/", "/"), ("", "/"), ("films", "/films"), ("/films/", "/films"), ("/a/b.c-d_e~f/", "/a/b.c-d_e~f")]
    {
        assert_eq!(load(&format!("base_path = '{given}'")).unwrap().server.base_path, expected, "{given}");
    }
    for given in ["/a?b", "/a#b", "/a b", "//", "/a//b", "/../a", "/{id}", "/%41", "/фильмы", "http://films.example"]
    {
        assert!(load(&format!("base_path = '{given}'")).is_err(), "{given}");
    }
}

#[test]
fn a_public_url_is_absolute_or_empty() {
    for (given, expected) in [
        ("", None),
        ("https://films.example", Some("https://films.example/")),
        ("http://10.0.0.1:8080/a/", Some("http://10.0.0.1:8080/a/")),
    ] {
        let url = load(&format!("public_url = '{given}'")).unwrap().server.public_url;
        assert_eq!(url.map(String::from).as_deref(), expected, "{given}");
    }
    for given in
        ["films.example", "/films", "ftp://films.example/", "http://", "http://a/?b", "http://a/#b", "http://u@a/"]
    {
        assert!(load(&format!("public_url = '{given}'")).is_err(), "{given}");
    }
}

#[test]
fn a_profile_of_a_built_in_name_replaces_all_that_is_built_in_under_it() {
    let devices =
        load("[[device]]\nname = 'stb820'\nmax_size = 5\n[[device]]\nname = 'my-box'\nversion_from = 3\n").unwrap();
    let profiles = &devices.devices.profiles;
    let any = PlayRules { transports: Transport::ALL.into(), ..PlayRules::default() };
    let mut expected = built_in();
    expected.retain(|profile| profile.name != "stb820");
    let stb820 = PlayRules { max_size: ByteSize::new(5), ..any.clone() };
    expected.push(DeviceProfile { name: "stb820".to_owned(), version_from: None, rules: stb820 });
    expected.push(DeviceProfile { name: "my-box".to_owned(), version_from: Some(3), rules: any });
    assert_eq!(*profiles, expected);
}

#[test]
fn a_profile_says_everything_a_device_profile_can() {
    let config = load(
        "[[device]]\nname = 'my-box'\nversion_from = 9\nmax_size = 2147483648\ncontainers = ['MP4', 'mp4', 'ts']\n\
         exclude_containers = ['mkv']\ntransports = ['http']\n",
    )
    .unwrap();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let rules = PlayRules {
        max_size: ByteSize::new(2_147_483_648),
        containers: Some(names(&["mp4", "ts"])),
        exclude_containers: names(&["mkv"]),
        transports: BTreeSet::from([Transport::Http]),
    };
    let expected = DeviceProfile { name: "my-box".to_owned(), version_from: Some(9), rules };
    assert_eq!(config.devices.profiles.last(), Some(&expected));
    assert!(DeviceProfiles::new(&config.devices.profiles).is_ok());
}

#[test]
fn an_access_group_has_a_name_and_networks() {
    let config = load("[[access_group]]\nname = ' город '\nnetworks = ['10.54.1.2/16', '::1']\n").unwrap();
    let groups: Vec<_> = config.access.groups.iter().map(|group| (group.name.as_str(), &group.networks)).collect();
    assert_eq!(groups, [("город", &vec!["10.54.0.0/16".parse().unwrap(), "::1/128".parse().unwrap()])]);
    assert_eq!(load("[[access_group]]\nname = 'a'\nnetworks = []\n").unwrap().access.groups[0].networks, []);
}

#[test]
fn a_database_url_shows_no_password() {
    let config = load("database_url = 'postgres://afisha:secret@db/films'").unwrap();
    assert_eq!(config.database.url.expose(), "postgres://afisha:secret@db/films");
    assert_eq!(config.database.url.to_string(), "postgres://afisha:***@db/films");
    assert!(!format!("{config:?}").contains("secret"));
    assert!(config.to_toml().contains("database_url = \"postgres://afisha:***@db/films\"\n"));
}
