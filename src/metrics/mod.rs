//! Metrics: how they are declared, how requests are counted, and the page that Prometheus reads.
//!
//! A room says what is to be known of it as a struct of plain numbers, declared once with `readings!`: the doc line of
//! a field is the help text of its metric. Only this room knows the library that writes them.

mod declare;
mod histogram;
mod metric;
mod page;
mod process;
mod requests;
mod value;

pub use declare::Readings;
pub use metric::{Metric, MetricKind};
pub use page::{CONTENT_TYPE, MetricsPage, table};
pub use process::ProcessReadings;
pub use requests::{Answered, ApiVersion, CountedClient, CountedDevice, Requests, RouteNo};
pub use value::{Labelled, MetricNumber, Readable};

pub(crate) use declare::readings;
