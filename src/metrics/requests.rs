//! Requests by door, route, class of status, device and version of the contract.
//!
//! Every combination of labels has its place from the start: counting is a few additions without a lock, and there are no
//! more series than places, whatever clients send.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use foldhash::fast::FixedState;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};

use super::declare::metric;
use super::histogram::Histogram;
use super::metric::Metric;
use super::page::MetricsPage;

/// Statuses by their first digit; those that HTTP does not know count as the nearest.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// What a device is called that no setting knows, and what stands where a request names none.
const OTHER: &str = "other";
const NONE: &str = "none";
/// Where known devices begin.
const KNOWN: usize = 2;

metric! {
    /// Requests answered, by door, route, class of status (`2xx`), device profile (`other`: an unknown one; `none`: the
    /// request was not read that far) and `api-version` (`none`: not given).
    const REQUESTS = Counter "afisha_http_requests" ["door", "route", "class", "device", "api_version"];
}

metric! {
    /// Time from the head of a request to its complete response, which may not be sent yet.
    const SECONDS = Histogram "afisha_http_request_duration_seconds" ["door", "route"];
}

metric! {
    /// Bytes of the bodies of responses, as they are sent: compressed where the client accepts that.
    const BYTES = Counter "afisha_http_response_bytes" ["door", "route"];
}

/// Which route answers, by its place in the list given to [`Requests::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteNo(pub usize);

/// Which device profile a request is answered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountedDevice {
    /// The request was not read so far.
    #[default]
    None,
    /// No setting knows it.
    Other,
    /// The one at this place in the list given to [`Requests::new`].
    Known(usize),
}

/// Which version of the contract a request names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiVersion {
    /// None.
    #[default]
    None,
    /// `1`
    One,
    /// `2`
    Two,
    /// Another.
    Other,
}

impl ApiVersion {
    const ALL: [(Self, &'static str); 4] =
        [(Self::None, NONE), (Self::One, "1"), (Self::Two, "2"), (Self::Other, OTHER)];

    /// Reads the value of the parameter.
    pub fn parse(given: Option<&str>) -> Self {
        match given {
            None => Self::None,
            Some("1") => Self::One,
            Some("2") => Self::Two,
            Some(_) => Self::Other,
        }
    }
}

/// Who asks, as far as it is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountedClient {
    /// The device profile.
    pub device: CountedDevice,
    /// The version of the contract.
    pub api_version: ApiVersion,
}

/// What a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// How long it took.
    pub took: Duration,
    /// Bytes of the body.
    pub bytes: u64,
}

/// The counts of all requests since the start.
#[derive(Debug)]
pub struct Requests {
    /// Door and path.
    routes: Vec<(&'static str, &'static str)>,
    places: HashMap<(&'static str, &'static str), RouteNo, FixedState>,
    /// The names of devices: none, another, then those that are known, in the order of the alphabet.
    devices: Vec<String>,
    /// By route, class, device and version.
    counts: Vec<AtomicU64>,
    /// By route.
    histograms: Vec<Histogram>,
    /// By route.
    bytes: Vec<AtomicU64>,
}

impl Requests {
    /// The metrics, in the order of the page.
    pub const METRICS: &'static [Metric] = &[REQUESTS, SECONDS, BYTES];

