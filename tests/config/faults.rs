//! What is refused, and in which words.

use std::ffi::OsString;

use afisha::config::{Config, Sources};

use super::{file, load_variables};

/// Returns the faults of a file with this text; `FILE` stands for its path.
fn refused(toml: &str) -> String {
    let file = file(toml);
    let faults = Config::load(&Sources { file: Some(file.path().to_owned()), ..Sources::default() });
    faults.expect_err(toml).to_string().replace(&file.path().display().to_string(), "FILE")
}

#[test]
fn a_fault_names_the_setting_its_place_what_was_given_and_what_is_accepted() {
    for (toml, expected) in [
        ("page_size = 201", "FILE, line 1: page_size is 201; it must be a whole number from 1 to 200"),
        ("\n\npage_size = 'x'", "FILE, line 3: page_size is \"x\"; it must be a whole number from 1 to 200"),
        (
            "listen = 'localhost'",
            "FILE, line 1: listen is \"localhost\"; it must be an IP address and a port, such as 0.0.0.0:8080 or [::]:8080",
        ),
        (
            "base_path = '/a b'",
            "FILE, line 1: base_path is \"/a b\"; it must be a path such as / or /films, of letters, digits and -._~ \
             between slashes",
        ),
        (
            "public_url = 'films.example'",
            "FILE, line 1: public_url is \"films.example\"; it must be an absolute http or https URL without user, query \
             and fragment, such as https://films.example/, or empty",
        ),
        (
            "time_zone = 'Asia/Novosibirks'",
            "FILE, line 1: time_zone is \"Asia/Novosibirks\"; it must be the name of an IANA time zone, such as UTC or \
             Asia/Novosibirsk; did you mean Asia/Novosibirsk?",
        ),
        (
            "database_url = ''",
            "FILE, line 1: database_url is \"\"; it must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE",
        ),
        (
            "trusted_proxies = ['10.0.0.0/8', '10.0.0.0/33']",
            "FILE, line 1: trusted_proxies 2 is \"10.0.0.0/33\"; it must be a network or an address, such as \
             10.54.0.0/16, 2001:db8::/32 or 192.0.2.7",
        ),
        (
            "trusted_proxies = '10.0.0.0/8'",
            "FILE, line 1: trusted_proxies is \"10.0.0.0/8\"; it must be a list of networks, such as [\"10.54.0.0/16\", \
             \"2001:db8::/32\", \"192.0.2.7\"]",
        ),
        ("pagesize = 1", "FILE, line 1: pagesize is not a setting; did you mean page_size?"),
        ("colour = 1", "FILE, line 1: colour is not a setting"),
        (
            "time_zone = 'Moscow'",
            "FILE, line 1: time_zone is \"Moscow\"; it must be the name of an IANA time zone, such as UTC or \
             Asia/Novosibirsk; did you mean Europe/Moscow?",
        ),
        (
            "time_zone = 'MSK'",
            "FILE, line 1: time_zone is \"MSK\"; it must be the name of an IANA time zone, such as UTC or \
             Asia/Novosibirsk",
        ),
        ("[devices]\nname = 'x'", "FILE, line 1: devices is not a setting; did you mean device?"),
        ("access_group = 1", "FILE, line 1: access_group is 1; it must be tables with name and networks"),
        (
            "[[access_group]]\nname = 'a'\nnetworks = []\n[[access_group]]\nname = ' '\n",
            "FILE, line 1: access_group 2 name is \" \"; it must be a non-empty name\n\
             FILE, line 1: access_group 2 networks is missing; it must be a list of networks, such as [\"10.54.0.0/16\", \
             \"2001:db8::/32\", \"192.0.2.7\"]",
        ),
        (
            "[[access_group]]\nname = 'a'\nnetworks = []\n[[access_group]]\nname = 'a'\nnetworks = []\n",
            "FILE, line 1: access_group 2 name is \"a\", as an earlier one is",
        ),
        (
            "[[device]]\nname = 'a b'\nmaxsize = 1\ntransports = ['http', 'ftp']\ncontainers = []\n",
            "FILE, line 1: device 1 maxsize is not a setting; did you mean max_size?\n\
             FILE, line 1: device 1 name is \"a b\"; it must be a name of 1 to 64 letters, digits and -._\n\
             FILE, line 1: device 1 containers is []; it must be a non-empty list of extensions without the dot, such as \
             [\"mp4\", \"mkv\"]\n\
             FILE, line 1: device 1 transports 2 is \"ftp\"; it must be a non-empty list of \"http\" and \"magnet\"",
        ),
        (
            "[[device]]\nname = 'a'\nmax_size = 0\nversion_from = -1\n",
            "FILE, line 1: device 1 version_from is -1; it must be a whole number from 0 to 4294967295\n\
             FILE, line 1: device 1 max_size is 0; it must be a whole number of bytes from 1 to 9223372036854775807",
        ),
        (
            "[[device]]\nname = 'a'\nversion_from = 1\n[[device]]\nname = 'a'\nversion_from = 1\n",
            "FILE, line 1: device 2 name is \"a\", with the same version_from as an earlier one",
        ),
    ] {
        assert_eq!(refused(toml), expected);
    }
}

