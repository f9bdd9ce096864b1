//! Metrics: how they are declared, how requests are counted, and the page that Prometheus reads.
//!
//! A room says what is to be known of it as a struct of plain numbers, declared once with [`readings!`]: the doc line of
//! a field is the help text of its metric. Only this room knows the library that writes them.

mod declare;
mod histogram;
mod page;
mod process;
mod requests;
mod value;

pub use declare::{Kind, Metric, Readings};
pub use page::{CONTENT_TYPE, Page, table};
pub use process::ProcessReadings;
pub use requests::{Answered, ApiVersion, Client, Device, Requests, RouteNo};
pub use value::{Labelled, Number, Value};

pub(crate) use declare::readings;
