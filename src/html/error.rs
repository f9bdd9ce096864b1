//! Why there is no other answer.

use super::page::{link, page, text};

/// Writes an error: its code with the words for it, the message, the parameter to blame if there is one, and a link to the
/// front page, which stands at `base`.
pub fn error(status: &str, parameter: Option<&str>, message: &str, base: &str) -> String {
    let blamed = parameter.map(|name| format!("<p>Parameter: <code>{}</code></p>\n", text(name))).unwrap_or_default();
    let body = format!(
        "<h1>{}</h1>\n<p>{}</p>\n{blamed}<p>{}</p>\n",
        text(status),
        text(message),
        link(&format!("{base}/"), "What is served here"),
    );
    page(&format!("{status} – Afisha"), &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_text() {
        let typed = "\"><script>alert('1')</script>&\u{1}\u{fffe}";
        let page = error("400 Bad Request", Some(typed), typed, "");
        assert!(!page.contains("<script") && !page.contains('\u{1}') && !page.contains('\u{fffe}'), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert('1')&lt;/script&gt;&amp;").count(), 2, "{page}");
    }
}
