//! Pages for people who look at the server with a browser. They need no script and ask for nothing from elsewhere.

mod error;
mod front;
mod page;

pub use error::error;
pub use front::{Front, front};
pub use page::{CONTENT_TYPE, POLICY};
