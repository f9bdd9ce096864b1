//! The bases that peers ask, in memory as far as they are searched.

mod answers;
mod looked;
mod private;

pub use answers::Bases;
pub use private::PrivateBase;
