//! A broken invariant speaks: conversions of numbers that cannot fail are in one file, and what does not fit becomes no
//! other number.

use proc_macro2::{TokenStream, TokenTree};

use super::tree;

/// The only file in which a number that does not fit may become another one.
const CONVERSIONS: &str = "number.rs";
/// What puts a value in the place of a missing one.
const FALLBACKS: [&str; 5] = ["unwrap_or", "unwrap_or_default", "unwrap_or_else", "map_or", "map_or_else"];
/// What changes the type of a number and may fail.
const TRIES: [&str; 2] = ["try_from", "try_into"];
/// The types of which the greatest or the least value means something by itself.
const WITH_ENDS: [&str; 1] = ["Moment"];

/// Where a greatest or least number stands for something missing on purpose, and why.
const ALLOWED: [(&str, &str); 0] = [];

/// Returns the fallbacks of a file that would hide a broken invariant, as they are written.
fn fallbacks(tokens: &TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            found.extend(fallbacks(&group.stream()));
        }
        let (Some(name), Some(arguments)) = (called(&tokens, at), tokens.get(at + 1)) else { continue };
        let chain = chain(&tokens[..at - 1]);
        if names_an_end(arguments) || chain.iter().any(is_a_try) {
            let chain: TokenStream = chain.iter().cloned().collect();
            found.push(format!("{chain}.{name}{arguments}").replace(' ', ""));
        }
    }
    found
}

/// Returns the name of the method called at this place, if it is one of [`FALLBACKS`].
fn called(tokens: &[TokenTree], at: usize) -> Option<String> {
    let is_method = at > 0 && is_punct(&tokens[at - 1], '.');
    let name = matches!(&tokens[at], TokenTree::Ident(_)).then(|| tokens[at].to_string())?;
    (is_method && FALLBACKS.contains(&name.as_str())).then_some(name)
}

/// Returns the tokens of a chain of calls that ends here: names, dots, colons, question marks and arguments.
fn chain(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_part = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => ".:?".contains(punct.as_char()),
        TokenTree::Ident(name) => !["return", "in", "match", "if", "else", "move"].contains(&name.to_string().as_str()),
        TokenTree::Group(_) | TokenTree::Literal(_) => true,
    };
    let start = tokens.iter().rposition(|token| !is_part(token)).map_or(0, |at| at + 1);
    &tokens[start..]
}

/// Tells whether the first argument is the greatest or the least number of a type.
fn names_an_end(arguments: &TokenTree) -> bool {
    let TokenTree::Group(group) = arguments else { return false };
    let first: Vec<String> =
        group.stream().into_iter().take_while(|token| !is_punct(token, ',')).map(|token| token.to_string()).collect();
    match first.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [.., of, ":", ":", "MAX" | "MIN"] => !WITH_ENDS.contains(of),
        _ => false,
    }
}

fn is_a_try(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().any(|token| is_a_try(&token)),
        TokenTree::Ident(name) => TRIES.contains(&name.to_string().as_str()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

#[test]
fn no_number_that_does_not_fit_becomes_another_one() {
    let files = tree::files();
    let conversions = files.iter().find(|(path, _)| path == CONVERSIONS).expect("the file of conversions is there");
    assert!(!fallbacks(&conversions.1).is_empty(), "it has some of them, or this test finds none");
    let mut found = Vec::new();
    for (path, tokens) in files.iter().filter(|(path, _)| path != CONVERSIONS) {
        found.extend(fallbacks(tokens).into_iter().map(|fallback| format!("{path}: {fallback}")));
    }
    let is_allowed = |found: &String| ALLOWED.iter().any(|(allowed, _)| allowed == found);
    for (allowed, why) in ALLOWED {
        assert!(found.contains(&allowed.to_owned()), "{allowed} is not there any more, though {why}");
    }
    let faults: Vec<String> = found.into_iter().filter(|found| !is_allowed(found)).collect();
    assert!(faults.is_empty(), "these hide a broken invariant; see {CONVERSIONS}:\n{}", faults.join("\n"));
}

#[test]
fn fallbacks_that_hide_a_broken_invariant_are_found() {
    for (text, expected) in [
        ("fn f() { let a = u32::try_from(n).unwrap_or(u32::MAX); }", "u32::try_from(n).unwrap_or(u32::MAX)"),
        ("fn f() { g(n.try_into().unwrap_or_default()) }", "n.try_into().unwrap_or_default()"),
        ("fn f() { usize::try_from(n).ok().unwrap_or(0) + 1 }", "usize::try_from(n).ok().unwrap_or(0)"),
        (
            "fn f() { n.and_then(|n| u16::try_from(n).ok()).unwrap_or_default() }",
            "n.and_then(|n|u16::try_from(n).ok()).unwrap_or_default()",
        ),
        ("fn f() { n.map_or(usize::MAX, |n| n + 1) }", "n.map_or(usize::MAX,|n|n+1)"),
        ("fn f() { WordId::try_from(n).unwrap_or(WordId::MAX) }", "WordId::try_from(n).unwrap_or(WordId::MAX)"),
        ("fn f() { n.unwrap_or(i64::MIN) }", "n.unwrap_or(i64::MIN)"),
        ("fn f() { u64::try_from(n).map_or(true, |n| n > 7) }", "u64::try_from(n).map_or(true,|n|n>7)"),
    ] {
        assert_eq!(fallbacks(&tree::tokens(text)), [expected], "{text}");
    }
}

#[test]
fn what_may_be_missing_may_have_a_value_in_its_place() {
    for text in [
        "fn f() { names.get(name).copied().unwrap_or_default() }",
        "fn f() { u32::try_from(n).ok().filter(|n| *n > 0) }",
        "fn f() { u32::try_from(n).map_err(too_great)?; names.first().unwrap_or(&n) }",
        "fn f() { published.unwrap_or(Moment::MAX) }",
        "fn f() { n.saturating_sub(1).min(u32::MAX) }",
        "#[cfg(test)]\nmod tests { fn f() { u32::try_from(n).unwrap_or(u32::MAX); } }",
    ] {
        assert_eq!(fallbacks(&tree::tokens(text)), Vec::<String>::new(), "{text}");
    }
}
