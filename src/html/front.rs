//! The front page: what is served, and how to ask for it.

use super::page::{link, page, text};

/// What the front page tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// Where the requests begin: empty, or a path without a slash at its end.
    pub base: String,
    /// How many films the client is shown.
    pub films: u64,
    /// The device that it is taken for.
    pub device: String,
    /// How many tags there are.
    pub tags: usize,
    /// When the catalogue was read, in RFC 3339; `None` where that cannot be written.
    pub read: Option<String>,
    /// How long ago that was, in seconds.
    pub age: u64,
    /// A film that the client is shown, to have something to link to.
    pub example: Option<u64>,
}

/// Where the requests and the rest are described, and what of it.
const DOCUMENTS: [(&str, &str); 4] = [
    ("README.md", "what this is, and how to try it"),
    ("docs/API.md", "every request and answer, with examples"),
    ("docs/CONFIG.md", "every setting"),
    ("docs/OPERATIONS.md", "how to run it"),
];

/// Writes the front page.
pub fn front(front: &Front) -> String {
    let body = format!(
        "<h1>Afisha</h1>\n\
         <p>A film catalogue for set-top boxes, TV apps and downloaders. Programs read it as XML over HTTP; this page is \
         for people.</p>\n{}{}{}",
        served(front),
        requests(front),
        documents(),
    );
    page("Afisha", &body)
}

fn served(front: &Front) -> String {
    let read = match &front.read {
        Some(read) => format!("<time datetime=\"{0}\">{0}</time>, {1} ago", text(read), duration(front.age)),
        None => format!("{} ago", duration(front.age)),
    };
    format!(
        "<h2>What is served</h2>\n<dl>\n\
         <dt>Films</dt>\n<dd>{}, as shown to your address on the device <code>{}</code></dd>\n\
         <dt>Tags</dt>\n<dd>{}</dd>\n\
         <dt>Catalogue read</dt>\n<dd>{read}; changes are picked up automatically</dd>\n</dl>\n",
        front.films,
        text(&front.device),
        front.tags,
    )
}

fn requests(front: &Front) -> String {
    let mut asked = vec![
        ("/tags/?kind=genre,country".to_owned(), "genres and countries"),
        ("/tags/".to_owned(), "all tags"),
        ("/list/".to_owned(), "films, the newest first"),
        ("/list/?sort=rating-kinopoisk-d".to_owned(), "films by rating"),
        // Browsers encode it, and show it as it stands.
        ("/list/?q=матрица".to_owned(), "films that match a phrase"),
        ("/list/recommended/".to_owned(), "the most popular films; with an access token, what its viewer would like"),
    ];
    if let Some(film) = front.example {
        asked.push((format!("/list/similar/?ids={film}"), "films like another"));
        asked.push((format!("/film/{film}/"), "one film with its items and trailers"));
    }
    asked.push(("/getfilmsfile/".to_owned(), "all films as a CSV file"));
    let item = |(path, what): (String, &str)| {
        let target = format!("{}{path}", front.base);
        format!("<li>{} – {}</li>\n", link(&target, &target), text(what))
    };
    let asked: String = asked.into_iter().map(item).collect();
    format!(
        "<h2>Requests</h2>\n<ul>\n{asked}\
         <li><code>{}/upnext/&lt;id&gt;/&lt;series_id&gt;/</code> – what to play after an item</li>\n</ul>\n",
        text(&front.base)
    )
}

fn documents() -> String {
    let item = |(path, what): (&str, &str)| format!("<li><code>{path}</code> – {what}</li>\n");
    let items: String = DOCUMENTS.into_iter().map(item).collect();
    format!("<h2>Documents</h2>\n<p>They come with the source of the program:</p>\n<ul>\n{items}</ul>\n")
}

/// Returns a time in the largest unit of which it has at least one.
fn duration(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_their_largest_unit() {
        let told = [0, 1, 59, 60, 119, 3_600, 86_399, 86_400, 172_800].map(duration);
        let expected =
            ["0 seconds", "1 second", "59 seconds", "1 minute", "1 minute", "1 hour", "23 hours", "1 day", "2 days"];
        assert_eq!(told, expected);
    }
}
