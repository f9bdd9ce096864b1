//! Rules as clients read them: one line or matcher that is wrong ends the test.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

/// Networks with the reasons that are shown for them.
pub type Networks = BTreeMap<IpNet, String>;

/// What a matcher says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ban,
    LetPass,
    NoOpinion,
}

/// A document of rules.
#[derive(Debug)]
pub struct Rules {
    pub version: String,
    pub ip: Networks,
    pub ports: Vec<u16>,
    pub peer_id: Vec<Value>,
    pub client_name: Vec<Value>,
}

/// Reads a text with a network in each line, and the reason for it in those before.
pub fn networks(text: &str) -> Networks {
    assert!(text.is_empty() || text.ends_with('\n'), "the last line has no end");
    let (mut found, mut reason) = (Networks::new(), String::new());
    for line in text.strip_suffix('\n').into_iter().flat_map(|text| text.split('\n')) {
        if let Some(more) = line.strip_prefix('#') {
            assert!(line.len() <= 120, "{line}");
            reason.extend([if reason.is_empty() { "" } else { " " }, more.trim()]);
        } else if !line.is_empty() {
            let before = found.insert(network(line), std::mem::take(&mut reason));
            assert_eq!(before, None, "{line} is there twice");
        }
    }
    assert_eq!(reason, "", "a remark without a network");
    found
}

/// Reads an address or a network as nobody can misread it.
fn network(text: &str) -> IpNet {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network: IpNet = text.parse().or_else(|_| address()).unwrap_or_else(|_| panic!("no network: {text:?}"));
    assert_eq!(network.trunc(), network, "{text} has bits of a host");
    let is_one = network.prefix_len() == network.max_prefix_len();
    let canonical = if is_one { network.addr().to_string() } else { network.to_string() };
    assert_eq!(text, canonical);
    network
}

impl Rules {
    /// Reads a document.
    pub fn read(document: &[u8]) -> Self {
        let document: Value = serde_json::from_slice(document).unwrap();
        let map = |name: &str| {
            let map =
                document[name].as_object().unwrap_or_else(|| panic!("without {name}, all is refused: {document}"));
            map.iter().flat_map(|(category, list)| {
                assert!(!category.is_empty(), "it is the reason that is shown");
                list.as_array().unwrap().iter().map(move |element| (category.clone(), element.clone()))
            })
        };
        assert_eq!(document["script"], Value::Object(serde_json::Map::new()), "a script");
        let version = document["version"].as_str().unwrap().to_owned();
        // It goes into a URL as it is.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        assert!(!version.is_empty() && version.chars().all(is_plain), "{version}");
        let matchers = |name: &str| -> Vec<Value> {
            map(name).map(|(_, text)| serde_json::from_str(text.as_str().unwrap()).unwrap()).inspect(check).collect()
        };
        Self {
            version,
            ip: map("ip").map(|(category, text)| (network(text.as_str().unwrap()), category)).collect(),
            ports: map("port").map(|(_, port)| u16::try_from(port.as_u64().unwrap()).unwrap()).collect(),
            peer_id: matchers("peer_id"),
            client_name: matchers("client_name"),
        }
    }
}

/// Ends the test where a matcher is none.
fn check(matcher: &Value) {
    if matcher.is_boolean() {
        return;
    }
    let members = matcher.as_object().unwrap_or_else(|| panic!("no matcher: {matcher}"));
    let method = members["method"].as_str().unwrap();
    let own: &[&str] = match method {
        "STARTS_WITH" | "ENDS_WITH" | "CONTAINS" | "EQUALS" => {
            assert!(members["content"].as_str().is_some_and(|content| !content.is_empty()), "{matcher}");
            &["content"]
        }
        "LENGTH" => {
            let end = |name: &str| members[name].as_u64().unwrap();
            assert!(end("min") <= end("max"), "{matcher}");
            &["min", "max"]
        }
        _ => panic!("clients know no {method}: {matcher}"),
    };
    for (name, value) in members {
        match name.as_str() {
            "method" => {}
            "hit" | "miss" => assert!(matches!(value.as_str(), Some("TRUE" | "FALSE" | "DEFAULT")), "{matcher}"),
            "if" => check(value),
            other => assert!(own.contains(&other), "{other}: {matcher}"),
        }
    }
}

/// What a list of matchers makes of a name.
pub fn is_banned(matchers: &[Value], name: &str) -> bool {
    let verdicts: Vec<Verdict> = matchers.iter().map(|matcher| verdict(matcher, name)).collect();
    verdicts.contains(&Verdict::Ban) && !verdicts.contains(&Verdict::LetPass)
}

pub fn verdict(matcher: &Value, name: &str) -> Verdict {
    if let Some(truth) = matcher.as_bool() {
        return if truth { Verdict::Ban } else { Verdict::LetPass };
    }
    if matcher.get("if").is_some_and(|inner| verdict(inner, name) == Verdict::LetPass) {
        return Verdict::LetPass;
    }
    let (lower, units) = (name.to_lowercase(), name.encode_utf16().count() as u64);
    let content = matcher["content"].as_str().unwrap_or_default().to_lowercase();
    let hits = match matcher["method"].as_str().unwrap() {
        "STARTS_WITH" => lower.starts_with(&content),
        "ENDS_WITH" => lower.ends_with(&content),
        "CONTAINS" => lower.contains(&content),
        "EQUALS" => lower == content,
        _ => (matcher["min"].as_u64().unwrap()..=matcher["max"].as_u64().unwrap()).contains(&units),
    };
    let said = if hits { matcher.get("hit") } else { matcher.get("miss") };
    match said.and_then(Value::as_str).unwrap_or(if hits { "TRUE" } else { "DEFAULT" }) {
        "TRUE" => Verdict::Ban,
        "FALSE" => Verdict::LetPass,
        _ => Verdict::NoOpinion,
    }
}
