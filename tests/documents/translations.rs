//! The Russian documents say what the English ones do: the same sections in the same order, with the same commands,
//! quoted words, rows of tables and members of lists.

use std::collections::BTreeSet;

use super::read;

/// The documents of which there is a Russian version.
const TRANSLATED: [(&str, &str); 3] = [
    ("README.md", "README.ru.md"),
    ("docs/OPERATIONS.md", "docs/OPERATIONS.ru.md"),
    ("docs/PEERS.md", "docs/PEERS.ru.md"),
];
/// How far a code block without a fence is indented.
const INDENT: &str = "    ";

/// What stands between two headings of a document.
#[derive(Debug, Default, PartialEq, Eq)]
struct Section {
    /// The heading with its `#`; empty: what comes before the first one.
    heading: String,
    /// The lines of code blocks, without comments.
    code: Vec<String>,
    /// What stands between backticks.
    quoted: BTreeSet<String>,
    /// How many rows of tables there are.
    rows: usize,
    /// How many members of lists there are.
    members: usize,
}

impl Section {
    fn level(&self) -> usize {
        self.heading.chars().take_while(|c| *c == '#').count()
    }

    /// Takes a line outside code blocks; a quoted word does not go over a blank line.
    fn take_prose(&mut self, paragraph: &str) {
        self.quoted.extend(paragraph.split('`').skip(1).step_by(2).map(|word| word.replace('\n', " ")));
        for line in paragraph.lines().map(str::trim_start) {
            let is_numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
            self.rows += usize::from(line.starts_with('|'));
            self.members += usize::from(line.starts_with("- ") || is_numbered);
        }
    }

    fn take_code(&mut self, line: &str) {
        let code = line.split("  # ").next().unwrap_or_default().trim_end();
        if !code.trim_start().starts_with("# ") && !code.is_empty() {
            self.code.push(code.to_owned());
        }
    }
}

fn sections(document: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut paragraph = String::new();
    let (mut in_fence, mut in_code) = (false, false);
    for line in document.lines().chain([""]) {
        let section = sections.last_mut().expect("there is one from the beginning");
        in_code = line.starts_with(INDENT) && (in_code || paragraph.is_empty());
        if line.starts_with("```") {
            in_fence = !in_fence;
        } else if in_fence || in_code {
            section.take_code(line);
        } else if line.starts_with('#') {
            sections.push(Section { heading: line.to_owned(), ..Section::default() });
        } else if line.is_empty() {
            section.take_prose(&std::mem::take(&mut paragraph));
        } else {
            paragraph.push_str(&format!("{line}\n"));
        }
    }
    sections
}

/// Returns in words how the translation differs, section by section.
fn differences(english: &str, russian: &str) -> Vec<String> {
    let (english, russian) = (sections(english), sections(russian));
    let mut found = Vec::new();
    for at in 0..english.len().max(russian.len()) {
        match (english.get(at), russian.get(at)) {
            (Some(a), Some(b)) if a.level() == b.level() => found.extend(within(a, b)),
            (a, b) => {
                let heading =
                    |section: Option<&Section>| section.map_or("nothing".to_owned(), |one| one.heading.clone());
                found.push(format!("heading {at} is «{}» in English and «{}» in Russian", heading(a), heading(b)));
                break;
            }
        }
    }
    found
}

fn within(english: &Section, russian: &Section) -> Vec<String> {
    let place = format!("«{}» («{}»)", english.heading, russian.heading);
    let mut found = Vec::new();
    let code = (0..english.code.len().max(russian.code.len())).map(|at| (english.code.get(at), russian.code.get(at)));
    if let Some((a, b)) = code.into_iter().find(|(a, b)| a != b) {
        found.push(format!("{place}: a code block has {a:?} in English and {b:?} in Russian"));
    }
    for word in english.quoted.difference(&russian.quoted) {
        found.push(format!("{place}: only the English text has `{word}`"));
    }
    for word in russian.quoted.difference(&english.quoted) {
        found.push(format!("{place}: only the Russian text has `{word}`"));
    }
    for (what, a, b) in
        [("rows of tables", english.rows, russian.rows), ("members of lists", english.members, russian.members)]
    {
        if a != b {
            found.push(format!("{place}: {what}: {a} in English, {b} in Russian"));
        }
    }
    found
}

#[test]
fn every_translation_has_the_sections_and_commands_of_the_original() {
    for (english, russian) in TRANSLATED {
        let found = differences(&read(english), &read(russian));
        assert!(found.is_empty(), "{russian} is not what {english} says:\n{}", found.join("\n"));
    }
}

#[test]
fn every_original_and_its_translation_link_to_each_other() {
    for pair in TRANSLATED {
        for (from, to) in [pair, (pair.1, pair.0)] {
            let name = to.rsplit('/').next().unwrap_or_default();
            let top: Vec<String> = read(from).lines().take(5).map(str::to_owned).collect();
            assert!(
                top.iter().any(|line| line.contains(&format!("]({name})"))),
                "{from} has no link to {to} at its top"
            );
        }
    }
}

const ENGLISH: &str = "# A\n\nRun `b` and\n`c`.\n\n    b --all  # everything\n    # at night\n    c\n\n- one\n- two\n\n## D\n\n```sh\nd\n```\n\n| `e` | f |\n";

#[test]
fn a_translation_may_order_and_comment_otherwise() {
    let russian = "# А\n\nЗапустите `c`, затем `b`:\n\n    b --all   # всё\n    # ночью\n    c\n\n- раз\n- два\n\n## Д\n\n```sh\nd\n```\n\n| `e` | ж |\n";
    assert_eq!(differences(ENGLISH, russian), [""; 0]);
}

#[test]
fn what_one_document_has_alone_is_told() {
    for (from, to, expected) in [
        ("## D\n", "### D\n", "heading 2 is «## D» in English and «### D» in Russian"),
        ("## D\n", "## D\n\n## E\n", "«## D» («## D»): a code block has Some(\"d\") in English and None in Russian"),
        ("| `e` | f |\n", "| `e` | f |\n\n## E\n", "heading 3 is «nothing» in English and «## E» in Russian"),
        (
            "b --all",
            "b",
            "«# A» («# A»): a code block has Some(\"    b --all\") in English and Some(\"    b\") in Russian",
        ),
        ("    c\n", "", "«# A» («# A»): a code block has Some(\"    c\") in English and None in Russian"),
        ("`c`", "c", "«# A» («# A»): only the English text has `c`"),
        ("`e`", "`e` `g`", "«## D» («## D»): only the Russian text has `g`"),
        ("- two\n", "", "«# A» («# A»): members of lists: 2 in English, 1 in Russian"),
        ("| `e` | f |\n", "| `e` | f |\n| g | h |\n", "«## D» («## D»): rows of tables: 1 in English, 2 in Russian"),
    ] {
        let russian = ENGLISH.replacen(from, to, 1);
        let found = differences(ENGLISH, &russian);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{russian}");
    }
}
