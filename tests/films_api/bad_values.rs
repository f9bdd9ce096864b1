//! Every value that a parameter does not take: which parameter is to blame, and what it takes instead.

use super::App;

const LIST: &[&str] = &["/list/"];
const LISTS: &[&str] = &["/list/", "/search/"];
const LIMITED: &[&str] = &["/list/similar/", "/list/recommended/"];
const UPNEXT: &[&str] = &["/upnext/1/1/"];
const MOMENTS: &[&str] = &["/list/", "/list/similar/", "/film/1/", "/upnext/1/1/"];
const IDS: &[&str] = &["/list/", "/list/similar/"];
const TAGS: &[&str] = &["/tags/"];
const ALL: &[&str] = &[
    "/tags/",
    "/list/",
    "/list/similar/",
    "/list/recommended/",
    "/search/",
    "/film/1/",
    "/upnext/1/1/",
    "/getfilmsfile/",
];

/// Routes, a parameter, values it does not take, and words of the message that say what it takes.
type Bad = (&'static [&'static str], &'static str, &'static [&'static str], &'static [&'static str]);

const BAD: &[Bad] = &[
    (ALL, "api-version", &["0", "3", "1.0", "x", "1,2", "+1", "%D1%8F"], &["1", "2"]),
    (
        ALL,
        "device",
        &["x", "STB820", "stb820+", "stb82", "%00", "%D1%8F%3Cb%3E%26%22"],
        &["stb820", "eltex-nv-101", "eltex-nv101-mkv", "samsung-tv-c"],
    ),
    (LISTS, "p", &["0", "-1", "x", "1.5", "1e3", "+1", "0x1", "%D9%A1", "1,2"], &["1"]),
    (LISTS, "max", &["0", "-1", "201", "x", "2.0", "99999999999999999999", "1%00"], &["1", "200"]),
    (LIMITED, "limit", &["0", "-1", "201", "x", "2.0", "99999999999999999999"], &["1", "200"]),
    (UPNEXT, "limit", &["0", "-1", "51", "x", "2.0", "99999999999999999999"], &["1", "50"]),
    (MOMENTS, "age_filter", &["-1", "151", "x", "6%2B", "12.5", "1e1"], &["0", "150"]),
    (
        MOMENTS,
        "published_before",
        &["x", "1.5", "2012-05-01", "2012-05-01T10:00:00Z", "1e9", "--1", "-"],
        &["whole number"],
    ),
    (LIST, "year", &["x", "1968.5", "68-70", "MCMLXVIII"], &["whole number"]),
    (LIST, "from_year", &["x", "1968.5", "-"], &["whole number"]),
    (LIST, "to_year", &["x", "1968.5", "1,2"], &["whole number"]),
    (LIST, "begin", BAD_DAYS, &["YYYY-MM-DD"]),
    (LIST, "end", BAD_DAYS, &["YYYY-MM-DD"]),
    (IDS, "ids", &["x", "1,x", "1;2", "-1", "1.0", "1,2,+3x"], &["ids", "comma"]),
    (LIST, "exclude_film", &["x", "1,x", "-1", "1.0"], &["ids", "comma"]),
    (LIST, "exclude_film[]", &["x", "1,x", "-1", "1.0"], &["ids", "comma"]),
    (
        LISTS,
        "sort",
        &[
            "x",
            "year",
            "title",
            "year-x",
            "year-D",
            "Year-d",
            "-d",
            "year-d,x-a",
            "random-x",
            "rating-a",
            "rating-tmdb-d",
            "year-a,title-a,popularity-a,published-a",
            "random,random,random,random",
            "published",
            "year-a;title-a",
        ],
        &[
            "year",
            "published",
            "title",
            "popularity",
            "rating-cn",
            "rating-kinopoisk",
            "rating-imdb",
            "-a",
            "-d",
            "random",
            "3",
        ],
    ),
    (TAGS, "kind", &["x", "genre,x", "genres"], &["genre", "country", "director", "actor", "quality", "age", "other"]),
];

const BAD_DAYS: &[&str] = &[
    "x",
    "2012",
    "2012-05",
    "2012-5-1",
    "2012-13-01",
    "2012-00-10",
    "2012-02-30",
    "2013-02-29",
    "01.05.2012",
    "20120501",
    "2012-05-01T00:00:00Z",
    "+2012-05-01",
    "-2012-05-01",
    "2012-05-01+",
    "1335830400",
    "%D9%A2012-05-01",
];

#[test]
fn a_bad_value_is_400_and_the_message_says_what_is_accepted() {
    let app = App::new(vec![], &[]);
    for (routes, parameter, values, accepted) in BAD {
        for (route, value) in routes.iter().flat_map(|route| values.iter().map(move |value| (route, value))) {
            let url = format!("{route}?{parameter}={value}");
            let (code, blamed, message) = app.get(&url).error();
            assert_eq!((code, blamed.as_deref()), (400, Some(*parameter)), "{url}");
            for word in *accepted {
                assert!(message.contains(word), "{url}: {word:?} is not in {message:?}");
            }
        }
    }
}

#[test]
fn parameters_of_other_routes_are_unknown_and_ignored() {
    let app = App::new(vec![], &[]);
    for (routes, parameter, values, _) in BAD {
        for route in ALL.iter().filter(|route| !routes.contains(route)) {
            if *parameter == "limit" && (LIMITED.contains(route) || UPNEXT.contains(route)) {
                continue;
            }
            let url = format!("{route}?{parameter}={}", values[0]);
            assert_ne!(app.get(&url).status, 400, "{url}");
        }
    }
}

#[test]
fn the_device_version_is_any_string_of_up_to_64_characters() {
    let app = App::new(vec![], &[]);
    for route in ALL.iter().filter(|route| !route.contains("/1/")) {
        for version in ["x".repeat(64), "%D1%8F".repeat(64), "%00%3C".to_owned(), "R99999999999999999999".to_owned()] {
            assert!(app.get(&format!("{route}?device-version={version}")).status < 400, "{route} {version}");
        }
        for version in ["x".repeat(65), "%D1%8F".repeat(65), "x".repeat(5000)] {
            let (code, parameter, message) = app.get(&format!("{route}?device-version={version}")).error();
            assert_eq!((code, parameter.as_deref()), (400, Some("device-version")));
            assert!(message.contains("64"), "{message}");
        }
    }
}

#[test]
fn an_error_is_a_whole_document() {
    let answer = App::new(vec![], &[]).get("/list/?sort=%3Cb%3E%26%22%00%07");
    answer.xml();
    assert_eq!(answer.status, 400);
    let text = answer.text();
    let head = super::document("<Error><Code>400</Code><Parameter>sort</Parameter><Message>");
    assert!(text.starts_with(&head) && text.ends_with("</Message></Error>"), "{text}");
    assert!(text.contains("&lt;b&gt;&amp;&quot;"), "the value, escaped and without what XML forbids: {text}");
}

#[test]
fn an_error_names_no_parameter_that_cannot_be_written() {
    let app = App::new(vec![], &[]);
    for url in ["/list/?exclude_film[%01]=x", "/list/?exclude_film[%FF]=x", "/list/?exclude_film%5B%EF%BF%BF%5D=x"] {
        let (code, parameter, _) = app.get(url).error();
        assert_eq!((code, parameter.as_deref()), (400, Some("exclude_film")), "{url}");
    }
}

#[test]
fn a_long_value_is_not_repeated_whole() {
    let answer = App::new(vec![], &[]).get(&format!("/list/?sort={}", "%D1%8F".repeat(2000)));
    assert_eq!(answer.error().0, 400);
    assert!(answer.body.len() < 2000, "{} bytes", answer.body.len());
}
