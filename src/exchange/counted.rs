//! Numbers of things in words.

/// Returns `1 film`, `2 films`: the number and the thing, of which the plural ends in s.
pub fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}
