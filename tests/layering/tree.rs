//! The sources of the program as tokens, without what is there for tests only.

use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Reads every source file of the program: its path below `src` with slashes, and its tokens.
pub(super) fn files() -> Vec<(String, TokenStream)> {
    let mut files = Vec::new();
    read(&super::root().join("src"), "", &mut files);
    files.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(files.len() > 1, "the sources are found");
    files
}

fn read(folder: &Path, prefix: &str, files: &mut Vec<(String, TokenStream)>) {
    for entry in std::fs::read_dir(folder).expect("src is readable") {
        let entry = entry.expect("src is readable");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(entry.path()).expect("sources are UTF-8");
            files.push((name, tokens(&text)));
        }
    }
}

/// Reads the tokens of a source, but for items under `#[cfg(test)]`.
pub(super) fn tokens(text: &str) -> TokenStream {
    without_tests(text.parse().expect("it is Rust"))
}

fn without_tests(tokens: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_mark = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        let is_test = |next: &TokenTree| matches!(next, TokenTree::Group(group) if is_for_tests(&group.stream()));
        if is_mark && tokens.peek().is_some_and(is_test) {
            // Up to the end of the item: its braces, or a semicolon.
            for token in tokens.by_ref() {
                match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                    TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                    _ => {}
                }
            }
        } else {
            kept.push(token);
        }
    }
    kept.into_iter().collect()
}

fn is_for_tests(attribute: &TokenStream) -> bool {
    attribute.to_string().replace(' ', "") == "cfg(test)"
}
