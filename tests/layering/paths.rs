//! What a source names. Reads tokens, not text: comments and strings name nothing, and what stands in the arguments
//! of a macro is seen.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// Is shown a token: its neighbours, its place among them, the inline modules it is in.
type Visitor<'a> = dyn FnMut(&[TokenTree], usize, &[String]) + 'a;

/// The name of the crate itself, in its binary.
const OWN_CRATE: &str = "afisha";

/// Returns every path into the crate itself that a module names, from the crate's root; the path of a glob ends before
/// the star. `self` and `super` are followed.
pub(super) fn own(tokens: &TokenStream, module: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    collect(tokens, &mut |tokens, at, inner| {
        let TokenTree::Ident(ident) = &tokens[at] else { return };
        let mut base: Vec<String> = module.iter().chain(inner).cloned().collect();
        match ident.to_string().as_str() {
            "crate" | OWN_CRATE => base.clear(),
            "super" if !is_after_colons(tokens, at) => {
                base.pop();
            }
            "self" if !is_after_colons(tokens, at) => {}
            _ => return,
        }
        if is_colons(tokens, at + 1) {
            follow(&tokens[at + 1..], base, &mut found);
        }
    });
    found
}

/// Returns every path that begins with the name, without it.
pub(super) fn of_root(tokens: &TokenStream, root: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    collect(tokens, &mut |tokens, at, _| {
        let is_root = matches!(&tokens[at], TokenTree::Ident(ident) if ident == root);
        if is_root && is_colons(tokens, at + 1) {
            follow(&tokens[at + 1..], Vec::new(), &mut found);
        }
    });
    found.retain(|path| !path.is_empty());
    found
}

/// Returns every name.
pub(super) fn names(tokens: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    collect(tokens, &mut |tokens, at, _| {
        if let TokenTree::Ident(ident) = &tokens[at] {
            found.push(ident.to_string());
        }
    });
    found
}

/// Returns the names of the macros that are called.
pub(super) fn macros(tokens: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    collect(tokens, &mut |tokens, at, _| {
        if let (TokenTree::Ident(ident), true) = (&tokens[at], is_punct(tokens.get(at + 1), '!')) {
            found.push(ident.to_string());
        }
    });
    found
}

/// Counts the lines of the modules that are there for tests only.
pub(super) fn lines_of_tests(tokens: TokenStream) -> usize {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut lines = 0;
    for (at, token) in tokens.iter().enumerate() {
        let Some(TokenTree::Group(attribute)) = tokens.get(at + 1) else { continue };
        if !is_punct(Some(token), '#') || attribute.stream().to_string().replace(' ', "") != "cfg(test)" {
            continue;
        }
        let is_end = |token: &&TokenTree| is_punct(Some(*token), ';') || as_braces(token).is_some();
        if let Some(end) = tokens[at + 2..].iter().find(is_end) {
            lines += end.span().end().line - token.span().start().line + 1;
        }
    }
    lines
}

/// Shows every token to the visitor.
fn collect(tokens: &TokenStream, visit: &mut Visitor<'_>) {
    walk(&tokens.clone().into_iter().collect::<Vec<_>>(), &mut Vec::new(), visit);
}

fn walk(tokens: &[TokenTree], inner: &mut Vec<String>, visit: &mut Visitor<'_>) {
    for (at, token) in tokens.iter().enumerate() {
        visit(tokens, at, inner);
        if let TokenTree::Group(group) = token {
            let module = inline_module(tokens, at, group);
            inner.extend(module.clone());
            walk(&group.stream().into_iter().collect::<Vec<_>>(), inner, visit);
            inner.truncate(inner.len() - usize::from(module.is_some()));
        }
    }
}

/// Returns the name of the inline module whose braces these are.
fn inline_module(tokens: &[TokenTree], at: usize, group: &Group) -> Option<String> {
    let [TokenTree::Ident(keyword), TokenTree::Ident(name)] = tokens.get(at.checked_sub(2)?..at)? else { return None };
    (keyword == "mod" && group.delimiter() == Delimiter::Brace).then(|| name.to_string())
}

/// Follows a path whose next tokens are `::` and what comes after.
fn follow(tokens: &[TokenTree], mut path: Vec<String>, found: &mut Vec<Vec<String>>) {
    if !is_colons(tokens, 0) {
        found.push(path);
        return;
    }
    match tokens.get(2) {
        Some(TokenTree::Ident(ident)) => {
            step(&mut path, ident);
            follow(&tokens[3..], path, found);
        }
        Some(token) => match as_braces(token) {
            Some(group) => {
                let members: Vec<TokenTree> = group.stream().into_iter().collect();
                for member in members.split(|token| is_punct(Some(token), ',')) {
                    follow_member(member, path.clone(), found);
                }
            }
            None => found.push(path),
        },
        None => found.push(path),
    }
}

/// Follows one member of a group of imports.
fn follow_member(member: &[TokenTree], mut path: Vec<String>, found: &mut Vec<Vec<String>>) {
    match member.first() {
        Some(TokenTree::Ident(ident)) => {
            step(&mut path, ident);
            follow(&member[1..], path, found);
        }
        Some(_) => found.push(path),
        None => {}
    }
}

fn step(path: &mut Vec<String>, ident: &Ident) {
    match ident.to_string().as_str() {
        "super" => {
            path.pop();
        }
        "self" => {}
        name => path.push(name.to_owned()),
    }
}

fn as_braces(token: &TokenTree) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

fn is_after_colons(tokens: &[TokenTree], at: usize) -> bool {
    at >= 2 && is_colons(tokens, at - 2)
}
