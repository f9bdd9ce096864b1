//! What requests ask: bodies in JSON, read member by member under limits.

mod export;
mod fault;
mod hashes;
mod imdb_lookup;
mod members;
mod page;
mod private_search;
mod public_search;

pub use export::ExportQuestion;
pub use fault::RequestFault;
pub use hashes::{DebridQuestion, DebridService, ItemsQuestion};
pub use imdb_lookup::{TitleQuestion, TitleWanted};
pub use page::ResultPage;
pub use private_search::{PrivateQuestion, PrivateWanted};
pub use public_search::PublicQuestion;
