//! No circle of files in a room: what two files need of each other belongs into a third, or they are one.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};

use super::{paths, tree};

/// A module of the program, by its names from the root.
type Module = Vec<String>;

/// Returns the circles among files of one room, each as the files in it.
fn circles(files: &[(String, TokenStream)]) -> Vec<String> {
    let modules: BTreeMap<Module, &TokenStream> = files.iter().map(|(path, tokens)| (module(path), tokens)).collect();
    let handed_on: BTreeMap<&Module, Vec<(String, Module)>> =
        modules.iter().map(|(module, tokens)| (module, imports(tokens, module, &modules))).collect();
    let edges: BTreeMap<&Module, BTreeSet<Module>> =
        modules.iter().map(|(module, tokens)| (module, needed(module, tokens, &modules, &handed_on))).collect();
    let mut found = BTreeSet::new();
    for module in modules.keys() {
        let within: BTreeSet<&Module> =
            reached(module, &edges).into_iter().filter(|other| reached(other, &edges).contains(module)).collect();
        if !within.is_empty() {
            found.insert(within.into_iter().map(|module| module.join("/")).collect::<Vec<_>>().join(", "));
        }
    }
    found.into_iter().collect()
}

fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// Returns every file that can be reached from one.
fn reached<'a>(from: &Module, edges: &'a BTreeMap<&Module, BTreeSet<Module>>) -> BTreeSet<&'a Module> {
    let mut found = BTreeSet::new();
    let mut left: Vec<&Module> = edges.get(from).into_iter().flatten().collect();
    while let Some(next) = left.pop() {
        if found.insert(next) {
            left.extend(edges.get(next).into_iter().flatten());
        }
    }
    found
}

/// Returns the files of its room that a file needs.
fn needed(
    own: &Module,
    tokens: &TokenStream,
    modules: &BTreeMap<Module, &TokenStream>,
    handed_on: &BTreeMap<&Module, Vec<(String, Module)>>,
) -> BTreeSet<Module> {
    let mut named = paths::own(tokens, own);
    // Visibility (`pub(in crate::http)`) needs nothing.
    named.retain(|path| !own.starts_with(path));
    named.extend(of_children(tokens, own, modules));
    let resolved = named.iter().filter_map(|path| owner(path, modules, handed_on));
    resolved.filter(|other| other != own && other[0] == own[0]).collect()
}

/// Returns the file that has what a path names: not the one that only hands it on.
fn owner(
    path: &[String],
    modules: &BTreeMap<Module, &TokenStream>,
    handed_on: &BTreeMap<&Module, Vec<(String, Module)>>,
) -> Option<Module> {
    let length = (1..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let module = path[..length].to_vec();
    let Some(name) = path.get(length) else { return Some(module) };
    let source = handed_on.get(&module).into_iter().flatten().find(|(known, _)| known == name);
    Some(source.map_or(module, |(_, source)| source.clone()))
}

/// Returns the paths that begin with the name of a child module.
fn of_children(tokens: &TokenStream, own: &Module, modules: &BTreeMap<Module, &TokenStream>) -> Vec<Vec<String>> {
    let children = modules.keys().filter(|module| module.len() == own.len() + 1 && module.starts_with(own));
    let below = |child: &Module| {
        let child = child.clone();
        let paths = paths::of_root(tokens, child.last().expect("it has a name"));
        paths.into_iter().map(move |path| [child.clone(), path].concat())
    };
    children.flat_map(below).collect()
}

/// Returns what a file imports from the files of its own folder by name: others may take it from there.
fn imports(tokens: &TokenStream, own: &Module, modules: &BTreeMap<Module, &TokenStream>) -> Vec<(String, Module)> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let uses = tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'));
    let mut found = Vec::new();
    for statement in uses {
        let Some(at) = statement.iter().rposition(|token| matches!(token, TokenTree::Ident(word) if word == "use"))
        else {
            continue;
        };
        let statement: TokenStream = statement[at + 1..].iter().cloned().collect();
        let named = [paths::own(&statement, own), of_children(&statement, own, modules)].concat();
        for path in named {
            let Some((name, module)) = path.split_last().filter(|(_, module)| modules.contains_key(*module)) else {
                continue;
            };
            if module != own.as_slice() {
                found.push((name.clone(), module.to_vec()));
            }
        }
    }
    found
}

#[test]
fn no_files_of_a_room_need_each_other() {
    let circles = circles(&tree::files());
    assert!(circles.is_empty(), "these files need each other:\n{}", circles.join("\n"));
}

#[test]
fn files_that_need_each_other_are_found() {
    let of = |files: &[(&str, &str)]| {
        let files: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), tree::tokens(text))).collect();
        circles(&files)
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(of(&[("a/b.rs", "use super::c::X;"), ("a/c.rs", "use crate::a::b::f;")]), ["a/b, a/c"]);
    assert_eq!(
        of(&[
            ("a/b.rs", "use super::c::X;"),
            ("a/c.rs", "fn f() { crate::a::d::g() }"),
            ("a/d.rs", "use super::b;\nfn h() { b::x() }")
        ]),
        ["a/b, a/c, a/d"]
    );
    assert_eq!(
        of(&[("a/b.rs", "use super::c::X;"), ("a/c.rs", "use super::d::Y;"), ("a/d.rs", "use super::b::Z;")]),
        ["a/b, a/c, a/d"]
    );
    // A type in `mod.rs` that a child needs.
    assert_eq!(
        of(&[("a/mod.rs", "mod b;\nuse b::X;\npub struct Y;"), ("a/b.rs", "use super::Y;\npub struct X;")]),
        ["a, a/b"]
    );
    assert_eq!(
        of(&[("a/mod.rs", "mod b;\nfn f() { b::g() }\npub struct Y;"), ("a/b.rs", "use super::Y;")]),
        ["a, a/b"]
    );
    // What `mod.rs` only hands on is its owner's.
    assert_eq!(
        of(&[
            ("a/mod.rs", "mod b; mod c;\npub use b::X;\npub(crate) use self::c::Y;"),
            ("a/b.rs", "use super::Y;\npub struct X;"),
            ("a/c.rs", "pub struct Y;")
        ]),
        none
    );
    assert_eq!(
        of(&[
            ("a/mod.rs", "mod b; mod c;\npub use b::X;\npub use c::Y;"),
            ("a/b.rs", "use super::Y;"),
            ("a/c.rs", "use super::X;")
        ]),
        ["a/b, a/c"]
    );
    assert_eq!(
        of(&[("a/b.rs", "#[cfg(test)]\nmod tests { use super::super::c::X; }"), ("a/c.rs", "use super::b::Y;")]),
        none
    );
    assert_eq!(of(&[("a.rs", "use crate::b::X;"), ("b.rs", "use crate::a::Y;")]), none, "rooms have their own table");
}
