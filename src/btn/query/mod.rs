//! What people ask of reports: conditions, an order and a page, as values.

mod client_query;
mod compare;
mod condition;
mod fault;
mod members;
mod page;
mod report_query;

pub use client_query::{ClientQuery, ClientSort};
pub use compare::{NumberMethod, QueryNumber, TextMethod};
pub use condition::{Condition, NumberField, TextField};
pub use fault::QueryFault;
pub use page::{AskedPage, Direction, Joined, MAX_PAGE_SIZE, TimeRange};
pub use report_query::{AskedReports, ReportQuery, ReportSort};
