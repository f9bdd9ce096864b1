//! One name, one thing: no type has the name of another in another file.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tree;

/// What begins the declaration of a type.
const KEYWORDS: [&str; 5] = ["struct", "enum", "union", "trait", "type"];

/// Names that two files may give to a type, and why.
const ALLOWED: [(&str, &str); 0] = [];

/// Returns the names of the types that a source declares, in its inline modules too; those inside functions, and types
/// that belong to traits, are nobody else's.
fn declared(tokens: &TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1)) {
            (TokenTree::Ident(keyword), Some(TokenTree::Ident(name)))
                if KEYWORDS.contains(&keyword.to_string().as_str()) =>
            {
                found.push(name.to_string());
            }
            (TokenTree::Group(group), _) if group.delimiter() == Delimiter::Brace && is_module(&tokens[..at]) => {
                found.extend(declared(&group.stream()));
            }
            _ => {}
        }
    }
    found
}

/// Tells whether braces after these tokens are those of a module.
fn is_module(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(keyword), TokenTree::Ident(_)] if keyword == "mod")
}

/// Returns the names that types of several files have, with these files.
fn shared<'a>(files: impl Iterator<Item = (&'a str, &'a TokenStream)>) -> BTreeMap<String, BTreeSet<&'a str>> {
    let mut names: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (path, tokens) in files {
        declared(tokens).into_iter().for_each(|name| _ = names.entry(name).or_default().insert(path));
    }
    names.retain(|_, files| files.len() > 1);
    names
}

#[test]
fn no_two_files_have_a_type_of_one_name() {
    let files = tree::files();
    let mut names = shared(files.iter().map(|(path, tokens)| (path.as_str(), tokens)));
    for (name, why) in ALLOWED {
        assert!(names.remove(name).is_some(), "{name} is in one file only: take it off the list ({why})");
    }
    let faults: Vec<String> = names.iter().map(|(name, files)| format!("{name}: {files:?}")).collect();
    assert!(faults.is_empty(), "one name for one thing; {} have several:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_name_that_two_files_give_is_found() {
    let files = [
        ("a.rs", "struct Place; enum Kind { A } fn f() { struct Inside; }"),
        ("b.rs", "pub(crate) trait Kind {} type Row = u32; impl A { type Item = u8; }"),
        ("c.rs", "impl B { type Item = u8; } mod inner { pub struct Place(u8); } fn f() { struct Inside; }"),
        ("d.rs", "#[cfg(test)] mod tests { struct Place; struct Row; } // struct Kind"),
    ];
    let files: Vec<_> = files.into_iter().map(|(path, text)| (path, tree::tokens(text))).collect();
    let expected = [("Kind", ["a.rs", "b.rs"]), ("Place", ["a.rs", "c.rs"])];
    let expected: BTreeMap<_, _> = expected.map(|(name, files)| (name.to_owned(), files.into())).into();
    assert_eq!(shared(files.iter().map(|(path, tokens)| (*path, tokens))), expected);
}
