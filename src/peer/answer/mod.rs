//! What answers say, before they are encrypted: compact JSON, its members in the order of the contract.

mod export;
mod found;
mod item;
mod object;
mod sealed;

pub use export::ExportPage;
pub use found::{ImdbTitle, PublicHit, debrid_found, public_found, titles_found};
pub use item::{UnreadyTorrent, items, items_of_release3, private_found};
pub use object::AnswerText;
pub use sealed::envelope;
