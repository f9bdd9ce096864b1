//! The client itself: it fails where real ones do, so that a test with it says something.

use serde_json::{Value, json};
use url::Url;

use super::client::SERVER;
use super::config::Config;
use super::profile::{P6, P13, P20, P20_FIRST, Profile, Shape, Success};
use super::rules::{Rules, Verdict, is_banned, networks, verdict};

fn document() -> Value {
    let ability = |path: &str| json!({"interval": 900_000, "endpoint": format!("{SERVER}{path}"), "random_initial_delay": 1, "multi_if": true});
    json!({
        "min_protocol_version": 7, "max_protocol_version": 20,
        "ability": {
            "submit_bans": ability("a"), "submit_peers": ability("b"), "heartbeat": ability("c"),
            "reconfigure": {"interval": 1, "random_initial_delay": 1, "version": "v"},
        },
    })
}

fn read(profile: &Profile, document: &Value) -> Result<Shape, String> {
    let from = Url::parse(SERVER).unwrap().join("ping/config").unwrap();
    Config::read(profile, &from, document.to_string().as_bytes()).map(|config| config.shape)
}

#[test]
fn one_missing_member_costs_the_whole_document() {
    assert_eq!(read(&P13, &document()), Ok(Shape::Legacy));
    let broken: [fn(&mut Value); 9] = [
        |document| document["max_protocol_version"] = Value::Null,
        |document| document["proof_of_work_captcha"] = Value::Null,
        |document| document["ability"]["submit_bans"]["interval"] = json!(0),
        |document| document["ability"]["submit_bans"]["random_initial_delay"] = json!(0),
        |document| document["ability"]["submit_peers"]["endpoint"] = json!("/ping/peers/submit"),
        |document| document["ability"]["submit_peers"]["endpoint"] = json!("http://elsewhere.example.org/"),
        |document| drop(document["ability"]["submit_peers"].as_object_mut().unwrap().remove("endpoint")),
        |document| drop(document["ability"]["reconfigure"].as_object_mut().unwrap().remove("version")),
        |document| document["ability"]["exception"] = json!({}),
    ];
    for spoil in broken {
        let mut document = document();
        spoil(&mut document);
        assert!(read(&P13, &document).is_err(), "{document}");
    }
    let mut modern = document();
    modern["min_protocol_version"] = json!(20);
    assert_eq!(read(&P20, &modern), Ok(Shape::Modern));
    modern["ability"]["heartbeat"].as_object_mut().unwrap().remove("multi_if");
    assert_eq!(read(&P20, &modern), Err("heartbeat: multi_if is not true".to_owned()));
}

#[test]
fn the_window_decides_whether_and_how_a_client_goes_on() {
    for (profile, min, max, expected) in [
        (&P6, 6, 6, Some(Shape::Legacy)),
        (&P6, 4, 7, None),
        (&P6, 4, 5, Some(Shape::Legacy)),
        (&P6, 7, 7, None),
        (&P13, 7, 13, Some(Shape::Legacy)),
        (&P13, 10, 20, Some(Shape::Legacy)),
        (&P13, 11, 20, Some(Shape::Draft)),
        (&P13, 7, 12, None),
        (&P20, 19, 20, Some(Shape::Legacy)),
        (&P20_FIRST, 20, 20, Some(Shape::Modern)),
        (&P20, 21, 21, None),
    ] {
        let is_accepted = profile.accepts(min, max);
        assert_eq!(is_accepted.then(|| profile.shape(min)), expected, "{min} {max} {}", profile.version);
    }
    assert!(Success::Any2xx.is(302, "submit_swarm") && !Success::Any2xx.is(302, "submit_bans"));
    assert!(Success::Any2xx.is(202, "submit_bans") && !Success::Exactly200.is(202, "submit_bans"));
}

#[test]
fn remarks_stand_for_the_next_network_alone() {
    let read = networks("# one\n198.51.100.7\n# two\n# lines\n203.0.113.0/24\n\n2001:db8:12::/48\n");
    let read: Vec<(String, &str)> = read.iter().map(|(net, reason)| (net.to_string(), reason.as_str())).collect();
    let expected = [("198.51.100.7/32", "one"), ("203.0.113.0/24", "two lines"), ("2001:db8:12::/48", "")];
    assert_eq!(read, expected.map(|(net, reason)| (net.to_owned(), reason)));
    for wrong in ["198.51.100.7", "198.51.100.7/24\n", "198.51.*.*\n", "2001:DB8::1\n", "198.51.100.7 # x\n", "# x\n"] {
        let spoilt = std::panic::catch_unwind(|| networks(wrong));
        assert!(spoilt.is_err(), "{wrong:?}: {spoilt:?}");
    }
}

#[test]
fn matchers_are_judged_in_their_order() {
    let matcher = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let list = [
        matcher(r#"{"method":"CONTAINS","content":"example/"}"#),
        matcher(r#"{"method":"EQUALS","content":"example/1.0","hit":"FALSE"}"#),
    ];
    let names = ["an EXAMPLE/2", "Example/1.0", "other"];
    assert_eq!(names.map(|name| is_banned(&list, name)), [true, false, false]);
    let nested = matcher(
        r#"{"method":"STARTS_WITH","content":"example/","if":{"method":"CONTAINS","content":"1.0","hit":"FALSE"}}"#,
    );
    let verdicts = ["example/2", "example/1.0", "x"].map(|name| verdict(&nested, name));
    assert_eq!(verdicts, [Verdict::Ban, Verdict::LetPass, Verdict::NoOpinion]);
    let document = |list: &str| {
        format!(
            r#"{{"version":"a","ip":{{}},"port":{{}},"peer_id":{{"x":[{list}]}},"client_name":{{}},"script":{{}}}}"#
        )
    };
    assert_eq!(Rules::read(document(r#""true""#).as_bytes()).peer_id, [true]);
    for wrong in [r#""{}""#, r#""{\"method\":\"starts_with\",\"content\":\"x\"}""#, r#""x""#, "{}"] {
        let text = document(wrong);
        assert!(std::panic::catch_unwind(|| Rules::read(text.as_bytes())).is_err(), "{text}");
    }
}