    /// Counts the requests of these routes, each a door and a path, for these devices. One that is called as those are
    /// that no setting knows is counted with them.
    pub fn new<'a>(routes: Vec<(&'static str, &'static str)>, devices: impl IntoIterator<Item = &'a str>) -> Self {
        let known: BTreeSet<&str> = devices.into_iter().filter(|name| ![NONE, OTHER].contains(name)).collect();
        let devices: Vec<String> = [NONE, OTHER].into_iter().chain(known).map(str::to_owned).collect();
        let places = routes.len() * CLASSES.len() * devices.len() * ApiVersion::ALL.len();
        Self {
            counts: (0..places).map(|_| AtomicU64::default()).collect(),
            histograms: routes.iter().map(|_| Histogram::default()).collect(),
            bytes: routes.iter().map(|_| AtomicU64::default()).collect(),
            places: routes.iter().copied().zip((0..).map(RouteNo)).collect(),
            routes,
            devices,
        }
    }

    /// Finds a route.
    pub fn route(&self, door: &'static str, path: &'static str) -> Option<RouteNo> {
        self.places.get(&(door, path)).copied()
    }

    /// Finds a device by its name.
    pub fn device(&self, name: &str) -> CountedDevice {
        let known = self.devices[KNOWN..].binary_search_by(|known| known.as_str().cmp(name));
        known.map_or(CountedDevice::Other, CountedDevice::Known)
    }

    /// Counts a request.
    pub fn count(&self, route: RouteNo, client: CountedClient, answer: Answered) {
        self.counts[self.place(route, answer.status, client)].fetch_add(1, Ordering::Relaxed);
        self.histograms[route.0].observe(answer.took);
        self.bytes[route.0].fetch_add(answer.bytes, Ordering::Relaxed);
    }

    fn place(&self, route: RouteNo, status: u16, client: CountedClient) -> usize {
        let class = usize::from((status / 100).clamp(1, 5) - 1);
        let device = match client.device {
            CountedDevice::None => 0,
            CountedDevice::Other => 1,
            CountedDevice::Known(at) => KNOWN + at,
        };
        let version = ApiVersion::ALL.iter().take_while(|(version, _)| *version != client.api_version).count();
        ((route.0 * CLASSES.len() + class) * self.devices.len() + device) * ApiVersion::ALL.len() + version
    }

    /// Returns every combination of labels, in the order of the places.
    fn labels(&self) -> impl Iterator<Item = [&str; 5]> {
        self.routes.iter().flat_map(move |(door, route)| {
            CLASSES.iter().flat_map(move |class| {
                self.devices.iter().flat_map(move |device| {
                    ApiVersion::ALL.iter().map(move |(_, version)| [*door, *route, *class, device.as_str(), *version])
                })
            })
        })
    }

    /// Adds the counts to a page.
    pub fn add_to(self: &Arc<Self>, page: &mut MetricsPage) {
        page.collect(CountedRequests(Arc::clone(self)));
    }
}

/// Counts on their way into the page.
#[derive(Debug)]
struct CountedRequests(Arc<Requests>);

impl Collector for CountedRequests {
    /// Writes what was counted at all: most combinations never come up.
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let requests = &self.0;
        let mut counter =
            encoder.encode_descriptor(REQUESTS.name, &REQUESTS.help(), None, REQUESTS.kind.metric_type())?;
        for (labels, count) in requests.labels().zip(&requests.counts) {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                let labels: Vec<_> = REQUESTS.labels.iter().copied().zip(labels).collect();
                counter.encode_family(&labels)?.encode_counter::<NoLabelSet, _, f64>(&count, None)?;
            }
        }
        let mut histogram =
            encoder.encode_descriptor(SECONDS.name, &SECONDS.help(), None, SECONDS.kind.metric_type())?;
        for ((door, route), times) in
            requests.routes.iter().zip(&requests.histograms).filter(|(_, times)| !times.is_empty())
        {
            let labels = by_route(&SECONDS, door, route);
            times.write(&mut histogram.encode_family(&labels)?)?;
        }
        let mut counter = encoder.encode_descriptor(BYTES.name, &BYTES.help(), None, BYTES.kind.metric_type())?;
        for ((door, route), bytes) in requests.routes.iter().zip(&requests.bytes) {
            let (labels, bytes) = (by_route(&BYTES, door, route), bytes.load(Ordering::Relaxed));
            counter.encode_family(&labels)?.encode_counter::<NoLabelSet, _, f64>(&bytes, None)?;
        }
        Ok(())
    }
}

