//! What operators call something: a viewer, a peer.

/// Trims what an operator calls something; `None`: nothing is left, it has a control character, or more characters than
/// it may.
pub fn operators_name(text: &str, max_chars: usize) -> Option<&str> {
    let text = text.trim();
    let is_legal = !text.is_empty() && !text.chars().any(char::is_control) && text.chars().count() <= max_chars;
    is_legal.then_some(text)
}

/// Says what [`operators_name`] takes, after «it must be».
pub fn operators_name_accepts(max_chars: usize) -> String {
    format!("1 to {max_chars} characters, no control characters")
}
