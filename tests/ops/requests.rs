//! Requests as metrics count them.

use std::net::TcpStream;

use afisha::http::connection::Deadlines;

use super::Watched;
use crate::support::app::Options;
use crate::support::catalogue::playable;
use crate::support::connection::Connection;

fn watched() -> Watched {
    Watched::ready(Options::default(), &[playable(1, "Один")])
}

/// Returns the counts of requests to the Films API, by their labels but for the door.
fn counted(watched: &Watched) -> Vec<String> {
    let door = "afisha_http_requests_total{door=\"films_api\",route=\"";
    watched
        .series(door)
        .iter()
        .map(|line| line.strip_prefix(door).unwrap().replace("\"} ", " ").replace('"', ""))
        .collect()
}

#[test]
fn requests_are_counted_by_route_class_device_and_version() {
    let watched = watched();
    // Over a connection that stays they take the fast path.
    let mut client = Connection::open(&watched.app);
    client.get("/list?device=stb820&api-version=1");
    client.get("/film/1/");
    for url in [
        "/list/",
        "/list?device=stb820&api-version=1",
        "/list/?device=samsung-tv-c&api-version=2",
        "/list/?device=toaster",
        "/list/?api-version=3",
        "/list/?sort=sideways",
        "/film/1/",
        "/film/2/",
        "/nowhere/",
        "/getfilmsfile/",
    ] {
        watched.app.get(url);
    }
    watched.app.send("POST /tags/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    let expected = [
        "/tags,class=4xx,device=none,api_version=none 1",
        "/list,class=2xx,device=samsung-tv-c,api_version=2 1",
        "/list,class=2xx,device=stb820,api_version=none 1",
        "/list,class=2xx,device=stb820,api_version=1 2",
        "/list,class=4xx,device=other,api_version=none 1",
        "/list,class=4xx,device=stb820,api_version=none 1",
        "/list,class=4xx,device=stb820,api_version=other 1",
        "/film/{id},class=2xx,device=stb820,api_version=none 2",
        "/film/{id},class=4xx,device=stb820,api_version=none 1",
        "/getfilmsfile,class=3xx,device=stb820,api_version=none 1",
        "(unknown),class=4xx,device=none,api_version=none 1",
    ];
    assert_eq!(counted(&watched), expected);
}

#[test]
fn times_and_bytes_are_counted_by_route() {
    let watched = watched();
    let sent: usize =
        ["/list/", "/list/?max=1", "/list/?sort=x"].map(|url| watched.app.get(url).body.len()).iter().sum();
    let labels = "door=\"films_api\",route=\"/list\"";
    assert_eq!(
        watched.series(&format!("afisha_http_response_bytes_total{{{labels}}}")),
        [format!("afisha_http_response_bytes_total{{{labels}}} {sent}")]
    );
    let count = format!("afisha_http_request_duration_seconds_count{{{labels}}}");
    assert_eq!(watched.series(&count), [format!("{count} 3")]);
}

#[test]
fn a_thousand_odd_paths_and_devices_add_no_more_series_than_a_few() {
    let watched = watched();
    let ask = |odd: std::ops::Range<u32>| {
        let mut connection = Connection::open(&watched.app);
        for odd in odd {
            for url in [
                format!("/odd-{odd}/%D0%{odd}"),
                format!("/film/{odd}/x"),
                format!("/list/?device=box-{odd}"),
                format!("/list/?api-version={}", odd + 10),
                format!("/film/{}/?device=\"{odd}\"&api-version=%0A{odd}", odd + 10),
                format!("/getfilmsfile/{odd}.csv"),
            ] {
                connection.send(format!("GET {url} HTTP/1.1\r\nHost: test-{odd}\r\nX-Odd-{odd}: 1\r\n\r\n").as_bytes());
                connection.receive("GET");
            }
        }
    };
    let names = |page: String| -> Vec<String> {
        let series = page.lines().filter_map(|line| line.rsplit_once(' '));
        series.map(|(series, _)| series.to_owned()).filter(|series| !series.contains("door=\"ops\"")).collect()
    };
    ask(0..2);
    let few = names(watched.metrics());
    ask(0..1000);
    assert_eq!(names(watched.metrics()), few);
}

#[test]
fn what_is_refused_is_counted_by_reason() {
    let watched = watched();
    let long = format!("/list/?q={}", "x".repeat(20_000));
    let close = "HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
    for request in [
        "rubbish\r\n\r\n".to_owned(),
        format!("GET / {close}X: {}\r\n\r\n", "y".repeat(70_000)),
        format!("GET {long} {close}\r\n"),
        format!("GET /list/ {close}Content-Length: 1\r\n\r\nx"),
        format!("DELETE /list/ {close}\r\n"),
        format!("GET /list/recommended/?access_token=nobodys {close}\r\n"),
    ] {
        watched.app.send(&request);
    }
    let expected = [
        ("connections", 0),
        ("malformed", 1),
        ("slow", 0),
        ("head", 1),
        ("url", 1),
        ("body", 1),
        ("method", 1),
        ("token", 1),
        ("busy", 0),
    ];
    let expected = expected.map(|(reason, count)| format!("afisha_http_refused_total{{reason=\"{reason}\"}} {count}"));
    assert_eq!(watched.series("afisha_http_refused_total"), expected);
}

#[test]
fn connections_are_counted_while_they_are_open_and_refused_past_the_limit() {
    let http = afisha::http::Options {
        max_connections_per_address: 2,
        deadlines: Deadlines::default(),
        ..afisha::http::Options::new(1)
    };
    let options = Options { http, trusted_proxies: Vec::new(), ..Options::default() };
    let watched = Watched::ready(options, &[playable(1, "Один")]);
    let open = |count: usize| [format!("afisha_http_connections{{listener=\"boxes\"}} {count}")];
    let mut two = [Connection::open(&watched.app), Connection::open(&watched.app)];
    two.iter_mut().for_each(|one| assert_eq!(one.get("/tags/").status, 200));
    assert_eq!(watched.series("afisha_http_connections{listener=\"boxes\"}"), open(2));
    let mut third = TcpStream::connect(watched.app.address).unwrap();
    assert_eq!(std::io::Read::read(&mut third, &mut [0]).unwrap_or(0), 0, "the third is closed at once");
    let refused = "afisha_http_refused_total{reason=\"connections\"} 1";
    assert_eq!(watched.series("afisha_http_refused_total{reason=\"connections\"}"), [refused]);
    two.iter_mut().for_each(|one| {
        one.send(b"GET /tags/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        one.receive("GET");
        assert_eq!(one.rest(), b"");
    });
    let gone = || watched.series("afisha_http_connections{listener=\"boxes\"}") == open(0);
    while !gone() {
        std::thread::yield_now();
    }
}
