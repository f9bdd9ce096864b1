//! The page that Prometheus reads, and the table in the documents.

use std::fmt;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::registry::Registry;

use super::declare::{Readings, ReadingsGroup};
use super::metric::Metric;

/// What the page is.
pub const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// A page of metrics as they are read at one moment.
#[derive(Debug, Default)]
pub struct MetricsPage(Registry);

impl MetricsPage {
    /// Adds readings at the end.
    pub fn add(&mut self, readings: impl Readings) {
        self.0.register_collector(Box::new(ReadingsGroup(readings)));
    }

    /// Adds what writes itself.
    pub(super) fn collect(&mut self, collector: impl prometheus_client::collector::Collector) {
        self.0.register_collector(Box::new(collector));
    }

    /// Writes the page in the text format 0.0.4.
    ///
    /// # Errors
    /// A value is none that its metric can have.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.0)?;
        Ok(text)
    }
}

/// Returns the metrics as the rows of a table in Markdown.
pub fn table<'a>(metrics: impl Iterator<Item = &'a Metric>) -> String {
    let row = |metric: &Metric| {
        let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        format!(
            "| `{}` | {} | {} | {} |\n",
            metric.full_name(),
            metric.kind.name(),
            labels.join(", "),
            metric.help().replace('|', "\\|")
        )
    };
    format!("| metric | type | labels | meaning |\n|---|---|---|---|\n{}", metrics.map(row).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Labelled, readings};

    readings! {
        /// Readings of a test.
        struct Kitchen {
            /// Loaves in the oven,
            /// whole ones.
            Gauge "loaves" [] => loaves: u64;
            /// Loaves burnt.
            Counter "burnt" ["baker", "oven"] => burnt: Labelled<u64, 2>;
            /// When the oven was lit.
            Gauge "lit_timestamp_seconds" [] => lit: Option<i64>;
        }
    }

    #[test]
    fn a_doc_line_is_the_help_text_and_what_reads_nothing_is_left_out() {
        let burnt = vec![(["Anna \"A\"".into(), "1".into()], 3), (["Boris".into(), "2".into()], 0)];
        let mut page = MetricsPage::default();
        page.add(Kitchen { loaves: 4, burnt, lit: None });
        let expected = "# HELP loaves Loaves in the oven, whole ones.\n# TYPE loaves gauge\nloaves 4\n\
            # HELP burnt_total Loaves burnt.\n# TYPE burnt_total counter\n\
            burnt_total{baker=\"Anna \\\"A\\\"\",oven=\"1\"} 3\nburnt_total{baker=\"Boris\",oven=\"2\"} 0\n";
        assert_eq!(page.text().unwrap(), expected);
        let rows = "| `loaves` | gauge |  | Loaves in the oven, whole ones. |\n\
            | `burnt_total` | counter | `baker`, `oven` | Loaves burnt. |\n\
            | `lit_timestamp_seconds` | gauge |  | When the oven was lit. |\n";
        assert!(table(Kitchen::METRICS.iter()).ends_with(rows), "{}", table(Kitchen::METRICS.iter()));
    }

    #[test]
    fn a_negative_counter_is_no_page() {
        readings! {
            /// Readings of a test.
            struct Wrong {
                /// Grows.
                Counter "wrong" [] => wrong: i64;
            }
        }
        let mut page = MetricsPage::default();
        page.add(Wrong { wrong: -1 });
        assert_eq!(page.text(), Err(fmt::Error));
    }
}
