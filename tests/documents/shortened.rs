//! Answers as documents show them: indented, of every list the first member alone, of some films little.

use roxmltree::{Document, Node};
use serde_json::Value;

/// What stands for the members of a list that are left out, and for further lines.
pub(super) const MORE: &str = "…";
/// Members of answers in JSON that are drawn by chance.
const CHANCE: [&str; 3] = ["access_token", "refresh_token", "id"];
/// The most characters of an element with children that stands on one line.
const WIDTH: usize = 100;
/// A film, shown briefly, has these many fields at its beginning and its last.
const BRIEFLY: usize = 2;
/// The lines of a file that are shown.
const FILE_LINES: usize = 3;

/// How much of films is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Films {
    /// All of it; of films within a film little.
    Whole,
    /// Little.
    Briefly,
}

/// Returns an XML answer as documents show it.
pub(super) fn xml(answer: &str, films: Films) -> String {
    let (declaration, _) = answer.split_once('\n').expect("a declaration stands on a line of its own");
    let document = Document::parse(answer).expect("an answer is XML");
    let mut shown = format!("{declaration}\n");
    element(document.root_element(), 0, films, &mut shown);
    shown
}

/// Returns an answer in JSON as documents show it: tokens and numbers of viewers, which are drawn by chance, are left out.
pub(super) fn json(answer: &str) -> String {
    let mut value: Value = serde_json::from_str(answer).expect("an answer is JSON");
    shorten(&mut value);
    let mut shown = String::new();
    member(&value, 0, &mut shown);
    shown + "\n"
}

/// Writes a value: on one line where that fits, else a member a line.
fn member(value: &Value, depth: usize, shown: &mut String) {
    let line = value.to_string();
    let members: Vec<(Option<&String>, &Value)> = match value {
        Value::Array(members) => members.iter().map(|value| (None, value)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (Some(name), value)).collect(),
        _ => Vec::new(),
    };
    if members.is_empty() || line.chars().count() + 2 * depth <= WIDTH {
        shown.push_str(&line);
        return;
    }
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    let margin = "  ".repeat(depth);
    shown.push(open);
    for (at, (name, value)) in members.into_iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let name = name.map(|name| format!("\"{name}\":")).unwrap_or_default();
        shown.push_str(&format!("{comma}\n{margin}  {name}"));
        member(value, depth + 1, shown);
    }
    shown.push_str(&format!("\n{margin}{close}"));
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(members) => {
            members.iter_mut().for_each(shorten);
            if members.len() > 1 {
                members.truncate(1);
                members.push(MORE.into());
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                if CHANCE.contains(&name.as_str()) {
                    *member = MORE.into();
                }
                shorten(member);
            }
        }
        _ => {}
    }
}

fn element(node: Node<'_, '_>, depth: usize, films: Films, shown: &mut String) {
    let source = &node.document().input_text()[node.range()];
    let margin = "  ".repeat(depth);
    let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    let is_flat = children.iter().all(|child| !child.children().any(|below| below.is_element()));
    if children.is_empty() || (is_flat && source.chars().count() <= WIDTH) {
        shown.push_str(&format!("{margin}{source}\n"));
        return;
    }
    let name = node.tag_name().name();
    shown.push_str(&format!("{margin}<{name}>\n"));
    let is_film = node.children().any(|child| child.has_tag_name("Id")) && children.len() > BRIEFLY + 3;
    let is_within = node.ancestors().any(|above| above.has_tag_name("RelatedFilms") || above.has_tag_name("SeeAlso"));
    let is_brief = is_film && (is_within || films == Films::Briefly);
    for (at, child) in children.iter().enumerate() {
        if is_brief && (BRIEFLY..children.len() - 1).contains(&at) {
            if at == BRIEFLY {
                shown.push_str(&format!("{margin}  {MORE}\n"));
            }
            continue;
        }
        let is_like = |other: Option<&Node<'_, '_>>| other.is_some_and(|other| other.tag_name() == child.tag_name());
        let before = at.checked_sub(1).and_then(|at| children.get(at));
        if !is_like(before) {
            element(*child, depth + 1, films, shown);
        } else if !is_like(children.get(at + 1)) {
            shown.push_str(&format!("{margin}  {MORE}\n"));
        }
    }
    shown.push_str(&format!("{margin}</{name}>\n"));
}

/// Returns a text file as documents show it.
pub(super) fn lines(answer: &str) -> String {
    let mut shown: String = answer.lines().take(FILE_LINES).map(|line| format!("{line}\n")).collect();
    if answer.lines().count() > FILE_LINES {
        shown.push_str(&format!("{MORE}\n"));
    }
    shown
}

#[test]
fn an_answer_is_indented_and_its_lists_are_cut() {
    let long = "x".repeat(WIDTH);
    let answer = format!(
        "<?xml?>\n<Films><Page>1</Page><Items><Item><Title>A &amp; B</Title><Desc>{long}</Desc></Item><Item></Item><Item></Item></Items></Films>"
    )
    .replace("<?xml?>", "<?xml version=\"1.0\"?>");
    let expected = format!(
        "<?xml version=\"1.0\"?>\n<Films>\n  <Page>1</Page>\n  <Items>\n    <Item>\n      <Title>A &amp; B</Title>\n      <Desc>{long}</Desc>\n    </Item>\n    …\n  </Items>\n</Films>\n"
    );
    assert_eq!(xml(&answer, Films::Whole), expected);
}

#[test]
fn a_film_within_a_film_is_shown_briefly() {
    let fields = |id: u32| {
        format!(
            "<URL>u</URL><Title>t</Title><Desc>{}</Desc><Year>1</Year><User>s</User><Id>{id}</Id>",
            "x".repeat(WIDTH)
        )
    };
    let answer =
        format!("<?xml version=\"1.0\"?>\n<Film><SeeAlso><Item>{}</Item></SeeAlso>{}</Film>", fields(2), fields(1));
    let brief = |margin: &str, id: u32| {
        format!("{margin}<URL>u</URL>\n{margin}<Title>t</Title>\n{margin}…\n{margin}<Id>{id}</Id>\n")
    };
    let whole = xml(&answer, Films::Whole);
    assert!(whole.contains(&format!("    <Item>\n{}    </Item>\n", brief("      ", 2))), "{whole}");
    assert!(whole.contains("\n  <User>s</User>\n  <Id>1</Id>\n"), "{whole}");
    let expected = "<?xml version=\"1.0\"?>\n<Film>\n  <SeeAlso>\n    <Item>\n".to_owned()
        + &brief("      ", 2)
        + "    </Item>\n  </SeeAlso>\n  <URL>u</URL>\n  …\n  <Id>1</Id>\n</Film>\n";
    assert_eq!(xml(&answer, Films::Briefly), expected);
}
