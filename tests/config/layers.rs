//! Which source wins.

use afisha::config::{Config, Sources};

use super::{file, load, load_variables, variables_of};

#[test]
fn a_variable_goes_over_the_file_and_a_flag_over_both() {
    let file = file("listen = '10.0.0.1:1'\ndatabase_url = 'sqlite:file.db'\npage_size = 10\n");
    let config = Config::load(&Sources {
        file: Some(file.path().to_owned()),
        environment: variables_of(&[("AFISHA_LISTEN", "10.0.0.2:2"), ("AFISHA_DATABASE_URL", "sqlite:variable.db")]),
        flags: vec![("listen", "10.0.0.3:3".to_owned())],
        ..Sources::default()
    })
    .unwrap();
    assert_eq!(config.server.listen.to_string(), "10.0.0.3:3");
    assert_eq!(config.database.url.expose(), "sqlite:variable.db");
    assert_eq!(config.answers.page_size, 10);
    assert_eq!(config.server.base_path, "/");
}

#[test]
fn without_sources_everything_has_its_default() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(load("").unwrap(), config);
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.base_path, "/");
    assert_eq!(config.server.public_url, None);
    assert_eq!(config.server.trusted_proxies, []);
    assert_eq!(config.database.url.expose(), "sqlite:afisha.db");
    assert_eq!(config.answers.time_zone, chrono_tz::UTC);
    assert_eq!(config.answers.page_size, 24);
    assert_eq!(config.access.groups, []);
    assert_eq!(config.devices.profiles, afisha::catalog::device::built_in());
}

#[test]
fn a_layer_replaces_a_list_whole() {
    let file = file("trusted_proxies = ['10.0.0.0/8', '192.0.2.1']\n");
    let config = Config::load(&Sources {
        file: Some(file.path().to_owned()),
        environment: variables_of(&[("AFISHA_TRUSTED_PROXIES", "")]),
        ..Sources::default()
    })
    .unwrap();
    assert_eq!(config.server.trusted_proxies, []);
}

#[test]
fn variables_say_what_the_file_would() {
    let variables = load_variables(&[
        ("AFISHA_LISTEN", "[::]:80"),
        ("AFISHA_DATABASE_URL", "postgres://afisha@db/films"),
        ("AFISHA_BASE_PATH", "films"),
        ("AFISHA_PUBLIC_URL", "https://films.example/"),
        ("AFISHA_TIME_ZONE", "Asia/Novosibirsk"),
        ("AFISHA_PAGE_SIZE", " 48 "),
        ("AFISHA_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1,2001:db8::/32"),
        ("AFISHA_ACCESS_GROUP", "[{ name = 'city', networks = ['10.54.0.0/16'] }]"),
        ("AFISHA_DEVICE", "[{ name = 'my-box', containers = ['mp4'] }]"),
        ("HOME", "/root"),
        ("NOT_AFISHA_PAGE", "1"),
    ])
    .unwrap();
    let file = load(
        "listen = '[::]:80'\ndatabase_url = 'postgres://afisha@db/films'\nbase_path = 'films'\n\
         public_url = 'https://films.example/'\ntime_zone = 'Asia/Novosibirsk'\npage_size = 48\n\
         trusted_proxies = ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']\n\
         [[access_group]]\nname = 'city'\nnetworks = ['10.54.0.0/16']\n\
         [[device]]\nname = 'my-box'\ncontainers = ['mp4']\n",
    )
    .unwrap();
    assert_eq!(variables, file);
    let toml = load_variables(&[("AFISHA_TRUSTED_PROXIES", "['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']")]).unwrap();
    assert_eq!(toml.server.trusted_proxies, file.server.trusted_proxies);
}
