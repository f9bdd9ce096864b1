//! Every path that a document names exists.

use std::path::Path;

use super::{documents, read, root};

/// The page that names rooms and files as they stand below `src`.
const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";
/// What the names of files end in.
const EXTENSIONS: [&str; 8] = ["rs", "md", "toml", "sql", "xsd", "json", "jsonl", "sh"];

/// Returns what stands between backticks in the paragraphs outside fenced blocks.
fn quoted(document: &str) -> Vec<&str> {
    let prose = document.split("\n```").step_by(2).flat_map(|text| text.split("\n\n"));
    prose.flat_map(|paragraph| paragraph.split('`').skip(1).step_by(2)).collect()
}

/// Returns the targets of links to other files.
fn links(document: &str) -> Vec<&str> {
    let targets = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let targets = targets.filter_map(|target| target.split('#').next());
    targets.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

/// Tells whether a quoted word is the path of a file or a folder of ours; requests begin with a slash.
fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let file = Path::new(word).extension().and_then(|end| end.to_str()).is_some_and(|end| EXTENSIONS.contains(&end));
    plain && !word.starts_with('/') && (file || word.ends_with('/'))
}

#[test]
fn every_path_in_the_architecture_exists() {
    let document = read(ARCHITECTURE);
    let paths: Vec<&str> = quoted(&document).into_iter().filter(|word| is_path(word)).collect();
    assert!(paths.len() > 50, "{paths:?}");
    let missing: Vec<&&str> =
        paths.iter().filter(|path| !root().join("src").join(path).exists() && !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "{ARCHITECTURE} names {missing:?}");
}

#[test]
fn every_path_below_a_folder_of_ours_exists() {
    for path in documents() {
        let document = read(&path);
        for word in quoted(&document).into_iter().filter(|word| is_path(word)) {
            let ours = ["src", "tests", "docs", "schema", "demo", "migrations", "benches", "deploy", ".ci"];
            let first = word.split('/').next().unwrap_or_default();
            if word.contains('/') && ours.contains(&first) {
                assert!(root().join(word).exists(), "{path} names {word}");
            }
        }
    }
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    for path in documents() {
        let document = read(&path);
        let folder = root().join(&path).parent().unwrap().to_owned();
        for link in links(&document) {
            assert!(folder.join(link).exists(), "{path} links to {link}");
        }
    }
}

#[test]
fn paths_and_links_are_told_from_other_words() {
    let document = "`src/a.rs` and `x\ny` [z](b.md#c) `/list/`\n```sh\n`no.rs`\n```\n`query/` [w](http://a.example/)\n";
    let paths: Vec<&str> = quoted(document).into_iter().filter(|word| is_path(word)).collect();
    assert_eq!(paths, ["src/a.rs", "query/"]);
    assert_eq!(links(document), ["b.md"]);
}
