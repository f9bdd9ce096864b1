//! What people ask of reports: conditions, an order and a page, as values.

mod client_query;
mod compare;
mod condition;
mod fault;
mod limits;
mod members;
mod page;
mod report_query;

pub use client_query::{ClientQuery, ClientSort};
pub use compare::{NumberMethod, QueryNumber, TextMethod};
pub use condition::{Condition, NumberField, TextField};
pub use fault::QueryFault;
pub use limits::MAX_PAGE_SIZE;
pub use page::{AskedPage, Joined, SortDirection, TimeRange};
pub use report_query::{AskedReports, ReportQuery, ReportSort};