fn by_route<'a>(metric: &Metric, door: &'a str, route: &'a str) -> Vec<(&'static str, &'a str)> {
    metric.labels.iter().copied().zip([door, route]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests() -> Arc<Requests> {
        let routes = vec![("films", "/list"), ("films", "/film/{id}"), ("ops", "/metrics")];
        Arc::new(Requests::new(routes, ["stb820", "browser", "other"]))
    }

    fn page(requests: &Arc<Requests>) -> String {
        let mut page = MetricsPage::default();
        requests.add_to(&mut page);
        page.text().unwrap()
    }

    /// Returns the series of the page that are not 0, without histograms.
    fn counted(page: &str) -> Vec<&str> {
        page.lines()
            .filter(|line| !line.starts_with('#') && !line.contains("_seconds") && !line.ends_with(" 0"))
            .collect()
    }

    #[test]
    fn a_request_is_counted_in_its_place_and_in_no_other() {
        let requests = requests();
        let client = CountedClient { device: requests.device("browser"), api_version: ApiVersion::Two };
        let answer =
            |status, microseconds, bytes| Answered { status, took: Duration::from_micros(microseconds), bytes };
        requests.count(RouteNo(1), client, answer(404, 70, 250));
        requests.count(RouteNo(1), client, answer(200, 70, 50));
        requests.count(RouteNo(1), client, answer(200, 9_000_000, 0));
        requests.count(RouteNo(2), CountedClient::default(), answer(503, 0, 7));
        let page = page(&requests);
        let film = |class: &str, count: u32| {
            let labels = format!("door=\"films\",route=\"/film/{{id}}\",class=\"{class}\"");
            format!("afisha_http_requests_total{{{labels},device=\"browser\",api_version=\"2\"}} {count}")
        };
        let ops = "afisha_http_requests_total{door=\"ops\",route=\"/metrics\",class=\"5xx\",device=\"none\",api_version=\"none\"} 1";
        let bytes = |labels: &str, bytes: u32| format!("afisha_http_response_bytes_total{{{labels}}} {bytes}");
        let expected = [
            film("2xx", 2),
            film("4xx", 1),
            ops.to_owned(),
            bytes("door=\"films\",route=\"/film/{id}\"", 300),
            bytes("door=\"ops\",route=\"/metrics\"", 7),
        ];
        assert_eq!(counted(&page), expected);
        let bucket = |bound: &str, count: u32| {
            let labels = format!("door=\"films\",route=\"/film/{{id}}\",le=\"{bound}\"");
            format!("afisha_http_request_duration_seconds_bucket{{{labels}}} {count}\n")
        };
        for line in [bucket("5e-05", 0), bucket("0.0001", 2), bucket("5", 2), bucket("+Inf", 3)] {
            assert!(page.contains(&line), "{line}: {page}");
        }
        assert!(!page.contains("seconds_bucket{door=\"films\",route=\"/list\""), "{page}");
    }

    #[test]
    fn every_combination_has_a_place_of_its_own() {
        let requests = requests();
        let devices = [CountedDevice::None, CountedDevice::Other, CountedDevice::Known(0), CountedDevice::Known(1)];
        let mut places = Vec::new();
        for route in 0..3 {
            for status in [100, 204, 302, 418, 500] {
                for device in devices {
                    let client = |(api_version, _)| CountedClient { device, api_version };
                    places
                        .extend(ApiVersion::ALL.map(|version| requests.place(RouteNo(route), status, client(version))));
                }
            }
        }
        assert_eq!(places, (0..requests.counts.len()).collect::<Vec<_>>());
        assert_eq!(requests.labels().count(), requests.counts.len());
        assert_eq!(
            [0, 42, 600, u16::MAX].map(|status| requests.place(RouteNo(0), status, CountedClient::default())),
            [0, 0, 64, 64]
        );
    }

    #[test]
    fn routes_and_devices_are_found_by_their_names() {
        let requests = requests();
        let routes = [("films", "/list"), ("ops", "/metrics"), ("ops", "/list")];
        assert_eq!(routes.map(|(door, path)| requests.route(door, path)), [Some(RouteNo(0)), Some(RouteNo(2)), None]);
        let devices = ["browser", "stb820", "stb", "", "other", "none"].map(|name| requests.device(name));
        let other = CountedDevice::Other;
        assert_eq!(devices, [CountedDevice::Known(0), CountedDevice::Known(1), other, other, other, other]);
    }

    #[test]
    fn versions_are_told_apart_as_the_contract_does() {
        let read = [None, Some("1"), Some("2"), Some("01"), Some(""), Some("3")].map(ApiVersion::parse);
        let (other, none) = (ApiVersion::Other, ApiVersion::None);
        assert_eq!(read, [none, ApiVersion::One, ApiVersion::Two, other, other, other]);
    }
}
