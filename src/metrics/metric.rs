//! Metrics, as documents and the page tell of them.

use prometheus_client::metrics::MetricType;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// Only ever grows, from the start of the program on.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How many of something took how long.
    Histogram,
}

impl MetricKind {
    /// Returns the name of the kind in the text format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }

    pub(super) fn metric_type(self) -> MetricType {
        match self {
            Self::Counter => MetricType::Counter,
            Self::Gauge => MetricType::Gauge,
            Self::Histogram => MetricType::Histogram,
        }
    }
}

/// A metric, as documents and the page tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name; that of a counter without the `_total` at its end, which the page adds.
    pub name: &'static str,
    /// What it is.
    pub kind: MetricKind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// The lines of its doc comment.
    pub doc: &'static [&'static str],
}

impl Metric {
    /// Returns the name in the page.
    pub fn full_name(&self) -> String {
        let end = if self.kind == MetricKind::Counter { "_total" } else { "" };
        format!("{}{end}", self.name)
    }

    /// Returns its doc comment as one line.
    pub fn help(&self) -> String {
        self.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
    }
}