#[test]
fn faults_of_several_settings_are_told_together() {
    assert_eq!(
        refused("page_size = 0\npage = 1\nlisten = 1\n").lines().map(|line| &line[..17]).collect::<Vec<_>>(),
        ["FILE, line 2: pag", "FILE, line 3: lis", "FILE, line 1: pag"]
    );
}

#[test]
fn too_many_different_devices_are_refused() {
    let devices: String = (1..=64).map(|n| format!("[[device]]\nname = 'd{n}'\nmax_size = {n}\n")).collect();
    assert_eq!(
        refused(&devices),
        "FILE, line 1: device profiles have 68 different rules, built-in ones included; at most 64 are supported"
    );
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line() {
    let fault = refused("page_size = 24\ndatabase_url = 'postgres://a:secret@b/c\n");
    assert!(fault.starts_with("FILE, line 2: the file is not TOML: "), "{fault}");
    assert!(!fault.contains("secret"), "{fault}");
    assert!(refused("page_size = 1\npage_size = 2\n").starts_with("FILE, line 2: the file is not TOML: duplicate key"));
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let faults = Config::load(&Sources { file: Some("no/such.toml".into()), ..Sources::default() }).unwrap_err();
    assert_eq!(faults.to_string(), "cannot read the settings file \"no/such.toml\": no such file");
}

#[test]
fn a_fault_in_a_variable_or_a_flag_names_it() {
    for (name, text, expected) in [
        ("AFISHA_PAGE_SIZE", "", "AFISHA_PAGE_SIZE: page_size is \"\"; it must be a whole number from 1 to 200"),
        (
            "AFISHA_TRUSTED_PROXY",
            "::1",
            "AFISHA_TRUSTED_PROXY: AFISHA_TRUSTED_PROXY is not a setting; did you mean AFISHA_TRUSTED_PROXIES?",
        ),
        (
            "AFISHA_ACCESS_GROUP",
            "city",
            "AFISHA_ACCESS_GROUP: access_group is \"city\"; it must be tables with name and networks",
        ),
        (
            "AFISHA_BASE_PATH",
            "postgres://afisha:secret@db/films",
            "AFISHA_BASE_PATH: base_path is \"***\"; it must be a path such as / or /films, of \
             letters, digits and -._~ between slashes",
        ),
    ] {
        assert_eq!(load_variables(&[(name, text)]).unwrap_err().to_string(), expected);
    }
    let flags = vec![("database_url", String::new())];
    let faults = Config::load(&Sources { flags, ..Sources::default() }).unwrap_err().to_string();
    assert!(faults.starts_with("--database-url: database_url is \"\"; it must be "), "{faults}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    let environment = vec![(OsString::from("AFISHA_DATABASE_URL"), OsString::from_vec(b"sqlite:\xff".to_vec()))];
    let faults = Config::load(&Sources { environment, ..Sources::default() }).unwrap_err();
    assert_eq!(faults.to_string(), "AFISHA_DATABASE_URL: database_url is not UTF-8");
}
