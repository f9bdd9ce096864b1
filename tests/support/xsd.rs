//! Holds an answer against `schema/films.xsd`, and against what that language cannot say.

use std::path::PathBuf;
use std::sync::OnceLock;

use oxml::{Document, NodeId};
use xmlschema::Schema;

/// Members of lists that stand in order, and the child they are ordered by.
const ORDERED: [(&str, &str); 7] = [
    ("Tag", "Id"),
    ("Director", "Id"),
    ("Actor", "Id"),
    ("Country", "Id"),
    ("Rating", "Type"),
    ("Item", "Number"),
    ("Trailer", "Number"),
];
/// The order of `Type` among ratings.
const RATING_TYPES: [&str; 3] = ["cn", "kinopoisk", "imdb"];
/// What `Films` may hold.
const FILMS: [&[&str]; 3] = [&["Page", "PagesCount", "Items"], &["Page", "PagesCount", "Items", "Suggests"], &["Film"]];
/// The only entities that old boxes know, numeric ones apart.
const ENTITIES: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// Where the schema is.
pub(crate) fn schema_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/films.xsd")
}

/// Panics, naming every fault, unless the bytes are an answer that the contract allows.
#[track_caller]
pub(crate) fn assert_valid(xml: &[u8]) {
    let faults = faults(xml);
    assert!(faults.is_empty(), "{}\nin\n{}", faults.join("\n"), String::from_utf8_lossy(xml));
}

/// Returns everything that is wrong with an answer; empty: it is valid.
pub(crate) fn faults(xml: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(xml) else { return vec!["it is not UTF-8".to_owned()] };
    let mut faults = text_faults(text);
    match oxml::parse(text) {
        Err(error) => faults.push(format!("it is not well-formed: {error}")),
        Ok(document) => {
            faults.extend(schema_faults(&document));
            faults.extend(order_faults(&document));
            faults.extend(blank_faults(&document));
        }
    }
    faults
}

/// Returns what the schema alone has against the document.
pub(crate) fn schema_faults(document: &Document) -> Vec<String> {
    let mut faults: Vec<String> =
        xmlschema::validate(document, schema()).violations.iter().map(ToString::to_string).collect();
    faults.extend(faults_that_the_validator_overlooks(document));
    faults
}

/// Returns what the schema refuses and `xmlschema` 0.0.14 lets pass: it takes a choice between two sequences for a
/// choice between all their elements, and looks at neither undeclared attributes nor text between elements.
fn faults_that_the_validator_overlooks(document: &Document) -> Vec<String> {
    let mut faults = Vec::new();
    for element in document.descendants().filter(|node| document.is_element(*node)) {
        let name = document.element_name(element).map(|name| name.local.to_string()).unwrap_or_default();
        let (elements, texts): (Vec<NodeId>, Vec<NodeId>) =
            document.children(element).iter().partition(|child| document.is_element(**child));
        if !document.attributes(element).is_empty() {
            faults.push(format!("{name} has an attribute"));
        }
        if !elements.is_empty() && texts.iter().any(|text| !document.text(*text).trim().is_empty()) {
            faults.push(format!("{name} has text between its elements"));
        }
        if name == "Films" {
            let shape: Vec<_> = elements.iter().filter_map(|child| document.element_name(*child)).collect();
            let shape: Vec<&str> = shape.iter().map(|name| &*name.local).collect();
            if !FILMS.contains(&shape.as_slice()) {
                faults.push(format!("Films holds {shape:?}"));
            }
        }
    }
    faults
}

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let source = std::fs::read_to_string(schema_path()).expect("schema/films.xsd is readable");
        let unsupported = xmlschema::support::unsupported(&oxml::parse(&source).expect("it is XML"));
        assert!(unsupported.is_empty(), "the validator would not check {unsupported:?}");
        xmlschema::parse_schema(&source).expect("it is a schema")
    })
}

/// Returns what readers of old boxes would stumble over: they know no more of XML than elements, text and entities.
fn text_faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let declaration = text.strip_prefix("<?xml version=\"1.0\"").and_then(|rest| rest.split_once("?>"));
    let body = match declaration {
        Some((attributes, body)) if ["", " encoding=\"UTF-8\"", " encoding=\"utf-8\""].contains(&attributes) => body,
        _ => {
            faults.push("it does not begin with an XML 1.0 declaration".to_owned());
            text
        }
    };
    for (mark, what) in [("<!", "a DTD, a comment or CDATA"), ("<?", "a processing instruction"), ("\u{FEFF}", "a BOM")]
    {
        if body.contains(mark) {
            faults.push(format!("it holds {what}"));
        }
    }
    for tag in body.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        if tag.contains(':') || tag.contains('=') {
            faults.push(format!("<{tag}> has a namespace prefix or an attribute"));
        }
    }
    for entity in body.split('&').skip(1).filter_map(|rest| rest.split(';').next()) {
        let numeric = entity.starts_with('#');
        if !numeric && !ENTITIES.contains(&entity) {
            faults.push(format!("it holds the entity {entity:.20}"));
        }
    }
    faults
}

/// Returns the lists whose members are out of order.
fn order_faults(document: &Document) -> Vec<String> {
    let mut faults = Vec::new();
    for parent in document.descendants().filter(|node| document.is_element(*node)) {
        for (member, key) in ORDERED {
            let keys: Vec<u64> = named(document, parent, member)
                .filter_map(|child| named(document, child, key).next())
                .map(|key| order(&document.text(key)))
                .collect();
            if !keys.is_sorted() {
                faults.push(format!("{member} is not in the order of {key}: {keys:?}"));
            }
        }
    }
    faults
}

/// Returns the elements that hold white space alone.
fn blank_faults(document: &Document) -> Vec<String> {
    let elements = document.descendants().filter(|node| document.is_element(*node));
    let blank = elements.filter_map(|node| document.text_content(node)).filter(|text| !text.is_empty());
    blank.filter(|text| text.trim().is_empty()).map(|text| format!("an element holds only {text:?}")).collect()
}

fn named<'a>(document: &'a Document, parent: NodeId, name: &'a str) -> impl Iterator<Item = NodeId> + 'a {
    let is_named = move |child: &NodeId| document.element_name(*child).is_some_and(|n| n.local == *name);
    document.children(parent).iter().copied().filter(is_named)
}

/// Returns the place of a key; what is neither a number nor a type of rating is the schema's to refuse.
fn order(key: &str) -> u64 {
    let rating = RATING_TYPES.iter().position(|known| *known == key).map(|at| at as u64);
    rating.or_else(|| key.parse().ok()).unwrap_or_default()
}
